import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GENERATED_FILES } from '../../../bin/generators/generated-files';

const ROOT = resolve(__dirname, '../../..');

test.each(GENERATED_FILES)('$path is what the code makes; else run npm run generate', ({ path, render }) => {
  expect(readFileSync(resolve(ROOT, path), 'utf8')).toBe(render());
});
