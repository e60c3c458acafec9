import type { HeldAtom } from '../../lib/core/compile/predicate/to-explanation';
import type { WildcardPart } from '../../lib/core/rule/condition';
import { toPrintable } from '../../lib/core/safe-text/printable';
import type { ConditionText } from './report-data';

/** The maximum number of values of a condition that are shown. */
const MAX_VALUES = 8;

/** The maximum length of a value that is shown. */
const MAX_LENGTH = 200;

interface Worded {
  readonly field: string;
  /** What holds, and what its negation says. */
  readonly words: readonly [test: string, negated: string];
  readonly values: readonly string[];
}

/** A condition as people read it: `eventName`, `begins with`, `Stop`. */
export function toConditionText({ atom, isNegated, within }: Omit<HeldAtom, 'places'>): ConditionText {
  const { field, words, values } = wordsOf(atom);
  return {
    field: shown([...within, field].join(' › ')),
    test: words[isNegated ? 1 : 0],
    values: values.slice(0, MAX_VALUES).map(shown),
    more: Math.max(0, values.length - MAX_VALUES),
  };
}

const TEXT_WORDS = {
  equals: ['is', 'is not'],
  startsWith: ['begins with', 'does not begin with'],
  endsWith: ['ends with', 'does not end with'],
  contains: ['contains', 'does not contain'],
} as const;

const NUMBER_WORDS = {
  eq: ['is', 'is not'],
  lt: ['is less than', 'is not less than'],
  lte: ['is at most', 'is not at most'],
  gt: ['is more than', 'is not more than'],
  gte: ['is at least', 'is not at least'],
} as const;

const SAME_WORDS = {
  equals: ['is the same as', 'differs from'],
  startsWith: ['begins with the value of', 'does not begin with the value of'],
  endsWith: ['ends with the value of', 'does not end with the value of'],
  contains: ['contains the value of', 'does not contain the value of'],
} as const;

const ANY_TEXT = 'any text';

function wordsOf(atom: HeldAtom['atom']): Worded {
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return { field: atom.field, words: TEXT_WORDS[atom.kind], values: atom.values };
    case 'wildcard':
      return { field: atom.field, words: ['is like', 'is not like'], values: atom.patterns.map(patternText) };
    case 'matches':
      return expressionWords(atom.field, atom);
    case 'cidr':
      return { field: atom.field, words: ['is an address in', 'is not an address in'], values: atom.ranges };
    case 'compare':
      return { field: atom.field, words: NUMBER_WORDS[atom.operator], values: [String(atom.value)] };
    case 'isNull':
      return { field: atom.field, words: ['is absent or null', 'has a value'], values: [] };
    case 'exists':
      return { field: atom.field, words: ['is present', 'is absent'], values: [] };
    case 'sameAs':
      return { field: atom.field, words: SAME_WORDS[atom.relation], values: [atom.other] };
    case 'timePart': {
      const [holds, fails] = NUMBER_WORDS[atom.operator];
      const part = `${atom.field}, its ${atom.part} (UTC),`;
      return { field: part, words: [holds, fails], values: [String(atom.value)] };
    }
    case 'outsideAccount':
      return { field: atom.field, words: ['names another account', 'names no other account'], values: [] };
    case 'keyword':
      return {
        field: ANY_TEXT,
        words: ['contains', 'does not contain'],
        values: atom.patterns.map(patternText),
      };
    case 'keywordMatches':
      return expressionWords(ANY_TEXT, atom);
    case 'element':
      return { field: atom.field, words: ['has such an element', 'has no such element'], values: [] };
    case 'document':
      return { field: atom.field, words: ['is such a document', 'is not such a document'], values: [] };
    default:
      return atom satisfies never;
  }
}

function expressionWords(
  field: string,
  { expression, flags }: { readonly expression: string; readonly flags: string },
): Worded {
  return { field, words: ['matches', 'does not match'], values: [`/${expression}/${flags}`] };
}

function patternText(pattern: readonly WildcardPart[]): string {
  return pattern.map((part) => ('text' in part ? part.text : 'any' in part ? '*' : '?')).join('');
}

function shown(text: string): string {
  const printable = toPrintable(text);
  return printable.length > MAX_LENGTH ? `${printable.slice(0, MAX_LENGTH - 1)}…` : printable;
}
