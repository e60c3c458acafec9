import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';
import { parseJson } from '../../lib/core/json/parse-json';
import { readRuleFiles } from './rule-files';

const RULES = readRuleFiles().flatMap(({ parsed }) => parsed.rules);

function ruleNamed(name: string) {
  const found = RULES.find(({ rule }) => rule.name === name);
  if (found === undefined) throw new Error(`there is no rule ${name}`);
  return found;
}

/** Other spellings of every address, or ranges of which a few cover every address. */
const WIDE_RANGES = [
  '1.2.3.4/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '64.0.0.0/2',
  '0:0:0:0:0:0:0:0/0',
  '::/1',
  '2000::/3',
];

const NARROW_RANGES = ['10.0.0.0/8', '203.0.113.7/32', '198.51.100.0/24', '2001:db8::/32'];

const RANGE_RULES = [
  'admin-port-opened-to-the-world',
  'database-port-opened-to-the-world',
  'network-acl-opened-to-the-world',
  'cluster-endpoint-opened',
];

describe.each(RANGE_RULES)('%s compares what a range is', (name) => {
  const { rule, examples } = ruleNamed(name);
  const matcher = RuleMatcher.of([rule]);
  const records = examples.matching
    .map(({ record }) => record)
    .filter((record) => withRange(record, '') !== record);

  test.each(WIDE_RANGES)('%s is wide', (range) => {
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) expect(matcher.match(withRange(record, range))).toHaveLength(1);
  });

  test.each(NARROW_RANGES)('%s is not', (range) => {
    for (const record of records) expect(matcher.match(withRange(record, range))).toEqual([]);
  });
});

/** The record with other ranges in the place of those that are every address. */
function withRange(record: JsonObject, range: string): JsonObject {
  const text = JSON.stringify(record);
  const changed = text.replace(/"(?:0\.0\.0\.0|::)\/0"/g, JSON.stringify(range));
  return changed === text ? record : (parseJson(changed) as JsonObject);
}

const ORGANIZATION = 'o-a1b2c3d4e5';

/** Conditions that look as if they narrowed a statement for everyone. */
const EMPTY_CONDITIONS: readonly object[] = [
  { StringLike: { 'aws:PrincipalOrgID': '*' } },
  { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
  { StringLike: { 'aws:PrincipalOrgID': [ORGANIZATION, '*'] } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Deploy' } },
  { StringLike: { 'aws:PrincipalAccount': '????????????' } },
  { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } },
  { IpAddress: { 'aws:SourceIp': ['198.51.100.7/32', '0.0.0.0/0'] } },
];

const NARROW_CONDITIONS: readonly object[] = [
  { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
  { StringEquals: { 'aws:PrincipalOrgID': [ORGANIZATION, 'o-f1e2d3c4b5'] } },
  { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 's3:prefix': 'home' } },
  { StringLike: { 's3:prefix': 'home/*', 'aws:PrincipalAccount': ['111122223333'] } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } },
  { IpAddress: { 'aws:SourceIp': ['198.51.100.7', '203.0.113.0/24'] } },
];

const POLICY_RULES = [
  ['role-trust-opened-to-everyone', 'policyDocument'],
  ['bucket-policy-opened-to-everyone', 'bucketPolicy'],
  ['resource-policy-opened-to-everyone', 'policy'],
] as const;

describe.each(POLICY_RULES)('%s reads what a condition means', (name, parameter) => {
  const { rule, examples } = ruleNamed(name);
  const matcher = RuleMatcher.of([rule]);
  const found = examples.matching.find(({ record }) => parametersOf(record)[parameter] !== undefined);

  const matchesWith = (Condition: object, principal: object = { Principal: '*' }) => {
    const statement = {
      Effect: 'Allow',
      ...principal,
      Action: 'sts:AssumeRole',
      Resource: '*',
      Condition,
    };
    const policy = { Version: '2012-10-17', Statement: [statement] };
    const record = found?.record ?? {};
    const requestParameters = {
      ...parametersOf(record),
      [parameter]: typeof parametersOf(record)[parameter] === 'string' ? JSON.stringify(policy) : policy,
    };
    return matcher.match({ ...record, requestParameters } as JsonObject).length === 1;
  };

  test.each(EMPTY_CONDITIONS)('%j narrows nothing', (condition) => {
    expect(matchesWith(condition)).toBe(true);
    expect(matchesWith(condition, { Principal: { AWS: ['*'] } })).toBe(true);
  });

  test('NotPrincipal allows everyone else', () => {
    const everyoneElse = { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/alice' } };
    expect(matchesWith({}, everyoneElse)).toBe(true);
  });

  test.each(NARROW_CONDITIONS)('%j narrows it', (condition) => {
    expect(matchesWith(condition)).toBe(false);
  });
});

const ALL: object = { Action: '*', Resource: '*' };

/** Statements that allow everything, in other words. */
const ADMINISTRATORS: readonly object[] = [
  { Action: ['s3:GetObject', '**'], Resource: ['*'] },
  { Action: '*:?*', Resource: '*' },
  { Action: 'IAM:*', Resource: '*' },
  { NotAction: 'support:CreateCase', Resource: '*' },
  { NotAction: ['organizations:*', 'account:*'], Resource: '**' },
  { Action: '*', Resource: 'arn:aws:*' },
  { Action: '*', Resource: 'arn:aws:*:*:*:*' },
  { Action: '*', Resource: 'arn:*' },
  { ...ALL, Condition: {} },
  { ...ALL, Condition: { StringLike: { 'aws:userid': '*' } } },
  { ...ALL, Condition: { StringLike: { 'aws:userid': ['*'] } } },
];

const NO_ADMINISTRATORS: readonly object[] = [
  { Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:role/Deploy' },
  { Action: 'iam:Get*', Resource: '*' },
  { Action: 's3:*', Resource: '*' },
  { NotAction: ['iam:*', 'organizations:*'], Resource: '*' },
  { NotAction: 's3:*', Resource: 'arn:aws:s3:::company/*' },
  { Action: '*', Resource: 'arn:aws:s3:::*' },
  { ...ALL, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
  { ...ALL, Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } },
];

describe('administrator-policy-written reads what a statement allows', () => {
  const { rule, examples } = ruleNamed('administrator-policy-written');
  const matcher = RuleMatcher.of([rule]);
  const record = examples.matching[0]?.record ?? {};

  const matches = (statement: object, isList: boolean) => {
    const allow = { Effect: 'Allow', ...statement };
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: isList ? [allow] : allow });
    const requestParameters = { ...parametersOf(record), policyDocument };
    return matcher.match({ ...record, requestParameters }).length === 1;
  };

  test.each(ADMINISTRATORS)('%j is everything', (statement) => {
    expect(matches(statement, true)).toBe(true);
    expect(matches(statement, false)).toBe(true);
  });

  test.each(NO_ADMINISTRATORS)('%j is not', (statement) => {
    expect(matches(statement, true)).toBe(false);
    expect(matches({ ...statement, Effect: 'Deny' }, true)).toBe(false);
  });
});

/** Lifecycle rules for everything, in the words that S3 logs for them. */
const EXPIRE_ALL: readonly object[] = [
  { Status: 'Enabled', Prefix: '', Expiration: { Days: 1 } },
  { Status: 'Enabled', Filter: '', Expiration: { Days: 1 } },
  { Status: 'Enabled', Filter: null, Expiration: { Days: '3' } },
  { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
  { Status: 'Enabled', Expiration: { Date: '2026-11-21T00:00:00Z' } },
];

const EXPIRE_SOME: readonly object[] = [
  { Status: 'Disabled', Prefix: '', Expiration: { Days: 1 } },
  { Status: 'Enabled', Prefix: 'tmp/', Expiration: { Days: 1 } },
  { Status: 'Enabled', Filter: { Tag: { Key: 'temporary', Value: 'yes' } }, Expiration: { Days: 1 } },
  {
    Status: 'Enabled',
    Filter: { And: { Prefix: 'tmp/', Tag: { Key: 'a', Value: 'b' } } },
    Expiration: { Days: 1 },
  },
  { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } },
  { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true } },
];

describe('bucket-lifecycle-expires-everything reads which objects a lifecycle rule is for', () => {
  const { rule, examples } = ruleNamed('bucket-lifecycle-expires-everything');
  const matcher = RuleMatcher.of([rule]);
  const record = examples.matching[0]?.record ?? {};

  const matches = (Rule: unknown, eventName: string) => {
    const requestParameters = { ...parametersOf(record), LifecycleConfiguration: { Rule } };
    return matcher.match({ ...record, eventName, requestParameters } as JsonObject).length === 1;
  };

  test.each(EXPIRE_ALL)('%j is for all', (lifecycle) => {
    expect(matches(lifecycle, 'PutBucketLifecycle')).toBe(true);
    expect(matches([EXPIRE_SOME[1], lifecycle], 'PutBucketLifecycleConfiguration')).toBe(true);
  });

  test.each(EXPIRE_SOME)('%j is not', (lifecycle) => {
    expect(matches([lifecycle, lifecycle], 'PutBucketLifecycle')).toBe(false);
  });
});

describe('file-transfer-server-made-public knows what a server is by default', () => {
  const { rule, examples } = ruleNamed('file-transfer-server-made-public');
  const matcher = RuleMatcher.of([rule]);
  const record = { ...examples.matching[0]?.record, requestParameters: { domain: 'S3' } };

  test('a new server without an endpoint type is public, a changed one stays what it was', () => {
    expect(matcher.match({ ...record, eventName: 'CreateServer' } as JsonObject)).toHaveLength(1);
    expect(matcher.match({ ...record, eventName: 'UpdateServer' } as JsonObject)).toEqual([]);
  });
});

function parametersOf({ requestParameters }: JsonObject): JsonObject {
  return (requestParameters ?? {}) as JsonObject;
}
