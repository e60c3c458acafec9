import type { Condition, TextCondition, WildcardPart } from '../../rule/condition';

/** A text with wildcards: neighbouring pieces of text are joined, and so are neighbouring `*`. */
export type WildcardPattern = readonly WildcardPart[];

const ANY: WildcardPart = { any: true };
const ONE: WildcardPart = { one: true };

/**
 * Reads a Sigma string: `*` and `?` are wildcards; `\*`, `\?` and `\\` before a wildcard or a backslash are the
 * second character; any other backslash is itself.
 *
 * @see https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#escape-character
 */
export function parseSigmaString(source: string): WildcardPattern {
  const parts: WildcardPart[] = [];
  let text = '';
  const flush = (part: WildcardPart) => {
    if (text !== '') parts.push({ text });
    text = '';
    parts.push(part);
  };
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    const next = source.charAt(at + 1);
    if (character === '\\' && (next === '\\' || next === '*' || next === '?')) {
      text += next;
      at++;
    } else if (character === '*') flush(ANY);
    else if (character === '?') flush(ONE);
    else text += character;
  }
  if (text !== '') parts.push({ text });
  return joinParts(parts);
}

/** The text of a pattern without wildcards; undefined if it has one. */
export function plainText(pattern: WildcardPattern): string | undefined {
  if (pattern.length === 0) return '';
  const [first] = pattern;
  return pattern.length === 1 && first !== undefined && 'text' in first ? first.text : undefined;
}

/** The pattern with `*` at the ends that the modifier requires. */
export function anchorPattern(
  pattern: WildcardPattern,
  anchor: 'contains' | 'startswith' | 'endswith',
): WildcardPattern {
  const before = anchor === 'startswith' ? [] : [ANY];
  const after = anchor === 'endswith' ? [] : [ANY];
  return joinParts([...before, ...pattern, ...after]);
}

/** The pieces with neighbouring texts joined, neighbouring `*` made one, and empty texts left out. */
export function joinParts(parts: WildcardPattern): WildcardPattern {
  const joined: WildcardPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if ('text' in part && part.text === '') continue;
    if (last !== undefined && 'any' in part && 'any' in last) continue;
    if (last !== undefined && 'text' in part && 'text' in last) {
      joined[joined.length - 1] = { text: last.text + part.text };
    } else joined.push(part);
  }
  return joined;
}

/** The atoms for a field that matches any of the patterns: one for each kind that occurs, in order of appearance. */
export function patternAtoms(
  field: string,
  patterns: readonly WildcardPattern[],
  cased: boolean,
): readonly Condition[] {
  const texts = new Map<TextCondition['kind'], string[]>();
  const atoms: (() => Condition)[] = [];
  const others: WildcardPattern[] = [];
  for (const pattern of patterns) {
    const simple = asText(pattern);
    if (simple === undefined) {
      if (others.length === 0) atoms.push(() => ({ kind: 'wildcard', field, patterns: others, cased }));
      others.push(pattern);
      continue;
    }
    const values = texts.get(simple.kind);
    if (values !== undefined) {
      values.push(simple.text);
      continue;
    }
    const first = [simple.text];
    texts.set(simple.kind, first);
    atoms.push(() => ({ kind: simple.kind, field, values: first, cased }));
  }
  return atoms.map((build) => build());
}

function asText(
  pattern: WildcardPattern,
): { readonly kind: TextCondition['kind']; readonly text: string } | undefined {
  if (pattern.length === 0) return { kind: 'equals', text: '' };
  const texts = pattern.filter((part) => 'text' in part);
  const text = texts[0]?.text;
  if (text === undefined || texts.length > 1 || pattern.some((part) => 'one' in part)) return undefined;
  const startsOpen = 'any' in (pattern[0] ?? {});
  const endsOpen = 'any' in (pattern.at(-1) ?? {});
  if (startsOpen && endsOpen) return { kind: 'contains', text };
  if (startsOpen) return { kind: 'endsWith', text };
  return { kind: endsOpen ? 'startsWith' : 'equals', text };
}
