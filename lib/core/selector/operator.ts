import { type Verdict, verdictOf } from './selection-problem';
import { isResolved, type SelectorValue, type UnresolvedText } from './selector-value';

/** The relation of a value to a record's text. Letter case counts; `*` is a plain star. */
export type Relation = 'equals' | 'startsWith' | 'endsWith';

/** The six operators of advanced event selectors, as this model names them. */
export type Operator = Relation | 'notEquals' | 'notStartsWith' | 'notEndsWith';

/** What an operator is called and does. */
export interface OperatorFacts {
  readonly name: Operator;
  /** Its name in the API, in templates and in explanations. */
  readonly property: string;
  readonly relation: Relation;
  /** Selecting operators of a field are alternatives; of the others each must hold for each of its values. */
  readonly selects: boolean;
}

/**
 * All operators, in the order of the API reference.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export const OPERATORS: readonly OperatorFacts[] = [
  { name: 'equals', property: 'Equals', relation: 'equals', selects: true },
  { name: 'startsWith', property: 'StartsWith', relation: 'startsWith', selects: true },
  { name: 'endsWith', property: 'EndsWith', relation: 'endsWith', selects: true },
  { name: 'notEquals', property: 'NotEquals', relation: 'equals', selects: false },
  { name: 'notStartsWith', property: 'NotStartsWith', relation: 'startsWith', selects: false },
  { name: 'notEndsWith', property: 'NotEndsWith', relation: 'endsWith', selects: false },
];

/** Whether `text` is in the relation to the value: `unknown` when that hangs on a reference in the value. */
export function compareText(relation: Relation, text: string, value: SelectorValue): Verdict {
  if (!isResolved(value)) return mayHold(relation, text, value) ? 'unknown' : 'no';
  if (relation === 'equals') return verdictOf(text === value);
  return verdictOf(relation === 'startsWith' ? text.startsWith(value) : text.endsWith(value));
}

/**
 * Whether some text in place of the references would make the relation hold: the literal parts must be in
 * the text in their order, the outer ones at its ends where the relation and the value leave no room.
 */
function mayHold(relation: Relation, text: string, value: UnresolvedText): boolean {
  const { parts } = value;
  const first = relation === 'endsWith' ? undefined : parts[0];
  const last = relation === 'startsWith' ? undefined : parts.at(-1);
  const head = typeof first === 'string' ? first : '';
  const tail = typeof last === 'string' ? last : '';
  if (head.length + tail.length > text.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  const inner = parts.slice(head === '' ? 0 : 1, tail === '' ? undefined : -1);
  const end = text.length - tail.length;
  let position = head.length;
  for (const part of inner) {
    if (typeof part !== 'string') continue;
    const found = text.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}
