/** An import as TypeScript writes it into a CommonJS module. */
const IMPORT = /^(?:const|var|let) (\w+_\d+) = require\(("[^"]+")\);$/gm;

/** What a module exports of another. Node.js reads the names that ES modules may import from lines like this, as they stand. */
const EXPORT =
  /^Object\.defineProperty\(exports, "\w+", \{ enumerable: true, get: function \(\) \{ return (\w+_\d+)\.\w+; \} \}\);$/gm;

/**
 * A module of CommonJS, compiled by TypeScript, that loads what it imports when it first uses it, as those of `aws-cdk-lib` do: an app
 * uses few of the constructs, and a construct few of the modules beneath it. Modules that are imported for what they do are loaded at once.
 */
export function toLazyRequires(code: string): string {
  const exported = new Set([...code.matchAll(EXPORT)].map(([, name = '']) => name));
  const imported = [...code.matchAll(IMPORT)].map(([, name = '']) => name);
  const names = imported.filter((name) => !exported.has(name));
  const declared = code.replace(IMPORT, (_, name, path) =>
    exported.has(name)
      ? `const ${name} = new Proxy({}, { get: (_, key) => require(${path})[key] });`
      : `let ${name}$;const ${name} = () => ${name}$ ??= require(${path});`,
  );
  return callingNames(declared, names);
}

/** Code in which names of imported modules are functions that give them: `module.member` is `module().member`. */
export function callingNames(code: string, names: readonly string[]): string {
  return names.reduce(
    (lazy, name) =>
      lazy
        .replace(new RegExp(`\\bnew ${name}((?:\\.[\\w$]+)+)`, 'g'), `new (${name}()$1)`)
        .replace(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`),
    code,
  );
}
