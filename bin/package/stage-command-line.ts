import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  COMMAND_LINE_FILES,
  COMMAND_LINE_FOLDER,
  commandLineManifest,
  type Manifest,
  toPackageReadme,
} from './command-line-package';

const README = 'docs/command-line.md';

/** Texts about what is bundled, by their paths in the package. */
export type ThirdPartyTexts = (self: Manifest) => Readonly<Record<string, string>>;

/** Puts the package `trailwatch` together from what is built, in a folder that npm packs. */
export function stageCommandLine(root: string, thirdParty: ThirdPartyTexts): void {
  const folder = join(root, COMMAND_LINE_FOLDER);
  rmSync(folder, { recursive: true, force: true });
  for (const path of COMMAND_LINE_FILES) copy(join(root, path), join(folder, path));
  const library = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const manifest = commandLineManifest(library) as Manifest;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(
    join(folder, 'README.md'),
    toPackageReadme(readFileSync(join(root, README), 'utf8'), library),
  );
  for (const [path, text] of Object.entries(thirdParty(manifest))) writeFileSync(join(folder, path), text);
}

function copy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
}
