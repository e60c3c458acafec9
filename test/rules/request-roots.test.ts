import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';
import { readCalls } from '../core/calls/read-calls';

const STRANGER = '444455556666';
const SHARED = JSON.stringify({
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${STRANGER}:root` }, Action: 's3:*', Resource: '*' },
  ],
});

const POLICIES: readonly (readonly [call: string, body: (policy: string) => JsonObject])[] = [
  ['PutAccessPointPolicy', (Policy) => ({ Policy })],
  ['PutAccessPointPolicyForObjectLambda', (Policy) => ({ Policy })],
  ['PutMultiRegionAccessPointPolicy', (Policy) => ({ Details: { Name: 'p', Policy } })],
  ['PutAccessGrantsInstanceResourcePolicy', (Policy) => ({ Policy })],
];

const BODIES: readonly (readonly [rule: string, call: string, body: JsonObject])[] = [
  ...POLICIES.map(([call, body]) => ['resource-policy-shared-outside', call, body(SHARED)] as const),
  ['resource-shared-by-call', 'CreateAccessPoint', { Bucket: 'b', BucketAccountId: STRANGER }],
  ['resource-shared-by-call', 'CreateAccessGrant', { Grantee: { GranteeIdentifier: STRANGER } }],
];

function firesOn(name: string, eventName: string, requestParameters: JsonObject): boolean {
  const found = readRulesWithExamples().find(({ rule }) => rule.name === name);
  const [record] = found?.examples.matching ?? [];
  if (found === undefined || record === undefined)
    throw new Error(`there is no rule ${name} with an example`);
  const call = { ...record.record, eventSource: 's3.amazonaws.com', eventName, requestParameters };
  return RuleMatcher.of([found.rule]).match(call).length === 1;
}

/** The other letter case of the first letters of all members. */
function lowered(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      typeof value === 'object' && value !== null ? lowered(value as JsonObject) : value,
    ]),
  );
}

// S3 Control's requests have a body with a root, by whose name S3 writes it.
test.each(BODIES)('%s fires on the body of %s with its root and without', (rule, call, body) => {
  const own = { accountId: '111122223333', name: 'p' };
  expect(firesOn(rule, call, { ...own, [`${call}Request`]: body })).toBe(true);
  expect(firesOn(rule, call, { ...own, ...lowered(body) })).toBe(true);
  expect(firesOn(rule, call, own)).toBe(false);
  expect(readCalls().calls('s3').has(call.toLowerCase())).toBe(true);
});

const toEveryone = (more: object) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*', ...more }],
  });

test.each(POLICIES)(
  'a policy for everyone raises one alert on %s, with its root and without',
  (call, body) => {
    const own = { accountId: '111122223333', name: 'p' };
    const opened = ['bucket-policy-opened-to-everyone', 'resource-policy-opened-to-everyone'];
    const ofOrganization = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } };
    for (const isRooted of [true, false]) {
      const firing = (policy: string) => {
        const request = isRooted ? { [`${call}Request`]: body(policy) } : lowered(body(policy));
        return opened.filter((rule) => firesOn(rule, call, { ...own, ...request }));
      };
      expect(firing(toEveryone({}))).toHaveLength(1);
      expect(firing(toEveryone(ofOrganization))).toEqual([]);
    }
  },
);
