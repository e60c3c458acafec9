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

const ofPermissionSet = (eventName: string, requestParameters: JsonObject) => ({
  eventSource: 'sso.amazonaws.com',
  eventName,
  requestParameters: { permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1', ...requestParameters },
});
const managedPolicyArn = 'arn:aws:iam::aws:policy/IAMFullAccess';
const inline = (Resource: string) => {
  const Statement = [{ Effect: 'Allow', Action: 'iam:PutUserPolicy', Resource }];
  return { inlinePolicy: JSON.stringify({ Version: '2012-10-17', Statement }) };
};

const block = (settings: JsonObject | string) => ({
  eventName: 'PutBucketPublicAccessBlock',
  requestParameters: { bucketName: 'b', PublicAccessBlockConfiguration: settings },
});
const BLOCKED = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true };

const policyOfHub = (SecurityHub: JsonObject) => ({
  eventName: 'UpdateConfigurationPolicy',
  requestParameters: { Identifier: 'p', ConfigurationPolicy: { SecurityHub } },
});

const everyoneBy = (narrowing: JsonObject) => ({
  eventName: 'AddPermission20150331v2',
  requestParameters: { functionName: 'f', principal: '*', action: 'lambda:InvokeFunction', ...narrowing },
});
const topicOf = (account: string) => ({ sourceArn: `arn:aws:sns:eu-west-1:${account}:topic` });
const INVOKED = 'function-opened-to-everyone';
const SHARED = 'function-shared-with-another-account';

const setting = (eventName: string, settingId: string, settingValue?: string) => ({
  eventName,
  requestParameters: { settingId, ...(settingValue === undefined ? {} : { settingValue }) },
});
const SHARING = '/ssm/documents/console/public-sharing-permission';
const HOSTS = '/ssm/managed-instance/default-ec2-instance-management-role';

const associated = (name: string) => ({
  eventName: 'CreateAssociation',
  requestParameters: { name, targets: [{ key: 'InstanceIds', values: ['*'] }] },
});
const sent = (documentName: string) => ({ eventName: 'SendCommand', requestParameters: { documentName } });
const ARN_OF_AWS = 'arn:aws:ssm:eu-west-1::document/AWS-UpdateSSMAgent';
const OWN_ARN = 'arn:aws:ssm:eu-west-1:111122223333:document/Amazing';

const firewallRule = (action: string) => ({
  eventName: 'UpdateFirewallRule',
  requestParameters: { firewallRuleGroupId: 'rslvr-frg-1', firewallDomainListId: 'rslvr-fdl-1', action },
});
const firewallRules = (action: string) => ({
  eventName: 'BatchUpdateFirewallRule',
  requestParameters: { updateFirewallRuleEntries: [{ action: 'BLOCK' }, { action }] },
});

const coded = (dryRun: boolean) => ({
  eventName: 'UpdateFunctionCode20150331v2',
  requestParameters: { functionName: 'f', publish: false, dryRun },
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
  [
    'privileged-policy-attached',
    'to a permission set',
    true,
    ofPermissionSet('AttachManagedPolicyToPermissionSet', { managedPolicyArn }),
  ],
  [
    'permissions-boundary-replaced',
    'of a permission set',
    true,
    ofPermissionSet('PutPermissionsBoundaryToPermissionSet', { permissionsBoundary: { managedPolicyArn } }),
  ],
  [
    'escalation-policy-written',
    'into a permission set',
    true,
    ofPermissionSet('PutInlinePolicyToPermissionSet', inline('*')),
  ],
  [
    'escalation-policy-written',
    'for one user, into a permission set',
    false,
    ofPermissionSet('PutInlinePolicyToPermissionSet', inline('arn:aws:iam::111122223333:user/one')),
  ],
  ['public-access-block-removed', 'one is left out', true, block(BLOCKED)],
  ['public-access-block-removed', 'all are left out', true, block('')],
  ['public-access-block-removed', 'all are on', false, block({ ...BLOCKED, RestrictPublicBuckets: true })],
  ['security-hub-disabled', 'by a configuration policy', true, policyOfHub({ ServiceEnabled: false })],
  ['security-hub-disabled', 'a policy enables it', false, policyOfHub({ ServiceEnabled: true })],
  [INVOKED, 'of any source', true, everyoneBy({ sourceArn: 'arn:aws:s3:::*' })],
  [INVOKED, 'of an account', false, everyoneBy({ sourceAccount: OTHER })],
  [SHARED, 'by a source of it', true, everyoneBy(topicOf(OTHER))],
  [SHARED, 'by its number', true, everyoneBy({ sourceAccount: OTHER })],
  [SHARED, 'by an own source', false, everyoneBy(topicOf('111122223333'))],
  [
    'default-host-management-changed',
    'sharing is allowed',
    true,
    setting('UpdateServiceSetting', SHARING, 'Enable'),
  ],
  [
    'default-host-management-changed',
    'sharing is allowed again',
    true,
    setting('ResetServiceSetting', SHARING),
  ],
  [
    'default-host-management-changed',
    'sharing is blocked',
    false,
    setting('UpdateServiceSetting', SHARING, 'Disable'),
  ],
  [
    'default-host-management-changed',
    'instances are left alone',
    false,
    setting('ResetServiceSetting', HOSTS),
  ],
  ['association-runs-code', 'an own document', true, associated('Amazing')],
  ['association-runs-code', 'an own document by ARN', true, associated(OWN_ARN)],
  ['association-runs-code', 'a document of AWS by ARN', false, associated(ARN_OF_AWS)],
  ['association-runs-code', 'a document of AWS', false, associated('AmazonCloudWatch-ManageAgent')],
  ['document-run', 'an own document', true, sent('Amazing')],
  ['document-run', 'another own document', true, sent('arnold')],
  ['document-run', 'a document of AWS by ARN', false, sent(ARN_OF_AWS)],
  [
    'web-acl-removed',
    'from a distribution',
    true,
    {
      eventSource: 'cloudfront.amazonaws.com',
      eventName: 'DisassociateDistributionWebACL2020_05_31',
      requestParameters: { id: 'E1EXAMPLE' },
    },
  ],
  ['dns-firewall-weakened', 'queries pass with an alert', true, firewallRule('ALERT')],
  ['dns-firewall-weakened', 'queries are blocked', false, firewallRule('BLOCK')],
  ['dns-firewall-weakened', 'queries pass, by a batch', true, firewallRules('ALERT')],
  ['dns-firewall-weakened', 'queries are blocked, by a batch', false, firewallRules('BLOCK')],
  [
    'domain-transfer-prepared',
    'to another registrar',
    true,
    { eventName: 'PushDomain', requestParameters: { domainName: 'example.co.uk', target: 'TAG' } },
  ],
  ...['administrator-function-changed', 'function-code-changed-by-hand'].flatMap((rule) => [
    [rule, 'the code is replaced', true, coded(false)] as const,
    [rule, 'a dry run', false, coded(true)] as const,
  ]),
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
