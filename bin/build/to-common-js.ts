import { transform } from 'esbuild';

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
