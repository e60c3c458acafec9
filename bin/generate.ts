/** Writes the committed files that are generated from sources: a step of `npm run generate`. A test compares them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GENERATED_FILES } from './generators/generated-files';

const ROOT = resolve(__dirname, '..');

for (const { path, render } of GENERATED_FILES) {
  const file = resolve(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, render());
}
