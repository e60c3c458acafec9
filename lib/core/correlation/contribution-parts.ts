import type { Json, JsonObject } from '../json/json-value';
import { COUNTED_TEXT_BYTES, type CountedAlike, countedTextsAt, writtenAt } from '../json/record-sieve';
import type { CountedEntry } from '../record/log-file/log-file-entry';
import type { CloudTrailRecord } from '../record/record';
import { type CountedFacts, type RecordPlace, type RuleCount, readFacts } from './contribution';
import type { ContributionSink, CountedOf, Counts } from './contribution-collector';
import type { CorrelationPlan } from './correlation-plan';
import { addedFieldsOf, CountedFields, countName, type MatchedRecord } from './counted-fields';
import { EventTimes } from './event-times';
import { ContributionNotes, type NewNote, type NotedContributions } from './noted-contributions';
import { type ShownCounter, ShownRecords } from './shown-records';
import { renderLineText, type SharedParts } from './spooled-line';

/** The addition of all records with the same fields to one correlation. */
interface AddedAlike {
  readonly plan: CorrelationPlan;
  /** The plan's place in the rule set. */
  readonly place: number;
  readonly shared: SharedParts;
  readonly counters: readonly ShownCounter[];
}

/** A record with known fields. */
type KnownRecord = MatchedRecord & { readonly fields: JsonObject };

/** Notes what the records of one file add to correlations. */
export class ContributionParts implements ContributionSink {
  readonly #noted: ContributionNotes;
  #last: { readonly record: CloudTrailRecord; readonly facts: CountedFacts | undefined } | undefined;
  #lastWhole: { readonly matched: MatchedRecord; readonly json: Uint8Array } | undefined;
  readonly #times = new EventTimes();
  /** Of records that were not parsed. */
  readonly #counted = new Map<CountedAlike, readonly AddedAlike[]>();
  /** Additions of parsed records, by their known fields; undefined if they add nothing. */
  readonly #known = new Map<JsonObject, Map<string, AddedAlike | undefined>>();
  readonly #shown = new ShownRecords();

  /**
   * @param file where the records are
   * @param placeOf the place of a plan in the rule set
   */
  constructor(
    file: RecordPlace,
    private readonly placeOf: (plan: CorrelationPlan) => number,
  ) {
    this.#noted = new ContributionNotes(file);
  }

  /** The notes since the last call. */
  take(): NotedContributions {
    return this.#noted.take();
  }

  /** A record adds nothing that lacks a time, or a field of the group or of the counted values. */
  add(count: RuleCount, matched: MatchedRecord, place: RecordPlace): void {
    if (matched.fields === undefined) this.#addParsed(count, matched, place);
    else this.#addKnown(count, matched as KnownRecord, place);
  }

  addCounted(counts: Counts, counted: CountedEntry, { again }: CountedOf): void {
    for (let at = 0; at < counted.records; at++) {
      const alike = counted.alike[at] as CountedAlike;
      const timeMs = counted.timesMs[at] as number;
      if (again.has(at) || Number.isNaN(timeMs)) continue;
      const index = counted.index + at;
      const text = [COUNTED_TEXT_BYTES * at, COUNTED_TEXT_BYTES * (at + 1)] as const;
      let written: Buffer | undefined;
      for (const { plan, place, shared, counters } of this.#addedOf(counts, alike, counted)) {
        const isShown = this.#shown.isShown(plan, timeMs, counters);
        if (isShown) written ??= writtenAt(counted, at);
        this.#noted.add(
          { plan: place, shared, timeMs, index, whole: isShown ? written : undefined },
          counted.texts,
          text,
        );
      }
    }
  }

  #addedOf(counts: Counts, alike: CountedAlike, counted: CountedEntry): readonly AddedAlike[] {
    const known = this.#counted.get(alike);
    if (known !== undefined) return known;
    const fields = CountedFields.of(alike.fields, countedTextsAt(counted, 0).eventID);
    const added = counts.countsOf(alike.satisfied).flatMap((count) => this.#newAdded(count, fields) ?? []);
    this.#counted.set(alike, added);
    return added;
  }

  #addParsed(count: RuleCount, matched: MatchedRecord, place: RecordPlace): void {
    const { plan, ruleId } = count;
    const facts = this.#factsOf(matched.record, place);
    const added = facts === undefined ? undefined : addedFieldsOf(count, facts);
    if (facts === undefined || added === undefined) return;
    const { timeMs, eventTime, identity } = facts;
    const isShown = this.#shown.isShown(plan, timeMs, this.#shown.countersOf(plan, added.names, ruleId));
    if (!isShown && count.severity !== undefined) return;
    const whole = isShown ? this.#jsonOf(matched) : undefined;
    const note = { plan: this.placeOf(plan), shared: added.shared, timeMs, index: place.index ?? 0, whole };
    this.#note(note, renderLineText(eventTime, identity.eventID));
  }

  #addKnown(count: RuleCount, matched: KnownRecord, place: RecordPlace): void {
    const { plan } = count;
    const { fields } = matched;
    // A record with known fields has both as texts.
    const { eventID = '', eventTime = '' } = matched.texts ?? matched.record;
    const timeMs = this.#times.msOf(eventTime);
    if (timeMs === undefined) return;
    const name = `${countName(count)} ${this.placeOf(plan)}`;
    let known = this.#known.get(fields);
    if (known === undefined) {
      known = new Map();
      this.#known.set(fields, known);
    }
    if (!known.has(name)) known.set(name, this.#newAdded(count, CountedFields.of(fields, eventID)));
    const added = known.get(name);
    if (added === undefined) return;
    const { shared, counters } = added;
    const isShown = this.#shown.isShown(plan, timeMs, counters);
    if (!isShown && count.severity !== undefined) return;
    const whole = isShown ? this.#jsonOf(matched) : undefined;
    const note = { plan: added.place, shared, timeMs, index: place.index ?? 0, whole };
    this.#note(note, renderLineText(eventTime, eventID));
  }

  #newAdded(count: RuleCount, fields: CountedFields): AddedAlike | undefined {
    const { plan, ruleId } = count;
    const added = fields.addedTo(count);
    if (added === undefined) return undefined;
    const { shared, names } = added;
    return { plan, place: this.placeOf(plan), shared, counters: this.#shown.countersOf(plan, names, ruleId) };
  }

  #note(note: NewNote, text: string): void {
    const bytes = Buffer.from(text);
    this.#noted.add(note, bytes, [0, bytes.length]);
  }

  #factsOf(record: CloudTrailRecord, place: RecordPlace): CountedFacts | undefined {
    if (this.#last?.record !== record) this.#last = { record, facts: readFacts(record, place) };
    return this.#last.facts;
  }

  #jsonOf(matched: MatchedRecord): Uint8Array {
    if (this.#lastWhole?.matched !== matched)
      this.#lastWhole = {
        matched,
        json: Buffer.from(matched.json ?? JSON.stringify(matched.record as Json)),
      };
    return this.#lastWhole.json;
  }
}
