import type { TextOutput } from './text-output';

const PORTION_LENGTH = 64 * 1024;

/** The same output, written in fewer and larger portions. */
export function inPortions(output: TextOutput): TextOutput {
  let waiting = '';
  const flush = async (): Promise<void> => {
    const portion = waiting;
    waiting = '';
    if (portion !== '') await output.write(portion);
  };
  return {
    paths: output.paths,
    write: async (text) => {
      waiting += text;
      if (waiting.length >= PORTION_LENGTH) await flush();
    },
    finish: async () => {
      await flush();
      await output.finish();
    },
    discard: () => output.discard(),
  };
}
