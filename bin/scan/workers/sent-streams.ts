import { renderReason } from '../../cli/user-error';
import type { Input, InputFile } from '../../inputs/input-file';
import { AlreadyReported } from '../../inputs/unread-input';
import type { JobInput, StreamStep } from './job-messages';

/** Reads for a worker what only the main thread can read, a chunk ahead of what the worker asks for. */
export class SentStreams {
  readonly #iterators = new Map<number, AsyncIterator<Uint8Array>>();
  readonly #next = new Map<number, Promise<StreamStep>>();
  readonly #inputs: InputFile[] = [];

  /** The input as it is handed to the worker. */
  toJobInput(input: Input): JobInput {
    if (!('open' in input)) return input;
    const { name, source, named, path } = input;
    if (path !== undefined) return { name, source, named, path };
    return { name, source, named, stream: this.#inputs.push(input) - 1 };
  }

  /** The next chunk. */
  async read(stream: number): Promise<StreamStep> {
    const step = await (this.#next.get(stream) ?? this.#step(stream));
    if (step.chunk !== undefined) this.#next.set(stream, this.#step(stream));
    return step;
  }

  async close(stream: number): Promise<void> {
    const iterator = this.#iterators.get(stream);
    this.#iterators.delete(stream);
    this.#next.delete(stream);
    await iterator?.return?.();
  }

  /** Closes all that is open. */
  async stop(): Promise<void> {
    await Promise.all([...this.#iterators.keys()].map((stream) => this.close(stream)));
  }

  /** Never rejects. */
  async #step(stream: number): Promise<StreamStep> {
    try {
      const { done, value } = await this.#iteratorOf(stream).next();
      // Memory that moves to the worker: a chunk may be a part of what other chunks are in.
      return done === true ? {} : { chunk: new Uint8Array(value) };
    } catch (error) {
      return { failure: error instanceof AlreadyReported ? 'reported' : { reason: renderReason(error) } };
    }
  }

  #iteratorOf(stream: number): AsyncIterator<Uint8Array> {
    const open = this.#iterators.get(stream);
    if (open !== undefined) return open;
    const input = this.#inputs[stream] as InputFile;
    const iterator = input.open()[Symbol.asyncIterator]();
    this.#iterators.set(stream, iterator);
    return iterator;
  }
}
