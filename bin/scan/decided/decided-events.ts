import { deserialize, serialize } from 'node:v8';
import {
  NOTE_SHARED,
  NOTE_WORDS,
  type NotedContributions,
} from '../../../lib/core/correlation/noted-contributions';
import type { SharedParts } from '../../../lib/core/correlation/spooled-line';
import { runsIn } from '../../../lib/core/scan/record-notes';
import type { SearchEvent } from '../search-event';
import { bytesOf, EventReader, EventWriter, type JobEvent } from '../workers/job-messages';

/** What one file may come to and be kept. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What searching one file comes to, as bytes. */
export class DecidedEvents {
  readonly #writer = new EventWriter();
  #events: JobEvent[] | undefined = [];
  #bytes = 0;

  /** Takes the next event of the file. */
  add(event: SearchEvent): void {
    if (this.#events === undefined) return;
    const written = this.#writer.write(event.kind === 'portion' ? withOwnNumbers(event) : event);
    this.#events.push(written);
    this.#bytes += bytesOf(written);
    if (this.#bytes > MAX_BYTES || !isDecided(event)) this.#events = undefined;
  }

  /** Undefined of a file that may come to something else the next time, or to too much. */
  get bytes(): Uint8Array | undefined {
    return this.#events && serialize(this.#events);
  }
}

/** The events of a file of their bytes; undefined if they are of another version of Node.js. */
export function decidedEvents(bytes: Uint8Array): readonly SearchEvent[] | undefined {
  try {
    const reader = new EventReader();
    return (deserialize(bytes) as readonly JobEvent[]).map((event) => reader.read(event));
  } catch {
    return undefined;
  }
}

/** What is damaged, or could not be read or matched, is looked at again. */
function isDecided(event: SearchEvent): boolean {
  if (event.kind === 'portion')
    return (
      event.problems.length === 0 &&
      [...runsIn(event.notes)].every(({ isMatched }) => isMatched !== undefined)
    );
  return event.kind === 'file' && event.unread === undefined && event.totals !== undefined;
}

/** The event with a copy of its numbers, which the writer changes, and of what its notes share only that which they name. */
function withOwnNumbers<T extends { readonly contributions: NotedContributions }>(event: T): T {
  const { contributions } = event;
  const numbers = contributions.numbers.slice();
  const shared: SharedParts[] = [];
  const places = new Map<number, number>();
  for (let at = NOTE_SHARED; at < numbers.length; at += NOTE_WORDS) {
    const before = numbers[at] as number;
    const place = places.get(before) ?? shared.push(contributions.shared[before] as SharedParts) - 1;
    places.set(before, place);
    numbers[at] = place;
  }
  return { ...event, contributions: { ...contributions, numbers, shared } };
}
