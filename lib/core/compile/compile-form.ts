import { Compilation } from './compilation';
import type { AtomForm, NormalForm } from './negation-normal-form';

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
