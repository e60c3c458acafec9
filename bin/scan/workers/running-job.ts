import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { renderReason } from '../../cli/user-error';
import type { Input, InputFile } from '../../inputs/input-file';
import { AlreadyReported } from '../../inputs/input-file';
import type { SearchEvent } from '../search-event';
import type { Job } from './job';
import {
  EventReader,
  type JobAnswer,
  type JobInput,
  type JobReport,
  type SearchJob,
  type StreamStep,
} from './job-messages';

/** Reads for a worker what only the main thread can read, a chunk ahead of what the worker asks for. */
class SentStreams {
  readonly #iterators = new Map<number, AsyncIterator<Uint8Array>>();
  readonly #next = new Map<number, Promise<StreamStep>>();
  readonly #inputs: InputFile[] = [];

  /** The input as it is handed to the worker. */
  toJobInput(input: Input): JobInput {
    if (!('open' in input)) return input;
    const { open: _, version: _version, ...plain } = input;
    const { path, ...rest } = plain;
    return path === undefined ? { ...rest, stream: this.#inputs.push(input) - 1 } : { ...rest, path };
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

type EventsReport = Extract<JobReport, { readonly kind: 'events' }>;

/** The main thread's end of the connection between itself and a job of a worker thread. */
export class RunningJob implements Job {
  readonly ended: Promise<void>;
  readonly #reader = new EventReader();
  readonly #streams = new SentStreams();
  readonly #port: MessagePort;
  readonly #reports: EventsReport[] = [];
  #isDone = false;
  #failure: Error | undefined;
  #onReport: (() => void) | undefined;
  #onEnd: () => void = () => undefined;

  /** @param onFailure takes the error of the worker and returns the message for the user */
  constructor(pool: Piscina, inputs: readonly Input[], onFailure: (error: unknown) => Error) {
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (report: JobReport) => this.#take(report));
    const job: SearchJob = { inputs: inputs.map((input) => this.#streams.toJobInput(input)), port: port2 };
    pool.run(job, { transferList: [port2] }).catch((error: unknown) => this.fail(onFailure(error)));
  }

  async *events(): AsyncGenerator<readonly SearchEvent[], void> {
    try {
      for (let report = await this.#next(); report !== undefined; report = await this.#next()) {
        yield report.events.map((event) => this.#reader.read(event));
        this.#answer({ kind: 'taken', bytes: report.bytes });
      }
    } finally {
      await this.stop();
    }
  }

  fail(failure: Error): void {
    this.#failure ??= failure;
    this.#onEnd();
    this.#onReport?.();
  }

  async stop(): Promise<void> {
    this.#onEnd();
    this.#port.close();
    await this.#streams.stop();
  }

  /** Undefined at the end. */
  async #next(): Promise<EventsReport | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const report = this.#reports.shift();
      if (report !== undefined || this.#isDone) return report;
      await new Promise<void>((resolve) => {
        this.#onReport = resolve;
      });
    }
  }

  #take(report: JobReport): void {
    switch (report.kind) {
      case 'events':
        this.#reports.push(report);
        break;
      case 'done':
        this.#isDone = true;
        this.#onEnd();
        break;
      case 'read':
        void this.#streams.read(report.stream).then((step) => {
          const transfer = step.chunk === undefined ? [] : [step.chunk.buffer as ArrayBuffer];
          this.#answer({ kind: 'chunk', stream: report.stream, ...step }, transfer);
        });
        break;
      case 'close':
        void this.#streams.close(report.stream).catch(() => undefined);
        break;
      default:
        report satisfies never;
    }
    this.#onReport?.();
  }

  #answer(answer: JobAnswer, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(answer, transfer);
  }
}
