import { severityFor } from '../alert/from-record/to-alert';
import type { Allowed } from '../compile/predicate/allowed-matcher';
import { outcomeOf } from '../compile/predicate/record-facts';
import type { RecordTexts } from '../correlation/counted-fields';
import type { Detected, Detections, RaisedRule } from '../correlation/detections';
import type { OwnTexts } from '../json/record-sieve';
import { isAggregatedRecord } from '../record/is-record';
import type { SiftedEntry } from '../record/log-file/log-file-entry';
import { isRaised, type Rule } from '../rule/rule';

/** An entry with a record. */
export type RecordEntry = Extract<SiftedEntry, { readonly kind: 'record' }>;

/** What follows from a record, and from all that are alike: those that differ in id, time and the id of the request alone. */
export class AlikeMatch {
  /** How many records it was found for. */
  records = 0;
  #raised: readonly RaisedRule[] | undefined;
  #allowed: readonly Allowed[] | undefined;

  constructor(
    readonly detected: Detected,
    private readonly detections: Detections,
  ) {}

  /** @param entry one of the records, which is parsed if this is not known yet */
  raisedOn(entry: Pick<RecordEntry, 'record'>): readonly RaisedRule[] {
    this.#raised ??= raisedOn(entry, this.detected.alerting);
    return this.#raised;
  }

  /** What allow lists and filters leave out. */
  allowedOn(entry: Pick<RecordEntry, 'record'>): readonly Allowed[] {
    this.#allowed ??= this.detections.allowed(entry.record);
    return this.#allowed;
  }
}

const NONE: readonly RaisedRule[] = [];

/** What rules raise on a record that they match: a rule may raise no alert for calls that did not succeed. */
export function raisedOn(entry: Pick<RecordEntry, 'record'>, rules: readonly Rule[]): readonly RaisedRule[] {
  if (rules.length === 0) return NONE;
  // Most rules have one severity, whatever the outcome.
  const isAsked = rules.some(({ failureSeverity }) => failureSeverity !== undefined);
  const outcome = isAsked ? outcomeOf(entry.record) : undefined;
  return rules
    .map((rule) => ({ rule, severity: severityFor(rule, outcome) }))
    .filter(({ rule, severity }) => isRaised(rule, severity));
}

/** Maximum number of characters of a record that is remembered, and of all of them together. */
const MAX_LENGTH = 8 * 1024;
const MAX_REMEMBERED = 4 * 1024 * 1024;

/** Of each time and id, as a sieve finds them. */
const TIME_LENGTH = 20;
const ID_LENGTH = 36;

/** Matches records with rules, those once that are alike: a noisy caller makes the same call thousands of times. */
export class AlikeMatches {
  private static readonly known = new WeakMap<Detections, AlikeMatches>();

  /** Those of a rule set, for all files that are searched with it. */
  static of(detections: Detections): AlikeMatches {
    const known = AlikeMatches.known.get(detections) ?? new AlikeMatches(detections);
    AlikeMatches.known.set(detections, known);
    return known;
  }

  readonly #matches = new Map<string, AlikeMatch>();
  #characters = 0;
  /** The accounts with which they were found. */
  #accounts: readonly string[] | undefined;

  private constructor(private readonly detections: Detections) {}

  /** @throws as {@link Detections.match} does */
  matchOf(entry: RecordEntry): AlikeMatch {
    const text = this.#mayBeAlike(entry) ? commonText(entry) : undefined;
    if (text === undefined) return this.#newMatch(entry);
    this.#forgetOther();
    const match = this.#matches.get(text) ?? this.#newMatch(entry);
    // A summary says from when on it counts.
    if (match.records === 0 && !isAggregatedRecord(entry.record)) this.#remember(text, match);
    match.records += 1;
    return match;
  }

  #newMatch(entry: RecordEntry): AlikeMatch {
    return new AlikeMatch(this.detections.match(entry.record, entry.known), this.detections);
  }

  /** Rules that read what differs say something else of each record. */
  #mayBeAlike({ known }: RecordEntry): boolean {
    return known?.own !== undefined && !this.detections.areOwnTextsRead(known.candidates);
  }

  #remember(text: string, match: AlikeMatch): void {
    this.#characters += text.length;
    if (this.#characters > MAX_REMEMBERED) {
      this.#matches.clear();
      this.#characters = text.length;
    }
    this.#matches.set(text, match);
  }

  #forgetOther(): void {
    const { knownAccounts } = this.detections;
    if (this.#accounts === knownAccounts) return;
    this.#accounts = knownAccounts;
    this.#matches.clear();
    this.#characters = 0;
  }
}

/** The id and the time of a record, without parsing it where they are at hand. */
export function textsOf(entry: RecordEntry): RecordTexts {
  const { written, known, bytes } = entry;
  const own = known?.own;
  if (own === undefined || written?.length !== bytes) return entry.record;
  return {
    eventID: written.slice(own.id, own.id + ID_LENGTH),
    eventTime: written.slice(own.time, own.time + TIME_LENGTH),
  };
}

/**
 * A record as it is written without its own texts: the JSON of the record in which they are empty. Undefined if they are not known,
 * or if the record is long, or has other characters than those of ASCII, so that places in the UTF-8 are others in the text.
 */
function commonText({ written, known, bytes }: RecordEntry): string | undefined {
  const own = known?.own;
  if (own === undefined || written?.length !== bytes || bytes > MAX_LENGTH) return undefined;
  const request = written.slice(own.request, own.request + own.requestLength);
  // The only character of ASCII that JSON has as it is, and an alert does not.
  if (request.includes('\u007f')) return undefined;
  let common = '';
  let from = 0;
  for (const [start, length] of inOrder(own)) {
    common += written.slice(from, start);
    from = start + length;
  }
  return common + written.slice(from);
}

function inOrder({ id, time, request, requestLength }: OwnTexts): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [
    [time, TIME_LENGTH],
    [request, requestLength],
    [id, ID_LENGTH],
  ];
  // Records have them in this order mostly, and a request without an id is at 0.
  return time < request && request < id ? spans : spans.sort(([one], [other]) => one - other);
}
