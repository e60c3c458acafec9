import { buildSync } from 'esbuild';

interface SyntaxParser {
  /** Empty if the statement is one. */
  validate(statement: string): readonly { readonly message: string }[];
}

/** Checks statements by Trino's own grammar. */
export function openTrinoParser(): SyntaxParser {
  return openParser(require.resolve('dt-sql-parser/dist/parser/trino/index.js'), 'TrinoSQL');
}

/** Checks statements by the grammar of Spark. */
export function openSparkParser(): SyntaxParser {
  return openParser(require.resolve('dt-sql-parser/dist/parser/spark/index.js'), 'SparkSQL');
}

/** The package is written in modules that neither Node.js nor Jest reads as they stand, so it is bundled first. */
function openParser(entry: string, name: string): SyntaxParser {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const bundled = { exports: {} as Record<string, new () => SyntaxParser> };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(bundled, bundled.exports, require);
  const Parser = bundled.exports[name];
  if (Parser === undefined) throw new Error(`dt-sql-parser has no ${name}`);
  return new Parser();
}
