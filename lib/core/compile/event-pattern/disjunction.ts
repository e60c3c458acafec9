import type { Condition } from '../../rule/condition';
import { Compilation } from '../compilation';
import type { CompileOptions } from '../compile-result';
import { compileForm, type NormalForm, toNormalForm } from '../negation-normal-form';
import { applyOperator } from '../operators';
import {
  type Conjunction,
  type Constraint,
  type Disjunction,
  joinConjunctions,
  NEVER_HOLDS,
} from './conjunction';
import { EVENT_OPERATORS, type Place } from './event-operators';

/** More conjunctions than the patterns that one rule may reasonably become. */
const MAX_CONJUNCTIONS = 2_000;

/**
 * Writes a condition out as conjunctions of constraints on single fields. What EventBridge cannot express holds always,
 * with its obstacle: the result is then wider than the condition.
 */
export function toDisjunction(condition: Condition, options: CompileOptions): Compilation<Disjunction> {
  return write(toNormalForm(condition), { prefix: '', path: '', options });
}

const ALWAYS: Disjunction = [[]];

function write(form: NormalForm, place: Place): Compilation<Disjunction> {
  return compileForm<Disjunction>(form, {
    atom: ({ atom, isNegated, path }) =>
      applyOperator(EVENT_OPERATORS, atom, { ...place, path, isNegated, write }),
    all: (parts) =>
      parts.reduce<Compilation<Disjunction>>(
        (joined, right) => joined.andThen((left) => both(left, right, place)),
        Compilation.of(ALWAYS),
      ),
    any: (parts) => Compilation.of(mergeAlike(parts.flat())),
    always: ALWAYS,
  });
}

/** Both at once; the left one alone where there are too many combinations. */
function both(left: Disjunction, right: Disjunction, { options, path }: Place): Compilation<Disjunction> {
  if (left.length * right.length > MAX_CONJUNCTIONS) {
    const reason = `the condition makes more than ${MAX_CONJUNCTIONS} combinations; split the rule`;
    return Compilation.refuse({ code: 'too-many-combinations', reason }).at(path).orWider(left);
  }
  const joined = left.flatMap((one) => right.map((other) => joinConjunctions(one, other, options)));
  return Compilation.all(joined).map((all) => mergeAlike(all.filter((one) => one !== NEVER_HOLDS)));
}

/**
 * Fewer conjunctions that mean the same: those that differ in one field become one with the values of both, and those
 * that require more than another one are left out.
 */
export function mergeAlike(disjunction: Disjunction): Disjunction {
  if (disjunction.length < 2) return disjunction;
  const merged = fieldsOfSeveral(disjunction).reduce((all, field) => mergeOn(field, all), disjunction);
  const signed = merged.map((conjunction) => new Set(conjunction.map(signatureOf)));
  return merged.filter((_, index) => {
    const own = signed[index];
    return !signed.some((other, at) => at !== index && own && implies(own, other, at < index));
  });
}

/** The fields that more than one conjunction has. */
function fieldsOfSeveral(disjunction: Disjunction): readonly string[] {
  const counts = new Map<string, number>();
  for (const { field } of disjunction.flat()) counts.set(field, (counts.get(field) ?? 0) + 1);
  return [...counts].flatMap(([field, count]) => (count > 1 ? [field] : []));
}

/** Whether the other holds wherever the first does, by their signatures. Of two equal ones the first stays. */
function implies(own: ReadonlySet<string>, other: ReadonlySet<string>, isEarlier: boolean): boolean {
  if (other.size > own.size || (other.size === own.size && !isEarlier)) return false;
  for (const signature of other) if (!own.has(signature)) return false;
  return true;
}

/** Joins the conjunctions that are alike but for this field, which all of them have. */
function mergeOn(field: string, disjunction: Disjunction): Disjunction {
  const groups = new Map<string, Conjunction>();
  for (const [index, conjunction] of disjunction.entries()) {
    const own = conjunction.find((constraint) => constraint.field === field);
    const key = own === undefined ? `${index}` : keyBeside(own, conjunction);
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined
        ? conjunction
        : known.map((one) => (one.field === field && own ? union(one, own) : one)),
    );
  }
  return [...groups.values()];
}

/** What conjunctions that differ in the matchers of one constraint only have in common. */
function keyBeside(own: Constraint, conjunction: Conjunction): string {
  const others = conjunction.filter((constraint) => constraint !== own).map(signatureOf);
  return `${own.field}:${own.element?.path ?? ''}:${others.sort().join()}`;
}

function union(one: Constraint, other: Constraint): Constraint {
  const known = new Set(one.matchers.map((matcher) => JSON.stringify(matcher)));
  const added = other.matchers.filter((matcher) => !known.has(JSON.stringify(matcher)));
  return { ...one, matchers: [...one.matchers, ...added] };
}

/** A constraint is asked for its signature once for every other that it is compared with. */
const signatures = new WeakMap<Constraint, string>();

/** A text that constraints of the same meaning have in common. */
export function signatureOf(constraint: Constraint): string {
  const known = signatures.get(constraint);
  if (known !== undefined) return known;
  const { field, matchers, element } = constraint;
  const signature = JSON.stringify([field, matchers, element?.path]);
  signatures.set(constraint, signature);
  return signature;
}
