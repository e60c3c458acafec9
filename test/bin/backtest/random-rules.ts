import fc from 'fast-check';
import type { Condition } from '../../../lib/core/rule/condition';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import { type Rule, SEVERITIES } from '../../../lib/core/rule/rule';
import type { RuleDocument } from '../../../lib/core/rule/rule-document';
import { ruleOn } from '../../lambda/log-processor/log-files';

const NAMES = ['StopLogging', 'DescribeTrails', 'DeleteTrail', 'ListUsers', 'GetObject'] as const;

const someSeverity = fc.constantFrom(...SEVERITIES);

const someCondition: fc.Arbitrary<Condition> = fc
  .record({
    values: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
    allowed: fc.constantFrom(undefined, 'robot', 'mallory'),
  })
  .map(({ values, allowed }): Condition => {
    const called: Condition = { kind: 'equals', field: 'eventName', values, cased: false };
    if (allowed === undefined) return called;
    const user: Condition = {
      ...{ kind: 'equals', field: 'userIdentity.userName', values: [allowed], cased: false },
    };
    return narrowed(called, [{ name: `allows ${allowed}`, condition: { kind: 'not', of: user } }]);
  });

/** So few ids that both sides mostly have the same ones. */
const someRule: fc.Arbitrary<Rule> = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    condition: someCondition,
    severity: someSeverity,
    failureSeverity: fc.option(someSeverity, { nil: undefined }),
    minimumSeverity: fc.option(someSeverity, { nil: undefined }),
    title: fc.constantFrom('One', 'Another'),
  })
  .map(({ failureSeverity, minimumSeverity, ...rule }) => ({
    ...ruleOn('x', rule.id),
    ...rule,
    ...(failureSeverity === undefined ? {} : { failureSeverity }),
    ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
  }));

const someCorrelation: fc.Arbitrary<Correlation> = fc
  .record({
    id: fc.constantFrom('k', 'l'),
    kind: fc.constantFrom('event_count', 'value_count', 'temporal', 'temporal_ordered'),
    rules: fc.uniqueArray(someRule, { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
    groupBy: fc.constantFrom<readonly string[]>([], ['recipientAccountId'], ['who'], ['awsRegion']),
    timespanSeconds: fc.constantFrom(60, 300),
    value: fc.integer({ min: 1, max: 3 }),
    operator: fc.constantFrom('gte', 'gt', 'eq', 'lte'),
    severity: someSeverity,
  })
  .map(({ value, operator, ...correlation }) => {
    const { condition: _, ...words } = ruleOn('y', correlation.id);
    const isCount = correlation.kind === 'value_count';
    const field = (at: number) => (at % 2 === 0 ? 'awsRegion' : 'userIdentity.userName');
    return {
      ...{ ...words, ...correlation, generate: false, fields: isCount ? ['awsRegion'] : [] },
      aliases: { who: Object.fromEntries(correlation.rules.map(({ id }, at) => [id, field(at)])) },
      bounds: [{ operator, value }],
    };
  });

const someDocument: fc.Arbitrary<RuleDocument> = fc.record({
  rules: fc.uniqueArray(someRule, { maxLength: 4, selector: ({ id }) => id }),
  correlations: fc.uniqueArray(someCorrelation, { maxLength: 2, selector: ({ id }) => id }),
});

/** The documents of two sides; what a change leaves as it is stands in both, now and then with another severity. */
export const someSides: fc.Arbitrary<{ readonly base: RuleDocument; readonly head: RuleDocument }> = fc
  .record({
    ...{ base: someDocument, other: someDocument, kept: fc.integer({ min: 0, max: 15 }) },
    severity: fc.option(someSeverity, { nil: undefined }),
  })
  .map(({ base, other, kept, severity }) => {
    const isKept = (at: number) => (kept >> at) % 2 === 1;
    const changed = severity === undefined ? {} : { severity };
    const keptRules = base.rules.filter((_, at) => isKept(at)).map((rule) => ({ ...rule, ...changed }));
    const keptCorrelations = base.correlations.filter((_, at) => isKept(at));
    const without = <Each extends { readonly id: string }>(all: readonly Each[], some: readonly Each[]) =>
      all.filter(({ id }) => !some.some((one) => one.id === id));
    return {
      base,
      head: {
        rules: [...without(other.rules, keptRules), ...keptRules],
        correlations: [...without(other.correlations, keptCorrelations), ...keptCorrelations],
      },
    };
  });
