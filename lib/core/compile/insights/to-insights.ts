import type { Condition } from '../../rule/condition';
import { Compilation, toCompileResult } from '../compilation';
import type { CompileOptions, CompileResult } from '../compile-result';
import { compileForm, type NormalForm, toNormalForm } from '../negation-normal-form';
import { applyOperator } from '../operators';
import { INSIGHTS_OPERATORS, type InsightsCompilation } from './insights-operators';

/** The longest query that StartQuery takes. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_QUERY_CHARACTERS = 10_000;

/** What a responder reads first of a record; the whole of it is in `@message`. */
const FIELDS = [
  ...['@timestamp', 'eventTime', 'recipientAccountId', 'awsRegion', 'userIdentity.arn', 'eventName'],
  ...['sourceIPAddress', 'userAgent', 'errorCode'],
];

/** The most log events that a query gives back. */
const LIMIT = 10_000;

/**
 * Compiles a condition to a query of CloudWatch Logs Insights over the log group of a trail.
 *
 * Only what AWS documents is written. What is left open is written so that every reading of it means the same: a
 * negated comparison asks for the presence of its field, and a boolean is asked for as a number and as a text. Logs
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
  reason: 'the condition never holds; a query would find nothing',
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
