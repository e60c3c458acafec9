import type { CompareCondition } from '../../rule/condition';
import { Compilation } from '../compilation';
import type { CompileOptions } from '../compile-result';
import type { OperatorTable } from '../operators';
import { anyOf, compileExpression, compilePatterns, neverNull } from './compile-question';
import { InsightsField } from './insights-field';

/** How an atom is to be compiled. */
export interface InsightsContext {
  readonly isNegated: boolean;
  readonly options: CompileOptions;
}

/** A condition of `filter`, which is never NULL where it is negated. */
export type InsightsCompilation = Compilation<string>;

/** What Logs Insights has for each operator. */
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
            ranges.map((range) => inSubnet(found, range)),
            found,
          ),
        ),
    ),
  isNull: ({ field }, context) => presence(field, { ...context, isNegated: !context.isNegated }),
  exists: ({ field }, context) => presence(field, context),
  sameAs: missing(
    'field-reference',
    'whether a filter of Logs Insights can compare two fields is not documented',
  ),
  timePart: missing('time-part', 'Logs Insights reads dates of @timestamp only'),
  document: missing('document', 'a filter of Logs Insights cannot look into JSON that is written as text'),
  outsideAccount: missing('outside-account', 'Logs Insights cannot compare a field with the own account'),
  element: missing('element', 'Logs Insights cannot ask for one element that has it all'),
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
  const reason = `'${field.name}' may hold numbers as text, and whether Logs Insights compares them is not settled`;
  if (field.shape.kind !== 'open') return field.refuse('number-in-text', reason);
  return field.assume('number-field', options, reason);
}

function inSubnet(field: InsightsField, range: string): string {
  return `${range.includes(':') ? 'isIpv6InSubnet' : 'isIpv4InSubnet'}(${field.text}, "${range}")`;
}

/** An operator that Logs Insights does not have. */
function missing(
  code: string,
  reason: string,
): (operator: { readonly field: string }) => InsightsCompilation {
  return ({ field }) => Compilation.refuse({ code, field, reason });
}
