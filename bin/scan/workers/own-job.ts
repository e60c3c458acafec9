import { setImmediate } from 'node:timers/promises';
import { bytesOfNoted } from '../../../lib/core/correlation/noted-contributions';
import type { Input } from '../../inputs/input-file';
import { type SearchTools, searchInputs } from '../input-search';
import type { SearchEvent } from '../search-event';
import { type Job, Signal } from './job';

/** Once so much was found and not taken, the job waits. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

/** What an event takes beside its notes, an alert with its record, and a record alone, about. */
const EVENT_BYTES = 200;
const ALERT_BYTES = 16 * 1024;
const RECORD_BYTES = 4 * 1024;

/** A job of the thread that also takes what all jobs find: it searches on whenever there is nothing to take. */
export class OwnJob implements Job {
  readonly ended: Promise<void>;
  readonly #found: { readonly events: readonly SearchEvent[]; readonly bytes: number }[] = [];
  readonly #changed = new Signal();
  #waitingBytes = 0;
  #isDone = false;
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(inputs: readonly Input[], tools: SearchTools) {
    this.ended = this.#search(inputs, tools);
  }

  async *events(): AsyncGenerator<readonly SearchEvent[], void> {
    try {
      for (;;) {
        const found = this.#found.shift();
        if (found !== undefined) {
          yield found.events;
          this.#waitingBytes -= found.bytes;
          this.#changed.wake();
        } else if (this.#failure !== undefined) throw this.#failure.error;
        else if (this.#isDone) return;
        else await this.#changed.wait();
      }
    } finally {
      await this.stop();
    }
  }

  fail(error: Error): void {
    this.#failure ??= { error };
    this.#found.length = 0;
    this.#end();
  }

  async stop(): Promise<void> {
    this.#end();
    await this.ended;
  }

  #end(): void {
    this.#isStopped = true;
    this.#changed.wake();
  }

  async #search(inputs: readonly Input[], tools: SearchTools): Promise<void> {
    try {
      for await (const events of searchInputs(inputsOf(inputs), tools)) {
        if (this.#isStopped) return;
        this.#add(events);
        // Now what others reported comes in, and is taken.
        await setImmediate();
        await this.#room();
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#isDone = true;
      this.#changed.wake();
    }
  }

  #add(events: readonly SearchEvent[]): void {
    const bytes = events.reduce((sum, event) => sum + bytesOf(event), 0);
    this.#found.push({ events, bytes });
    this.#waitingBytes += bytes;
    this.#changed.wake();
  }

  async #room(): Promise<void> {
    while (this.#waitingBytes > MAX_WAITING_BYTES && !this.#isStopped) await this.#changed.wait();
  }
}

function bytesOf(event: SearchEvent): number {
  if (event.kind !== 'portion') return EVENT_BYTES;
  const { notes, alerts, watched, contributions } = event;
  const records = alerts.length * ALERT_BYTES + watched.length * RECORD_BYTES;
  const found = records + bytesOfNoted(contributions);
  return EVENT_BYTES + notes.runs.byteLength + notes.keys.byteLength + found;
}

async function* inputsOf(inputs: readonly Input[]): AsyncGenerator<Input, void> {
  yield* inputs;
}
