import { expressionTest } from './filter-expression';
import type { Term, TermsSyntax } from './filter-syntax';

/** Compiles a list of terms. A term is found anywhere in a message, inside a word too, with letter case. */
export function toTermsMatcher({ all, none, any }: TermsSyntax): (message: string) => boolean {
  const required = all.map(toTest);
  const excluded = none.map(toTest);
  const optional = any.map(toTest);
  return (message) =>
    required.every((test) => test(message)) &&
    !excluded.some((test) => test(message)) &&
    (optional.length === 0 || optional.some((test) => test(message)));
}

function toTest(term: Term): (message: string) => boolean {
  return 'text' in term ? (message) => message.includes(term.text) : expressionTest(term.expression);
}
