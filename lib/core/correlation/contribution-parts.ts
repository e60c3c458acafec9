import type { Json, JsonObject } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import { contentOf } from '../record/record-content';
import { type CountedFacts, type RecordPlace, readFacts, timeOf } from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import {
  type AddedTexts,
  addedTextsOf,
  CountedFields,
  type MatchedRecord,
  type WrittenRecord,
} from './counted-fields';
import { type ShownCounter, ShownRecords } from './shown-records';
import { renderFacts, renderLineText, type SharedParts, type SpooledContribution } from './spooled-line';

/** A record of which the fields that counts read are known. */
type CountedRecord = Pick<WrittenRecord, 'fields' | 'eventID' | 'eventTime'>;

/** What all records with the same fields add to one correlation. */
interface CountedAlike {
  readonly plan: CorrelationPlan;
  readonly ruleId: string;
  /** Undefined if they add nothing. */
  readonly added: { readonly shared: SharedParts; readonly counters: readonly ShownCounter[] } | undefined;
}

/** Writes what the records of one file add to correlations. Plans that count the same record read it one after the other. */
export class ContributionParts {
  #last: { readonly record: CloudTrailRecord; readonly facts: CountedFacts | undefined } | undefined;
  #lastWhole: { readonly record: CloudTrailRecord; readonly json: Uint8Array } | undefined;
  #lastTime: { readonly text: string; readonly timeMs: number | undefined } | undefined;
  readonly #alike = new Map<JsonObject, CountedAlike[]>();
  readonly #shown = new ShownRecords();

  /** Undefined if the record adds nothing: it lacks a time, or a field of the group or of the counted values. */
  partsOf(
    plan: CorrelationPlan,
    ruleId: string,
    { record, fields }: MatchedRecord,
    place: RecordPlace,
  ): SpooledContribution | undefined {
    if (fields !== undefined) {
      // A record of which its fields are known has both as texts.
      const { eventID = '', eventTime = '' } = record;
      return this.#partsOf(plan, ruleId, { fields, eventID, eventTime }, place, () => this.#jsonOf(record));
    }
    const facts = this.#factsOf(record, place);
    const added = facts === undefined ? undefined : addedTextsOf(plan, ruleId, facts);
    if (facts === undefined || added === undefined) return undefined;
    const { timeMs, eventTime, identity } = facts;
    const isShown = this.#shown.isShown(plan, timeMs, this.#shown.countersOf(plan, added.names));
    return {
      shared: sharedOf(added, ruleId, facts),
      timeMs,
      index: place.index,
      text: renderLineText(eventTime, identity.eventID),
      whole: isShown ? this.#jsonOf(record) : undefined,
    };
  }

  /** The same of a record that was not parsed. */
  partsOfCounted(
    plan: CorrelationPlan,
    ruleId: string,
    counted: WrittenRecord,
    place: RecordPlace,
  ): SpooledContribution | undefined {
    return this.#partsOf(plan, ruleId, counted, place, () => counted.written);
  }

  #partsOf(
    plan: CorrelationPlan,
    ruleId: string,
    counted: CountedRecord,
    place: RecordPlace,
    wholeOf: () => Uint8Array,
  ): SpooledContribution | undefined {
    const timeMs = this.#timeOf(counted);
    const { added } = this.#alikeOf(plan, ruleId, counted, place);
    if (timeMs === undefined || added === undefined) return undefined;
    return {
      shared: added.shared,
      timeMs,
      index: place.index,
      text: renderLineText(counted.eventTime, counted.eventID),
      whole: this.#shown.isShown(plan, timeMs, added.counters) ? wholeOf() : undefined,
    };
  }

  #alikeOf(plan: CorrelationPlan, ruleId: string, counted: CountedRecord, place: RecordPlace): CountedAlike {
    let all = this.#alike.get(counted.fields);
    if (all === undefined) {
      all = [];
      this.#alike.set(counted.fields, all);
    }
    for (const alike of all) if (alike.plan === plan && alike.ruleId === ruleId) return alike;
    const fields = CountedFields.of(counted);
    const texts = fields.addedTo(plan, ruleId);
    const added = texts && {
      shared: sharedOf(texts, ruleId, { ...fields.facts, place }),
      counters: this.#shown.countersOf(plan, texts.names),
    };
    all.push({ plan, ruleId, added });
    return all.at(-1) as CountedAlike;
  }

  /** Records stand in the order of their times, about. */
  #timeOf({ eventTime }: CountedRecord): number | undefined {
    if (this.#lastTime?.text !== eventTime)
      this.#lastTime = { text: eventTime, timeMs: timeOf({ eventTime }) };
    return this.#lastTime.timeMs;
  }

  #factsOf(record: CloudTrailRecord, place: RecordPlace): CountedFacts | undefined {
    if (this.#last?.record !== record) this.#last = { record, facts: readFacts(record, place) };
    return this.#last.facts;
  }

  #jsonOf(record: CloudTrailRecord): Uint8Array {
    if (this.#lastWhole?.record !== record) {
      const json = contentOf(record).json ?? JSON.stringify(record as Json);
      this.#lastWhole = { record, json: Buffer.from(json) };
    }
    return this.#lastWhole.json;
  }
}

function sharedOf({ groups, counted }: AddedTexts, ruleId: string, facts: CountedFacts): SharedParts {
  return { groups, rest: `${counted}\t${renderFacts(ruleId, facts)}` };
}
