import type { RecordIdentity } from '../record/record-identity';
import {
  type Contribution,
  type CountedRecord,
  contributionNames,
  contributionsOf,
  keptIdentity,
  toCounted,
} from './contribution';
import type { CorrelationPlan } from './correlation-plan';
import type { LineHead, ReadKept, SpooledLine } from './spooled-line';

/**
 * A contribution whose record is neither parsed nor hashed before it is asked for, which is seldom: for the records that
 * an alert names, and for those of one moment. `countKey` is as different as that of {@link contributionsOf}, but no hash.
 */
export class WaitingContribution implements Contribution {
  /** As different as `id`, but no hash. */
  readonly name: string;
  #record: CountedRecord | undefined;
  #id: string | undefined;
  #identity: RecordIdentity | undefined;

  private constructor(
    private readonly plan: CorrelationPlan,
    private readonly line: SpooledLine,
    private readonly at: number,
    readonly countKey: string,
    private readonly readKept: ReadKept,
  ) {
    this.name = `${line.identityName}\t${countKey}`;
  }

  /** What {@link contributionsOf} gives of the record of a line. */
  static allOf(plan: CorrelationPlan, line: SpooledLine, readKept: ReadKept): readonly WaitingContribution[] {
    return countKeys(plan, line).map(
      (countKey, at) => new WaitingContribution(plan, line, at, countKey, readKept),
    );
  }

  get timeMs(): number {
    return this.line.timeMs;
  }

  get id(): string {
    this.#id ??= this.#findId();
    return this.#id;
  }

  get ruleId(): string {
    return this.line.ruleId;
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

  /** Nothing is parsed for it that does not take part in it. */
  #findId(): string {
    const { plan, line, countKey } = this;
    const isValue = plan.correlation.kind === 'value_count';
    const values = [isValue ? (JSON.parse(countKey) as readonly string[]) : []];
    // Where the rule takes part, it is the key.
    const [name] = contributionNames(plan, { ruleId: countKey, identity: line.identity, values });
    return name?.id as string;
  }

  /** The same, parsed and hashed: it holds nothing of its line. */
  whole(): Contribution {
    const { plan, line, at, readKept } = this;
    const values = JSON.parse(line.head.values) as readonly (readonly string[])[];
    return contributionsOf(plan, { ...line.record(readKept), values })[at] as Contribution;
  }
}

function countKeys({ correlation: { kind } }: CorrelationPlan, line: SpooledLine): readonly string[] {
  switch (kind) {
    case 'event_count':
      return [line.identityName];
    case 'value_count':
      return combinationsIn(line.head);
    case 'temporal':
    case 'temporal_ordered':
      return [line.ruleId];
    default:
      return kind satisfies never;
  }
}

/** Each combination as JSON: one alone is all that is between the brackets of the list. */
function combinationsIn({ count, values }: LineHead): readonly string[] {
  if (count === 1) return [values.slice(1, -1)];
  return (JSON.parse(values) as readonly (readonly string[])[]).map((tuple) => JSON.stringify(tuple));
}
