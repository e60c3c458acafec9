import { buildSync } from 'esbuild';

interface SyntaxParser {
  /** Empty if the statement is one. */
  validate(statement: string): readonly { readonly message: string }[];
}

/**
 * Checks statements by Trino's own grammar. The package is written in modules that neither Node.js nor Jest reads as
 * they stand, so it is bundled first.
 */
export function openTrinoParser(): SyntaxParser {
  const { outputFiles } = buildSync({
    entryPoints: [require.resolve('dt-sql-parser/dist/parser/trino/index.js')],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const bundled = { exports: {} as { TrinoSQL: new () => SyntaxParser } };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(bundled, bundled.exports, require);
  return new bundled.exports.TrinoSQL();
}
