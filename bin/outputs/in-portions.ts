import type { TextOutput } from './text-output';

const PORTION_BYTES = 256 * 1024;

/** UTF-8 has at most so many bytes for a UTF-16 code unit. */
const MAX_BYTES_A_UNIT = 3;

const DONE = Promise.resolve();

/**
 * The same output, written in fewer and larger portions, as bytes: a text becomes bytes where it is to stand, and not once more
 * with all others of its portion. A text that ends inside a surrogate pair is not joined with the next one.
 */
export function inPortions(output: TextOutput): TextOutput {
  const portion = new Portion();
  const flush = async (): Promise<void> => {
    const bytes = portion.take();
    if (bytes.length > 0) await output.write(bytes);
  };
  const flushAndWrite = async (text: string | Uint8Array): Promise<void> => {
    await flush();
    if (!portion.add(text)) await output.write(text);
  };
  return {
    paths: output.paths,
    write: (text) => (portion.add(text) ? DONE : flushAndWrite(text)),
    finish: async () => {
      await flush();
      await output.finish();
    },
    discard: () => output.discard(),
  };
}

/** What comes together before it is written. Each portion has memory of its own: who takes one may keep it. */
class Portion {
  #bytes: Buffer | undefined;
  #used = 0;

  /** False, and nothing is added, if there may be no room. */
  add(text: string | Uint8Array): boolean {
    const isText = typeof text === 'string';
    if ((isText ? MAX_BYTES_A_UNIT : 1) * text.length > PORTION_BYTES - this.#used) return false;
    if (text.length === 0) return true;
    this.#bytes ??= Buffer.allocUnsafeSlow(PORTION_BYTES);
    if (isText) this.#used += this.#bytes.write(text, this.#used);
    else {
      this.#bytes.set(text, this.#used);
      this.#used += text.length;
    }
    return true;
  }

  take(): Uint8Array {
    const taken = this.#bytes?.subarray(0, this.#used) ?? new Uint8Array();
    this.#bytes = undefined;
    this.#used = 0;
    return taken;
  }
}
