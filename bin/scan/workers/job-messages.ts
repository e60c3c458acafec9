import type { MessagePort } from 'node:worker_threads';
import type { Alert, AlertSource } from '../../../lib/core/alert/alert';
import type { Severity } from '../../../lib/core/rule/rule';
import type { RuleDocument } from '../../../lib/core/rule/rule-document';
import type { SkippedInput, UnreadableInput } from '../../inputs/input-file';
import type { PlaceOptions } from '../../records/record-filter';
import type { SearchedAlert } from '../scanned-alert';
import type { NotSearched, SearchEvent, SearchedFile, SearchedPortion } from '../search-event';

/** Alerts as they go from thread to thread: texts are copied in a fraction of the time that objects take. */
interface SentAlerts {
  readonly places: readonly number[];
  readonly severities: readonly Severity[];
  /** Each alert as JSON of one line. */
  readonly texts: readonly string[];
}

interface SentPortion extends Omit<SearchedPortion, 'alerts'> {
  readonly alerts: SentAlerts;
}

/** A {@link SearchEvent} as it goes from thread to thread. */
export type JobEvent = NotSearched | SentPortion | SearchedFile;

/** What an event takes beside its texts and notes, about. */
const EVENT_BYTES = 200;

/** Makes the JSON of the event's alerts, here and not in the thread that receives it. */
export function toJobEvent(event: SearchEvent): JobEvent {
  if (event.kind !== 'portion') return event;
  const { alerts, ...portion } = event;
  return {
    ...portion,
    alerts: {
      places: alerts.map(({ index }) => index),
      severities: alerts.map(({ severity }) => severity),
      texts: alerts.map(({ json }) => json),
    },
  };
}

/** About how much memory an event takes while it waits. */
export function bytesOf(event: JobEvent): number {
  if (event.kind !== 'portion') return EVENT_BYTES;
  const { notes, alerts, contributions } = event;
  const texts = alerts.texts.reduce((sum, text) => sum + text.length, 0);
  const lines = contributions.reduce((sum, { rest }) => sum + rest.length + EVENT_BYTES, 0);
  return EVENT_BYTES + notes.runs.byteLength + notes.keys.byteLength + texts + lines;
}

/** The memory that moves with events instead of being copied. */
export function transferred(events: readonly JobEvent[]): ArrayBuffer[] {
  return events.flatMap((event) =>
    event.kind === 'portion' ? [event.notes.runs.buffer, event.notes.keys.buffer] : [],
  );
}

/** What {@link toJobEvent} was made from. */
export function toSearchEvent(event: JobEvent): SearchEvent {
  if (event.kind !== 'portion') return event;
  const { places, severities, texts } = event.alerts;
  const alerts = texts.map(
    (json, at) => new SentAlert(places[at] as number, severities[at] as Severity, json),
  );
  return { ...event, alerts };
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

/** What a worker tells the main thread. */
export type JobReport =
  | { readonly kind: 'events'; readonly events: readonly JobEvent[]; readonly bytes: number }
  | { readonly kind: 'done' }
  /** Asks for the next chunk of a stream. */
  | { readonly kind: 'read'; readonly stream: number }
  /** No more of a stream is asked for. */
  | { readonly kind: 'close'; readonly stream: number };

/** What the main thread tells a worker. */
export type JobAnswer =
  /** So many bytes of the reported events are no longer in memory. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | ({ readonly kind: 'chunk'; readonly stream: number } & StreamStep);

/** A chunk, the end (neither member), or why there is none. */
export interface StreamStep {
  readonly chunk?: Uint8Array;
  /** `reported`: the reason was reported for another input. */
  readonly failure?: { readonly reason: string } | 'reported';
}
