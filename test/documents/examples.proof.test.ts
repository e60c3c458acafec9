import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileBlocks, exampleBlocks, ROOT } from './code-blocks';

const SOURCES = readdirSync(join(ROOT, 'lib/constructs'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `lib/constructs/${path}`);

/** The exported classes that are constructs, with the file of each. */
function publicConstructs(): readonly { readonly name: string; readonly file: string }[] {
  const index = readFileSync(join(ROOT, 'lib/index.ts'), 'utf8');
  return SOURCES.flatMap((file) =>
    [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(
        /^export class (\w+) extends (?:Construct|Resource|Worker|AlertSink)\b/gm,
      ),
    ]
      .map(([, name = '']) => ({ name, file }))
      .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(index)),
  );
}

test('every public construct has an example that uses it', () => {
  const constructs = publicConstructs();
  expect(constructs.length).toBeGreaterThan(15);
  const without = constructs.filter(
    ({ name, file }) => !exampleBlocks(file).some(({ text }) => text.includes(`new ${name}(`)),
  );
  expect(without).toEqual([]);
});

test('every example compiles against the public API', () => {
  const examples = SOURCES.flatMap(exampleBlocks);
  expect(examples.length).toBeGreaterThan(15);
  expect(compileBlocks(examples)).toEqual([]);
});
