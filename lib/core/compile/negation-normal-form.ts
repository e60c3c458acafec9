import type { AndCondition, Condition, NotCondition, OrCondition } from '../rule/condition';
import { Compilation } from './compilation';

/** A condition that looks at the record: neither `and`, `or` nor `not`. */
export type Atom = Exclude<Condition, AndCondition | OrCondition | NotCondition>;

/**
 * A condition in which only atoms are negated. An atom is total: where its field is absent, it is false and its
 * negation true. So De Morgan's laws hold, and a target has to express only atoms and negated atoms.
 */
export type NormalForm = { readonly kind: 'and' | 'or'; readonly of: readonly NormalForm[] } | AtomForm;

/** An atom or its negation. */
export interface AtomForm {
  readonly kind: 'atom';
  readonly atom: Atom;
  readonly isNegated: boolean;
  /** Where the atom is in the whole condition, such as `of[1].of`. */
  readonly path: string;
}

/**
 * Pushes every `not` down to the atoms. Nested lists of the same kind become one, lists of one become their member. An
 * empty `and` (always true) and an empty `or` (never true) swallow or vanish, and are left only as the whole result.
 *
 * @param path where the condition is in the whole one
 */
export function toNormalForm(condition: Condition, path = ''): NormalForm {
  return push(condition, false, path);
}

function push(condition: Condition, isNegated: boolean, path: string): NormalForm {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const of = condition.of.map((member, index) => push(member, isNegated, step(path, `of[${index}]`)));
      return join((condition.kind === 'and') === isNegated ? 'or' : 'and', of);
    }
    case 'not':
      return push(condition.of, !isNegated, step(path, 'of'));
    default:
      return { kind: 'atom', atom: condition, isNegated, path };
  }
}

function join(kind: 'and' | 'or', members: readonly NormalForm[]): NormalForm {
  const flat = members.flatMap((member) => (member.kind === kind ? member.of : [member]));
  const swallowing = flat.find((member) => member.kind !== 'atom' && member.of.length === 0);
  if (swallowing !== undefined) return swallowing;
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind, of: flat };
}

function step(path: string, next: string): string {
  return path === '' ? next : `${path}.${next}`;
}

/** How a target puts the expressions of a condition's parts together. */
export interface FormCompiler<T> {
  /** An atom or its negation. */
  readonly atom: (form: AtomForm) => Compilation<T>;
  /** Holds when all hold. */
  readonly all: (parts: readonly T[]) => Compilation<T>;
  /** Holds when any holds. */
  readonly any: (parts: readonly T[]) => Compilation<T>;
  /** Holds always. */
  readonly always: T;
}

/**
 * Compiles a normal form from its atoms upwards; every target walks a condition with it. An atom that the target cannot
 * express holds always, negated or not, with its obstacle: since only atoms are negated, the whole is then wider than
 * the condition and never narrower.
 */
export function compileForm<T>(form: NormalForm, target: FormCompiler<T>): Compilation<T> {
  switch (form.kind) {
    case 'atom':
      return target.atom(form).at(form.path).orWider(target.always);
    case 'and':
    case 'or': {
      const parts = Compilation.all(form.of.map((part) => compileForm(part, target)));
      return parts.andThen(form.kind === 'and' ? target.all : target.any);
    }
    default:
      return form satisfies never;
  }
}
