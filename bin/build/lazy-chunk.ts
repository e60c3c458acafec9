import { transform } from 'esbuild';
import { callingNames } from './lazy-requires';

/** An import for the order of evaluation alone, as esbuild writes it into a file of CommonJS. */
const ORDERING = /^require\("\.\/[^"]+"\);\n/gm;

/** An import whose names are used; of a module that is not a part of the bundle, in esbuild's wrapper. */
const IMPORT = /^var (import_\w+) = ((?:__toESM\()?require\("[^"]+"\)(?:, 1)?\)?);$/gm;

/**
 * A file of a bundle that esbuild split, as CommonJS that loads each file and each module it imports when it first uses it. No
 * module of a bundle may do anything when it is loaded that others rely on: of those that only their order of evaluation
 * connects, one is loaded without the other. What is used as a whole is loaded at once.
 */
export async function toLazyChunk(code: string, target: string): Promise<string> {
  const eager = await toCommonJs(code, { target, minify: false });
  const names = [...eager.matchAll(IMPORT)].map(([, name = '']) => name);
  const declared = eager
    .replace(ORDERING, '')
    .replace(IMPORT, (_, name, module) => `let ${name}$;const ${name} = () => ${name}$ ??= ${module};`);
  return callingNames(declared, names);
}

/** How a module becomes CommonJS. */
export interface CommonJsOptions {
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
