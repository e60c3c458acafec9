import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';
import { foldCondition } from '../../lib/core/rule/fold-case';
import { parseSigmaFiles } from '../../lib/core/sigma/sigma-file';
import { KINDS } from './call-kinds';

const FILES = [...new Set(Object.values(KINDS).flatMap(({ files }) => files))];
const RULES = parseSigmaFiles(
  readBuiltInFiles().flatMap(({ path, text }) => (FILES.includes(path) ? [{ file: path, text }] : [])),
).flatMap(({ rules }) => rules.map(({ rule }) => rule));

/** The names in the conditions of the rules, as whole texts or as beginnings. */
const NAMES = RULES.flatMap(({ name, condition }) => {
  const names: (readonly [rule: string, call: string])[] = [];
  foldCondition<void>(condition, {
    atom: (atom) => {
      if ((atom.kind === 'equals' || atom.kind === 'startsWith') && atom.field === 'eventName')
        names.push(...atom.values.map((call) => [name, call] as const));
    },
    all: () => undefined,
    any: () => undefined,
    not: () => undefined,
  });
  return names;
});

/** What a call does, also if it does it to several things at once. */
const verbOf = (call: string): string => /^(?:Batch)?([A-Z][a-z]+)/.exec(call)?.[1] ?? '';

/** Deleting a stack is done with a role that is passed. */
const PASSES_ROLE = new Set(['DeleteStack', 'DeleteStackSet']);

test('no listed call takes something back or only reads, one by one or in a batch', () => {
  const other =
    /^(?:Cancel|Delete|Deregister|Describe|Detach|Disable|Disassociate|Get|List|Query|Reject|Remove|Revoke|Search|Stop|Suspend|Terminate|Untag)$/;
  expect(NAMES.length).toBeGreaterThan(1_000);
  expect(NAMES.filter(([, call]) => other.test(verbOf(call)) && !PASSES_ROLE.has(call))).toEqual([]);
});

test('no listed name has a version of an API in it', () => {
  expect(NAMES.filter(([, call]) => /\d{8}|\d{4}_\d\d/.test(call))).toEqual([]);
});

const OWN = '111122223333';
const called = (eventSource: string, eventName: string, requestParameters: JsonObject): JsonObject => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accountId: OWN, arn: `arn:aws:iam::${OWN}:user/alice` },
  ...{ eventSource: `${eventSource}.amazonaws.com`, eventName, requestParameters },
  ...{ recipientAccountId: OWN, eventCategory: 'Management', eventType: 'AwsApiCall' },
});
const ROLE = { role: `arn:aws:iam::${OWN}:role/OrganizationAdmin` };
const STREAM = {
  endPoints: [{ kinesisStreamConfig: { streamARN: 'arn:aws:kinesis:eu-west-1:444455556666:stream/s' } }],
};

test.each([
  ['administrator-role-passed', called('lambda', 'CreateFunction20141111', ROLE)],
  ['administrator-role-passed', called('lambda', 'CreateFunction20150331v2', ROLE)],
  ['administrator-role-passed', called('lambda', 'UpdateFunctionConfiguration20270101', ROLE)],
  ['given-to-another-account', called('cloudfront', 'CreateRealtimeLogConfig2019_03_26', STREAM)],
  ['given-to-another-account', called('cloudfront', 'CreateRealtimeLogConfig2027_01_31', STREAM)],
])('%s tells of a call by another version of the API', (name, record) => {
  expect(
    RuleMatcher.of(RULES)
      .match(record)
      .map((rule) => rule.name),
  ).toContain(name);
});
