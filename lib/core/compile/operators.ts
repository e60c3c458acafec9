import type { Atom } from './negation-normal-form';
import { expressionQuestion, keywordQuestion, type TextQuestion, textQuestionOf } from './text-question';

/** A condition on the text of one field. */
export interface TextOperator {
  readonly kind: 'text';
  readonly field: string;
  readonly question: TextQuestion;
}

/** A condition on any text of the record. */
export interface KeywordOperator {
  readonly kind: 'keyword';
  readonly question: TextQuestion;
}

type TextAtom = Extract<
  Atom,
  { readonly kind: 'equals' | 'startsWith' | 'endsWith' | 'contains' | 'wildcard' | 'matches' }
>;
type KeywordAtom = Extract<Atom, { readonly kind: 'keyword' | 'keywordMatches' }>;

/** An atom as targets see it: all that ask something of a text are one operator. */
export type Operator = TextOperator | KeywordOperator | Exclude<Atom, TextAtom | KeywordAtom>;

/** A target's case for each operator. A target is such a table: a new operator does not compile until each target has its case. */
export type OperatorTable<C, R> = {
  readonly [K in Operator['kind']]: (operator: Extract<Operator, { readonly kind: K }>, context: C) => R;
};

/** A target's result for an atom. */
export function applyOperator<C, R>(table: OperatorTable<C, R>, atom: Atom, context: C): R {
  const operator = operatorOf(atom);
  const apply = table[operator.kind] as (operator: Operator, context: C) => R;
  return apply(operator, context);
}

function operatorOf(atom: Atom): Operator {
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'wildcard':
    case 'matches':
      return { kind: 'text', field: atom.field, question: textQuestionOf(atom) };
    case 'keyword':
      return { kind: 'keyword', question: keywordQuestion(atom) };
    case 'keywordMatches':
      return { kind: 'keyword', question: expressionQuestion(atom) };
    default:
      return atom;
  }
}
