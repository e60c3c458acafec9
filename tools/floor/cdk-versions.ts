import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '../../package.json');

/** The peers, as npm takes them. */
export interface CdkVersions {
  readonly 'aws-cdk-lib': string;
  readonly constructs: string;
}

/** The oldest versions that `peerDependencies` accepts. */
export function oldestCdk(): CdkVersions {
  const { peerDependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as {
    readonly peerDependencies: CdkVersions;
  };
  return {
    'aws-cdk-lib': floorOf(peerDependencies['aws-cdk-lib']),
    constructs: floorOf(peerDependencies.constructs),
  };
}

/** The newest versions that the registry has and `peerDependencies` accepts. */
export const NEWEST_CDK: CdkVersions = { 'aws-cdk-lib': '2', constructs: '10' };

/** The versions as arguments of `npm install`. */
export function toPackages(versions: CdkVersions): readonly string[] {
  return Object.entries(versions).map(([name, version]) => `${name}@${version}`);
}

function floorOf(range: string): string {
  if (!/^\^\d+\.\d+\.\d+$/.test(range)) throw new Error(`the range '${range}' is not of the form ^1.2.3`);
  return range.slice(1);
}
