import type { MessagePort } from 'node:worker_threads';
import type { Alert, AlertSource } from '../../../lib/core/alert/alert';
import type { NotedContribution, SharedParts } from '../../../lib/core/correlation/spooled-line';
import type { Severity } from '../../../lib/core/rule/rule';
import type { RuleDocument } from '../../../lib/core/rule/rule-document';
import type { SkippedInput, UnreadableInput } from '../../inputs/input-file';
import type { PlaceOptions } from '../../records/record-filter';
import type { NotSearched, SearchEvent, SearchedAlert, SearchedFile, SearchedPortion } from '../search-event';

/** Alerts as they go from thread to thread: texts are copied in a fraction of the time that objects take. */
interface SentAlerts {
  readonly places: readonly number[];
  readonly severities: readonly Severity[];
  /** Each alert as JSON of one line. */
  readonly texts: readonly string[];
}

/**
 * What records add to correlations, as it goes from thread to thread: a few arrays of numbers and one text for all of a portion, for an
 * object of each takes longer to copy than to count the record.
 */
interface SentContributions {
  /** Of each: {@link NUMBERS}. */
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  /** The text of each, one behind the other. */
  readonly texts: string;
  /** What was not sent before, numbered on from what was. */
  readonly shared: readonly SharedParts[];
  /** The JSON of counted records, one behind the other. */
  readonly wholes: Uint8Array<ArrayBuffer>;
}

/** The plan, the number of what is shared, the place in the file, the length of the text, and place and length of the JSON, which is not there if it has none. */
const NUMBERS = 6;

interface SentPortion extends Omit<SearchedPortion, 'alerts' | 'contributions'> {
  readonly alerts: SentAlerts;
  readonly contributions: SentContributions;
}

/** A {@link SearchEvent} as it goes from thread to thread. */
export type JobEvent = NotSearched | SentPortion | SearchedFile;

/** What an event takes beside its texts and notes, about. */
const EVENT_BYTES = 200;

/** What a contribution takes beside its text, once it is an object again. */
const CONTRIBUTION_BYTES = 150;

/** Makes the messages of a job of its events. */
export class EventWriter {
  readonly #shared = new Map<SharedParts, number>();

  /** Makes the JSON of the event's alerts, here and not in the thread that receives it. */
  write(event: SearchEvent): JobEvent {
    if (event.kind !== 'portion') return event;
    const { alerts, contributions, ...portion } = event;
    return {
      ...portion,
      contributions: this.#toSent(contributions),
      alerts: {
        places: alerts.map(({ index }) => index),
        severities: alerts.map(({ severity }) => severity),
        texts: alerts.map(({ json }) => json),
      },
    };
  }

  #toSent(contributions: readonly NotedContribution[]): SentContributions {
    const numbers = new Uint32Array(NUMBERS * contributions.length);
    const times = new Float64Array(contributions.length);
    const shared: SharedParts[] = [];
    const wholes = new SentWholes();
    let texts = '';
    for (const [at, { plan, shared: parts, timeMs, index, text, whole }] of contributions.entries()) {
      let number = this.#shared.get(parts);
      if (number === undefined) {
        number = this.#shared.size;
        this.#shared.set(parts, number);
        shared.push(parts);
      }
      let to = NUMBERS * at;
      numbers[to++] = plan;
      numbers[to++] = number;
      numbers[to++] = index;
      numbers[to++] = text.length;
      numbers[to++] = wholes.placeOf(whole);
      numbers[to] = whole?.length ?? 0;
      times[at] = timeMs;
      texts += text;
    }
    return { numbers, times, texts, shared, wholes: wholes.joined() };
  }
}

/** The JSON of records; that of one that several correlations count is sent once. */
class SentWholes {
  readonly #all: Uint8Array[] = [];
  #last: Uint8Array | undefined;
  #from = 0;
  #bytes = 0;

  placeOf(whole: Uint8Array | undefined): number {
    if (whole === undefined) return 0;
    if (whole !== this.#last) {
      this.#last = whole;
      this.#all.push(whole);
      this.#from = this.#bytes;
      this.#bytes += whole.length;
    }
    return this.#from;
  }

  joined(): Uint8Array<ArrayBuffer> {
    const joined = new Uint8Array(this.#bytes);
    let at = 0;
    for (const whole of this.#all) {
      joined.set(whole, at);
      at += whole.length;
    }
    return joined;
  }
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
    const { contributions, ...portion } = event;
    return { ...portion, alerts, contributions: this.#toNoted(contributions) };
  }

  #toNoted({ numbers, times, texts, shared, wholes }: SentContributions): readonly NotedContribution[] {
    this.#shared.push(...shared);
    const noted: NotedContribution[] = [];
    let textFrom = 0;
    let last: { readonly from: number; readonly whole: Uint8Array } | undefined;
    for (let at = 0; at < times.length; at++) {
      // A part of the array for each would take longer than all else.
      let next = NUMBERS * at;
      const numberAt = () => numbers[next++] as number;
      const [plan, number, index] = [numberAt(), numberAt(), numberAt()];
      const [textLength, from, length] = [numberAt(), numberAt(), numberAt()];
      // The same for all that a record adds, so that it is kept once.
      if (length > 0 && last?.from !== from) last = { from, whole: wholes.subarray(from, from + length) };
      noted.push({
        ...{ plan, index, timeMs: times[at] as number, shared: this.#shared[number] as SharedParts },
        text: texts.slice(textFrom, textFrom + textLength),
        whole: length > 0 ? last?.whole : undefined,
      });
      textFrom += textLength;
    }
    return noted;
  }
}

/** About how much memory an event takes while it waits. */
export function bytesOf(event: JobEvent): number {
  if (event.kind !== 'portion') return EVENT_BYTES;
  const { notes, alerts, contributions } = event;
  const { times, texts, wholes } = contributions;
  const alertTexts = alerts.texts.reduce((sum, text) => sum + text.length, 0);
  const counted = times.length * CONTRIBUTION_BYTES + texts.length + wholes.byteLength;
  return EVENT_BYTES + notes.runs.byteLength + notes.keys.byteLength + alertTexts + counted;
}

/** The memory that moves with events instead of being copied. */
export function transferred(events: readonly JobEvent[]): ArrayBuffer[] {
  return events.flatMap((event) => (event.kind === 'portion' ? buffersOf(event) : []));
}

function buffersOf({
  notes,
  contributions: { numbers, times, wholes },
}: SentPortion): readonly ArrayBuffer[] {
  return [notes.runs.buffer, notes.keys.buffer, numbers.buffer, times.buffer, wholes.buffer];
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

/** What every worker is started with. */
export interface WorkerSetup {
  readonly rules: RuleDocument;
  /** The code of the prefilter. */
  readonly prefilter: Uint8Array;
  /** The options of the filter. */
  readonly places: PlaceOptions;
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
