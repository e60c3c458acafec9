import type { MessagePort } from 'node:worker_threads';
import { AlreadyReported } from '../../inputs/input-file';
import type { SearchEvent } from '../search-event';
import {
  bytesOf,
  EventWriter,
  type JobAnswer,
  type JobEvent,
  type JobReport,
  type StreamStep,
  transferred,
} from './job-messages';

/** Events are sent together until they have so many bytes: a message takes as long as to search a small file. */
const MESSAGE_BYTES = 64 * 1024;

/**
 * Once so much was sent and not taken, the job waits: its results never pile up, however many there are. It is what two files of 5 MB come to
 * of which a third of the records raise alerts, so that the thread need not wait for the file's turn.
 */
const MAX_WAITING_BYTES = 12 * 1024 * 1024;

/** The worker's end of the connection between a job and the main thread. */
export class JobLink {
  readonly #writer = new EventWriter();
  #events: JobEvent[] = [];
  #bytes = 0;
  #waitingBytes = 0;
  #onTaken: (() => void) | undefined;
  readonly #readers = new Map<number, (step: StreamStep) => void>();

  constructor(private readonly port: MessagePort) {
    port.on('message', (answer: JobAnswer) => this.#take(answer));
  }

  /** Sends an event, alone or with the next ones. Resolves when there is room for more. */
  async report(event: SearchEvent): Promise<void> {
    const sent = this.#writer.write(event);
    this.#events.push(sent);
    this.#bytes += bytesOf(sent);
    if (this.#bytes < MESSAGE_BYTES) return;
    this.#flush();
    while (this.#waitingBytes > MAX_WAITING_BYTES) {
      await new Promise<void>((resolve) => {
        this.#onTaken = resolve;
      });
    }
  }

  /** Sends what is left, and that it is all. */
  finish(): void {
    this.#flush();
    this.#post({ kind: 'done' });
  }

  /** The chunks of an input that only the main thread can read. */
  async *read(stream: number): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const { chunk, failure } = await this.#ask(stream);
        if (failure === 'reported') throw new AlreadyReported();
        if (failure !== undefined) throw new Error(failure.reason);
        if (chunk === undefined) return;
        yield chunk;
      }
    } finally {
      this.#post({ kind: 'close', stream });
    }
  }

  #ask(stream: number): Promise<StreamStep> {
    return new Promise((resolve) => {
      this.#readers.set(stream, resolve);
      this.#post({ kind: 'read', stream });
    });
  }

  #take(answer: JobAnswer): void {
    if (answer.kind === 'taken') {
      this.#waitingBytes -= answer.bytes;
      this.#onTaken?.();
    } else this.#readers.get(answer.stream)?.(answer);
  }

  #flush(): void {
    if (this.#events.length === 0) return;
    const [events, bytes] = [this.#events, this.#bytes];
    this.#post({ kind: 'events', events, bytes }, transferred(events));
    this.#waitingBytes += bytes;
    this.#events = [];
    this.#bytes = 0;
  }

  #post(report: JobReport, transfer: ArrayBuffer[] = []): void {
    this.port.postMessage(report, transfer);
  }
}
