import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';

const RULES = readBuiltInFiles().flatMap(({ parsed }) => parsed.rules);

/** Whether one of some rules is satisfied by an example of the first with members of another value. */
function matches(names: readonly string[], changes: JsonObject): boolean {
  const rules = RULES.filter(({ rule }) => names.includes(rule.name));
  const [first = {}] = rules.flatMap(({ examples }) => examples.matching.map(({ record }) => record));
  const found = RuleMatcher.of(rules.map(({ rule }) => rule)).match({ ...first, ...changes });
  return found.some(({ name }) => names.includes(name));
}

const OTHER = '444455556666';

/** What narrows everyone to an account that is not the record's, or, as `kms:ViaService`, to nobody. */
const CONDITIONS: readonly JsonObject[] = [
  ...['StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'ForAnyValue:StringEquals'].map((operator) => ({
    [operator]: { 'aws:PrincipalAccount': OTHER },
  })),
  ...['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike'].map((operator) => ({
    [operator]: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:role/Guest` },
  })),
  { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:*` } },
  { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/A', 'arn:aws:iam::*:role/B'] } },
  { StringEquals: { 'kms:CallerAccount': OTHER } },
  { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
];

/** What narrows everyone to an organization. */
const OF_ORGANIZATION: JsonObject = {
  StringEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5', 'o-f1b2c3d4e5'] },
  'ForAnyValue:StringLike': { 'aws:PrincipalArn': ['arn:aws:iam::*:role/A*', 'arn:aws:iam::*:role/B-*'] },
};

describe.each([
  [
    'role-trust-opened-to-everyone',
    'role-trusted-from-outside',
    'iam',
    'CreateRole',
    'assumeRolePolicyDocument',
  ],
  [
    'bucket-policy-opened-to-everyone',
    'bucket-policy-shared-outside',
    's3',
    'PutBucketPolicy',
    'bucketPolicy',
  ],
  ['resource-policy-opened-to-everyone', 'resource-policy-shared-outside', 'kms', 'PutKeyPolicy', 'policy'],
])('%s or %s', (open, shared, service, eventName, parameter) => {
  test.each(CONDITIONS)('tells of everyone with %j', (Condition) => {
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition }];
    const requestParameters = { [parameter]: JSON.stringify({ Version: '2012-10-17', Statement }) };
    const eventSource = `${service}.amazonaws.com`;
    expect(matches([open, shared], { eventSource, eventName, requestParameters })).toBe(true);
  });

  test.each([
    [OF_ORGANIZATION, false],
    [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    ...['*', 'o-*', 'o-a1*', 'x'].map((other): [JsonObject, boolean] => [
      { ...OF_ORGANIZATION, StringEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5', other] } },
      true,
    ]),
  ])('tells roles of an organization from everyone: %j', (Condition, isMatched) => {
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition }];
    const requestParameters = { [parameter]: JSON.stringify({ Version: '2012-10-17', Statement }) };
    const eventSource = `${service}.amazonaws.com`;
    expect(matches([open], { eventSource, eventName, requestParameters })).toBe(isMatched);
  });
});

const NO_MARK = [
  'aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.25.1 md/GOOS#linux md/GOARCH#arm64 api/dynamodb#1.50.5',
  'aws-sdk-rust/1.3.9 ua/2.1 api/secretsmanager/1.90.0 os/linux lang/rust/1.90.0',
  'aws-sdk-php/3.356.8 ua/2.1 OS/Linux#5.10 lang/php#8.3.0',
];

const prefixList = (ModifyManagedPrefixListRequest: JsonObject) => ({
  requestParameters: { ModifyManagedPrefixListRequest },
});
const ALL = { tag: 1, Cidr: '0.0.0.0/0' };
const ONE = { tag: 1, Cidr: '203.0.113.9/32' };
const OWN = { tag: 1, Cidr: '10.0.0.0/8' };

const certificate = (status: string) => ({
  eventName: 'UpdateSigningCertificate',
  requestParameters: { certificateId: 'A'.repeat(24), status },
});

const deletion = (kind: 'Instance' | 'Cluster', request: JsonObject, cluster: string | null) => ({
  eventName: `DeleteDB${kind}`,
  requestParameters: { [`dB${kind}Identifier`]: 'orders', skipFinalSnapshot: true, ...request },
  responseElements: { dBClusterIdentifier: cluster },
});

/** A record of the page on sign-in events of the CloudTrail User Guide: the root user is called `AWS ROOT USER`. */
const ofRoot = (eventName: string, device: string) => ({
  eventName,
  userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' },
  requestParameters: { userName: 'AWS ROOT USER', serialNumber: `arn:aws:iam::111122223333:${device}` },
});

const selection = (changes: JsonObject) => ({
  eventName: 'DeleteBackupSelection',
  requestParameters: { backupPlanId: '6b7c9f0e-0000-4000-8000-000000000000', selectionId: 'd1f1' },
  ...changes,
});

const handshake = (action: string) => ({
  eventName: 'AcceptHandshake',
  responseElements: { handshake: { id: 'h-examplehandshakeid111', action, state: 'ACCEPTED' } },
});

const retention = (changes: JsonObject) => ({
  eventName: 'UpdateRule',
  requestParameters: { identifier: 'abcdefghijk', ...changes },
});
const days = (retentionPeriodValue: number) => ({
  retentionPeriod: { retentionPeriodValue, retentionPeriodUnit: 'DAYS' },
});

const CASES: readonly (readonly [rule: string, what: string, isMatched: boolean, changes: JsonObject])[] = [
  ['prefix-list-opened', 'everybody is added', true, prefixList({ AddEntry: ALL })],
  ['prefix-list-opened', 'everybody is added besides', true, prefixList({ AddEntry: [OWN, ALL] })],
  ['prefix-list-opened', 'an address is added', true, prefixList({ AddEntry: [OWN, ONE] })],
  ['prefix-list-opened', 'everybody is removed', false, prefixList({ RemoveEntry: ALL })],
  [
    'prefix-list-opened',
    'an address is removed',
    false,
    prefixList({ AddEntry: OWN, RemoveEntry: [OWN, ONE] }),
  ],
  ['signing-certificate-uploaded', 'it is enabled', true, certificate('Active')],
  ['signing-certificate-uploaded', 'it is disabled', false, certificate('Inactive')],
  ['database-deleted-with-its-backups', 'the default', true, deletion('Instance', {}, null)],
  ['database-deleted-with-its-backups', 'the default of a cluster', true, deletion('Cluster', {}, 'orders')],
  [
    'database-deleted-with-its-backups',
    'backups are kept',
    false,
    deletion('Instance', { deleteAutomatedBackups: false }, null),
  ],
  ['database-deleted-with-its-backups', 'of a member', false, deletion('Instance', {}, 'orders')],
  ['root-second-factor-removed', 'a device', true, ofRoot('DeactivateMFADevice', 'mfa/phone-of-keeper')],
  ['root-second-factor-removed', 'a key', true, ofRoot('DeactivateMFADevice', 'u2f/root-account/key-A')],
  [
    'second-factor-enabled-for-another-user',
    'root for itself',
    false,
    ofRoot('EnableMFADevice', 'mfa/root-account-mfa-device'),
  ],
  ['backup-switched-off-for-resources', 'a selection is deleted', true, selection({})],
  [
    'backup-switched-off-for-resources',
    'a stack replaces a selection',
    false,
    selection({ userIdentity: { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' } }),
  ],
  [
    'backup-switched-off-for-resources',
    'a tool replaces a selection',
    false,
    selection({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.3' }),
  ],
  ['account-taken-over', 'an invitation is accepted', true, handshake('INVITE')],
  ['account-taken-over', 'a bill is taken over', true, handshake('TRANSFER_RESPONSIBILITY')],
  ['account-taken-over', 'all features are approved', false, handshake('APPROVE_ALL_FEATURES')],
  ['account-taken-over', 'all features are enabled', false, handshake('ENABLE_ALL_FEATURES')],
  ['recycle-bin-rule-removed', 'a day', true, retention(days(1))],
  [
    'recycle-bin-rule-removed',
    'what has a tag',
    true,
    retention({ resourceTags: [{ resourceTagKey: 'none', resourceTagValue: 'none' }] }),
  ],
  ['recycle-bin-rule-removed', 'a month', false, retention(days(30))],
  ['recycle-bin-rule-removed', 'a description', false, retention({ description: 'Keep what was deleted' })],
];

test.each(CASES)('%s, %s: %s', (rule, _what, isMatched, changes) => {
  expect(matches([rule], changes)).toBe(isMatched);
});

test.each(NO_MARK)('functions on a runtime of the operating system alone have no mark: %s', (userAgent) => {
  const inScopeOf = { issuerType: 'AWS::Lambda::Function' };
  const userIdentity = { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/F/f', inScopeOf };
  const isMatched = (agent: string) =>
    matches(['workload-credentials-used-by-hand'], { userIdentity, userAgent: agent });
  expect([isMatched(userAgent), isMatched('aws-cli/2.31.18 os/linux#6.8')]).toEqual([false, true]);
});
