import { foldCase, foldingOf } from '../../rule/fold-case';
import { isPieceOfNumber, numberSpelledAs } from '../../rule/number-text';
import { toPatternTest } from '../../rule/wildcard-match';
import { Compilation } from '../compilation';
import { CANONICAL_CASE_FIELDS, type CompileOptions } from '../compile-result';
import { toPortableExpression } from '../portable-expression';
import {
  type ExpressionQuestion,
  hasLetterCase,
  literalText,
  literalTexts,
  type PatternQuestion,
  type TextPattern,
} from '../text-question';
import { betweenSlashes, type InsightsField, isPlain, patternExpression, quoted } from './insights-field';

/** A field whose text is one of some patterns. It may be NULL where the field is absent. */
export function compilePatterns(
  question: PatternQuestion,
  field: InsightsField,
  options: CompileOptions,
): Compilation<string> {
  if (question.patterns.some(isEveryText)) return anyText(field, options);
  const { kind } = field.shape;
  switch (kind) {
    case 'text':
      return textTest(question, field, options);
    case 'boolean':
      return Compilation.of(anyOf(booleanTests(question, field), field));
    case 'number':
      return numberTests(question, field).map((tests) => anyOf(tests, field));
    case 'scalar':
    case 'open':
      return field.asScalar(options).andThen(() => scalarTest(question, field, options));
    case 'object':
    case 'list':
      throw new Error('InsightsField refuses objects and arrays');
    default:
      return kind satisfies never;
  }
}

/** A field in whose text a regular expression is found. */
export function compileExpression(
  { expression, flags }: ExpressionQuestion,
  field: InsightsField,
  options: CompileOptions,
): Compilation<string> {
  const isText = field.shape.kind === 'text';
  const reason = `'${field.name}' may have values that are not text, and what a regular expression finds in other values is not documented`;
  const asText = isText ? Compilation.of(null) : field.assume('text-field', options, reason);
  return asText.andThen(() => {
    const portable = toPortableExpression(expression, flags);
    if ('problem' in portable) return field.refuse('expression', portable.problem);
    return Compilation.of(`${field.text} like ${betweenSlashes(portable.expression)}`);
  });
}

function isEveryText(pattern: TextPattern): boolean {
  return pattern.length > 0 && pattern.every((part) => 'any' in part);
}

function anyText(field: InsightsField, options: CompileOptions): Compilation<string> {
  return field
    .asScalar(options)
    .andThen(() => neverNull(field, options))
    .map(() => `ispresent(${field.text})`);
}

/** What it takes for a field that is there to be no JSON null, of which AWS does not say whether it is present. */
export function neverNull(field: InsightsField, options: CompileOptions): Compilation<null> {
  const reason = `'${field.name}' may be null, and whether Logs Insights then has the field is not documented`;
  return field.assume('never-null', options, reason);
}

/** One test of a field, or several in brackets; without any, what no field passes. */
export function anyOf(tests: readonly string[], { text }: InsightsField): string {
  const [only] = tests;
  if (only === undefined) return `(ispresent(${text}) and not ispresent(${text}))`;
  return tests.length === 1 ? only : `(${tests.join(' or ')})`;
}

function textTest(
  question: PatternQuestion,
  field: InsightsField,
  options: CompileOptions,
): Compilation<string> {
  const texts = literalTexts(question.patterns);
  const isCased = question.cased || !texts.some(hasLetterCase);
  if (isCased) return Compilation.of(testsOf(question.patterns, field.text, field));
  const reason = `the values of '${field.name}' are compared without case`;
  if (CANONICAL_CASE_FIELDS.includes(field.name) && options.assumeCanonicalCase !== false) {
    return field
      .assume('canonical-case', options, reason)
      .map(() => testsOf(question.patterns, field.text, field));
  }
  const foreign = texts.find((text) => /\P{ASCII}/u.test(text));
  if (foreign !== undefined)
    return field.refuse('case-folding', `what tolower does to '${foreign}' is not documented`);
  const folded = question.patterns.map((pattern) =>
    pattern.map((part) => ('text' in part ? { text: foldCase(part.text) } : part)),
  );
  const tests = testsOf(folded, `tolower(${field.text})`, field);
  if (!dependsOnSpelling(folded)) return Compilation.of(tests);
  return field
    .assume('plain-spelling', options, 'what tolower does to letters beyond ASCII is not documented')
    .map(() => tests);
}

/** Whether a text with U+212A or U+0130 in it may fit the patterns in lower case. */
function dependsOnSpelling(patterns: readonly TextPattern[]): boolean {
  return patterns.some((pattern) =>
    pattern.some((part) => ('text' in part ? /[ki]/.test(part.text) : 'one' in part)),
  );
}

/** Whole texts in one list, and the other conditions next to it. */
function testsOf(patterns: readonly TextPattern[], value: string, field: InsightsField): string {
  const whole: string[] = [];
  const others: string[] = [];
  for (const pattern of patterns) {
    const text = literalText(pattern);
    const form = formOf(pattern);
    if (form === 'whole' && isPlain(text)) whole.push(quoted(text));
    else if (form === 'contains' && isPlain(text)) others.push(`${value} like ${quoted(text)}`);
    else others.push(`${value} like ${patternExpression(pattern)}`);
  }
  const [only] = whole;
  const listed = whole.length === 1 ? `${value} = ${only}` : `${value} in [${whole.join(', ')}]`;
  return anyOf(whole.length === 0 ? others : [listed, ...others], field);
}

function formOf(pattern: TextPattern): 'whole' | 'contains' | 'other' {
  if (pattern.every((part) => 'text' in part)) return 'whole';
  const [first, second, third, ...rest] = pattern;
  const isAround = first !== undefined && 'any' in first && third !== undefined && 'any' in third;
  return isAround && second !== undefined && 'text' in second && rest.length === 0 ? 'contains' : 'other';
}

/** AWS does not document whether a JSON boolean is a number or a text, so the query tests both. */
function booleanTests(question: PatternQuestion, field: InsightsField): readonly string[] {
  const tests = question.patterns.map((pattern) => toPatternTest(pattern, foldingOf(question)));
  const isAsked = (text: string) => tests.some((test) => test(text));
  return [
    ...(isAsked('true') ? [`${field.text} = 1`, `${field.text} = "true"`] : []),
    ...(isAsked('false') ? [`${field.text} = 0`, `${field.text} = "false"`] : []),
  ];
}

function numberTests({ patterns }: PatternQuestion, field: InsightsField): Compilation<readonly string[]> {
  return Compilation.all(
    patterns.map((pattern) => {
      const text = literalText(pattern);
      if (formOf(pattern) !== 'whole' && isPieceOfNumber(text)) return digits(field, text);
      const isSpelled = numberSpelledAs(text) !== undefined;
      return Compilation.of(isSpelled && formOf(pattern) === 'whole' ? [`${field.text} = ${text}`] : []);
    }),
  ).map((tests) => tests.flat());
}

function digits(field: InsightsField, text: string): Compilation<never> {
  const reason = `'${field.name}' may be a number, and whether Logs Insights finds '${text}' in its digits is not documented`;
  return field.refuse('number-as-text', reason);
}

/** A field that holds a text, a number or a boolean. */
function scalarTest(
  question: PatternQuestion,
  field: InsightsField,
  options: CompileOptions,
): Compilation<string> {
  const booleans = booleanTests(question, field);
  const isNoNumber = () =>
    booleans.length === 0
      ? Compilation.of(null)
      : field.assume(
          'boolean-field',
          options,
          `'${field.name}' may be the number 1 or 0, which Logs Insights may not distinguish from a boolean`,
        );
  return numberTests(question, field)
    .andThen((numbers) =>
      spelledAlike(numbers, field, options)
        .andThen(isNoNumber)
        .map(() => numbers),
    )
    .andThen((numbers) => textTest(question, field, options).map((texts) => [texts, ...numbers]))
    .map((tests) => anyOf([...new Set([...tests, ...booleans])], field));
}

function spelledAlike(
  numbers: readonly string[],
  field: InsightsField,
  options: CompileOptions,
): Compilation<null> {
  if (numbers.length === 0) return Compilation.of(null);
  const reason = `whether Logs Insights compares the number in '${field.name}' by value or by its spelling is not documented`;
  return field
    .assume('canonical-number', options, reason)
    .andThen(() =>
      numbers.some((test) => / = [01]$/.test(test)) ? isNoBoolean(field, options) : Compilation.of(null),
    );
}

function isNoBoolean(field: InsightsField, options: CompileOptions): Compilation<null> {
  const reason = `'${field.name}' may be a boolean, which Logs Insights may not distinguish from the number 1 or 0`;
  return field.assume('number-field', options, reason);
}
