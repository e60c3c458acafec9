import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { Input } from '../../inputs/input-file';
import type { SearchEvent } from '../search-event';
import type { Job } from './job';
import { toSearchEvent } from './job-events';
import type { JobAnswer, JobReport, SearchJob } from './job-messages';
import { SentStreams } from './sent-streams';

type EventsReport = Extract<JobReport, { readonly kind: 'events' }>;

/** The main thread's end of the connection between itself and a job of a worker thread. */
export class RunningJob implements Job {
  readonly ended: Promise<void>;
  readonly #streams = new SentStreams();
  readonly #port: MessagePort;
  readonly #reports: EventsReport[] = [];
  #isDone = false;
  #failure: Error | undefined;
  #onReport: (() => void) | undefined;
  #onEnd: () => void = () => undefined;

  /** @param onFailure takes the error of the worker and gives what the user is told */
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
        yield report.events.map(toSearchEvent);
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
