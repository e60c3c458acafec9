import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');
const CONDITION = join(ROOT, 'lib/core/rule/condition.ts');
const UNION = 'export type Condition =';

/** The files in which the compiler finds an error once there is one more operator, as the first step of the recipe makes it. */
function filesThatLackIt(): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const { getSourceFile } = host;
  const text = readFileSync(CONDITION, 'utf8').replace(
    UNION,
    `interface NewCondition { readonly kind: 'new'; readonly field: string }\n${UNION}\n  | NewCondition`,
  );
  host.getSourceFile = (name, target, ...rest) =>
    resolve(name) === CONDITION
      ? ts.createSourceFile(name, text, target, true)
      : getSourceFile.call(host, name, target, ...rest);
  const product = fileNames.filter((name) => /^(lib\/core|bin\/report)\//.test(relative(ROOT, name)));
  const program = ts.createProgram(product, { ...options, noEmit: true, incremental: false }, host);
  const files = ts.getPreEmitDiagnostics(program).map(({ file }) => relative(ROOT, file?.fileName ?? ''));
  return [...new Set(files)].sort();
}

test('the recipe for an operator names each file in which the compiler misses it', () => {
  const recipe = readFileSync(join(ROOT, 'docs/recipes/operator.md'), 'utf8');
  const named = [...recipe.matchAll(/^ +\| `([^`]+)` \|/gm)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(5);
  expect([...named].sort()).toEqual(filesThatLackIt());
});
