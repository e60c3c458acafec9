import type { CloudTrailRecord } from '../record/record';
import { type CountedFacts, type RecordPlace, readFacts, type ShowRecord, timeOf } from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { type AddedTexts, addedTextsOf, CountedFields, type WrittenRecord } from './counted-fields';
import { ShownRecords } from './shown-records';
import { renderRecordParts } from './spooled-line';

/** What one record adds to a correlation, as the texts of which the lines of a spool are made. */
export interface SpooledContribution {
  /** The values of each group as JSON. */
  readonly groups: readonly string[];
  /** The other parts of a line, which are the same for all groups. */
  readonly rest: string;
  /** The JSON of the record, if alerts show something of it that was not made yet. */
  readonly whole?: Uint8Array | undefined;
}

/** What was written last of a record and rule; each record comes with a place of its own. */
interface LastParts {
  readonly place: RecordPlace | undefined;
  readonly ruleId: string;
  readonly shown: string | undefined;
  readonly text: string;
}

/** Writes what records add to correlations. Plans that count the same record read it one after the other. */
export class ContributionParts {
  #lastPlace: RecordPlace | undefined;
  #lastFacts: CountedFacts | undefined;
  #lastTime: { readonly text: string; readonly timeMs: number | undefined } | undefined;
  #last: LastParts = { place: undefined, ruleId: '', shown: undefined, text: '' };
  readonly #shown: ShownRecords;

  /** @param show makes what alerts show of records; without it, they show nothing of them */
  constructor(show?: ShowRecord) {
    this.#shown = new ShownRecords(show);
  }

  /** Undefined if the record adds nothing: it lacks a time, or a field of the group or of the counted values. */
  partsOf(
    plan: CorrelationPlan,
    ruleId: string,
    record: CloudTrailRecord,
    place: RecordPlace,
  ): SpooledContribution | undefined {
    const facts = this.#factsOf(record, place);
    const added = facts === undefined ? undefined : addedTextsOf(plan, ruleId, facts);
    if (facts === undefined || added === undefined) return undefined;
    const isShown = this.#shown.isShown(plan, facts.timeMs, added.names);
    const shown = isShown ? this.#shown.textOf(record) : undefined;
    return { groups: added.groups, rest: this.#restOf(ruleId, facts, added, shown) };
  }

  /** The same of a record that was not parsed: what is shown of it is not made before an alert shows it. */
  partsOfCounted(
    plan: CorrelationPlan,
    ruleId: string,
    counted: WrittenRecord,
    place: RecordPlace,
  ): SpooledContribution | undefined {
    const timeMs = this.#timeOf(counted);
    const fields = CountedFields.of(counted);
    const added = timeMs === undefined ? undefined : fields.addedTo(plan, ruleId);
    if (timeMs === undefined || added === undefined) return undefined;
    const isShown = this.#shown.isShown(plan, timeMs, added.names);
    if (place !== this.#last.place || ruleId !== this.#last.ruleId) {
      const { eventID, eventTime } = counted;
      const { recipientAccountId, ...shared } = fields.shared;
      const record = {
        ruleId,
        identity: { eventID, recipientAccountId },
        timeMs,
        eventTime,
        place,
        ...shared,
      };
      this.#last = { place, ruleId, shown: undefined, text: renderRecordParts(record) };
    }
    const rest = `${added.counted}\t${this.#last.text}`;
    return { groups: added.groups, rest, whole: isShown ? counted.written : undefined };
  }

  /** Records stand in the order of their times, about. */
  #timeOf({ eventTime }: WrittenRecord): number | undefined {
    if (this.#lastTime?.text !== eventTime)
      this.#lastTime = { text: eventTime, timeMs: timeOf({ eventTime }) };
    return this.#lastTime.timeMs;
  }

  #factsOf(record: CloudTrailRecord, place: RecordPlace): CountedFacts | undefined {
    if (this.#lastPlace !== place) {
      this.#lastPlace = place;
      this.#lastFacts = readFacts(record, place);
    }
    return this.#lastFacts;
  }

  /** What plans that count the same rule write of a record is the same, and they write it one after the other. */
  #restOf(ruleId: string, facts: CountedFacts, { counted }: AddedTexts, shown: string | undefined): string {
    const { place } = facts;
    const last = this.#last;
    if (place !== last.place || ruleId !== last.ruleId || shown !== last.shown)
      this.#last = { place, ruleId, shown, text: renderRecordParts({ ...facts, ruleId, shown }) };
    return `${counted}\t${this.#last.text}`;
  }
}
