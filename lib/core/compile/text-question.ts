import type {
  KeywordCondition,
  MatchesCondition,
  TextCondition,
  WildcardCondition,
  WildcardPart,
} from '../rule/condition';

/** A pattern for a whole text: literal text, `*` and `?`. `['a', *]` is a prefix, `[*, 'a', *]` is found anywhere. */
export type TextPattern = readonly WildcardPart[];

/** A text that must fit any of some patterns. */
export interface PatternQuestion {
  /** The form that the patterns share; each is one literal text unless it is `wildcard`. */
  readonly form: 'exact' | 'prefix' | 'suffix' | 'contains' | 'wildcard';
  readonly patterns: readonly TextPattern[];
  /** Whether letter case matters. */
  readonly cased: boolean;
}

/** A text in which a regular expression (RE2) must be found; case-sensitive unless its flags say otherwise. */
export interface ExpressionQuestion {
  readonly form: 'expression';
  readonly expression: string;
  readonly flags: string;
}

/** The question of a condition to a text: the one model of it, for every target. */
export type TextQuestion = PatternQuestion | ExpressionQuestion;

const FORMS = {
  equals: 'exact',
  startsWith: 'prefix',
  endsWith: 'suffix',
  contains: 'contains',
} as const satisfies Record<TextCondition['kind'], PatternQuestion['form']>;

const ANY: WildcardPart = { any: true };

const AROUND: Readonly<Record<TextCondition['kind'], (text: string) => TextPattern>> = {
  equals: (text) => [{ text }],
  startsWith: (text) => [{ text }, ANY],
  endsWith: (text) => [ANY, { text }],
  contains: (text) => [ANY, { text }, ANY],
};

/** The question of a condition on the text of a field. */
export function textQuestionOf(
  condition: TextCondition | WildcardCondition | MatchesCondition,
): TextQuestion {
  switch (condition.kind) {
    case 'matches':
      return expressionQuestion(condition);
    case 'wildcard':
      return { form: 'wildcard', patterns: condition.patterns, cased: condition.cased };
    default:
      return {
        form: FORMS[condition.kind],
        patterns: condition.values.map(AROUND[condition.kind]),
        cased: condition.cased,
      };
  }
}

/** The question of a keyword to each text of a record: its patterns are looked for anywhere in it. */
export function keywordQuestion({ patterns, cased }: KeywordCondition): PatternQuestion {
  return { form: 'wildcard', patterns: patterns.map((pattern) => [ANY, ...pattern, ANY]), cased };
}

/** The question of a regular expression. */
export function expressionQuestion(condition: Omit<ExpressionQuestion, 'form'>): ExpressionQuestion {
  return { form: 'expression', expression: condition.expression, flags: condition.flags };
}

/** The literal text of a pattern, without its wildcards. */
export function literalText(pattern: TextPattern): string {
  return literalTexts([pattern]).join('');
}

/** The literal texts in patterns, one for each part. */
export function literalTexts(patterns: readonly TextPattern[]): readonly string[] {
  return patterns.flat().flatMap((part) => ('text' in part ? [part.text] : []));
}

/** Whether a pattern has a `?`. */
export function hasOneCharacter(pattern: TextPattern): boolean {
  return pattern.some((part) => 'one' in part);
}

/** Whether a part of a pattern is `*`. */
export function isAny(part: WildcardPart | undefined): boolean {
  return part !== undefined && 'any' in part;
}

/** Whether a text has letters with a lower and an upper case, so that ignoring case makes a difference. */
export function hasLetterCase(text: string): boolean {
  return text.toLowerCase() !== text || text.toUpperCase() !== text;
}
