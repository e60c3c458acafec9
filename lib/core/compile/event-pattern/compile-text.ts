import type {
  AnythingButMatcher,
  TextMatcher,
  ValueMatcher,
} from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/event-value';
import { renderWildcard } from '../../pattern/event-pattern/wildcard-pattern';
import { Compilation, type Refusal } from '../compilation';
import { CANONICAL_CASE_FIELDS } from '../compile-result';
import type { PatternQuestion } from '../text-question';
import {
  ABSENT,
  ANY_NUMBER_OR_BOOLEAN,
  asScalar,
  asSingle,
  asText,
  booleansOf,
  caselessMatcher,
  exactMatcher,
  type FieldContext,
  fitsObject,
  fitsPartOfNumber,
  foldsAlike,
  hasCase,
  isAnyPieces,
  type MatcherCompilation,
  matching,
  NULL,
  numberMatcher,
  numberOf,
  type Pieces,
  piecesOf,
  refuseField,
} from './text-matchers';

type StringMatcher = AnythingButMatcher['except'][number];

/** A question as pieces; never with exactly one character. */
interface Asked {
  readonly patterns: readonly Pieces[];
  readonly cased: boolean;
}

/** Some text of the field fits one of the patterns. */
export function compileText(question: PatternQuestion, context: FieldContext): MatcherCompilation {
  return toPieces(question, context).andThen(({ patterns, cased }) =>
    Compilation.all(patterns.map((pieces) => compilePattern(pieces, cased, context))).map((all) =>
      all.flat(),
    ),
  );
}

function toPieces({ patterns, cased }: PatternQuestion, context: FieldContext): Compilation<Asked> {
  const pieces = patterns.map(piecesOf).filter((one) => one !== undefined);
  if (pieces.length < patterns.length) return refuseField(context, ONE_CHARACTER);
  if (pieces.flat().some((piece) => /\p{Cs}/u.test(piece))) return refuseField(context, HALF_SURROGATE);
  return Compilation.of({ patterns: pieces, cased });
}

function compilePattern(pieces: Pieces, cased: boolean, context: FieldContext): MatcherCompilation {
  const strings = compileStrings(pieces, cased, context);
  if (context.shape.kind === 'text') return strings;
  const needed = () => (fitsObject(pieces) ? asScalar(context) : Compilation.of(null));
  return strings.andThen((matchers) =>
    needed()
      .andThen(() => numbersAndBooleans(pieces, cased, context))
      .map((others) => [...matchers, ...others]),
  );
}

/** The numbers and booleans whose text fits. */
function numbersAndBooleans(pieces: Pieces, cased: boolean, context: FieldContext): MatcherCompilation {
  if (isAnyPieces(pieces)) return matching(...ANY_NUMBER_OR_BOOLEAN);
  const number = numberOf(pieces, cased);
  const booleans = booleansOf(pieces, cased).map((value): ValueMatcher => ({ kind: 'equals', value }));
  const numbers = number === undefined ? [] : [numberMatcher(number)];
  return asTextIf(fitsPartOfNumber(pieces), context).map(() => [...booleans, ...numbers]);
}

function asTextIf(isNeeded: boolean, context: FieldContext): Compilation<null> {
  return isNeeded ? asText(context) : Compilation.of(null);
}

/** No text of the field fits any pattern: it is absent, null, or something else. */
export function compileNotText(question: PatternQuestion, context: FieldContext): MatcherCompilation {
  return toPieces(question, context).andThen((asked) => {
    const { patterns, cased } = asked;
    const single = asSingle(context);
    if (patterns.length === 0) return single.map(() => [ABSENT, { kind: 'exists', exists: true }]);
    if (patterns.some(isAnyPieces)) return single.map(() => [ABSENT, NULL]);
    const { kind } = context.shape;
    return single.andThen(() => {
      if (kind === 'boolean') return matching(...otherBooleans(patterns, cased));
      if (kind === 'number') return compileOtherNumbers(asked, context);
      return kind === 'text' ? compileOtherTexts(asked, context) : compileOtherScalars(asked, context);
    });
  });
}

function compileOtherScalars(asked: Asked, context: FieldContext): MatcherCompilation {
  const { patterns, cased } = asked;
  return compileOtherTexts(asked, context).andThen((matchers) => {
    if (patterns.some((pieces) => isOtherType(pieces, cased))) return ambiguous(context);
    return asTextIf(patterns.some(fitsPartOfNumber), context).map(() => matchers);
  });
}

function otherBooleans(patterns: readonly Pieces[], cased: boolean): readonly ValueMatcher[] {
  const held = new Set(patterns.flatMap((pieces) => booleansOf(pieces, cased)));
  const others = [true, false].filter((value) => !held.has(value));
  return [ABSENT, NULL, ...others.map((value) => ({ kind: 'equals' as const, value }))];
}

function compileOtherNumbers({ patterns, cased }: Asked, context: FieldContext): MatcherCompilation {
  if (patterns.some(fitsPartOfNumber)) return asText(context).map(() => []);
  const numbers = patterns.map((pieces) => numberOf(pieces, cased)).filter((value) => value !== undefined);
  const sorted = [...new Set(numbers)].sort((left, right) => left - right);
  if (sorted.length === 0) return matching(ABSENT, NULL, ...ANY_NUMBER_OR_BOOLEAN);
  const ranges = [...sorted, undefined].map((upper, index): ValueMatcher => {
    const lower = sorted[index - 1];
    const above = lower === undefined ? [] : [{ operator: '>' as const, number: JsonNumber.of(lower) }];
    const below = upper === undefined ? [] : [{ operator: '<' as const, number: JsonNumber.of(upper) }];
    return { kind: 'numeric', bounds: [...above, ...below] };
  });
  return matching(ABSENT, NULL, ...ranges);
}

function compileOtherTexts({ patterns, cased }: Asked, context: FieldContext): MatcherCompilation {
  const strings = Compilation.all(patterns.map((pieces) => compileStrings(pieces, cased, context)));
  if (strings.value === undefined) return strings.map(() => []);
  const except = sameRelation(strings.value.flat() as readonly StringMatcher[], patterns);
  if (except !== undefined) return strings.map(() => [ABSENT, { kind: 'anythingBut', except }]);
  const wildcards = { kind: 'anythingBut' as const, except: patterns.map(asWildcard) };
  return asCanonical(context).map(() => [ABSENT, wildcards]);
}

/** `anything-but` takes texts that are compared in one way; wildcards cover all case-sensitive ways. */
function sameRelation(
  matchers: readonly StringMatcher[],
  patterns: readonly Pieces[],
): AnythingButMatcher['except'] | undefined {
  const relations = new Set(
    matchers.map((one) => (one.kind === 'equals' ? 'plain' : `${one.relation} ${one.ignoresCase}`)),
  );
  const isTaken = (one: StringMatcher) =>
    isCaseSensitive(one) || (one.kind === 'text' && one.relation === 'equals');
  if (relations.size === 1 && matchers.every(isTaken)) return matchers;
  const isWithoutCase = (index: number) => !hasCase(patterns[index] ?? []);
  const areCaseless = matchers.every((one, index) => isWithoutCase(index) || !isCaseSensitive(one));
  if (areCaseless && patterns.every((pieces) => pieces.length === 1)) {
    return patterns.map(([text = '']) => ({ kind: 'text', relation: 'equals', ignoresCase: true, text }));
  }
  const areCaseSensitive = matchers.every((one, index) => isWithoutCase(index) || isCaseSensitive(one));
  return areCaseSensitive ? patterns.map(asWildcard) : undefined;
}

function isCaseSensitive(matcher: StringMatcher): boolean {
  return matcher.kind === 'equals' || !matcher.ignoresCase;
}

function asWildcard(pieces: Pieces): TextMatcher {
  return { kind: 'text', relation: 'wildcard', ignoresCase: false, text: renderWildcard(pieces) };
}

/** The strings that fit, with an assumption where EventBridge is case-sensitive and Sigma is not. */
function compileStrings(pieces: Pieces, cased: boolean, context: FieldContext): MatcherCompilation {
  if (cased || !hasCase(pieces)) return matching(exactMatcher(pieces));
  const caseless = foldsAlike(pieces) ? caselessMatcher(pieces) : undefined;
  if (caseless === undefined) return asCanonical(context).map(() => [exactMatcher(pieces)]);
  // The KELVIN SIGN is a `k` for foldCase and not for EventBridge.
  const hasKelvin = /k/i.test(pieces.join(''));
  const { field } = context;
  return hasKelvin ? matching(caseless).assuming({ code: 'plain-spelling', field }) : matching(caseless);
}

/** What it takes for texts to be spelled as AWS spells them. */
function asCanonical({ field, options }: FieldContext): Compilation<null> {
  const reason = `EventBridge ignores letter case only in ASCII text that is equal, a prefix or a suffix; make the comparison of ${field} cased`;
  const otherwise = { code: 'case-insensitive-text', field, reason };
  if (!CANONICAL_CASE_FIELDS.includes(field)) return Compilation.refuse(otherwise);
  return Compilation.assume({ code: 'canonical-case', field }, options, otherwise);
}

function isOtherType(pieces: Pieces, cased: boolean): boolean {
  return booleansOf(pieces, cased).length > 0 || numberOf(pieces, cased) !== undefined;
}

function ambiguous(context: FieldContext): MatcherCompilation {
  const reason = `${context.field} may be text, a boolean or a number, and EventBridge cannot leave out one value of two types`;
  return refuseField(context, { code: 'ambiguous-type', reason });
}

const HALF_SURROGATE: Omit<Refusal, 'field'> = {
  code: 'half-surrogate',
  reason: 'EventBridge reads half of a surrogate pair as a question mark; leave the text out',
};

const ONE_CHARACTER: Omit<Refusal, 'field'> = {
  code: 'one-character',
  reason: "EventBridge has no wildcard for exactly one character; write '*', or list the texts",
};
