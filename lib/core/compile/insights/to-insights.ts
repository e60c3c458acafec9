import type { CompareCondition, Condition } from '../../rule/condition';
import { canonicalRange } from '../../rule/ip-range';
import { Compilation, toCompileResult } from '../compilation';
import type { CompileOptions, CompileResult } from '../compile-result';
import { compileForm, type NormalForm, toNormalForm } from '../negation-normal-form';
import { applyOperator, type OperatorTable } from '../operators';
import { anyOf, compileExpression, compilePatterns, neverNull } from './compile-question';
import { InsightsField } from './insights-field';

/** How an atom is to be compiled. */
export interface InsightsContext {
  readonly isNegated: boolean;
  readonly options: CompileOptions;
}

/** A condition of `filter`, which is never NULL where it is negated. */
export type InsightsCompilation = Compilation<string>;

/** The Logs Insights query for each operator. */
export const INSIGHTS_OPERATORS: OperatorTable<InsightsContext, InsightsCompilation> = {
  text: ({ field, question }, context) =>
    test(field, context, (found, { options }) =>
      question.form === 'expression'
        ? compileExpression(question, found, options)
        : compilePatterns(question, found, options),
    ),
  compare: (condition, context) =>
    test(condition.field, context, (found, { options }) =>
      asNumber(found, options).map(() => `${found.text} ${SIGNS[condition.operator]} ${condition.value}`),
    ),
  cidr: ({ field, ranges }, context) =>
    test(field, context, (found, { options }) =>
      found
        .asScalar(options)
        .andThen(() => found.assume('plain-spelling', options, 'an IPv4 address may be written as IPv6'))
        .map(() =>
          anyOf(
            ranges.map((range) => inSubnet(found, canonicalRange(range) ?? range)),
            found,
          ),
        ),
    ),
  isNull: ({ field }, context) => presence(field, { ...context, isNegated: !context.isNegated }),
  exists: ({ field }, context) => presence(field, context),
  sameAs: Compilation.missing(
    'field-reference',
    'whether a filter of Logs Insights can compare two fields is not documented',
  ),
  timePart: Compilation.missing('time-part', 'Logs Insights reads dates of @timestamp only'),
  document: Compilation.missing(
    'document',
    'a filter of Logs Insights cannot read JSON that is stored as text',
  ),
  outsideAccount: Compilation.missing(
    'outside-account',
    'Logs Insights cannot compare a field with the account of the record',
  ),
  element: Compilation.missing('element', 'Logs Insights cannot require one element to meet all conditions'),
  keyword: () =>
    Compilation.refuse({
      code: 'keyword',
      reason: 'the text that Logs Insights searches as a whole holds the names of fields, too',
    }),
};

const SIGNS: Readonly<Record<CompareCondition['operator'], string>> = {
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

/** Where a field is absent its test is false, or NULL, whichever it is in the service; negated it is true. */
function test(
  name: string,
  context: InsightsContext,
  compile: (field: InsightsField, context: InsightsContext) => InsightsCompilation,
): InsightsCompilation {
  return InsightsField.of(name).andThen((field) => {
    const compiled = compile(field, context);
    if (!context.isNegated) return compiled;
    return neverNull(field, context.options)
      .andThen(() => compiled)
      .map((sql) =>
        sql === `ispresent(${field.text})` ? `not ${sql}` : `not (ispresent(${field.text}) and ${sql})`,
      );
  });
}

function presence(name: string, { isNegated, options }: InsightsContext): InsightsCompilation {
  return InsightsField.of(name).andThen((field) =>
    field
      .asScalar(options)
      .andThen(() => neverNull(field, options))
      .map(() => `${isNegated ? 'not ' : ''}ispresent(${field.text})`),
  );
}

function asNumber(field: InsightsField, options: CompileOptions): Compilation<null> {
  if (field.shape.kind === 'number') return Compilation.of(null);
  const reason = `'${field.name}' may have numbers as text, and whether Logs Insights compares them is not documented`;
  if (field.shape.kind !== 'open') return field.refuse('number-in-text', reason);
  return field.assume('number-field', options, reason);
}

function inSubnet(field: InsightsField, range: string): string {
  return `${range.includes(':') ? 'isIpv6InSubnet' : 'isIpv4InSubnet'}(${field.text}, "${range}")`;
}

/** The longest query that StartQuery takes. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_QUERY_CHARACTERS = 10_000;

/** The first fields that a responder reads of a record; the whole of it is in `@message`. */
const FIELDS = [
  ...['@timestamp', 'eventTime', 'recipientAccountId', 'awsRegion', 'userIdentity.arn', 'eventName'],
  ...['sourceIPAddress', 'userAgent', 'errorCode'],
];

/** Maximum number of log events that a query returns. */
const LIMIT = 10_000;

/**
 * Compiles a condition to a query of CloudWatch Logs Insights over the log group of a trail.
 *
 * Only what AWS documents is written. What is left open is written so that every reading of it means the same: a
 * negated comparison requires the presence of its field, and a boolean is compared as a number and as a text. Logs
 * Insights knows the first 200 fields of a JSON log event, and each element of an array as a field of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export function toInsights(condition: Condition, options: CompileOptions = {}): CompileResult {
  const form = toNormalForm(condition);
  const filter = form.kind === 'or' && form.of.length === 0 ? NEVER_HOLDS : compile(form, options);
  const settled = options.overApproximate === true ? filter : filter.exactly();
  return toCompileResult(settled.andThen(toQuery), options);
}

const NEVER_HOLDS = Compilation.refuse({
  code: 'never-holds',
  reason: 'the condition is never true; a query would find nothing',
});

/** A condition that holds for every log event. */
const ALWAYS = 'ispresent(@message)';

function compile(form: NormalForm, options: CompileOptions): InsightsCompilation {
  return compileForm<string>(form, {
    atom: ({ atom, isNegated }) => applyOperator(INSIGHTS_OPERATORS, atom, { isNegated, options }),
    all: (parts) =>
      Compilation.of(
        joined(
          parts.filter((part) => part !== ALWAYS),
          'and',
        ),
      ),
    any: (parts) => Compilation.of(parts.includes(ALWAYS) ? ALWAYS : joined(parts, 'or')),
    always: ALWAYS,
  });
}

function joined(parts: readonly string[], word: 'and' | 'or'): string {
  const [only = ALWAYS] = parts;
  return parts.length < 2 ? only : `(${parts.join(` ${word} `)})`;
}

function toQuery(filter: string): Compilation<readonly string[]> {
  const lines = [`fields ${FIELDS.join(', ')}`, `filter ${filter}`, 'sort @timestamp desc', `limit ${LIMIT}`];
  const query = lines.join('\n| ');
  if (query.length <= MAX_QUERY_CHARACTERS) return Compilation.of([query]);
  const reason = `the query has ${query.length} characters, more than the ${MAX_QUERY_CHARACTERS} that Logs Insights takes`;
  return Compilation.refuse({ code: 'too-long', reason });
}
