import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool';

/** The part of `package.json` that says what a package is used with. */
interface Manifest {
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/**
 * Installs a packed module beside the oldest versions that its `peerDependencies` accept. Generated code repeats what it inherits from the CDK
 * and, for Go, names the version that it was generated beside as the oldest one that it accepts, so it is generated beside the oldest.
 */
export function installOldestPeers({ peerDependencies }: Manifest, folder: string, tarball: string): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const packages = Object.entries(peerDependencies).map(([name, range]) => `${name}@${oldestOf(range)}`);
  const options = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--prefer-offline'];
  runTool('npm', ['install', ...options, tarball, ...packages], folder);
}

/** The oldest version of a range of the form `^1.2.3`. */
export function oldestOf(range: string): string {
  if (!/^\^\d+\.\d+\.\d+$/.test(range)) throw new Error(`the range '${range}' is not of the form ^1.2.3`);
  return range.slice(1);
}
