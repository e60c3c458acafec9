import type { Condition, WildcardPart } from '../../rule/condition';

/** What is under a field with its modifiers: `field|contains: [a, b]`. */
export interface SigmaEntry {
  readonly key: string;
  readonly value: null | boolean | number | string | readonly string[];
}

/** A condition without conditions in it. */
export type AtomCondition = Exclude<
  Condition,
  { readonly kind: 'and' | 'or' | 'not' | 'element' | 'document' | 'keyword' | 'keywordMatches' }
>;

/** The atom as an entry of a selection; undefined if it has no values, and so never holds, which Sigma cannot express. */
export function renderAtom(atom: AtomCondition): SigmaEntry | undefined {
  const { field } = atom;
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return listEntry(`${field}${ANCHORS[atom.kind]}${cased(atom)}`, atom.values.map(escapeText));
    case 'wildcard':
      return listEntry(`${field}${cased(atom)}`, atom.patterns.map(renderPattern));
    case 'matches':
      return { key: `${field}|re${flags(atom)}`, value: atom.expression };
    case 'cidr':
      return listEntry(`${field}|cidr`, atom.ranges);
    case 'compare':
      return { key: `${field}|${atom.operator}`, value: atom.value };
    case 'isNull':
      return { key: field, value: null };
    case 'exists':
      return { key: `${field}|exists`, value: true };
    case 'sameAs':
      return {
        key: `${field}|fieldref${ANCHORS[atom.relation]}${cased(atom)}`,
        value: escapeText(atom.other),
      };
    case 'timePart': {
      const operator = atom.operator === 'eq' ? '' : `|${atom.operator}`;
      return { key: `${field}|${atom.part}${operator}`, value: atom.value };
    }
    case 'outsideAccount':
      if (atom.own.length > 0) return { key: `${field}|outside`, value: atom.own };
      return { key: `${field}|outside|expand`, value: '%own_accounts%' };
    default:
      return atom satisfies never;
  }
}

const ANCHORS = {
  equals: '',
  startsWith: '|startswith',
  endsWith: '|endswith',
  contains: '|contains',
} as const;

function cased(atom: { readonly cased: boolean }): string {
  return atom.cased ? '|cased' : '';
}

/** `|i|m` for the flags `im`. */
export function flags(atom: { readonly flags: string }): string {
  return [...atom.flags].map((flag) => `|${flag}`).join('');
}

function listEntry(key: string, values: readonly string[]): SigmaEntry | undefined {
  const [only] = values;
  if (only === undefined) return undefined;
  return { key, value: values.length === 1 ? only : values };
}

/** The pattern as a Sigma string. */
export function renderPattern(pattern: readonly WildcardPart[]): string {
  return pattern.map((part) => ('text' in part ? escapeText(part.text) : 'any' in part ? '*' : '?')).join('');
}

/** A Sigma string for exactly this text. */
function escapeText(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}
