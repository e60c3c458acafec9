import { Choice, canonicalValue, OpenText, Unknown, type Value } from '../../../lib/core/estate/values/value';
import { stackInstances } from '../../../lib/core/inventory/entries/cloudformation';
import { targets } from '../../../lib/core/inventory/entries/events';
import { SQS } from '../../../lib/core/inventory/entries/messages';
import { copies } from '../../../lib/core/inventory/entries/s3';
import { controlStatements } from '../../../lib/core/inventory/index';
import {
  defaultEncryption,
  lockMode,
  lockPeriod,
  objectOwnership,
} from '../../../lib/core/inventory/judges/bucket-settings';
import { expirations } from '../../../lib/core/inventory/judges/expirations';
import { alertFilter } from '../../../lib/core/inventory/judges/filters';
import { deployedList, listBy } from '../../../lib/core/inventory/judges/named-items';
import { concurrency, definition, metricFilterPattern } from '../../../lib/core/inventory/judges/parsed-text';
import { selectors } from '../../../lib/core/inventory/judges/selectors';
import type { Judge, Verdict } from '../../../lib/core/inventory/model';

type Case = readonly [what: string, before: Value | undefined, after: Value | undefined, verdict: Verdict];

const PARAMETER = new Unknown('parameter Days', 'parameter');

function verdictOf(judge: Judge, before: Value | undefined, after: Value | undefined): string {
  const { verdict, words } = judge.compare(before, after, {
    existed: true,
    path: '',
    isAsset: () => false,
    same: (one, other) => canonicalValue(one) === canonicalValue(other),
  });
  return `${verdict}: ${words}`;
}

function check(judge: Judge, [, before, after, verdict]: Case): void {
  expect(verdictOf(judge, before, after)).toMatch(new RegExp(`^${verdict}: `));
}

const rules = (...of: readonly Value[]): Value => ({ Rules: of });
const expires = (days: Value, more: Readonly<Record<string, Value>> = {}): Value => ({
  Status: 'Enabled',
  ExpirationInDays: days,
  ...more,
});

test('rules of another name delete and archive as before, and that is what is said', () => {
  const [before, after] = ['Keep', 'KeepAYear'].map((Id) => rules(expires(365, { Id })));
  expect(verdictOf(expirations, before, after)).toBe(
    'changed: other rules, with the same expirations and archiving',
  );
});

test.each<Case>([
  ['fewer days', rules(expires(730)), rules(expires(400)), 'weaker'],
  ['more days', rules(expires('400')), rules(expires(730)), 'stronger'],
  ['a first rule', undefined, rules(expires(400)), 'weaker'],
  ['a rule that is gone', rules(expires(400)), rules(), 'stronger'],
  ['rules that the template no longer has', rules(expires(400)), undefined, 'changed'],
  [
    'a rule of a prefix, sooner',
    rules(expires(400)),
    rules(expires(400), expires(30, { Prefix: 'logs/' })),
    'weaker',
  ],
  [
    'a rule of a prefix, later',
    rules(expires(400)),
    rules(expires(400), expires(500, { Prefix: 'logs/' })),
    'changed',
  ],
  [
    'a prefix that becomes shorter',
    rules(expires(9, { Prefix: 'a/b/' })),
    rules(expires(9, { Prefix: 'a/' })),
    'weaker',
  ],
  [
    'a disabled rule',
    rules(expires(400)),
    rules(expires(400), expires(1, { Status: 'Disabled' })),
    'changed',
  ],
  ['a rule that becomes enabled', rules(expires(1, { Status: 'Disabled' })), rules(expires(1)), 'weaker'],
  ['a date', rules(), rules({ Status: 'Enabled', ExpirationDate: '2027-01-01T00:00:00Z' }), 'weaker'],
  [
    'an earlier date',
    rules({ Status: 'Enabled', ExpirationDate: '2027-01-01T00:00:00Z' }),
    rules({ Status: 'Enabled', ExpirationDate: '2026-12-01T00:00:00Z' }),
    'weaker',
  ],
  [
    'old versions, sooner',
    rules({ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 90 } }),
    rules({ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
    'weaker',
  ],
  [
    'fewer old versions that are kept anyway',
    rules({
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 9, NewerNoncurrentVersions: 5 },
    }),
    rules({ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 9 } }),
    'weaker',
  ],
  [
    'more newer versions kept',
    rules({
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 9, NewerNoncurrentVersions: 3 },
    }),
    rules({
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 9, NewerNoncurrentVersions: 10 },
    }),
    'stronger',
  ],
  [
    'larger objects only, so fewer',
    rules(expires(9, { ObjectSizeGreaterThan: 10 })),
    rules(expires(9, { ObjectSizeGreaterThan: 1000 })),
    'stronger',
  ],
  [
    'objects of more sizes',
    rules(expires(9, { ObjectSizeLessThan: 10 })),
    rules(expires(9, { ObjectSizeLessThan: '1000' })),
    'weaker',
  ],
  [
    'a size that is a parameter',
    rules(expires(9, { ObjectSizeLessThan: 10 })),
    rules(expires(9, { ObjectSizeLessThan: PARAMETER })),
    'unknown',
  ],
  [
    'a tag less, so more objects',
    rules(expires(9, { TagFilters: [{ Key: 'a', Value: 'b' }] })),
    rules(expires(9)),
    'weaker',
  ],
  [
    'an archive class',
    rules(),
    rules({ Status: 'Enabled', Transitions: [{ StorageClass: 'DEEP_ARCHIVE', TransitionInDays: 9 }] }),
    'weaker',
  ],
  [
    'a class that is read at once',
    rules(),
    rules({ Status: 'Enabled', Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 9 }] }),
    'changed',
  ],
  ['days that are a parameter', rules(expires(400)), rules(expires(PARAMETER)), 'unknown'],
  ['a status that is a parameter', rules(), rules(expires(1, { Status: PARAMETER })), 'unknown'],
  ['all of it a parameter', rules(expires(400)), PARAMETER, 'unknown'],
  [
    'a condition of which both sides are sooner',
    rules(expires(400)),
    new Choice('A', rules(expires(30)), rules(expires(60))),
    'weaker',
  ],
  [
    'a condition of which one side is sooner',
    rules(expires(400)),
    rules(new Choice('A', expires(30), expires(400))),
    'unknown',
  ],
  ['another name', rules(expires(9, { Id: 'a' })), rules(expires(9, { Id: 'b' })), 'changed'],
])('lifecycle rules: %s', (...each) => check(expirations, each));

test('lifecycle rules are told in days', () => {
  expect(verdictOf(expirations, rules(expires(730)), rules(expires(400)))).toBe(
    'weaker: 730 days → 400 days',
  );
  expect(verdictOf(expirations, undefined, rules(expires(400)))).toBe('weaker: forever → 400 days');
  const below = (ObjectSizeLessThan: number) => rules(expires(9, { ObjectSizeLessThan }));
  expect(verdictOf(expirations, below(10), below(20))).toBe('weaker: on other objects than before');
  expect(verdictOf(expirations, rules(), rules(expires(30, { Prefix: 'logs/' })))).toBe(
    'weaker: expiration of logs/: forever → 30 days',
  );
});

const lock = (retention: Readonly<Record<string, Value>>): Value => ({
  ObjectLockEnabled: 'Enabled',
  Rule: { DefaultRetention: retention },
});

test.each<Case>([
  ['compliance → governance', lock({ Mode: 'COMPLIANCE' }), lock({ Mode: 'GOVERNANCE' }), 'weaker'],
  ['governance → compliance', lock({ Mode: 'GOVERNANCE' }), lock({ Mode: 'COMPLIANCE' }), 'stronger'],
  ['without a default', lock({ Mode: 'GOVERNANCE' }), { ObjectLockEnabled: 'Enabled' }, 'weaker'],
  ['gone', lock({ Mode: 'GOVERNANCE' }), undefined, 'weaker'],
  ['only other days', lock({ Mode: 'GOVERNANCE', Days: 1 }), lock({ Mode: 'GOVERNANCE', Days: 9 }), 'same'],
  ['a parameter', lock({ Mode: 'GOVERNANCE' }), lock({ Mode: PARAMETER }), 'unknown'],
])('Object Lock: %s', (...each) => check(lockMode, each));

test.each<Case>([
  ['fewer days', { Days: 365 }, { Days: 30 }, 'weaker'],
  ['a year of 365 days', { Days: 365 }, { Years: 1 }, 'same'],
  ['gone', { Days: 365 }, undefined, 'weaker'],
  ['a parameter', { Days: 365 }, { Days: PARAMETER }, 'unknown'],
])('the period of Object Lock: %s', (...each) => check(lockPeriod, each));

const encrypted = (algorithm: string, key?: Value): Value => ({
  ServerSideEncryptionConfiguration: [
    { ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, ...(key && { KMSMasterKeyID: key }) } },
  ],
});

test.each<Case>([
  ['to SSE-S3', encrypted('aws:kms', 'key'), encrypted('AES256'), 'weaker'],
  ["to AWS's key", encrypted('aws:kms', 'key'), encrypted('aws:kms'), 'weaker'],
  ['gone', encrypted('aws:kms', 'key'), undefined, 'weaker'],
  ['to another key', encrypted('aws:kms', 'key'), encrypted('aws:kms', 'other'), 'unknown'],
  ['to an own key', encrypted('AES256'), encrypted('aws:kms', 'key'), 'stronger'],
  ['to two layers', encrypted('aws:kms', 'key'), encrypted('aws:kms:dsse', 'key'), 'changed'],
])('default encryption: %s', (...each) => check(defaultEncryption, each));

test('ACLs that come back are weaker', () => {
  const owner = (ObjectOwnership: string): Value => ({ Rules: [{ ObjectOwnership }] });
  expect(verdictOf(objectOwnership, owner('BucketOwnerEnforced'), owner('ObjectWriter'))).toMatch(/^weaker/);
  expect(verdictOf(objectOwnership, owner('BucketOwnerEnforced'), undefined)).toMatch(/^unknown/);
});

const selector = (category: string, name = category): Value => ({
  Name: name,
  FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }],
});

test.each<Case>([
  ['one less', [selector('Management'), selector('Data')], [selector('Management')], 'weaker'],
  ['one more', [selector('Management')], [selector('Management'), selector('Data')], 'stronger'],
  ['another one', [selector('Management')], [selector('Data')], 'unknown'],
  [
    'another name and order',
    [selector('Management'), selector('Data')],
    [selector('Data', 'x'), selector('Management')],
    'same',
  ],
  ['none: a trail logs all management events then', [selector('Management')], undefined, 'unknown'],
])('selectors: %s', (...each) => check(selectors, each));

const instances = (units: readonly string[], regions: readonly string[], filter?: string): Value => [
  {
    DeploymentTargets: {
      OrganizationalUnitIds: units,
      ...(filter && { AccountFilterType: filter, Accounts: ['1'] }),
    },
    Regions: regions,
  },
];

test.each<Case>([
  [
    'a Region less',
    instances(['r-a'], ['eu-west-1', 'us-east-1']),
    instances(['r-a'], ['us-east-1']),
    'weaker',
  ],
  ['a unit less', instances(['ou-a', 'ou-b'], ['us-east-1']), instances(['ou-b'], ['us-east-1']), 'weaker'],
  ['a unit more', instances(['ou-b'], ['us-east-1']), instances(['ou-a', 'ou-b'], ['us-east-1']), 'stronger'],
  [
    'accounts left out',
    instances(['r-a'], ['us-east-1']),
    instances(['r-a'], ['us-east-1'], 'DIFFERENCE'),
    'weaker',
  ],
  ['a list that is a parameter', instances(['r-a'], ['us-east-1']), PARAMETER, 'unknown'],
  [
    'two groups in place of one',
    instances(['r-a'], ['eu-west-1', 'us-east-1']),
    [...(instances(['r-a'], ['us-east-1']) as Value[]), ...(instances(['r-a'], ['eu-west-1']) as Value[])],
    'same',
  ],
])('stack instances: %s', (...each) => check(stackInstances, each));

const deny = (
  sid: string,
  actions: readonly string[],
  more: Readonly<Record<string, Value>> = {},
): Value => ({
  ...{ Sid: sid, Effect: 'Deny', Action: actions, Resource: '*', ...more },
});
const exempting = (...roles: readonly string[]): Value =>
  deny('A', ['a:A'], { Condition: { ArnNotLike: { 'aws:PrincipalArn': roles } } });
const policy = (...of: readonly Value[]): Value => ({ Version: '2012-10-17', Statement: of });

test.each<Case>([
  ['one less', policy(deny('A', ['a:A']), deny('B', ['b:B'])), policy(deny('A', ['a:A'])), 'weaker'],
  ['an action less', policy(deny('A', ['a:A', 'a:B'])), policy(deny('A', ['a:A'])), 'weaker'],
  ['an action more', policy(deny('A', ['a:A'])), policy(deny('A', ['a:A', 'a:B'])), 'stronger'],
  ['more operators', policy(exempting('x')), policy(exempting('x', 'y')), 'weaker'],
  ['fewer operators', policy(exempting('x', 'y')), policy(exempting('x')), 'stronger'],
  ['other operators', policy(exempting('x')), policy(exempting('y')), 'unknown'],
  [
    'a condition',
    policy(deny('A', ['a:A'])),
    policy(deny('A', ['a:A'], { Condition: { Bool: { x: 'y' } } })),
    'weaker',
  ],
  [
    'Allow in place of Deny',
    policy(deny('A', ['a:A'])),
    policy(deny('A', ['a:A'], { Effect: 'Allow' })),
    'weaker',
  ],
  ['one more', policy(deny('A', ['a:A'])), policy(deny('A', ['a:A']), deny('B', ['b:B'])), 'stronger'],
  ['a text', policy(deny('A', ['a:A'])), '{}', 'unknown'],
])('statements of control policies: %s', (...each) => check(controlStatements, each));

test.each<Case>([
  ['an alternative less', '{ ($.a = 1) || ($.b = 2) }', '{ ($.a = 1) }', 'weaker'],
  ['an alternative more', '{ ($.a = 1) }', '{ ($.a = 1) || ($.b = 2) }', 'stronger'],
  ['other spaces', '{ ($.a = 1) || ($.b = 2) }', '{($.a = 1)||($.b = 2)}', 'same'],
  ['a condition more', '{ ($.a = 1) }', '{ ($.a = 1) && ($.b = 2) }', 'unknown'],
  ['|| in a text', '{ $.a = "x || y" }', '{ $.a = "x" }', 'unknown'],
  ['|| within brackets', '{ ($.a = 1 || $.b = 2) && $.c = 3 }', '{ ($.a = 1) && $.c = 3 }', 'unknown'],
])('patterns of metric filters: %s', (...each) => check(metricFilterPattern, each));

test.each<Case>([
  ['one less', [{ Id: 'a' }, { Id: 'b' }], [{ Id: 'a' }], 'weaker'],
  ['one that is disabled', [{ Id: 'a', Enabled: true }], [{ Id: 'a', Enabled: false }], 'weaker'],
  ['one that is different', [{ Id: 'a', Prefix: 'x' }], [{ Id: 'a', Prefix: 'y' }], 'unknown'],
  ['one more', [{ Id: 'a' }], [{ Id: 'a' }, { Id: 'b' }], 'changed'],
])('items with names: %s', (...each) => check(listBy(['Id']), each));

const copied = (time?: Value, prefix = ''): Value => [
  { Id: 'a', Prefix: prefix, Destination: { Bucket: 'b', ...(time && { ReplicationTime: time }) } },
];
const inTime: Value = { Status: 'Enabled', Time: { Minutes: 15 } };
test.each<Case>([
  ['without a time', copied(inTime), copied(), 'weaker'],
  ['in time now', copied(), copied(inTime), 'changed'],
  ['without a time, of other objects', copied(inTime), copied(undefined, 'x'), 'unknown'],
])('copies: %s', (...each) => check(copies, each));

const BUCKET = new Unknown('Bucket', 'attribute', { stack: 'A', logicalId: 'Bucket', attribute: 'Arn' });
const deployed = (properties: Readonly<Record<string, unknown>>, more = ''): Value =>
  new OpenText([
    '[{"kind":"bucket","arn":"',
    BUCKET,
    `","properties":${JSON.stringify(properties)}}${more}]`,
  ]);
const TRAIL = ',{"kind":"trail","arn":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/a","properties":{}}';

test.each<Case>([
  ['one less', deployed({ A: 1 }, TRAIL), deployed({ A: 1 }), 'weaker'],
  ['one more', deployed({ A: 1 }), deployed({ A: 1 }, TRAIL), 'same'],
  ['another value', deployed({ A: 1 }), deployed({ A: 2 }), 'same'],
  ['a setting less', deployed({ A: 1, B: 1 }), deployed({ A: 1 }), 'unknown'],
  ['no list', deployed({ A: 1 }), 'none', 'unknown'],
  ['gone', deployed({ A: 1 }), undefined, 'weaker'],
])('deployed resources that are compared: %s', (...each) => check(deployedList, each));

const states = (of: unknown, role: Value = BUCKET): Value =>
  new OpenText([`{"Comment":"a","States":${JSON.stringify(of)},"Role":"`, role as Unknown, '"}']);

test.each<Case>([
  ['another comment', states({ A: { Comment: 'x' } }), states({ A: { Comment: 'y' } }), 'same'],
  ['another state', states({ A: { Type: 'Task' } }), states({ A: { Type: 'Pass' } }), 'unknown'],
  ['another resource', states({}), states({}, PARAMETER), 'unknown'],
  ['gone', states({}), undefined, 'unknown'],
])('definitions of state machines: %s', (...each) => check(definition, each));

test('what people get by default is told in words, and other narrower filters are weaker', () => {
  const tests: Value = [{ 'anything-but': ['trailwatch-path-test'] }, { exists: false }];
  const severity: Value = ['medium', 'high', 'critical', 'summary', { exists: false }];
  const defaults: Value = { severity, repeat: [{ exists: false }] };
  const words = 'changed: alerts below medium, and repeats, come in the daily summary only';
  expect(verdictOf(alertFilter, undefined, defaults)).toBe(words);
  const before: Value = { rule: tests };
  expect(verdictOf(alertFilter, before, { ...defaults, rule: tests })).toBe(words);
  expect(verdictOf(alertFilter, before, defaults)).toBe(words);
  const weaker = /^weaker: /;
  const high: Value = { severity: ['high', 'critical', 'summary', { exists: false }] };
  expect(verdictOf(alertFilter, before, { ...high, rule: tests })).toMatch(weaker);
  expect(verdictOf(alertFilter, undefined, { severity: severity.slice(0, 3) })).toMatch(weaker);
  expect(verdictOf(alertFilter, before, { ...defaults, rule: tests, account: ['111122223333'] })).toMatch(
    weaker,
  );
  expect(verdictOf(alertFilter, defaults, undefined)).toMatch(/^stronger: /);
});

test('what the message of a target no longer has is named, and so is what it has more of', () => {
  const heartbeat = (more: string, queue = 'arn:queue'): Value => [
    {
      Arn: queue,
      InputTransformer: {
        InputTemplate: `{"trailwatch":"heartbeat","at":<time>${more}}`,
        InputPathsMap: { time: '$.time' },
      },
    },
  ];
  const summary = ',"summaryHour":6';
  expect(verdictOf(targets, heartbeat(summary), heartbeat(''))).toBe(
    'weaker: messages to arn:queue no longer say summaryHour: 6',
  );
  expect(verdictOf(targets, heartbeat(''), heartbeat(summary))).toBe(
    'changed: messages to arn:queue say summaryHour: 6, too',
  );
  expect(verdictOf(targets, heartbeat(',"detail-type":"a"'), heartbeat(',"detail-type":"b"'))).toMatch(
    /^unknown: .* no longer say detail-type: "a"/,
  );
  expect(verdictOf(targets, heartbeat(''), heartbeat('', 'arn:other'))).toBe('weaker: no longer arn:queue');
  const other: Value = [{ ...((heartbeat('') as Value[])[0] as object), RoleArn: 'r' }] as Value;
  expect(verdictOf(targets, heartbeat(''), other)).toBe('unknown: arn:queue changed');
});

describe('attempts, and the time between them', () => {
  const queue = (visibility: Value, attempts: Value) => ({
    VisibilityTimeout: visibility,
    'RedrivePolicy.maxReceiveCount': attempts,
    MessageRetentionPeriod: 604_800,
  });
  const { decides = {} } = SQS['AWS::SQS::Queue'] ?? {};

  test.each<[string, keyof ReturnType<typeof queue>, ReturnType<typeof queue>, Verdict]>([
    ['more of them', 'RedrivePolicy.maxReceiveCount', queue(720, 50), 'stronger'],
    ['more than the retention has room for', 'RedrivePolicy.maxReceiveCount', queue(720, 1000), 'unknown'],
    ['longer ones', 'VisibilityTimeout', queue(5400, 5), 'changed'],
    ['longer than any function needs', 'VisibilityTimeout', queue(43_200, 5), 'weaker'],
    ['longer than the retention has room for', 'VisibilityTimeout', queue(43_200, 14), 'unknown'],
    ['fewer', 'RedrivePolicy.maxReceiveCount', queue(720, 1), 'weaker'],
    ['a number that only the deployment knows', 'VisibilityTimeout', queue(PARAMETER, 5), 'unknown'],
  ])('%s', (_, path, after, verdict) => {
    const before = queue(720, 5);
    const said = decides[path]?.judge.compare(before[path], after[path], {
      ...{ existed: true, path, isAsset: () => false },
      same: (one, other) => canonicalValue(one) === canonicalValue(other),
      beside: (other) => [before[other as typeof path], after[other as typeof path]],
    });
    expect(said?.verdict).toBe(verdict);
    const isTold = verdict === 'unknown' && after.VisibilityTimeout !== PARAMETER;
    expect(said?.words.includes('before it is moved to the dead-letter queue')).toBe(isTold);
  });
});

test.each<Case>([
  ['less', 50, 1, 'weaker'],
  ['none', undefined, 0, 'weaker'],
  ['more', 1, 50, 'changed'],
  ['no limit of its own', 50, undefined, 'changed'],
])('reserved concurrency: %s', (...values) => check(concurrency, values));
