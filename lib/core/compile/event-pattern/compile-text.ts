import type {
  AnythingButMatcher,
  TextMatcher,
  ValueMatcher,
} from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/json-number';
import { renderWildcard } from '../../pattern/event-pattern/wildcard-pattern';
import type { TextCondition, WildcardCondition } from '../../rule/condition';
import { type Assumption, CANONICAL_CASE_FIELDS } from '../compile-result';
import {
  ABSENT,
  asScalar,
  asSingle,
  type FieldContext,
  NULL,
  type Said,
  type Saying,
  type Unsaid,
} from './saying';
import {
  ANY_NUMBER_OR_BOOLEAN,
  booleansOf,
  caselessMatcher,
  exactMatcher,
  fitsObject,
  fitsPartOfNumber,
  foldsAlike,
  hasCase,
  isAnyText,
  numberMatcher,
  numberOf,
  type Pieces,
  piecesOf,
} from './text-question';

type TextAtom = TextCondition | WildcardCondition;
type Codes = readonly Assumption['code'][];
type StringMatcher = AnythingButMatcher['except'][number];

/** Says that a text of a field looks so. */
export function sayText(atom: TextAtom, context: FieldContext): Saying {
  const questions = piecesOf(atom);
  if (questions === undefined) return ONE_CHARACTER;
  const parts = questions.map((pieces) => sayPieces(pieces, atom, context));
  const fault = parts.find((part) => 'code' in part);
  return fault ?? joined(parts.filter((part) => 'matchers' in part));
}

function sayPieces(pieces: Pieces, { cased }: TextAtom, context: FieldContext): Saying {
  const strings = sayStrings(pieces, cased, context);
  if ('code' in strings || context.shape.kind === 'text') return strings;
  const needed = fitsObject(pieces) ? asScalar(context) : [];
  if ('code' in needed) return needed;
  const said = { ...strings, assumptions: [...strings.assumptions, ...needed] };
  if (isAnyText(pieces)) return withMatchers(said, ANY_NUMBER_OR_BOOLEAN);
  const asText = fitsPartOfNumber(pieces) ? asTextOnly(context) : [];
  if ('code' in asText) return asText;
  const number = numberOf(pieces, cased);
  const booleans = booleansOf(pieces, cased).map((value): ValueMatcher => ({ kind: 'equals', value }));
  const numbers = number === undefined ? [] : [numberMatcher(number)];
  return withMatchers({ ...said, assumptions: [...said.assumptions, ...asText] }, [...booleans, ...numbers]);
}

/** Says that no text of a field looks so: it is absent, null, or something else. */
export function sayNotText(atom: TextAtom, context: FieldContext): Saying {
  const single = asSingle(context);
  const questions = piecesOf(atom);
  if (questions === undefined) return ONE_CHARACTER;
  if ('code' in single) return single;
  if (questions.length === 0)
    return { matchers: [ABSENT, { kind: 'exists', exists: true }], assumptions: single };
  if (questions.some(isAnyText)) return { matchers: [ABSENT, NULL], assumptions: single };
  const { kind } = context.shape;
  if (kind === 'boolean') return sayOtherBooleans(questions, atom.cased);
  if (kind === 'number') return sayOtherNumbers(questions, atom.cased);
  const texts = sayOtherTexts(questions, atom.cased, context);
  if ('code' in texts || kind === 'text') return texts;
  if (questions.some((pieces) => isOtherType(pieces, atom.cased))) return ambiguous(context.field);
  const asText = questions.some(fitsPartOfNumber) ? asTextOnly(context) : [];
  return 'code' in asText ? asText : { ...texts, assumptions: [...texts.assumptions, ...single, ...asText] };
}

function sayOtherBooleans(questions: readonly Pieces[], cased: boolean): Said {
  const held = new Set(questions.flatMap((pieces) => booleansOf(pieces, cased)));
  const others = [true, false].filter((value) => !held.has(value));
  return {
    matchers: [ABSENT, NULL, ...others.map((value) => ({ kind: 'equals' as const, value }))],
    assumptions: [],
  };
}

function sayOtherNumbers(questions: readonly Pieces[], cased: boolean): Saying {
  if (questions.some(fitsPartOfNumber)) return NUMBER_TEXT;
  const numbers = questions.map((pieces) => numberOf(pieces, cased)).filter((value) => value !== undefined);
  const sorted = [...new Set(numbers)].sort((left, right) => left - right);
  if (sorted.length === 0) return { matchers: [ABSENT, NULL, ...ANY_NUMBER_OR_BOOLEAN], assumptions: [] };
  const ranges = [...sorted, undefined].map((upper, index): ValueMatcher => {
    const lower = sorted[index - 1];
    const above = lower === undefined ? [] : [{ operator: '>' as const, number: JsonNumber.of(lower) }];
    const below = upper === undefined ? [] : [{ operator: '<' as const, number: JsonNumber.of(upper) }];
    return { kind: 'numeric', bounds: [...above, ...below] };
  });
  return { matchers: [ABSENT, NULL, ...ranges], assumptions: [] };
}

function sayOtherTexts(questions: readonly Pieces[], cased: boolean, context: FieldContext): Saying {
  const parts = questions.map((pieces) => sayStrings(pieces, cased, context));
  const fault = parts.find((part) => 'code' in part);
  if (fault !== undefined) return fault;
  const said = joined(parts.filter((part) => 'matchers' in part));
  const except = sameRelation(said.matchers as readonly StringMatcher[], questions);
  if (except !== undefined) return { ...said, matchers: [ABSENT, { kind: 'anythingBut', except }] };
  const canonical = inCanonicalCase(questions, context);
  return canonical ?? caseObstacle(context.field);
}

/** `anything-but` takes texts that are compared in one way; wildcards say all ways that heed case. */
function sameRelation(
  matchers: readonly StringMatcher[],
  questions: readonly Pieces[],
): AnythingButMatcher['except'] | undefined {
  const relations = new Set(
    matchers.map((one) => (one.kind === 'equals' ? 'plain' : `${one.relation} ${one.ignoresCase}`)),
  );
  const isTaken = (one: StringMatcher) => heeds(one) || (one.kind === 'text' && one.relation === 'equals');
  if (relations.size === 1 && matchers.every(isTaken)) return matchers;
  const areCaseless = matchers.every((one, index) => !hasCase(questions[index] ?? []) || !heeds(one));
  if (areCaseless && questions.every((pieces) => pieces.length === 1)) {
    return questions.map(([text = '']) => ({ kind: 'text', relation: 'equals', ignoresCase: true, text }));
  }
  const caseSensitive = matchers.every((one, index) => !hasCase(questions[index] ?? []) || heeds(one));
  return caseSensitive ? questions.map(asWildcard) : undefined;
}

/** Whether a matcher heeds letter case. */
function heeds(matcher: StringMatcher): boolean {
  return matcher.kind === 'equals' || !matcher.ignoresCase;
}

function asWildcard(pieces: Pieces): TextMatcher {
  return { kind: 'text', relation: 'wildcard', ignoresCase: false, text: renderWildcard(pieces) };
}

/** Says which strings are meant, with an assumption where EventBridge heeds case and Sigma does not. */
function sayStrings(pieces: Pieces, cased: boolean, context: FieldContext): Saying {
  if (cased || !hasCase(pieces)) return { matchers: [exactMatcher(pieces)], assumptions: [] };
  const caseless = foldsAlike(pieces) ? caselessMatcher(pieces) : undefined;
  if (caseless !== undefined) return { matchers: [caseless], assumptions: spellingOf(pieces) };
  if (!isCanonical(context)) return caseObstacle(context.field);
  return { matchers: [exactMatcher(pieces)], assumptions: ['canonical-case'] };
}

function inCanonicalCase(questions: readonly Pieces[], context: FieldContext): Said | undefined {
  if (!isCanonical(context)) return undefined;
  return {
    matchers: [ABSENT, { kind: 'anythingBut', except: questions.map(asWildcard) }],
    assumptions: ['canonical-case'],
  };
}

function isCanonical({ field, options }: FieldContext): boolean {
  return options.assumeCanonicalCase !== false && CANONICAL_CASE_FIELDS.includes(field);
}

/** The KELVIN SIGN is a `k` for foldCase and not for EventBridge. */
function spellingOf(pieces: Pieces): Codes {
  return /k/i.test(pieces.join('')) ? ['plain-spelling'] : [];
}

/** What it takes for a field to hold no number. */
function asTextOnly(context: FieldContext): Codes | Unsaid {
  const isOpen = context.shape.kind === 'open' && !context.isInElement;
  return isOpen && context.options.assumeFieldShape !== false ? ['text-field'] : NUMBER_TEXT;
}

function isOtherType(pieces: Pieces, cased: boolean): boolean {
  return booleansOf(pieces, cased).length > 0 || numberOf(pieces, cased) !== undefined;
}

function joined(parts: readonly Said[]): Said {
  return {
    matchers: parts.flatMap(({ matchers }) => matchers),
    assumptions: [...new Set(parts.flatMap(({ assumptions }) => assumptions))],
  };
}

function withMatchers(said: Said, matchers: readonly ValueMatcher[]): Said {
  return { ...said, matchers: [...said.matchers, ...matchers] };
}

function caseObstacle(field: string): Unsaid {
  const reason = `EventBridge ignores letter case only where ASCII text is equal, begins or ends so; make the comparison of ${field} cased`;
  return { code: 'case-insensitive-text', reason };
}

function ambiguous(field: string): Unsaid {
  const reason = `${field} may be text, a boolean or a number, and EventBridge cannot leave out one value of two types`;
  return { code: 'ambiguous-type', reason };
}

const ONE_CHARACTER: Unsaid = {
  code: 'one-character',
  reason: "EventBridge has no sign for exactly one character; write '*', or list the texts",
};

const NUMBER_TEXT: Unsaid = {
  code: 'number-text',
  reason: 'EventBridge looks into texts only, and the field may be a number; compare it as a number',
};
