import type { MessagePort } from 'node:worker_threads';
import type { Alert, AlertSource } from '../../../lib/core/alert/alert';
import {
  bytesOfNoted,
  NOTE_SHARED,
  NOTE_WORDS,
  type NotedContributions,
} from '../../../lib/core/correlation/noted-contributions';
import type { SharedParts } from '../../../lib/core/correlation/spooled-line';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Severity } from '../../../lib/core/rule/rule';
import type { RuleDocument } from '../../../lib/core/rule/rule-document';
import type { SkippedInput, UnreadableInput } from '../../inputs/input-file';
import type { KeptText } from '../../inputs/kept-text';
import type { PlaceOptions } from '../../records/record-filter';
import type {
  NotSearched,
  SearchEvent,
  SearchedAlert,
  SearchedFile,
  SearchedPortion,
  WatchedRecord,
} from '../search-event';

/** Alerts as they go from thread to thread: texts are copied in a fraction of the time that objects take. */
interface SentAlerts {
  readonly places: readonly number[];
  readonly severities: readonly Severity[];
  /** Each alert as JSON of one line. */
  readonly texts: readonly string[];
}

/** Records that are found beside the alerts, as they go from thread to thread. */
interface SentRecords {
  readonly places: readonly number[];
  /** Each record as JSON of one line. */
  readonly texts: readonly string[];
}

/** What records add to correlations, as it goes from thread to thread. */
interface SentContributions extends Omit<NotedContributions, 'wholes'> {
  /** What was not sent before; notes have its number among all that was. */
  readonly shared: readonly SharedParts[];
  /** The JSON of counted records, one behind the other, and where each ends. */
  readonly joined: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

interface SentPortion extends Omit<SearchedPortion, 'alerts' | 'watched' | 'contributions'> {
  readonly alerts: SentAlerts;
  readonly watched: SentRecords;
  readonly contributions: SentContributions;
}

/** A {@link SearchEvent} as it goes from thread to thread. */
export type JobEvent = NotSearched | SentPortion | SearchedFile;

/** What an event takes beside its texts and notes, about. */
const EVENT_BYTES = 200;

/** Makes the messages of a job of its events. */
export class EventWriter {
  readonly #shared = new Map<SharedParts, number>();

  /** Makes the JSON of the event's alerts, here and not in the thread that receives it. */
  write(event: SearchEvent): JobEvent {
    if (event.kind !== 'portion') return event;
    const { alerts, watched, contributions, ...portion } = event;
    return {
      ...portion,
      contributions: this.#toSent(contributions),
      alerts: {
        places: alerts.map(({ index }) => index),
        severities: alerts.map(({ severity }) => severity),
        texts: alerts.map(({ json }) => json),
      },
      watched: { places: watched.map(({ index }) => index), texts: watched.map(({ json }) => json) },
    };
  }

  #toSent({ wholes, shared, ...noted }: NotedContributions): SentContributions {
    const added: SharedParts[] = [];
    const numbers = shared.map((parts) => {
      const known = this.#shared.get(parts);
      if (known !== undefined) return known;
      const number = this.#shared.size;
      this.#shared.set(parts, number);
      added.push(parts);
      return number;
    });
    for (let at = NOTE_SHARED; at < noted.numbers.length; at += NOTE_WORDS)
      noted.numbers[at] = numbers[noted.numbers[at] as number] as number;
    return { ...noted, shared: added, ...joinedWholes(wholes) };
  }
}

function joinedWholes(wholes: readonly Uint8Array[]): Pick<SentContributions, 'joined' | 'ends'> {
  const joined = new Uint8Array(wholes.reduce((sum, { length }) => sum + length, 0));
  const ends = new Uint32Array(wholes.length);
  let end = 0;
  for (const [at, whole] of wholes.entries()) {
    joined.set(whole, end);
    end += whole.length;
    ends[at] = end;
  }
  return { joined, ends };
}

/** Makes the events of a job of its messages. */
export class EventReader {
  readonly #shared: SharedParts[] = [];

  /** What {@link EventWriter} made the message of. Each message is read once, in the order in which they were made. */
  read(event: JobEvent): SearchEvent {
    if (event.kind !== 'portion') return event;
    const { places, severities, texts } = event.alerts;
    const alerts = texts.map(
      (json, at) => new SentAlert(places[at] as number, severities[at] as Severity, json),
    );
    const { contributions, watched: sent, ...portion } = event;
    const watched = sent.texts.map((json, at) => new SentRecord(sent.places[at] as number, json));
    return { ...portion, alerts, watched, contributions: this.#toNoted(contributions) };
  }

  #toNoted({ joined, ends, shared, ...noted }: SentContributions): NotedContributions {
    this.#shared.push(...shared);
    const wholes = [...ends].map((end, at) => joined.subarray(at === 0 ? 0 : ends[at - 1], end));
    return { ...noted, shared: this.#shared, wholes };
  }
}

/** About how much memory an event takes while it waits. */
export function bytesOf(event: JobEvent): number {
  if (event.kind !== 'portion') return EVENT_BYTES;
  const { notes, alerts, watched, contributions } = event;
  const texts = [...alerts.texts, ...watched.texts].reduce((sum, text) => sum + text.length, 0);
  const counted = bytesOfNoted({ ...contributions, wholes: [contributions.joined] });
  return EVENT_BYTES + notes.runs.byteLength + notes.keys.byteLength + texts + counted;
}

/** The memory that moves with events instead of being copied. */
export function transferred(events: readonly JobEvent[]): ArrayBuffer[] {
  return events.flatMap((event) => (event.kind === 'portion' ? buffersOf(event) : []));
}

function buffersOf({ notes, contributions }: SentPortion): readonly ArrayBuffer[] {
  const { numbers, timesMs, texts, joined, ends } = contributions;
  // What is empty may be shared, and moves once.
  const moved = [notes.runs, notes.keys, numbers, timesMs, texts, joined, ends];
  return moved.flatMap(({ buffer }) => (buffer.byteLength === 0 ? [] : buffer));
}

class SentAlert implements SearchedAlert {
  #alert: Alert | undefined;

  constructor(
    readonly index: number,
    readonly severity: Severity,
    readonly json: string,
  ) {}

  get alert(): Alert {
    this.#alert ??= JSON.parse(this.json) as Alert;
    return this.#alert;
  }
}

class SentRecord implements WatchedRecord {
  constructor(
    readonly index: number,
    readonly json: string,
  ) {}

  /** Parsed anew each time: it is asked for once. */
  get record(): CloudTrailRecord {
    return JSON.parse(this.json) as CloudTrailRecord;
  }
}

/** What every worker is started with. */
export interface WorkerSetup {
  readonly rules: RuleDocument;
  /** The code of the prefilter. */
  readonly prefilter: Uint8Array;
  /** The options of the filter. */
  readonly places: PlaceOptions;
  /** The id of a rule whose matches are no alerts. */
  readonly watched?: string | undefined;
}

/** Inputs that a worker searches, one after the other, and where it reports. */
export interface SearchJob {
  readonly inputs: readonly JobInput[];
  readonly port: MessagePort;
}

/** An input as it is handed to a worker. */
export type JobInput = FileInJob | StreamInJob | UnreadableInput | SkippedInput;

interface InJob {
  readonly name: string;
  readonly kept?: KeptText;
  readonly source: AlertSource;
  readonly named: boolean;
}

/** A file that the worker opens. */
export interface FileInJob extends InJob {
  readonly path: string | Uint8Array;
}

/** Bytes that only the main thread can read; the worker asks for them by this number. */
export interface StreamInJob extends InJob {
  readonly stream: number;
}

/** Messages from a worker to the main thread. */
export type JobReport =
  | { readonly kind: 'events'; readonly events: readonly JobEvent[]; readonly bytes: number }
  | { readonly kind: 'done' }
  /** Asks for the next chunk of a stream. */
  | { readonly kind: 'read'; readonly stream: number }
  /** No more of a stream is requested. */
  | { readonly kind: 'close'; readonly stream: number };

/** Messages from the main thread to a worker. */
export type JobAnswer =
  /** The number of bytes of the reported events that are no longer in memory. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | ({ readonly kind: 'chunk'; readonly stream: number } & StreamStep);

/** A chunk, the end (neither member), or why there is none. */
export interface StreamStep {
  readonly chunk?: Uint8Array;
  /** `reported`: the reason was reported for another input. */
  readonly failure?: { readonly reason: string } | 'reported';
}
