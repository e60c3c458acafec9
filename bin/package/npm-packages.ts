import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_LINE_FOLDER } from './command-line-package';
import type { BuiltPackage, PackageBuilder, PackageFolders } from './package-builder';

/** `trailwatch`, the command line alone, and `cdk-trailwatch`. npm writes the same bytes for the same files. */
export const NPM_PACKAGES: PackageBuilder = {
  name: 'npm',
  missing: () => undefined,
  build: async ({ root, out }: PackageFolders) => {
    const folder = join(out, 'js');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return [root, join(root, COMMAND_LINE_FOLDER)].map((source) => {
      const packed = packFolder(source, folder);
      const billOfMaterials = join(out, `${packed.name}.cdx.json`);
      copyFileSync(join(source, 'dist/sbom.cdx.json'), billOfMaterials);
      return { ...packed, billOfMaterials };
    });
  },
};

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

function packFolder(source: string, destination: string): BuiltPackage {
  const args = ['pack', '--json', '--pack-destination', destination];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: source,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm pack in ${source} ended with ${status}\n${stderr}`);
  const [packed] = JSON.parse(stdout) as Packed[];
  if (packed === undefined) throw new Error(`npm pack in ${source} named no file`);
  return {
    registry: 'npm',
    name: packed.name,
    version: packed.version,
    files: [join(destination, packed.filename)],
    contents: { fileCount: packed.files.length, sizeBytes: packed.unpackedSize },
  };
}
