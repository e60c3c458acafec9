import type { MessagePort } from 'node:worker_threads';
import type { Alert, AlertSource } from '../../../lib/core/alert/alert';
import type { NotedContribution } from '../../../lib/core/correlation/spooled-line';
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

interface SentPortion extends Omit<SearchedPortion, 'alerts' | 'contributions'> {
  readonly alerts: SentAlerts;
  readonly contributions: readonly SentContribution[];
  /** The JSON of counted records, one behind the other. */
  readonly wholes: Uint8Array<ArrayBuffer>;
}

/** What a record adds, with the place of its JSON among all, if that is sent: a part of memory would be copied with all of it. */
interface SentContribution extends Omit<NotedContribution, 'whole'> {
  readonly whole: readonly [from: number, behind: number] | undefined;
}

/** A {@link SearchEvent} as it goes from thread to thread. */
export type JobEvent = NotSearched | SentPortion | SearchedFile;

/** What an event takes beside its texts and notes, about. */
const EVENT_BYTES = 200;

/** Makes the JSON of the event's alerts, here and not in the thread that receives it. */
export function toJobEvent(event: SearchEvent): JobEvent {
  if (event.kind !== 'portion') return event;
  const { alerts, contributions, ...portion } = event;
  return {
    ...portion,
    ...toSent(contributions),
    alerts: {
      places: alerts.map(({ index }) => index),
      severities: alerts.map(({ severity }) => severity),
      texts: alerts.map(({ json }) => json),
    },
  };
}

function toSent(contributions: readonly NotedContribution[]): Pick<SentPortion, 'contributions' | 'wholes'> {
  // Records that several correlations count are sent once.
  const places = new Map<Uint8Array, readonly [number, number]>();
  let bytes = 0;
  for (const { whole } of contributions) {
    if (whole === undefined || places.has(whole)) continue;
    places.set(whole, [bytes, bytes + whole.length]);
    bytes += whole.length;
  }
  const wholes = new Uint8Array(bytes);
  for (const [whole, [from]] of places) wholes.set(whole, from);
  const sent = contributions.map((one) => ({
    ...one,
    whole: one.whole === undefined ? undefined : places.get(one.whole),
  }));
  return { contributions: sent, wholes };
}

/** About how much memory an event takes while it waits. */
export function bytesOf(event: JobEvent): number {
  if (event.kind !== 'portion') return EVENT_BYTES;
  const { notes, alerts, contributions, wholes } = event;
  const texts = alerts.texts.reduce((sum, text) => sum + text.length, 0);
  const lines = contributions.length * EVENT_BYTES;
  return EVENT_BYTES + notes.runs.byteLength + notes.keys.byteLength + wholes.byteLength + texts + lines;
}

/** The memory that moves with events instead of being copied. */
export function transferred(events: readonly JobEvent[]): ArrayBuffer[] {
  return events.flatMap((event) =>
    event.kind === 'portion' ? [event.notes.runs.buffer, event.notes.keys.buffer, event.wholes.buffer] : [],
  );
}

/** What {@link toJobEvent} was made from. */
export function toSearchEvent(event: JobEvent): SearchEvent {
  if (event.kind !== 'portion') return event;
  const { places, severities, texts } = event.alerts;
  const alerts = texts.map(
    (json, at) => new SentAlert(places[at] as number, severities[at] as Severity, json),
  );
  const { contributions, wholes, ...portion } = event;
  return { ...portion, alerts, contributions: toNoted(contributions, wholes) };
}

function toNoted(
  contributions: readonly SentContribution[],
  wholes: Uint8Array,
): readonly NotedContribution[] {
  // The same for all that a record adds, so that it is kept once.
  let last: { readonly from: number; readonly whole: Uint8Array } | undefined;
  return contributions.map(({ whole: place, ...one }) => {
    if (place === undefined) return one;
    const [from, behind] = place;
    if (last?.from !== from) last = { from, whole: wholes.subarray(from, behind) };
    return { ...one, whole: last.whole };
  });
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
