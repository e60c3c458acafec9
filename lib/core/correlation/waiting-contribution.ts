import type { RecordIdentity } from '../record/record-identity';
import {
  type Contribution,
  type CountedRecord,
  contributionId,
  contributionsOf,
  countKeys,
  keptIdentity,
  toCounted,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import type { LineHead, ReadKept, SpooledLine } from './spooled-line';

/**
 * A contribution whose record is parsed only when it is needed, which is rare: for the records that an alert names, and for those
 * of one moment. Its values are those of {@link contributionsOf}.
 */
export class WaitingContribution implements Contribution {
  #record: CountedRecord | undefined;
  #identity: RecordIdentity | undefined;

  private constructor(
    private readonly plan: CorrelationPlan,
    private readonly line: SpooledLine,
    private readonly at: number,
    readonly id: string,
    readonly countKey: string,
    private readonly readKept: ReadKept,
  ) {}

  /** The {@link contributionsOf} of the record of a line. */
  static allOf(plan: CorrelationPlan, line: SpooledLine, readKept: ReadKept): readonly WaitingContribution[] {
    const { recordName: name, ruleId, head } = line;
    return countKeys(plan, { name, ruleId, values: () => combinationsIn(head) }).map(
      (countKey, at) =>
        new WaitingContribution(plan, line, at, contributionId(name, countKey), countKey, readKept),
    );
  }

  get timeMs(): number {
    return this.line.timeMs;
  }

  get ruleId(): string {
    return this.line.ruleId;
  }

  get eventName(): string {
    return this.line.eventName;
  }

  get identity(): RecordIdentity {
    this.#identity ??= keptIdentity(this.line.identity);
    return this.#identity;
  }

  get isShown(): boolean {
    return this.line.isShown;
  }

  get record(): CountedRecord {
    this.#record ??= toCounted(this.line.record(this.readKept));
    return this.#record;
  }

  /** The same, parsed: it keeps nothing of its line. */
  whole(): Contribution {
    const { plan, line, at, readKept } = this;
    const values = JSON.parse(line.head.values) as readonly (readonly string[])[];
    return contributionsOf(plan, { ...line.record(readKept), values })[at] as Contribution;
  }
}

/** Each combination as JSON: one alone is all that is between the brackets of the list. */
function combinationsIn({ count, values }: LineHead): readonly string[] {
  if (count === 1) return [values.slice(1, -1)];
  return (JSON.parse(values) as readonly (readonly string[])[]).map((tuple) => JSON.stringify(tuple));
}
