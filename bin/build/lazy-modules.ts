import { transform } from 'esbuild';

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
function callingNames(code: string, names: readonly string[]): string {
  return names.reduce(
    (lazy, name) =>
      lazy
        .replace(new RegExp(`\\bnew ${name}((?:\\.[\\w$]+)+)`, 'g'), `new (${name}()$1)`)
        .replace(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`),
    code,
  );
}

/** An import for the order of evaluation alone, as esbuild writes it into a file of CommonJS. */
const ORDERING = /^require\("\.\/[^"]+"\);\n/gm;

/** An import whose names are used; of a module that is not a part of the bundle, in esbuild's wrapper. */
const CHUNK_IMPORT = /^var (import_\w+) = ((?:__toESM\()?require\("[^"]+"\)(?:, 1)?\)?);$/gm;

/**
 * A file of a bundle that esbuild split, as CommonJS that loads each file and each module it imports when it first uses it. No
 * module of a bundle may do anything when it is loaded that others rely on: of those that only their order of evaluation
 * connects, one is loaded without the other. What is used as a whole is loaded at once.
 */
export async function toLazyChunk(code: string, target: string): Promise<string> {
  const eager = await toCommonJs(code, { target, minify: false });
  const names = [...eager.matchAll(CHUNK_IMPORT)].map(([, name = '']) => name);
  const declared = eager
    .replace(ORDERING, '')
    .replace(CHUNK_IMPORT, (_, name, module) => `let ${name}$;const ${name} = () => ${name}$ ??= ${module};`);
  return callingNames(declared, names);
}

/** How a module becomes CommonJS. */
interface CommonJsOptions {
  /** The oldest Node.js that runs it, such as `node20`. */
  readonly target: string;
  readonly minify: boolean;
}

/** An ES module as CommonJS. esbuild splits only ES modules, and Node.js loads CommonJS faster. */
export async function toCommonJs(text: string, { target, minify }: CommonJsOptions): Promise<string> {
  const { code } = await transform(text, {
    ...{ format: 'cjs', platform: 'node', target, minify, legalComments: 'eof' },
    // An import of CommonJS is a `require`: Node.js would load its loader of ES modules for it.
    supported: { 'dynamic-import': false },
  });
  return code;
}
