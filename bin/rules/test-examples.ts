import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { toEventTime } from '../../lib/core/record/to-event-time';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Examples } from '../../lib/core/sigma/sigma-examples';
import type { SigmaCorrelation } from '../../lib/core/sigma/sigma-file';
import type { SigmaRule } from '../../lib/core/sigma/sigma-rule';

/** An example of which a rule says something else than its author. */
export interface FailedExample {
  /** 1-based line at which the example begins. */
  readonly line: number;
  /** Which one, and what was found. */
  readonly problem: string;
}

/** Runs a rule on the records that stand beside it. */
export function testRule({ rule, examples }: SigmaRule): readonly FailedExample[] {
  const matcher = RuleMatcher.of([rule]);
  return faultsOf(examples, 'record', ({ record }) => matcher.match(record).length > 0);
}

/**
 * Runs a correlation on the records that stand beside it, each example on its own. A record that does not say when it
 * happened, which one it is or in which account gets a second of its own, an id of its own, and one account for all.
 */
export function testCorrelation({ correlation, examples }: SigmaCorrelation): readonly FailedExample[] {
  return faultsOf(examples, 'example', ({ records }) => isSatisfied(correlation, records));
}

function isSatisfied(correlation: Correlation, records: readonly JsonObject[]): boolean {
  const detections = Detections.of([], [correlation]);
  const collector = new ContributionCollector();
  for (const [index, written] of records.entries()) {
    const record = { ...placeInTime(index), ...written } as CloudTrailRecord;
    detections.collect(detections.match(record), { record }, {}, collector);
  }
  return collector.groups().some(({ plan, contributions }) => findCrossings(plan, contributions).length > 0);
}

function placeInTime(index: number): JsonObject {
  const eventTime = toEventTime(Date.UTC(2025, 0, 1) + index * 1000);
  return { eventTime, eventID: `example-${index + 1}`, recipientAccountId: '111122223333' };
}

function faultsOf<Example extends { readonly line: number }>(
  { matching, ignored }: Examples<Example>,
  noun: string,
  isMatched: (example: Example) => boolean,
): readonly FailedExample[] {
  const problems = (examples: readonly Example[], list: string, expected: boolean) =>
    examples.flatMap((example, at): readonly FailedExample[] => {
      if (isMatched(example) === expected) return [];
      const found = expected ? 'is not matched' : 'is matched';
      return [{ line: example.line, problem: `${list} ${noun} ${at + 1} (line ${example.line}) ${found}` }];
    });
  return [...problems(matching, 'matching', true), ...problems(ignored, 'ignored', false)];
}
