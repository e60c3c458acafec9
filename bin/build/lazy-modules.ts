import { transform } from 'esbuild';

/** An import as TypeScript writes it into a CommonJS module. */
const IMPORT = /^(?:const|var|let) (\w+_\d+) = require\(("[^"]+")\);$/gm;

/** The re-exports of a module. Node.js reads the names that ES modules may import from lines like this, unchanged. */
const EXPORT =
  /^Object\.defineProperty\(exports, "\w+", \{ enumerable: true, get: function \(\) \{ return (\w+_\d+)\.\w+; \} \}\);$/gm;

/**
 * A CommonJS module, compiled by TypeScript, that loads its imports on first use, as `aws-cdk-lib` does: an app uses few of the
 * constructs, and a construct few of the modules beneath it. Modules that are imported for side effects are loaded immediately.
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

/** Code in which names of imported modules are replaced by function calls: `module.member` becomes `module().member`. */
function callingNames(code: string, names: readonly string[]): string {
  return names.reduce(
    (lazy, name) =>
      lazy
        .replace(new RegExp(`\\bnew ${name}((?:\\.[\\w$]+)+)`, 'g'), `new (${name}()$1)`)
        .replace(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`),
    code,
  );
}

/** An import only for the order of evaluation, as esbuild writes it into a CommonJS file. */
const ORDERING = /^require\("\.\/[^"]+"\);\n/gm;

/** An import whose names are used; of a module that is not a part of the bundle, in esbuild's wrapper. */
const CHUNK_IMPORT = /^var (import_\w+) = ((?:__toESM\()?require\("[^"]+"\)(?:, 1)?\)?);$/gm;

/**
 * A file of a split esbuild bundle, as CommonJS that loads each file and each imported module on first use. Modules of a bundle
 * must not have side effects on load that others depend on: if only the order of evaluation connects two modules, one is loaded
 * without the other. Namespace imports are loaded immediately.
 */
export async function toLazyChunk(code: string, target: string): Promise<string> {
  const eager = await toCommonJs(code, { target, minify: false });
  const names = [...eager.matchAll(CHUNK_IMPORT)].map(([, name = '']) => name);
  const declared = eager
    .replace(ORDERING, '')
    .replace(CHUNK_IMPORT, (_, name, module) => `let ${name}$;const ${name} = () => ${name}$ ??= ${module};`);
  return callingNames(declared, names);
}

/** Options for the conversion to CommonJS. */
interface CommonJsOptions {
  /** The oldest Node.js that runs it, such as `node20`. */
  readonly target: string;
  readonly minify: boolean;
}

/** An ES module as CommonJS. esbuild splits only ES modules, and Node.js loads CommonJS faster. */
export async function toCommonJs(text: string, { target, minify }: CommonJsOptions): Promise<string> {
  const { code } = await transform(text, {
    ...{ format: 'cjs', platform: 'node', target, minify, legalComments: 'eof' },
    // Dynamic imports of CommonJS become `require`: otherwise Node.js would load its ES module loader.
    supported: { 'dynamic-import': false },
  });
  return code;
}
