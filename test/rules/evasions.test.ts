import { readBuiltInFiles, readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { type JsonObject, parseJson } from '../../lib/core/json/json-value';

const RULES = readRulesWithExamples();

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

test('policies of buckets and of all other resources are judged by the same conditions', () => {
  const judgements = ['any-service/resource', 's3/bucket'].map((start) => {
    const file = readBuiltInFiles().find(({ path }) => path === `${start}-policy-opened-to-everyone.yml`);
    return /^ {2}_open:\n[\s\S]*?(?=^ {2}(?:condition|success):)/m.exec(file?.text ?? '')?.[0];
  });
  expect(judgements[0]).toContain('_narrowed_by_key');
  expect(judgements[1]).toBe(judgements[0]);
});

const ALL: object = { Action: '*', Resource: '*' };

/** Statements that allow everything, in other words. */
const ADMINISTRATORS: readonly object[] = [
  { Action: ['s3:GetObject', '**'], Resource: ['*'] },
  { Action: '*:?*', Resource: '*' },
  { Action: 'IAM:*', Resource: '*' },
  { Action: 'i*m:*', Resource: '*' },
  { Action: ['s3:GetObject', '?A*:*'], Resource: '*' },
  { Action: '*am:**', Resource: '*' },
  { Action: 'iam*:?*', Resource: '*' },
  { NotAction: 'support:CreateCase', Resource: '*' },
  { NotAction: ['organizations:*', 'account:*'], Resource: '**' },
  { Action: '*', Resource: 'arn:aws:*' },
  { Action: '*', Resource: 'arn:aws:*:*:*:*' },
  { Action: '*', Resource: 'arn:*' },
  { ...ALL, Condition: {} },
  { ...ALL, Condition: { StringLike: { 'aws:userid': '*' } } },
  { ...ALL, Condition: { StringLike: { 'aws:userid': ['*'] } } },
  { ...ALL, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
  { ...ALL, Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } },
  { ...ALL, Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'none' } } },
];

const NO_ADMINISTRATORS: readonly object[] = [
  { Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:role/Deploy' },
  { Action: 'iam:Get*', Resource: '*' },
  { Action: ['ec*:*', 's?s:*', 'i*t:*', 'aim:*'], Resource: '*' },
  { Action: 's3:*', Resource: '*' },
  { NotAction: ['iam:*', 'organizations:*'], Resource: '*' },
  { NotAction: 's3:*', Resource: 'arn:aws:s3:::company/*' },
  { Action: '*', Resource: 'arn:aws:s3:::*' },
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

const SOON = { Expiration: { Days: 1 } };

/** Lifecycle rules for everything, in the words that S3 logs for them. */
const EXPIRE_ALL: readonly object[] = [
  { Prefix: '', ...SOON },
  { Filter: '', ...SOON },
  { Filter: null, Expiration: { Days: '3' } },
  { Filter: {}, Expiration: { Days: 7 } },
  { Filter: { Prefix: '' }, Expiration: { Days: 8 } },
  { Filter: { ObjectSizeGreaterThan: 0 }, ...SOON },
  { Filter: { ObjectSizeLessThan: '5497558138880' }, ...SOON },
  { Filter: { And: { ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 5497558138880 } }, ...SOON },
  { Filter: { And: { Prefix: '', ObjectSizeGreaterThan: 0 } }, ...SOON },
  { Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
  { Prefix: '', NoncurrentVersionExpiration: { NoncurrentDays: '1', NewerNoncurrentVersions: '1' } },
  { Expiration: { ExpiredObjectDeleteMarker: true }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
  { Expiration: { Days: 365 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
  { Expiration: { Date: '2026-11-21T00:00:00Z' } },
];

/** Sooner than buckets usually expire, or a part of the bucket that its prefix or tag does not call temporary. */
const EXPIRE_EARLY: readonly object[] = [
  { Filter: { Prefix: '' }, Expiration: { Days: 9 } },
  { Filter: { ObjectSizeGreaterThan: 0 }, Expiration: { Days: 29 } },
  { Filter: '', NoncurrentVersionExpiration: { NoncurrentDays: 14 } },
  { Filter: { Prefix: 'AWSLogs/' }, ...SOON },
  { Prefix: 'tmp/../backups', Expiration: { Days: 7 } },
  { Filter: { And: { Prefix: 'template', ObjectSizeGreaterThan: 0 } }, ...SOON },
  { Filter: { Prefix: 'backups/' }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
  { Filter: { Prefix: 'backups/' }, Expiration: { Date: '2026-11-21T00:00:00Z' } },
  { Filter: { Tag: { Key: 'project', Value: 'all' } }, ...SOON },
  { Filter: { And: { Tag: [{ Key: 'a', Value: 'b' }] } }, ...SOON },
];

const EXPIRE_AS_USUAL: readonly object[] = [
  { Status: 'Disabled', Prefix: '', ...SOON },
  { Prefix: 'tmp/', ...SOON },
  { Filter: { Prefix: 'builds/Cache' }, ...SOON },
  { Filter: { And: { Prefix: '_temporary/', Tag: { Key: 'a', Value: 'b' } } }, ...SOON },
  { Filter: { Prefix: '' }, Expiration: { Days: 365 } },
  { Filter: { Prefix: 'logs/' }, Expiration: { Days: 14 } },
  { Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
  { Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true } },
  { Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  { Filter: '', Transition: { Days: 0, StorageClass: 'INTELLIGENT_TIERING' } },
  { Filter: '', NoncurrentVersionTransition: { NoncurrentDays: 1, StorageClass: 'GLACIER_IR' } },
];

describe('rules on lifecycle rules read which objects they are for, and how soon', () => {
  const EVERYTHING = 'bucket-lifecycle-expires-everything';
  const EARLY = 'bucket-lifecycle-shortened';
  const matcher = RuleMatcher.of([EVERYTHING, EARLY].map((name) => ruleNamed(name).rule));
  const record = ruleNamed(EVERYTHING).examples.matching[0]?.record ?? {};

  const matching = (lifecycle: object, eventName: string) => {
    const Rule = { Status: 'Enabled', ...lifecycle };
    const usual = { Status: 'Enabled', ...EXPIRE_AS_USUAL[1] };
    const found = [Rule, [Rule], [usual, Rule]].map((rules) => {
      const requestParameters = { ...parametersOf(record), LifecycleConfiguration: { Rule: rules } };
      return matcher.match({ ...record, eventName, requestParameters } as JsonObject);
    });
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    return found[0]?.map(({ name }) => name);
  };

  describe.each(['PutBucketLifecycle', 'PutBucketLifecycleConfiguration'])('%s', (eventName) => {
    test.each(EXPIRE_ALL)('%j is for all, within days', (lifecycle) => {
      expect(matching(lifecycle, eventName)).toEqual([EVERYTHING]);
    });

    test.each(EXPIRE_EARLY)('%j is early', (lifecycle) => {
      expect(matching(lifecycle, eventName)).toEqual([EARLY]);
    });

    test.each(EXPIRE_AS_USUAL)('%j is usual', (lifecycle) => {
      expect(matching(lifecycle, eventName)).toEqual([]);
    });
  });

  test('they are of severity high and medium', () => {
    expect([EVERYTHING, EARLY].map((name) => ruleNamed(name).rule.severity)).toEqual(['high', 'medium']);
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
