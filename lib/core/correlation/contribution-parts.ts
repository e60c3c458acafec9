import type { CloudTrailRecord } from '../record/record';
import {
  type CountedFacts,
  type ReadContribution,
  type RecordPlace,
  readContribution,
  readFacts,
  type ShowRecord,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import { ShownRecords } from './shown-records';
import { renderCountedParts, renderRecordParts, renderTuple } from './spooled-line';

/** What one record adds to a correlation, as the texts of which the lines of a spool are made. */
export interface SpooledContribution {
  /** The values of each group as JSON. */
  readonly groups: readonly string[];
  /** The other parts of a line, which are the same for all groups. */
  readonly rest: string;
}

/** What was written last of a record and rule; each record comes with a place of its own. */
interface LastParts {
  readonly place: RecordPlace | undefined;
  readonly ruleId: string;
  readonly isShown: boolean;
  readonly text: string;
}

/** Writes what records add to correlations. Plans that count the same record read it one after the other. */
export class ContributionParts {
  #lastPlace: RecordPlace | undefined;
  #lastFacts: CountedFacts | undefined;
  #last: LastParts = { place: undefined, ruleId: '', isShown: false, text: '' };
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
    const read = facts === undefined ? undefined : readContribution(plan, ruleId, facts);
    if (facts === undefined || read === undefined) return undefined;
    const groups = read.groups.map(renderTuple);
    const counted = renderCountedParts(read);
    const names = groups.map((group) => `${ruleId} ${group} ${counted}`);
    const shown = this.#shown.of(plan, facts, names);
    return { groups, rest: `${counted}\t${this.#recordPartsOf({ ...read, shown })}` };
  }

  #factsOf(record: CloudTrailRecord, place: RecordPlace): CountedFacts | undefined {
    if (this.#lastPlace !== place) {
      this.#lastPlace = place;
      this.#lastFacts = readFacts(record, place);
    }
    return this.#lastFacts;
  }

  /** What plans that count the same rule write of a record is the same, and they write it one after the other. */
  #recordPartsOf(read: ReadContribution): string {
    const { place, ruleId } = read;
    const isShown = read.shown !== undefined;
    const last = this.#last;
    if (place === last.place && ruleId === last.ruleId && isShown === last.isShown) return last.text;
    this.#last = { place, ruleId, isShown, text: renderRecordParts(read) };
    return this.#last.text;
  }
}
