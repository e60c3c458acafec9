import type { Condition } from '../../rule/condition';
import type { Assumption, CompileOptions, CompileResult, Obstacle } from '../compile-result';
import { toNormalForm } from '../negation-normal-form';
import { type Conjunction, checkArrays, type Report } from './conjunction';
import { mergeAlike, toDisjunction } from './disjunction';
import { packPatterns } from './pack-patterns';

/**
 * Compiles a condition to event patterns, as compact JSON, for the events that CloudTrail sends to EventBridge: the
 * record is their `detail`. Patterns heed neither `source` (but for `aws.`) nor a certain `detail-type`, because
 * conditions do not speak of them.
 *
 * EventBridge sends events of read-only management calls only to rules in the state
 * `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function toEventPattern(condition: Condition, options: CompileOptions = {}): CompileResult {
  const obstacles: Obstacle[] = [];
  const assumptions: Assumption[] = [];
  const report: Report = {
    onObstacle: (obstacle) => void obstacles.push(obstacle),
    onAssumption: (assumption) => void assumptions.push(assumption),
  };
  const joining = { ...report, assumesFieldShape: options.assumeFieldShape !== false };
  const written = toDisjunction(toNormalForm(condition), { ...report, options });
  const disjunction = mergeAlike(written.map((conjunction) => checkArrays(conjunction, joining)));
  if (obstacles.length > 0 && options.overApproximate !== true) return refused(obstacles);
  if (disjunction.length === 0) return refused([NEVER]);
  const packed = packPatterns(disjunction);
  if ('problem' in packed) return refused([...obstacles, unpackable(packed.conjunction, packed.problem)]);
  return {
    kind: 'compiled',
    artefacts: packed,
    assumptions: distinct(assumptions).sort(byField),
    widened: distinct(obstacles),
  };
}

const NEVER: Obstacle = {
  code: 'never-holds',
  path: '',
  reason: 'the condition holds for no record, and an event pattern that matches nothing cannot be written',
};

function refused(obstacles: readonly Obstacle[]): CompileResult {
  return { kind: 'refused', obstacles: distinct(obstacles) };
}

function unpackable(
  conjunction: Conjunction,
  { code, message }: { readonly code: string; readonly message: string },
): Obstacle {
  const [first] = conjunction;
  const isSingle = conjunction.length === 1 && first !== undefined;
  const reason = `no event pattern can say it, cut up as it may be: ${message}`;
  return { code, path: isSingle ? first.path : '', ...(isSingle ? { field: first.field } : {}), reason };
}

function byField(left: Assumption, right: Assumption): number {
  return `${left.field} ${left.code}` < `${right.field} ${right.code}` ? -1 : 1;
}

function distinct<T>(values: readonly T[]): T[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}
