/** Writes what is generated and yet committed, for people to read: `npm run generate`. A test says when it is old. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GENERATED_FILES } from './generators/generated-files';

const ROOT = resolve(__dirname, '..');

for (const { path, render } of GENERATED_FILES) {
  const file = resolve(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, render());
}
