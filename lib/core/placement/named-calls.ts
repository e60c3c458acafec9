import { type NormalForm, toNormalForm } from '../compile/negation-normal-form';
import type { Condition } from '../rule/condition';

/** A call that a condition names: what is absent may be anything. */
export interface NamedCall {
  readonly eventSource?: string;
  readonly eventName?: string;
  /** What the name begins with, where that is all that the condition asks. */
  readonly eventNameStart?: string;
}

/** More alternatives than a rule legitimately has; beyond it nothing is known of the calls. */
const MAX_CALLS = 5000;

const ANY_CALL: NamedCall = {};

/**
 * The calls of records that can satisfy the condition, each once. It is never too few: where a condition
 * does not name its calls, one that may be anything stands for them.
 */
export function namedCalls(condition: Condition): readonly NamedCall[] {
  const calls = callsOf(toNormalForm(condition));
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

function callsOf(form: NormalForm): readonly NamedCall[] {
  switch (form.kind) {
    case 'or':
      return bounded(form.of.flatMap(callsOf));
    case 'and':
      return form.of.map(callsOf).reduce((left, right) => bounded(both(left, right)), [ANY_CALL]);
    case 'atom':
      return form.isNegated ? [ANY_CALL] : atomCalls(form.atom);
    default:
      return form satisfies never;
  }
}

function atomCalls(atom: Condition): readonly NamedCall[] {
  if (atom.kind === 'equals' && (atom.field === 'eventSource' || atom.field === 'eventName')) {
    return atom.values.map((value) => ({ [atom.field]: value }));
  }
  if (atom.kind === 'startsWith' && atom.field === 'eventName') {
    return atom.values.map((eventNameStart) => ({ eventNameStart }));
  }
  return [ANY_CALL];
}

function both(left: readonly NamedCall[], right: readonly NamedCall[]): readonly NamedCall[] {
  if (left.length * right.length > MAX_CALLS) return [ANY_CALL];
  return left.flatMap((one) => right.flatMap((other) => joined(one, other)));
}

/** The call that is both; none if their names differ. */
function joined(one: NamedCall, other: NamedCall): readonly NamedCall[] {
  const differ = (['eventSource', 'eventName'] as const).some((field) => {
    const [left, right] = [one[field], other[field]];
    return left !== undefined && right !== undefined && fold(left) !== fold(right);
  });
  const call = { ...one, ...other };
  const { eventName, eventNameStart } = call;
  if (differ) return [];
  if (eventName === undefined || eventNameStart === undefined) return [call];
  const { eventNameStart: _, ...named } = call;
  return fold(eventName).startsWith(fold(eventNameStart)) ? [named] : [];
}

function bounded(calls: readonly NamedCall[]): readonly NamedCall[] {
  return calls.length > MAX_CALLS ? [ANY_CALL] : calls;
}

function fold(text: string): string {
  return text.toLowerCase();
}
