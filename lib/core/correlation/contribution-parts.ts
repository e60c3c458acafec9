import type { CloudTrailRecord } from '../record/record';
import {
  type CountedFacts,
  type ReadContribution,
  type RecordPlace,
  readContribution,
  readFacts,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
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
  readonly text: string;
}

/** Writes what records add to correlations. Plans that count the same record read it one after the other. */
export class ContributionParts {
  #lastPlace: RecordPlace | undefined;
  #lastFacts: CountedFacts | undefined;
  #last: LastParts = { place: undefined, ruleId: '', text: '' };

  /** Undefined if the record adds nothing: it lacks a time, or a field of the group or of the counted values. */
  partsOf(
    plan: CorrelationPlan,
    ruleId: string,
    record: CloudTrailRecord,
    place: RecordPlace,
  ): SpooledContribution | undefined {
    const facts = this.#factsOf(record, place);
    const read = facts === undefined ? undefined : readContribution(plan, ruleId, facts);
    if (read === undefined) return undefined;
    const groups = read.groups.map(renderTuple);
    return { groups, rest: `${renderCountedParts(read)}\t${this.#recordPartsOf(read)}` };
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
    const { place, ruleId, text } = this.#last;
    if (place === read.place && ruleId === read.ruleId) return text;
    this.#last = { place: read.place, ruleId: read.ruleId, text: renderRecordParts(read) };
    return this.#last.text;
  }
}
