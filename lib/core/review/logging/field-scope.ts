import { someOf } from '../../safe-text/one-line';
import { compareText, OPERATORS, type OperatorFacts } from '../../selector/operator';
import type { FieldSelector } from '../../selector/selection';
import { renderValue } from '../../selector/selector-value';

/** Values of a field selector that are named; the rest are counted. */
const MAX_VALUES = 5;

/** A value that a field must, or must not, be in a relation to. */
interface Term {
  readonly operator: OperatorFacts;
  readonly text: string;
}

/** Whether every event that satisfies the narrow conditions certainly satisfies the wide ones, too. */
export function isWithin(narrow: readonly FieldSelector[], wide: readonly FieldSelector[]): boolean {
  return fieldsOf(wide).every((field) => isFieldWithin(termsOf(narrow, field), termsOf(wide, field)));
}

/** Whether no event satisfies both, as far as the values show it. */
export function isApart(one: readonly FieldSelector[], other: readonly FieldSelector[]): boolean {
  return fieldsOf(one).some((field) => {
    const selecting = selectingOf(termsOf(one, field));
    const others = termsOf(other, field);
    const othersSelecting = selectingOf(others);
    if (selecting.length === 0 || others.length === 0) return false;
    const isRefused = (term: Term): boolean =>
      others.some((each) => !each.operator.selects && implies(term, each));
    const isElsewhere = (term: Term): boolean =>
      othersSelecting.length > 0 && othersSelecting.every((each) => areApart(term, each));
    return selecting.every((term) => isRefused(term) || isElsewhere(term));
  });
}

/** The conditions in words; empty where there are none. */
export function renderFields(fields: readonly FieldSelector[]): string {
  const parts = fieldsOf(fields).flatMap((field) => {
    const terms = termsOf(fields, field);
    return OPERATORS.flatMap((operator) => {
      const texts = terms.filter((term) => term.operator === operator).map(({ text }) => text);
      return texts.length === 0 ? [] : [`${field} ${WORDS[operator.name]} ${renderTexts(texts, operator)}`];
    });
  });
  return parts.join(' and ');
}

const WORDS: Readonly<Record<OperatorFacts['name'], string>> = {
  equals: 'is',
  startsWith: 'starts with',
  endsWith: 'ends with',
  notEquals: 'is not',
  notStartsWith: 'does not start with',
  notEndsWith: 'does not end with',
};

function renderTexts(texts: readonly string[], { selects }: OperatorFacts): string {
  return someOf([...texts].sort(), MAX_VALUES, selects ? ' or ' : ' and not ');
}

function fieldsOf(fields: readonly FieldSelector[]): readonly string[] {
  return [...new Set(fields.map(({ field }) => renderValue(field)))].sort();
}

function termsOf(fields: readonly FieldSelector[], field: string): readonly Term[] {
  return fields
    .filter((each) => renderValue(each.field) === field)
    .flatMap((each) =>
      OPERATORS.flatMap((operator) =>
        (each[operator.name] ?? []).map((value) => ({ operator, text: renderValue(value) })),
      ),
    );
}

function selectingOf(terms: readonly Term[]): readonly Term[] {
  return terms.filter(({ operator }) => operator.selects);
}

/** For a field, one of the selecting values must hold, if there are any, and each of the other conditions. */
function isFieldWithin(narrow: readonly Term[], wide: readonly Term[]): boolean {
  const selecting = selectingOf(narrow);
  const wideSelecting = selectingOf(wide);
  const isSelected =
    wideSelecting.length === 0 ||
    (selecting.length > 0 && selecting.every((term) => wideSelecting.some((each) => implies(term, each))));
  const refused = narrow.filter(({ operator }) => !operator.selects);
  const isKept = wide
    .filter(({ operator }) => !operator.selects)
    .every(
      (term) =>
        refused.some((each) => implies(term, each)) ||
        (selecting.length > 0 && selecting.every((each) => areApart(each, term))),
    );
  return isSelected && isKept;
}

/** Whether text in the relation to the narrow value is also in that to the wide one. */
function implies(narrow: Term, wide: Term): boolean {
  const [from, to] = [narrow.operator.relation, wide.operator.relation];
  if (from === 'equals' || from === to)
    return (
      narrow.text === wide.text || (to !== 'equals' && compareText(to, narrow.text, wide.text) === 'yes')
    );
  return false;
}

/** Whether no text is in both relations; not known of text with references. */
function areApart(one: Term, other: Term): boolean {
  if (one.text.includes('${') || other.text.includes('${')) return false;
  const [from, to] = [one.operator.relation, other.operator.relation];
  if (from === 'equals') return compareText(to, one.text, other.text) === 'no';
  if (to === 'equals') return compareText(from, other.text, one.text) === 'no';
  return from === to && !implies(one, other) && !implies(other, one);
}
