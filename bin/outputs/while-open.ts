import { OutputClosed } from './output-closed';
import type { TextOutput } from './text-output';

/** The same output; once its reader has gone, what is written is dropped. */
export function whileOpen(output: TextOutput): TextOutput {
  let isOpen = true;
  const trying = async (step: () => Promise<void>): Promise<void> => {
    if (!isOpen) return;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error;
      isOpen = false;
    }
  };
  return {
    paths: output.paths,
    write: (text) => trying(() => output.write(text)),
    finish: () => trying(() => output.finish()),
    discard: () => output.discard(),
  };
}
