import fc from 'fast-check';
import { readBuiltInFiles } from '../../../bin/generators/built-in-rules';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { parseEventPattern } from '../../../lib/core/pattern/event-pattern/event-pattern';
import type { EventObject } from '../../../lib/core/pattern/event-pattern/event-value';
import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import { toBusPatterns, whyLeftOut } from '../../../lib/core/placement/to-bus-patterns';
import type { Condition } from '../../../lib/core/rule/condition';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';

function ruleOf(condition: Condition, name = 'rule') {
  return { id: name, name, condition };
}

const STOPS: Condition = { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false };
const ODD_AGENT: Condition = { kind: 'contains', field: 'userAgent', values: ['kali'], cased: false };

function equals(field: string, ...values: string[]): Condition {
  return { kind: 'equals', field, values, cased: false };
}

function not(of: Condition): Condition {
  return { kind: 'not', of };
}

function roles(count: number): Condition {
  const arns = Array.from(
    { length: count },
    (_, index) => `arn:aws:iam::111122223333:role/deployment-${index}`,
  );
  return equals('userIdentity.sessionContext.sessionIssuer.arn', ...arns);
}

test.each([1, 20, 200])(
  'an allow list of %i roles changes no pattern, whichever way it is written',
  (count) => {
    const plain = [ruleOf(STOPS), ruleOf(equals('eventName', 'CreateUser'), 'other')];
    const expected = toBusPatterns(plain).patterns;
    for (const exception of [not(roles(count)), roles(count), not(not(roles(count)))]) {
      const allowed = plain.map((rule) => ({
        ...rule,
        condition: narrowed(rule.condition, [{ name: 'exception', condition: exception }]),
      }));
      expect(toBusPatterns(allowed).patterns).toEqual(expected);
      const twice = allowed.map((rule) => ({
        ...rule,
        condition: narrowed(rule.condition, [{ name: 'stops', condition: not(STOPS) }]),
      }));
      expect(toBusPatterns(twice).patterns).toEqual(expected);
    }
  },
);

test("a rule's own exceptions stay in its pattern", () => {
  const [pattern] = toBusPatterns([
    ruleOf({ kind: 'and', of: [STOPS, not(equals('userIdentity.type', 'AWSService'))] }),
  ]).patterns;
  expect(pattern?.text).toContain('anything-but');
});

test.each([
  ['what cannot be said, alone', ODD_AGENT, 'has no condition on the record'],
  [
    'exceptions beside what cannot be said',
    { kind: 'and', of: [ODD_AGENT, not(equals('eventSource', 'ssm.amazonaws.com'))] },
    'only conditions on what they are not',
  ],
  ['exceptions alone', not(equals('awsRegion', 'eu-central-1')), 'only conditions on what they are not'],
  ['the presence of a field', { kind: 'exists', field: 'errorCode' }, 'only conditions on what they are not'],
  [
    'one such alternative beside a narrow one',
    { kind: 'or', of: [STOPS, { kind: 'and', of: [ODD_AGENT, not(STOPS)] }] },
    'only conditions on what they are not',
  ],
  [
    'what cannot be said beside the kind of record',
    { kind: 'and', of: [ODD_AGENT, equals('eventType', 'AwsApiCall'), equals('awsRegion', 'eu-central-1')] },
    'only conditions on their kind',
  ],
] as const satisfies readonly (readonly [string, Condition, string])[])(
  'fails to narrow down %s, and is reported as not on this route',
  (_, condition, reason) => {
    expect(whyLeftOut(ruleOf(condition))).toContain(reason);
    expect(toBusPatterns([ruleOf(condition)])).toMatchObject({
      patterns: [],
      leftOut: [{ rule: { name: 'rule' } }],
    });
  },
);

test.each([
  ['a Region, said exactly', equals('awsRegion', 'ap-south-1')],
  [
    'the root user, from an address that no pattern can say',
    { kind: 'and', of: [ODD_AGENT, equals('userIdentity.type', 'Root')] },
  ],
  ['a call', { kind: 'and', of: [STOPS, ODD_AGENT] }],
] as const satisfies readonly (readonly [string, Condition])[])('is sent for %s', (_, condition) => {
  expect(whyLeftOut(ruleOf(condition))).toBeUndefined();
});

test('a bus sends the start of every Insight for the built-in rules, by its own detail type, and the end of none', () => {
  const rules = readBuiltInFiles().flatMap(({ parsed }) =>
    parsed.rules.filter(({ alertsAlone }) => alertsAlone),
  );
  const ofInsights = rules.filter(({ rule }) => rule.name.startsWith('unusual-'));
  const patterns = toBusPatterns(ofInsights.map(({ rule }) => rule)).patterns.flatMap(({ text }) => {
    const parsed = parseEventPattern(text);
    return 'pattern' in parsed ? [parsed.pattern] : [];
  });
  const sentOf = (state: string) =>
    ofInsights
      .flatMap(({ examples }) => [...examples.matching, ...examples.ignored])
      .map(({ record }) => record as JsonObject & { insightDetails: JsonObject })
      .filter(({ insightDetails }) => insightDetails.state === state)
      .map((record) => toEnvelope(record as unknown as EventObject))
      .map((envelope) => [envelope['detail-type'], patterns.some((pattern) => pattern.matches(envelope))]);
  expect(ofInsights).toHaveLength(4);
  expect(new Set(sentOf('Start').map(String))).toEqual(new Set(['AWS Insight via CloudTrail,true']));
  expect(new Set(sentOf('End').map(String))).toEqual(new Set(['AWS Insight via CloudTrail,false']));
});

test('a rule that holds unless the log processor marks a record is left to it', () => {
  const elsewhere = ruleOf({
    kind: 'and',
    of: [equals('eventName', 'ConsoleLogin'), not(equals('trailwatch.country', 'NL'))],
  });
  const { patterns, leftOut } = toBusPatterns([elsewhere, ruleOf(STOPS, 'other')]);
  expect(leftOut.map(({ reason }) => reason)).toEqual([
    'trailwatch.country is added by the log processor, and is not in the records that CloudTrail writes',
  ]);
  expect(patterns).toEqual(toBusPatterns([ruleOf(STOPS, 'other')]).patterns);
});

test('rules that are asked for again have the patterns that equal ones have that never were', () => {
  const conditions: Condition[] = ['A', 'B', 'C', 'D', 'E'].map((name) => equals('eventName', name));
  const rulesOf = (names: readonly number[], copy: <T>(value: T) => T) =>
    names.map((at) => ruleOf(copy(conditions[at]!), `rule ${at}`));
  const sets = fc.array(fc.uniqueArray(fc.nat(4), { minLength: 1 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(sets, (asked) => {
      for (const names of [...asked, ...asked])
        expect(toBusPatterns(rulesOf(names, (same) => same))).toEqual(
          toBusPatterns(rulesOf(names, structuredClone)),
        );
    }),
  );
});

test('a rule of own fields is left out by what was left out of it, and the same rule without that is not', () => {
  const own = equals('trailwatch.changedByHand.name', 'stack');
  const rule = { kind: 'or', of: [STOPS, own] } as const;
  const reasons = [rule, narrowed(rule, [{ name: 'never', condition: own }]), rule].map((condition) =>
    whyLeftOut(ruleOf(condition)),
  );
  expect(reasons).toEqual([undefined, expect.stringContaining('added by the log processor'), undefined]);
});
