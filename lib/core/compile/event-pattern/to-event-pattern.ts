import type { Condition } from '../../rule/condition';
import { Compilation, toCompileResult } from '../compilation';
import type { Assumption, CompileOptions, CompileResult } from '../compile-result';
import { type Conjunction, checkArrays, type Disjunction } from './conjunction';
import { mergeAlike, toDisjunction } from './disjunction';
import { packPatterns } from './pack-patterns';
import { widenLongLists } from './widen-long-lists';

/**
 * Compiles a condition to event patterns, as compact JSON, for the events that CloudTrail sends to EventBridge: the
 * record is their `detail`. Patterns match neither a certain `source` (but for `aws.`) nor a certain `detail-type`,
 * because conditions are about the record only.
 *
 * EventBridge sends events of read-only management calls only to rules in the state
 * `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function toEventPattern(condition: Condition, options: CompileOptions = {}): CompileResult {
  const disjunction = toDisjunction(condition, options)
    .andThen((written) => Compilation.all(written.map((conjunction) => checkArrays(conjunction, options))))
    .map(options.overApproximate === true ? widenLongLists : mergeAlike);
  const settled = options.overApproximate === true ? disjunction : disjunction.exactly();
  if (settled.value?.length === 0) return toCompileResult(NEVER, options);
  const result = toCompileResult(settled.andThen(packed), options);
  if (result.kind === 'refused') return result;
  return { ...result, assumptions: [...result.assumptions].sort(byField) };
}

const NEVER = Compilation.refuse({
  code: 'never-holds',
  reason: 'the condition is true for no record, and an event pattern that matches nothing cannot be written',
});

function packed(disjunction: Disjunction): Compilation<readonly string[]> {
  const patterns = packPatterns(disjunction);
  if (!('problem' in patterns)) return Compilation.of(patterns);
  return unpackable(patterns.conjunction, patterns.problem);
}

function unpackable(
  conjunction: Conjunction,
  { code, message }: { readonly code: string; readonly message: string },
): Compilation<never> {
  const [first] = conjunction;
  const isSingle = conjunction.length === 1 && first !== undefined;
  const reason = `no event pattern can express it, however it is split: ${message}`;
  if (!isSingle) return Compilation.refuse({ code, reason });
  return Compilation.refuse({ code, field: first.field, reason }).at(first.path);
}

function byField(left: Assumption, right: Assumption): number {
  return `${left.field} ${left.code}` < `${right.field} ${right.code}` ? -1 : 1;
}
