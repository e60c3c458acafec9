/** An import as TypeScript writes it into a CommonJS module. */
const IMPORT = /^(?:const|var|let) (\w+_\d+) = require\(("[^"]+")\);$/gm;

/**
 * A module of CommonJS, compiled by TypeScript, that loads what it imports when it first uses it, as those of `aws-cdk-lib` do: an app
 * uses few of the constructs, and a construct few of the modules beneath it. Modules that are imported for what they do are loaded at once.
 */
export function toLazyRequires(code: string): string {
  const names = [...code.matchAll(IMPORT)].map(([, name = '']) => name);
  const declared = code.replace(
    IMPORT,
    (_, name, path) => `let ${name}$;const ${name} = () => ${name}$ ??= require(${path});`,
  );
  return names.reduce(
    (lazy, name) =>
      lazy
        .replace(new RegExp(`\\bnew ${name}((?:\\.[\\w$]+)+)`, 'g'), `new (${name}()$1)`)
        .replace(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`),
    declared,
  );
}
