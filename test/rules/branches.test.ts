import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';

const RULES = readRulesWithExamples();

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
    ...['*', 'o-*', 'o-a1*'].map((other): [JsonObject, boolean] => [
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

const called = (eventName: string, requestParameters: JsonObject) => ({ eventName, requestParameters });
const policy = (Resource: string | readonly string[], Action = 'iam:*') => ({
  requestParameters: {
    userName: 'bob',
    policyName: 'x',
    policyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource }] }),
  },
});
const OF_IAM = 'arn:aws:iam::111122223333';

const job = (requestParameters: JsonObject) => ({
  eventSource: 'batch.amazonaws.com',
  eventName: 'RegisterJobDefinition',
  requestParameters: { jobDefinitionName: 'nightly', ...requestParameters },
});
const nodes = (container: JsonObject) =>
  job({
    nodeProperties: { numNodes: 1, mainNode: 0, nodeRangeProperties: [{ targetNodes: '0:', container }] },
  });
const tasks = (container: JsonObject) =>
  job({ ecsProperties: { taskProperties: [{ containers: [container] }] } });
const pod = (podProperties: JsonObject) => job({ eksProperties: { podProperties } });
const MINER = { image: 'example/xmrig:6' };

const KEY = `arn:aws:kms:eu-west-1:${OTHER}:key/1a2b3c4d`;
const PARAMETER = {
  parameterName: 'LambdaArn',
  parameterValue: `arn:aws:lambda:eu-west-1:${OTHER}:function:copy`,
};
const processor = { processingConfiguration: { processors: [{ type: 'Lambda', parameters: [PARAMETER] }] } };

const recorder = (recordingGroup: JsonObject) =>
  called('PutConfigurationRecorder', { configurationRecorder: { name: 'default', recordingGroup } });
const usesOnly = (useOnly: string) => recorder({ recordingStrategy: { useOnly } });

const allowed = (AllowedImagesSettingsState: string) =>
  called('EnableAllowedImagesSettings', {
    EnableAllowedImagesSettingsRequest: { AllowedImagesSettingsState },
  });
const emrBlock = (minRange: number, maxRange: number) =>
  called('PutBlockPublicAccessConfiguration', {
    blockPublicAccessConfiguration: {
      blockPublicSecurityGroupRules: true,
      permittedPublicSecurityGroupRuleRanges: [{ minRange, maxRange }],
    },
  });
const overrides = (recordingFrequency: string) =>
  called('PutConfigurationRecorder', {
    configurationRecorder: { recordingMode: { recordingModeOverrides: [{ recordingFrequency }] } },
  });
const risk = (eventAction: string) =>
  called('SetRiskConfiguration', { compromisedCredentialsRiskConfiguration: { actions: { eventAction } } });

const fleet = (TotalTargetCapacity: number) =>
  called('CreateFleet', { CreateFleetRequest: { TargetCapacitySpecification: { TotalTargetCapacity } } });

const calledAt = (service: string, eventName: string, requestParameters: JsonObject) => ({
  eventSource: `${service}.amazonaws.com`,
  ...called(eventName, requestParameters),
});
const snapshotsTo = (account: string) =>
  calledAt('dlm', 'CreateLifecyclePolicy', {
    PolicyDetails: { Schedules: [{ ShareRules: [{ TargetAccounts: [account] }] }] },
  });
const store = (changes: JsonObject) => called('UpdateEventDataStore', { eventDataStore: 'e', ...changes });
const keyStore = (eventName: string, requestParameters: JsonObject) => ({
  ...calledAt('kms', eventName, requestParameters),
  errorCode: null,
});
const XKS = { customKeyStoreName: 'keys', xksProxyUriEndpoint: 'https://keys.example.com' };
const OF_MANAGEMENT = { field: 'eventCategory', equals: ['Management'] };
const OF_DATA = { field: 'eventCategory', equals: ['Data'] };
const READS = { field: 'readOnly', equals: ['true'] };
const selectors = (...fieldSelectors: readonly JsonObject[]) =>
  store({ advancedEventSelectors: [{ name: 'x', fieldSelectors }] });
const files = (kind: string, automaticBackupRetentionDays: number) =>
  calledAt('fsx', 'UpdateFileSystem', { [`${kind}Configuration`]: { automaticBackupRetentionDays } });
const addressTo = (TransferAccountId: string) =>
  called('EnableAddressTransfer', {
    EnableAddressTransferRequest: { AllocationId: 'eipalloc-0123456789abcdef0', TransferAccountId },
  });
const subscription = (attributeName: string, attributeValue: string) =>
  called('SetSubscriptionAttributes', {
    subscriptionArn:
      'arn:aws:sns:eu-west-1:111122223333:security-alerts:431b7e69-f9e0-4fdb-9be8-6a38d0e05eb4',
    attributeName,
    attributeValue,
  });
const resource = (typeName: string) =>
  calledAt('cloudcontrolapi', 'CreateResource', { typeName, desiredState: 'HIDDEN_DUE_TO_SECURITY_REASONS' });
const cluster = (eventName: string, changes: JsonObject) =>
  called(eventName, { dBClusterIdentifier: 'orders', ...changes });
const defaults = (ModifyInstanceMetadataDefaultsRequest: JsonObject) =>
  called('ModifyInstanceMetadataDefaults', { ModifyInstanceMetadataDefaultsRequest });
const controls = (SecurityControlsConfiguration: JsonObject) =>
  called('CreateConfigurationPolicy', {
    Name: 'p',
    ConfigurationPolicy: { SecurityHub: { ServiceEnabled: true, SecurityControlsConfiguration } },
  });
const newAccounts = (requestParameters: JsonObject) =>
  called('UpdateOrganizationConfiguration', requestParameters);
const CENTRAL = { OrganizationConfiguration: { ConfigurationType: 'CENTRAL' } };
const route = (destination: JsonObject) =>
  called('CreateRoute', { routeTableId: 'rtb-1', networkInterfaceId: 'eni-1', ...destination });
const balancer = (requestParameters: JsonObject) =>
  calledAt('elasticloadbalancing', 'ModifyLoadBalancerAttributes', requestParameters);
const attribute = (key: string) => balancer({ attributes: [{ key, value: 'false' }] });
const classic = (enabled: boolean) =>
  balancer({ loadBalancerName: 'old', loadBalancerAttributes: { accessLog: { enabled } } });
const zones = (availabilityZoneChangeProtection: boolean) =>
  called('UpdateAvailabilityZoneChangeProtection', { availabilityZoneChangeProtection });
const expiry = (enabled: boolean, changes: JsonObject) => ({
  ...called('UpdateTimeToLive', { timeToLiveSpecification: { enabled, attributeName: 'created' } }),
  ...changes,
});
const namespace = (changes: JsonObject) =>
  calledAt('redshift-serverless', 'UpdateNamespace', { namespaceName: 'orders', ...changes });
const kept = (retentionPeriod: number) =>
  calledAt('redshift-serverless', 'UpdateSnapshot', { snapshotName: 's', retentionPeriod });
const scanned = (rules: readonly JsonObject[]) =>
  called('PutRegistryScanningConfiguration', { scanType: 'BASIC', rules });
const application = (statement: JsonObject) =>
  calledAt('serverlessrepo', 'PutApplicationPolicy', {
    applicationId: 'a',
    statements: [{ actions: ['Deploy'], ...statement }],
  });
const resolver = (ipv6: string) => called('CreateResolverRule', { targetIps: [{ ipv6 }] });
const endpoint = (PolicyDocument: string) =>
  called('ModifyVpcEndpoint', { ModifyVpcEndpointRequest: { VpcEndpointId: 'vpce-1', PolicyDocument } });
const ROLE = { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/App/orders' };
const EVERYTHING = '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}';
const NOT_OUTSIDE =
  '{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceOrgID":"o-a1b2c3d4e5"}}}';

const list = (changes: JsonObject) => ({
  eventName: 'UpdateIPSet',
  requestParameters: { detectorId: 'd', ipSetId: 'offices', ...changes },
});
const exclusion = (InternetGatewayExclusionMode: string) => ({
  eventName: 'ModifyVpcBlockPublicAccessExclusion',
  requestParameters: { ModifyVpcBlockPublicAccessExclusionRequest: { InternetGatewayExclusionMode } },
});
const bus = (statement: JsonObject) => ({
  requestParameters: {
    eventBusName: 'orders',
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', ...statement }] }),
  },
});
const everyoneIf = (Condition: JsonObject) => bus({ Principal: '*', Condition });

const login = (Federated: string, StringEquals: JsonObject) => ({
  eventName: 'CreateRole',
  requestParameters: {
    roleName: 'web',
    assumeRolePolicyDocument: JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals },
        },
      ],
    }),
  },
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

const auditOf = (parameterName: string, parameterValue: string) =>
  calledAt('rds', 'ModifyDBClusterParameterGroup', {
    dBClusterParameterGroupName: 'orders',
    parameters: [{ parameterName, parameterValue, applyMethod: 'immediate' }],
  });

const share = (allowExternalPrincipals: boolean) =>
  called('UpdateResourceShare', { resourceShareArn: 'arn:a', allowExternalPrincipals });
const invitation = (service: string, key: string, account: string) =>
  calledAt(service, 'AcceptAdministratorInvitation', { invitationId: 'i', [key]: account });
const tables = (account: string) =>
  calledAt('s3tables', 'PutTableBucketReplication', {
    configuration: {
      role: 'r',
      rules: [
        { destinations: [{ destinationTableBucketARN: `arn:aws:s3tables:eu-west-1:${account}:bucket/b` }] },
      ],
    },
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
  ['administrator-policy-written', 'all of IAM', true, policy(`${OF_IAM}:*`)],
  ['administrator-policy-written', 'all of IAM everywhere', true, policy('arn:aws:iam::*:*')],
  ['administrator-policy-written', 'all of IAM in short', true, policy('arn:aws:iam::*')],
  ['administrator-policy-written', 'everything on IAM', true, policy(`${OF_IAM}:*`, '*')],
  ['administrator-policy-written', 'all of an account', true, policy('arn:aws:*:*:111122223333:*', '*')],
  ['administrator-policy-written', 'some roles', false, policy(`${OF_IAM}:role/app-*`)],
  ['administrator-policy-written', 'all buckets', false, policy('arn:aws:s3:::*', '*')],
  ['escalation-policy-written', 'all users', true, policy([`${OF_IAM}:user/*`, `${OF_IAM}:group/a`])],
  ['escalation-policy-written', 'everything on all roles', true, policy('arn:aws:iam::*:role/*', '*')],
  ['escalation-policy-written', 'some roles', false, policy(`${OF_IAM}:role/app-*`)],
  ['escalation-policy-written', 'reads of all roles', false, policy(`${OF_IAM}:role/*`, 'iam:Get*')],
  ['signing-certificate-uploaded', 'it is enabled', true, certificate('Active')],
  ['signing-certificate-uploaded', 'it is disabled', false, certificate('Inactive')],
  ['role-trusted-by-every-web-identity', 'everyone at Google', true, login('accounts.google.com', {})],
  ['role-trusted-by-every-web-identity', 'everyone at Facebook', true, login('graph.facebook.com', {})],
  ['role-trusted-by-every-web-identity', 'everyone at Amazon', true, login('www.amazon.com', {})],
  [
    'role-trusted-by-every-web-identity',
    'an application or any',
    true,
    login('accounts.google.com', { 'accounts.google.com:aud': ['66677788899900pro0', '*'] }),
  ],
  [
    'role-trusted-by-every-web-identity',
    'an application',
    false,
    login('accounts.google.com', { 'accounts.google.com:aud': '66677788899900pro0' }),
  ],
  [
    'role-trusted-by-every-web-identity',
    'an application at Amazon',
    false,
    login('www.amazon.com', { 'www.amazon.com:app_id': 'amzn1.a' }),
  ],
  ['database-deleted-with-its-backups', 'the default', true, deletion('Instance', {}, null)],
  ['database-deleted-with-its-backups', 'the default of a cluster', true, deletion('Cluster', {}, 'orders')],
  [
    'database-deleted-with-its-backups',
    'backups are kept',
    false,
    deletion('Instance', { deleteAutomatedBackups: false }, null),
  ],
  ['guardduty-findings-hidden', 'a list is used', true, list({ activate: true })],
  ['guardduty-findings-hidden', 'a list is another', true, list({ location: 's3://lists/offices.txt' })],
  ['guardduty-findings-hidden', 'a list is switched off', false, list({ activate: false })],
  ['vpc-public-access-block-weakened', 'an exclusion is widened', true, exclusion('allow-bidirectional')],
  ['vpc-public-access-block-weakened', 'an exclusion is narrowed', false, exclusion('allow-egress')],
  ['event-bus-shared-outside', 'all but one', true, bus({ NotPrincipal: { AWS: '111122223333' } })],
  [
    'event-bus-shared-outside',
    'everyone of a unit',
    false,
    everyoneIf({
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abcdefghij/r-ab12/ou-ab12-11111111/*' },
    }),
  ],
  [
    'event-bus-shared-outside',
    'everyone of the own account',
    false,
    everyoneIf({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } }),
  ],
  [
    'event-bus-shared-outside',
    'everyone of another account',
    true,
    everyoneIf({ StringEquals: { 'aws:PrincipalAccount': OTHER } }),
  ],
  ['database-deleted-with-its-backups', 'of a member', false, deletion('Instance', {}, 'orders')],
  [
    'mining-container-started',
    'a command of a job',
    true,
    job({ containerProperties: { image: 'alpine', command: ['minerd', '-o', 'pool:3333'] } }),
  ],
  ['mining-container-started', 'tasks of a job', true, tasks(MINER)],
  ['mining-container-started', 'a pod of a job', true, pod({ containers: [MINER] })],
  ['mining-container-started', 'nodes of a job', true, nodes(MINER)],
  ['mining-container-started', 'another image', false, nodes({ image: 'alpine' })],
  ['privileged-container-defined', 'nodes of a job', true, nodes({ privileged: true })],
  [
    'privileged-container-defined',
    'what a pod begins with',
    true,
    pod({ initContainers: [{ securityContext: { privileged: true } }] }),
  ],
  ['privileged-container-defined', 'nodes without', false, nodes({ privileged: false })],
  ['root-second-factor-removed', 'a device', true, ofRoot('DeactivateMFADevice', 'mfa/phone-of-keeper')],
  ['root-second-factor-removed', 'a key', true, ofRoot('DeactivateMFADevice', 'u2f/root-account/key-A')],
  [
    'second-factor-enabled-for-another-user',
    'root for itself',
    false,
    ofRoot('EnableMFADevice', 'mfa/root-account-mfa-device'),
  ],
  [
    'data-sent-outside',
    'findings go elsewhere',
    true,
    called('UpdatePublishingDestination', { destinationProperties: { kmsKeyArn: KEY } }),
  ],
  [
    'data-sent-outside',
    'a group of queries is changed',
    true,
    called('UpdateWorkGroup', {
      configurationUpdates: { resultConfigurationUpdates: { expectedBucketOwner: OTHER } },
    }),
  ],
  [
    'data-sent-outside',
    'a delivery is changed',
    true,
    called('UpdateDestination', { extendedS3DestinationUpdate: processor }),
  ],
  [
    'resource-shared-by-call',
    'an accelerator',
    true,
    called('UpdateCrossAccountAttachment', { addPrincipals: [OTHER] }),
  ],
  [
    'resource-shared-by-call',
    'it is taken back',
    false,
    called('UpdateCrossAccountAttachment', { removePrincipals: [OTHER] }),
  ],
  [
    'resource-shared-by-call',
    'a bot',
    true,
    called('CreateResourcePolicyStatement', { principal: [{ arn: `arn:aws:iam::${OTHER}:root` }] }),
  ],
  [
    'administrator-role-passed',
    'to a job',
    true,
    calledAt('glue', 'UpdateJob', { jobUpdate: { role: 'Admin' } }),
  ],
  [
    'administrator-role-passed',
    'to a pipeline',
    true,
    called('CreatePipeline', { pipeline: { roleArn: 'arn:aws:iam::111122223333:role/Admin' } }),
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
  ['replication-instance-made-public', 'the default', true, called('CreateReplicationInstance', {})],
  ['image-scanning-disabled', 'the default', true, { requestParameters: { imageScanningConfiguration: {} } }],
  ['user-pool-weakened', 'the default', true, called('UpdateUserPool', { userPoolId: 'eu-west-1_EXAMPLE' })],
  [
    'user-pool-weakened',
    'the second factor stays',
    false,
    called('UpdateUserPool', { userPoolId: 'eu-west-1_EXAMPLE', mfaConfiguration: 'ON' }),
  ],
  [
    'user-pool-weakened',
    'of a sign-in',
    false,
    called('SetUserPoolMfaConfig', { userPoolId: 'eu-west-1_EXAMPLE' }),
  ],
  ['recording-narrowed', 'types are left out', true, usesOnly('EXCLUSION_BY_RESOURCE_TYPES')],
  ['recording-narrowed', 'all types', false, usesOnly('ALL_SUPPORTED_RESOURCE_TYPES')],
  ['account-taken-over', 'an invitation is accepted', true, handshake('INVITE')],
  ['account-taken-over', 'a bill is taken over', true, handshake('TRANSFER_RESPONSIBILITY')],
  ['account-taken-over', 'all features are approved', false, handshake('APPROVE_ALL_FEATURES')],
  ['account-taken-over', 'all features are enabled', false, handshake('ENABLE_ALL_FEATURES')],
  ['allowed-images-widened', 'images are only checked', true, allowed('audit-mode')],
  ['allowed-images-widened', 'images are refused', false, allowed('enabled')],
  ['cluster-public-access-block-weakened', 'every port is left out', true, emrBlock(0, 65_535)],
  ['cluster-public-access-block-weakened', 'the default', false, emrBlock(22, 22)],
  ['event-rule-disabled', 'it is put', true, called('PutRule', { name: 'alerts', state: 'DISABLED' })],
  ['event-rule-disabled', 'it is on', false, called('PutRule', { name: 'alerts', state: 'ENABLED' })],
  [
    'vulnerability-findings-suppressed',
    'a filter is widened',
    true,
    called('UpdateFilter', { filterArn: 'f' }),
  ],
  ['vulnerability-findings-suppressed', 'a filter ends', false, called('UpdateFilter', { action: 'NONE' })],
  ['user-pool-weakened', 'stolen passwords are taken', true, risk('NO_ACTION')],
  ['user-pool-weakened', 'stolen passwords are blocked', false, risk('BLOCK')],
  ['recording-narrowed', 'some types once a day', true, overrides('DAILY')],
  ['recording-narrowed', 'some types at once', false, overrides('CONTINUOUS')],
  ['commitment-bought', 'of a search domain', true, called('PurchaseReservedInstanceOffering', {})],
  [
    'service-api-key-created',
    'it is on again',
    true,
    called('UpdateServiceSpecificCredential', { status: 'Active' }),
  ],
  [
    'service-api-key-created',
    'it is off',
    false,
    called('UpdateServiceSpecificCredential', { status: 'Inactive' }),
  ],
  ['instances-started-in-bulk', 'a fleet', true, fleet(200)],
  ['instances-started-in-bulk', 'a small fleet', false, fleet(2)],
  [
    'instances-started-in-bulk',
    'Spot Instances',
    true,
    called('RequestSpotInstances', { instanceCount: 200 }),
  ],
  ['recycle-bin-rule-removed', 'a day', true, retention(days(1))],
  [
    'recycle-bin-rule-removed',
    'what has a tag',
    true,
    retention({ resourceTags: [{ resourceTagKey: 'none', resourceTagValue: 'none' }] }),
  ],
  ['spot-capacity-requested-by-hand', 'a launch template', false, { eventName: 'CreateLaunchTemplate' }],
  [
    'person-locked-out',
    'a certificate',
    true,
    { eventName: 'DeleteSigningCertificate', requestParameters: { userName: 'bob' } },
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
  [
    'trail-weakened',
    'its log group is removed',
    true,
    called('UpdateTrail', { cloudWatchLogsLogGroupArn: '' }),
  ],
  ['trail-weakened', 'its topic is removed', true, called('UpdateTrail', { snsTopicName: '' })],
  [
    'trail-weakened',
    'another log group',
    false,
    called('UpdateTrail', { cloudWatchLogsLogGroupArn: 'arn:a' }),
  ],
  ['trail-weakened', 'a store of one Region', true, store({ multiRegionEnabled: false })],
  ['trail-weakened', 'a store of one account', true, store({ organizationEnabled: false })],
  ['trail-weakened', 'a store of all Regions', false, store({ multiRegionEnabled: true })],
  ['domain-transfer-prepared', 'it is deleted', true, called('DeleteDomain', { domainName: 'example.com' })],
  [
    'database-made-public',
    'a gateway',
    true,
    cluster('ModifyDBCluster', { enableInternetAccessGateway: true, enableVPCNetworking: false }),
  ],
  ['database-made-public', 'back in a VPC', false, cluster('ModifyDBCluster', { enableVPCNetworking: true })],
  [
    'database-made-public',
    'a gateway by default',
    true,
    cluster('CreateDBCluster', { withExpressConfiguration: true }),
  ],
  [
    'database-made-public',
    'express, in a VPC',
    false,
    cluster('CreateDBCluster', { withExpressConfiguration: true, enableInternetAccessGateway: false }),
  ],
  [
    'instances-started-in-bulk',
    'a fleet grows',
    true,
    called('ModifyFleet', {
      ModifyFleetRequest: { TargetCapacitySpecification: { TotalTargetCapacity: 200 } },
    }),
  ],
  [
    'instances-started-in-bulk',
    'a Spot Fleet grows',
    true,
    called('ModifySpotFleetRequest', { targetCapacity: 200 }),
  ],
  [
    'instances-started-in-bulk',
    'a Spot Fleet shrinks',
    false,
    called('ModifySpotFleetRequest', { targetCapacity: 0 }),
  ],
  [
    'large-scaling-group-requested',
    'by a schedule',
    true,
    called('PutScheduledUpdateGroupAction', { desiredCapacity: 200 }),
  ],
  [
    'large-scaling-group-requested',
    'by a batch of schedules',
    true,
    called('BatchPutScheduledUpdateGroupAction', { scheduledUpdateGroupActions: [{ minSize: 200 }] }),
  ],
  ['large-scaling-group-requested', 'at once', true, called('LaunchInstances', { requestedCapacity: 200 })],
  [
    'large-scaling-group-requested',
    'two at once',
    false,
    called('LaunchInstances', { requestedCapacity: 2 }),
  ],
  ['metadata-service-weakened', 'no default', true, defaults({ HttpTokens: 'no-preference' })],
  ['metadata-service-weakened', 'not enforced', true, defaults({ HttpTokensEnforced: 'disabled' })],
  [
    'metadata-service-weakened',
    'required, and not enforced',
    false,
    defaults({ HttpTokens: 'required', HttpTokensEnforced: 'no-preference' }),
  ],
  [
    'security-hub-controls-disabled',
    'by a policy',
    true,
    controls({ DisabledSecurityControlIdentifiers: ['CloudTrail.1'] }),
  ],
  [
    'security-hub-controls-disabled',
    'all but some, by a policy',
    true,
    controls({ EnabledSecurityControlIdentifiers: ['IAM.1'] }),
  ],
  [
    'security-hub-controls-disabled',
    'none, by a policy',
    false,
    controls({ DisabledSecurityControlIdentifiers: [] }),
  ],
  [
    'security-hub-controls-disabled',
    'a policy no longer applies',
    true,
    called('StartConfigurationPolicyDisassociation', { Target: { OrganizationalUnitId: 'ou-1' } }),
  ],
  ['security-hub-controls-disabled', 'no new accounts', true, newAccounts({ AutoEnable: false })],
  [
    'security-hub-controls-disabled',
    'central configuration',
    false,
    newAccounts({ AutoEnable: false, ...CENTRAL }),
  ],
  ['traffic-routed-through-host', 'a half', true, route({ destinationCidrBlock: '0.0.0.0/1' })],
  ['traffic-routed-through-host', 'IPv6', true, route({ destinationIpv6CidrBlock: '::/0' })],
  ['traffic-routed-through-host', 'an own range', false, route({ destinationCidrBlock: '10.0.0.0/8' })],
  [
    'service-published',
    'half of all addresses',
    true,
    calledAt('workspaces', 'AuthorizeIpRules', { userRules: [{ ipRule: '128.0.0.0/1' }] }),
  ],
  [
    'service-published',
    'an office',
    false,
    calledAt('workspaces', 'AuthorizeIpRules', { userRules: [{ ipRule: '203.0.113.0/28' }] }),
  ],
  [
    'service-published',
    'a database of Lightsail',
    true,
    calledAt('lightsail', 'UpdateRelationalDatabase', { publiclyAccessible: true }),
  ],
  [
    'service-published',
    'a bucket of Lightsail',
    true,
    calledAt('lightsail', 'UpdateBucket', { accessRules: { getObject: 'public' } }),
  ],
  [
    'service-published',
    'a private bucket',
    false,
    calledAt('lightsail', 'UpdateBucket', { accessRules: { getObject: 'private' } }),
  ],
  ...['load-balancer-protection-removed', 'log-source-removed'].flatMap((rule) => [
    [rule, 'its log of health checks', true, attribute('health_check_logs.s3.enabled')] as const,
    [rule, 'its log of connections', true, attribute('connection_logs.s3.enabled')] as const,
    [rule, 'a setting', false, attribute('routing.http2.enabled')] as const,
  ]),
  ['load-balancer-protection-removed', 'a classic one', true, classic(false)],
  ['load-balancer-protection-removed', 'a classic one is logged', false, classic(true)],
  [
    'network-firewall-weakened',
    'zones',
    true,
    called('DisassociateAvailabilityZones', { firewallName: 'f' }),
  ],
  ['network-firewall-weakened', 'zones may change', true, zones(false)],
  ['network-firewall-weakened', 'zones may not change', false, zones(true)],
  ['data-warehouse-audit-logging-disabled', 'of a namespace', true, namespace({ logExports: [] })],
  ['data-warehouse-audit-logging-disabled', 'no list', true, namespace({})],
  ['data-warehouse-audit-logging-disabled', 'some logs', false, namespace({ logExports: ['userlog'] })],
  ['data-warehouse-audit-logging-disabled', 'a password', false, namespace({ adminUsername: 'admin' })],
  ['data-warehouse-snapshot-deleted', 'a day, of a namespace', true, kept(1)],
  ['data-warehouse-snapshot-deleted', 'for good', false, kept(-1)],
  ['image-scanning-disabled', 'in the registry', true, scanned([])],
  ['image-scanning-disabled', 'only by hand', true, scanned([{ scanFrequency: 'MANUAL' }])],
  ['image-scanning-disabled', 'by the registry', false, scanned([{ scanFrequency: 'SCAN_ON_PUSH' }])],
  [
    'resource-shared-by-call',
    'everyone may load it',
    true,
    called('ModifyFpgaImageAttribute', { loadPermission: { add: { items: [{ group: 'all' }] } } }),
  ],
  ['resource-shared-by-call', 'snapshots, with capitals', true, snapshotsTo(OTHER)],
  ['resource-shared-by-call', 'snapshots, with capitals, within', false, snapshotsTo('111122223333')],
  ['resource-shared-by-call', 'an application', true, application({ principals: [OTHER] })],
  ['resource-shared-by-call', 'an application to all', true, application({ principals: ['*'] })],
  [
    'resource-shared-by-call',
    'an application in an organization',
    false,
    application({ principals: ['*'], principalOrgIDs: ['o-a1b2c3d4e5'] }),
  ],
  ['names-resolved-elsewhere', 'at a public address of IPv6', true, resolver('2001:4860:4860::8888')],
  [
    'names-resolved-elsewhere',
    'at a private address, by a program',
    false,
    { ...resolver('fd00::53'), userIdentity: ROLE, userAgent: 'aws-sdk-go-v2/1.39.2' },
  ],
  ['endpoint-policy-opened', 'everything', true, endpoint(`{"Statement":${EVERYTHING}}`)],
  [
    'endpoint-policy-opened',
    'everything but others',
    false,
    endpoint(`{"Statement":[${EVERYTHING},${NOT_OUTSIDE}]}`),
  ],
  [
    'macie-disabled',
    'for new accounts',
    true,
    called('UpdateOrganizationConfiguration', { autoEnable: false }),
  ],
  [
    'sensitive-data-discovery-stopped',
    'in some accounts',
    true,
    called('BatchUpdateAutomatedDiscoveryAccounts', { accounts: [{ accountId: OTHER, status: 'DISABLED' }] }),
  ],
  [
    'vulnerability-scanning-disabled',
    'for new accounts',
    true,
    newAccounts({ autoEnable: { ec2: false, ecr: true } }),
  ],
  [
    'vulnerability-scanning-disabled',
    'on for new accounts',
    false,
    newAccounts({ autoEnable: { ec2: true, ecr: true, lambda: true } }),
  ],
  ['detective-disabled', 'for new accounts', true, newAccounts({ autoEnable: false })],
  ['guardduty-protection-reduced', 'for new accounts', true, newAccounts({ autoEnable: false })],
  [
    'guardduty-protection-reduced',
    'of S3 for new accounts',
    true,
    newAccounts({ dataSources: { s3Logs: { autoEnable: false } } }),
  ],
  ['guardduty-protection-reduced', 'on for new accounts', false, newAccounts({ autoEnable: true })],
  [
    'config-recording-stopped',
    'of a service',
    true,
    called('DeleteServiceLinkedConfigurationRecorder', { servicePrincipal: 'x.amazonaws.com' }),
  ],
  ['key-store-disconnected', 'an external one is made', true, keyStore('CreateCustomKeyStore', XKS)],
  [
    'key-store-disconnected',
    'one of CloudHSM is made',
    false,
    keyStore('CreateCustomKeyStore', { clusterId: 'cluster-1' }),
  ],
  ['key-store-disconnected', 'one is moved', true, keyStore('UpdateCustomKeyStore', XKS)],
  [
    'key-store-disconnected',
    'its password is told',
    false,
    keyStore('UpdateCustomKeyStore', { customKeyStoreId: 'cks-1' }),
  ],
  ['trail-blinded-by-selectors', 'a store of reads', true, selectors(OF_MANAGEMENT, READS)],
  ['trail-blinded-by-selectors', 'a store of management events', false, selectors(OF_MANAGEMENT)],
  ['trail-blinded-by-selectors', 'a store of data events', false, selectors(OF_DATA)],
  [
    'trail-blinded-by-selectors',
    'a store without selectors',
    false,
    store({ terminationProtectionEnabled: true }),
  ],
  [
    'automatic-backups-switched-off',
    'a policy for snapshots is deleted',
    true,
    calledAt('dlm', 'DeleteLifecyclePolicy', { policyId: 'policy-1' }),
  ],
  ...['DISABLED', 'ENABLED'].flatMap((state) =>
    [{ state }, { State: state }].map(
      (written) =>
        [
          'automatic-backups-switched-off',
          `snapshots are ${state}, as ${Object.keys(written)[0]}`,
          state === 'DISABLED',
          calledAt('dlm', 'UpdateLifecyclePolicy', written),
        ] as const,
    ),
  ),
  ...['windows', 'ontap', 'openZFS', 'lustre'].flatMap((kind) => [
    ['automatic-backups-switched-off', `files of ${kind}`, true, files(kind, 0)] as const,
    ['automatic-backups-switched-off', `a week of ${kind}`, false, files(kind, 7)] as const,
  ]),
  [
    'automatic-backups-switched-off',
    'a warehouse',
    true,
    calledAt('redshift', 'ModifyCluster', { automatedSnapshotRetentionPeriod: 0 }),
  ],
  [
    'automatic-backups-switched-off',
    'a cache',
    true,
    calledAt('elasticache', 'ModifyReplicationGroup', { snapshotRetentionLimit: 0 }),
  ],
  [
    'automatic-backups-switched-off',
    'a server',
    true,
    calledAt('drs', 'StopReplication', { sourceServerID: 's-1' }),
  ],
  ...['111122223333', OTHER].flatMap((account) => {
    const kmsKeyId = `arn:aws:kms:eu-west-1:${account}:key/0987dcba-09fe-87dc-65ba-ab0987654321`;
    const rule = 'disk-encrypted-with-foreign-key';
    return [
      [
        rule,
        `a secret: ${account}`,
        account === OTHER,
        calledAt('secretsmanager', 'UpdateSecret', { kmsKeyId }),
      ],
      [rule, `a database: ${account}`, account === OTHER, calledAt('rds', 'CopyDBSnapshot', { kmsKeyId })],
      [
        rule,
        `a warehouse: ${account}`,
        account === OTHER,
        calledAt('redshift', 'ModifyCluster', { kmsKeyId }),
      ],
    ] as const;
  }),
  [
    'profile-changed-by-hand',
    'of a device',
    true,
    calledAt('iot', 'CreateRoleAlias', { roleAlias: 'camera' }),
  ],
  ['resource-shared-by-call', 'an address', true, addressTo(OTHER)],
  ['resource-shared-by-call', 'an address, within', false, addressTo('111122223333')],
  [
    'resource-shared-by-call',
    'an endpoint of a domain',
    true,
    calledAt('es', 'AuthorizeVpcEndpointAccess', { domainName: 'orders', account: OTHER }),
  ],
  ...[true, false].map(
    (enabled) =>
      [
        'service-published',
        `a cluster of Kafka for everyone: ${enabled}`,
        enabled,
        calledAt('kafka', 'UpdateSecurity', { clientAuthentication: { unauthenticated: { enabled } } }),
      ] as const,
  ),
  [
    'file-transfer-server-made-public',
    'by an address',
    true,
    called('UpdateServer', { endpointDetails: { addressAllocationIds: ['eipalloc-0123456789abcdef0'] } }),
  ],
  [
    'file-transfer-server-made-public',
    'in a VPC',
    false,
    called('CreateServer', {
      endpointType: 'VPC',
      endpointDetails: { vpcId: 'vpc-1', addressAllocationIds: [] },
    }),
  ],
  ['alert-delivery-removed', 'a filter', true, subscription('FilterPolicy', '{"severity":["none"]}')],
  ['alert-delivery-removed', 'the filter is removed', false, subscription('FilterPolicy', '{}')],
  ['alert-delivery-removed', 'a setting', false, subscription('RawMessageDelivery', 'true')],
  [
    'security-hub-controls-disabled',
    'Regions are no longer gathered',
    true,
    called('DeleteFindingAggregator', { FindingAggregatorArn: 'arn:a' }),
  ],
  ...[
    ['aws:pass', false],
    ['aws:forward_to_sfe', false],
    ['aws:pass', true],
  ].map(
    ([action = '', dryRun = false]) =>
      [
        'network-firewall-weakened',
        `its policy says ${action}${dryRun ? ', without effect' : ''}`,
        action === 'aws:pass' && dryRun === false,
        called('UpdateFirewallPolicy', { firewallPolicy: { statelessDefaultActions: [action] }, dryRun }),
      ] as const,
  ),
  ...(
    [
      ['codebuild', 'CreateProject'],
      ['states', 'UpdateStateMachine'],
      ['datapipeline', 'PutPipelineDefinition'],
      ['sagemaker', 'CreateProcessingJob'],
      ['elasticmapreduce', 'AddJobFlowSteps'],
      ['apprunner', 'CreateService'],
    ] as const
  ).flatMap(([service, eventName]) => [
    ['job-changed-by-hand', eventName, true, calledAt(service, eventName, {})] as const,
    [
      'job-changed-by-hand',
      `${eventName} by a role`,
      false,
      { ...calledAt(service, eventName, {}), userIdentity: ROLE },
    ] as const,
  ]),
  ['stack-with-identities-created-by-hand', 'one resource', true, resource('AWS::IAM::Role')],
  ['stack-with-identities-created-by-hand', 'a bucket', false, resource('AWS::S3::Bucket')],
  ...['administrator-function-changed', 'function-code-changed-by-hand'].flatMap((rule) => [
    [rule, 'the code is replaced', true, coded(false)] as const,
    [rule, 'a dry run', false, coded(true)] as const,
  ]),
  ...['AdminLinkProviderForUser', 'AdminAddUserToGroup', 'AddUserPoolClientSecret'].map(
    (eventName) => ['application-user-taken-over', eventName, true, called(eventName, {})] as const,
  ),
  ['pool-role-changed', 'tags of sessions', true, called('SetPrincipalTagAttributeMap', {})],
  [
    'pool-role-changed',
    'a group gets a role',
    true,
    calledAt('cognito-idp', 'UpdateGroup', { groupName: 'g', roleArn: `${OF_IAM}:role/App` }),
  ],
  ['pool-role-changed', 'a group', false, calledAt('cognito-idp', 'UpdateGroup', { groupName: 'g' })],
  ...(
    [
      ['airflow', 'CreateWebLoginToken'],
      ['airflow', 'CreateCliToken'],
      ['athena', 'CreatePresignedNotebookUrl'],
    ] as const
  ).flatMap(([service, eventName]) =>
    ['notebook-opened-by-url', 'notebook-opened-outside-console'].map(
      (rule) => [rule, eventName, true, calledAt(service, eventName, { Name: 'flows' })] as const,
    ),
  ),
  ['security-contact-replaced', 'the primary contact', true, called('PutContactInformation', {})],
  [
    'security-contact-replaced',
    'the contact for bills',
    false,
    called('PutAlternateContact', { alternateContactType: 'BILLING' }),
  ],
  ...(
    [
      ['emr-serverless', 'StartJobRun'],
      ['emr-containers', 'StartJobRun'],
      ['codedeploy', 'CreateDeployment'],
      ['elasticbeanstalk', 'UpdateEnvironment'],
      ['airflow', 'CreateEnvironment'],
      ['sagemaker', 'CreateHyperParameterTuningJob'],
    ] as const
  ).flatMap(([service, eventName]) => [
    ['job-changed-by-hand', `${eventName} of ${service}`, true, calledAt(service, eventName, {})] as const,
    [
      'job-changed-by-hand',
      `${eventName} of ${service} by a role`,
      false,
      { ...calledAt(service, eventName, {}), userIdentity: ROLE },
    ] as const,
  ]),
  ['job-changed-by-hand', 'a run of a job that is there', false, calledAt('glue', 'StartJobRun', {})],
  ...[
    ['ClusterAdmin', true],
    ['Orders', false],
  ].map(
    ([role, isMatched]) =>
      [
        'administrator-role-passed',
        `a run with the role ${role}`,
        isMatched === true,
        calledAt('emr-serverless', 'StartJobRun', { executionRoleArn: `${OF_IAM}:role/${role}` }),
      ] as const,
  ),
  [
    'administrator-role-passed',
    'a notebook that is there',
    true,
    calledAt('sagemaker', 'UpdateNotebookInstance', { roleArn: `${OF_IAM}:role/Administrators` }),
  ],
  [
    'notebook-script-attached',
    'another role',
    true,
    called('UpdateNotebookInstance', { notebookInstanceName: 'n', roleArn: `${OF_IAM}:role/Other` }),
  ],
  [
    'notebook-script-attached',
    'another role of a profile',
    true,
    called('UpdateUserProfile', { userSettings: { executionRole: `${OF_IAM}:role/Other` } }),
  ],
  [
    'notebook-script-attached',
    'another size',
    false,
    called('UpdateNotebookInstance', { notebookInstanceName: 'n', instanceType: 'ml.t3.large' }),
  ],
  [
    'network-firewall-weakened',
    'another policy',
    true,
    called('AssociateFirewallPolicy', { firewallName: 'edge', firewallPolicyArn: 'arn:p' }),
  ],
  [
    'network-firewall-weakened',
    'another policy by a stack',
    false,
    {
      ...called('AssociateFirewallPolicy', { firewallName: 'edge', firewallPolicyArn: 'arn:p' }),
      userIdentity: { ...ROLE, invokedBy: 'cloudformation.amazonaws.com' },
    },
  ],
  [
    'network-firewall-weakened',
    'its policy lets fragments pass',
    true,
    called('UpdateFirewallPolicy', { firewallPolicy: { statelessFragmentDefaultActions: ['aws:pass'] } }),
  ],
  ...[
    ['DISABLED', true],
    ['ENABLED', false],
  ].map(
    ([mutationProtection = '', isMatched]) =>
      [
        'dns-firewall-weakened',
        `protection ${mutationProtection}`,
        isMatched === true,
        called('UpdateFirewallRuleGroupAssociation', { mutationProtection }),
      ] as const,
  ),
  ...[
    ['DISABLE', true],
    ['ENABLE', false],
  ].map(
    ([validation = '', isMatched]) =>
      [
        'dns-firewall-weakened',
        `validation ${validation}`,
        isMatched === true,
        called('UpdateResolverDnssecConfig', { resourceId: 'vpc-1', validation }),
      ] as const,
  ),
  ...(
    [
      ['route53resolver', 'AssociateFirewallRuleGroup'],
      ['route53resolver', 'ImportFirewallDomains'],
      ['route53', 'UpdateTrafficPolicyInstance'],
    ] as const
  ).flatMap(([service, eventName]) => [
    ['dns-records-changed-by-hand', eventName, true, calledAt(service, eventName, {})] as const,
    [
      'dns-records-changed-by-hand',
      `${eventName} by a role`,
      false,
      { ...calledAt(service, eventName, {}), userIdentity: ROLE },
    ] as const,
  ]),
  ...['DisableHostedZoneDNSSEC', 'DeactivateKeySigningKey'].map(
    (eventName) => ['hosted-zone-or-query-log-deleted', eventName, true, called(eventName, {})] as const,
  ),
  [
    'names-resolved-elsewhere',
    'a forwarder of a directory',
    true,
    calledAt('ds', 'CreateConditionalForwarder', { directoryId: 'd-1', dnsIpAddrs: ['203.0.113.9'] }),
  ],
  ['web-acl-emptied', 'a rule group', true, called('UpdateRuleGroup', { id: 'g', rules: [] })],
  [
    'web-acl-emptied',
    'a rule group keeps a rule',
    false,
    called('UpdateRuleGroup', { id: 'g', rules: [{ name: 'r' }] }),
  ],
  [
    'security-hub-controls-disabled',
    'no standards for new accounts',
    true,
    newAccounts({ AutoEnable: true, AutoEnableStandards: 'NONE' }),
  ],
  [
    'security-hub-controls-disabled',
    'no standards where policies decide',
    false,
    newAccounts({ AutoEnable: false, AutoEnableStandards: 'NONE', ...CENTRAL }),
  ],
  [
    'security-hub-controls-disabled',
    'default standards for new accounts',
    false,
    newAccounts({ AutoEnable: true, AutoEnableStandards: 'DEFAULT' }),
  ],
  ...[
    ['SELF_MANAGED_SECURITY_HUB', true],
    ['policy-1', false],
  ].map(
    ([ConfigurationPolicyIdentifier = '', isMatched]) =>
      [
        'security-hub-controls-disabled',
        `an account gets ${ConfigurationPolicyIdentifier}`,
        isMatched === true,
        called('StartConfigurationPolicyAssociation', { ConfigurationPolicyIdentifier }),
      ] as const,
  ),
  ...[
    ['NO_REGIONS', true],
    ['ALL_REGIONS', false],
  ].map(
    ([RegionLinkingMode = '', isMatched]) =>
      [
        'security-hub-controls-disabled',
        `findings are gathered of ${RegionLinkingMode}`,
        isMatched === true,
        called('UpdateFindingAggregator', { RegionLinkingMode }),
      ] as const,
  ),
  ...[
    ['SIX_HOURS', true],
    ['FIFTEEN_MINUTES', false],
  ].map(
    ([findingPublishingFrequency = '', isMatched]) =>
      [
        'guardduty-protection-reduced',
        `findings are passed on after ${findingPublishingFrequency}`,
        isMatched === true,
        called('UpdateDetector', { findingPublishingFrequency }),
      ] as const,
  ),
  ...['securityhub', 'macie2'].map(
    (service) =>
      [
        'guardduty-invitation-removed',
        `of ${service}`,
        true,
        calledAt(service, 'DeclineInvitations', {}),
      ] as const,
  ),
  ...[false, true].map(
    (publishPolicyFindings) =>
      [
        'macie-disabled',
        `findings on policies are passed on: ${publishPolicyFindings}`,
        !publishPolicyFindings,
        called('PutFindingsPublicationConfiguration', {
          securityHubConfiguration: { publishPolicyFindings },
        }),
      ] as const,
  ),
  ...[false, true].map(
    (activateDeepInspection) =>
      [
        'vulnerability-scanning-disabled',
        `packages of applications are looked at: ${activateDeepInspection}`,
        !activateDeepInspection,
        calledAt('inspector2', 'UpdateEc2DeepInspectionConfiguration', { activateDeepInspection }),
      ] as const,
  ),
  ['access-findings-archived', 'an analyzer leaves out more', true, called('UpdateAnalyzer', {})],
  ...(
    [
      ['logs', 'DeleteResourcePolicy'],
      ['observabilityadmin', 'DeleteCentralizationRuleForOrganization'],
      ['observabilityadmin', 'DeleteTelemetryRule'],
    ] as const
  ).flatMap(([service, eventName]) => [
    ['log-source-removed', eventName, true, calledAt(service, eventName, {})] as const,
    [
      'log-source-removed',
      `${eventName} by a role`,
      false,
      { ...calledAt(service, eventName, {}), userAgent: 'Boto3/1.40', userIdentity: ROLE },
    ] as const,
  ]),
  [
    'log-source-removed',
    'the policy of a secret',
    false,
    calledAt('secretsmanager', 'DeleteResourcePolicy', {}),
  ],
  ['log-source-removed', 'an audit plugin', true, auditOf('server_audit_logging', '0')],
  ['log-source-removed', 'an audit extension', true, auditOf('pgaudit.log', 'none')],
  ['log-source-removed', 'an audit extension is used', false, auditOf('pgaudit.log', 'all')],
  ['log-source-removed', 'another parameter', false, auditOf('innodb_file_per_table', '0')],
  ['resource-shared-outside', 'a share may be outside', true, share(true)],
  ['resource-shared-outside', 'a share is inside', false, share(false)],
  [
    'database-security-group-opened',
    'the Data API',
    true,
    called('EnableHttpEndpoint', { resourceArn: 'arn:c' }),
  ],
  ...[true, false].map(
    (enableHttpEndpoint) =>
      [
        'database-security-group-opened',
        `the Data API of a cluster: ${enableHttpEndpoint}`,
        enableHttpEndpoint,
        cluster('ModifyDBCluster', { enableHttpEndpoint }),
      ] as const,
  ),
  ...[
    ['NONE', true],
    ['JWT', false],
  ].map(
    ([authorizationType = '', isMatched]) =>
      [
        'api-without-sign-in',
        `a route with ${authorizationType}`,
        isMatched === true,
        called('UpdateRoute', { apiId: 'a', routeId: 'r', authorizationType }),
      ] as const,
  ),
  ['api-without-sign-in', 'another target', false, called('UpdateRoute', { apiId: 'a', target: 't' })],
  ...['UpdateUser', 'CreateAccess', 'UpdateAccess'].map(
    (eventName) => ['file-transfer-user-created', eventName, true, called(eventName, {})] as const,
  ),
  [
    'transfer-target-outside-created',
    'another server',
    true,
    called('UpdateLocationSmb', { serverHostname: 'files.example.com' }),
  ],
  ['transfer-target-outside-created', 'another password', false, called('UpdateLocationSmb', { user: 'u' })],
  ...['sendFilePaths', 'retrieveFilePaths'].map(
    (key) =>
      [
        'data-export-started-by-hand',
        key,
        key === 'sendFilePaths',
        calledAt('transfer', 'StartFileTransfer', { connectorId: 'c', [key]: ['/bucket/file'] }),
      ] as const,
  ),
  ...[OTHER, '111122223333'].flatMap((account) => {
    const isMatched = account === OTHER;
    const shareTarget = { id: account, type: 'ACCOUNT' };
    return [
      ['resource-shared-by-call', account, isMatched, calledAt('ds', 'ShareDirectory', { shareTarget })],
      ['data-sent-outside', account, isMatched, invitation('guardduty', 'administratorId', account)],
      ['data-sent-outside', account, isMatched, invitation('securityhub', 'AdministratorId', account)],
      ['data-sent-outside', account, isMatched, invitation('macie2', 'administratorAccountId', account)],
      ['bucket-replicated-to-another-account', account, isMatched, tables(account)],
    ] as const;
  }),
  [
    'connection-accepted-by-hand',
    'a search of a domain',
    true,
    calledAt('es', 'AcceptInboundConnection', { connectionId: 'c' }),
  ],
  ...Object.entries({ redshift: 'ModifyCluster', lightsail: 'UpdateRelationalDatabase' }).flatMap(
    ([service, name]) =>
      [true, false].map(
        (isMatched) =>
          [
            'database-master-password-changed',
            `${name} ${isMatched ? 'with' : 'without'} password`,
            isMatched,
            calledAt(
              service,
              name,
              isMatched ? { masterUserPassword: '****' } : { preferredBackupWindow: 'x' },
            ),
          ] as const,
      ),
  ),
  ...Object.entries({ 'redshift-serverless': 'UpdateNamespace', 'docdb-elastic': 'UpdateCluster' }).map(
    ([service, name]) =>
      [
        'database-master-password-changed',
        name,
        true,
        calledAt(service, name, { adminUserPassword: '****' }),
      ] as const,
  ),
  ['instance-role-replaced', 'a database', true, calledAt('rds', 'AddRoleToDBCluster', { roleArn: 'r' })],
  ...['addIamRoles', 'removeIamRoles'].map(
    (key) =>
      [
        'instance-role-replaced',
        `a warehouse, ${key}`,
        key === 'addIamRoles',
        calledAt('redshift', 'ModifyClusterIamRoles', { clusterIdentifier: 'c', [key]: ['r'] }),
      ] as const,
  ),
  [
    'bucket-deleted',
    'a directory bucket',
    true,
    calledAt('s3express', 'DeleteBucket', { bucketName: 'b--use1-az4--x-s3' }),
  ],
  ...['com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0', 'com.amazonaws.eu-west-1.s3'].map(
    (ServiceName) =>
      [
        'tunnel-into-network-created',
        ServiceName,
        ServiceName.includes('vpce-svc'),
        called('CreateVpcEndpoint', { CreateVpcEndpointRequest: { ServiceName, VpcId: 'vpc-1' } }),
      ] as const,
  ),
  ...['0.0.0.0/1', '203.0.113.0/24'].map(
    (range) =>
      [
        'web-acl-emptied',
        `an IP set with ${range}`,
        range === '0.0.0.0/1',
        called('UpdateIPSet', { name: 'allowed', id: 'i', addresses: ['198.51.100.0/24', range] }),
      ] as const,
  ),
  ...['CreateListener', 'CreateLoadBalancerListeners', 'ModifyTrustStore'].map(
    (eventName) => ['load-balancer-changed-by-hand', eventName, true, called(eventName, {})] as const,
  ),
  [
    'identity-center-set-up',
    'attributes for access control',
    true,
    called('UpdateInstanceAccessControlAttributeConfiguration', {}),
  ],
  ...['CreateConfigurationManager', 'DeleteConfigurationManager'].map(
    (eventName) =>
      [
        'stack-set-deployed-by-hand',
        eventName,
        eventName.startsWith('Create'),
        calledAt('ssm-quicksetup', eventName, {}),
      ] as const,
  ),
  ...Object.entries({
    'neptune-graph': 'StartExportTask',
    ses: 'StartArchiveExport',
    healthlake: 'StartFHIRExportJob',
  }).map(
    ([service, name]) => ['data-export-started-by-hand', name, true, calledAt(service, name, {})] as const,
  ),
  [
    'document-or-graph-database-deleted',
    'a graph is emptied',
    true,
    calledAt('neptune-graph', 'ResetGraph', { graphIdentifier: 'g', skipSnapshot: true }),
  ],
  ...['CreateReceiptRule', 'UpdateReceiptRule', 'SetActiveReceiptRuleSet'].map(
    (eventName) => ['sender-identity-verified', eventName, true, called(eventName, {})] as const,
  ),
  ['application-user-taken-over', 'callbacks', true, called('UpdateUserPoolClient', { userPoolId: 'u' })],
  ['log-filter-removed', 'masking', true, called('DeleteDataProtectionPolicy', { logGroupIdentifier: 'g' })],
  ...Object.entries({
    PutImage: 'ecr-public',
    PublishPackageVersion: 'codeartifact',
    PutPackageOriginConfiguration: 'codeartifact',
    AssociateExternalConnection: 'codeartifact',
  }).map(
    ([name, service]) => ['container-image-pushed-by-hand', name, true, calledAt(service, name, {})] as const,
  ),
  ...Object.entries({
    iot: 'CreateJob',
    imagebuilder: 'CreateComponent',
    greengrass: 'CreateDeployment',
  }).map(([service, name]) => ['job-changed-by-hand', service, true, calledAt(service, name, {})] as const),
  ...['DELETE', 'ROTATE'].map(
    (authTokenUpdateStrategy) =>
      [
        'database-security-group-opened',
        `a cache, ${authTokenUpdateStrategy}`,
        authTokenUpdateStrategy === 'DELETE',
        calledAt('elasticache', 'ModifyReplicationGroup', { authTokenUpdateStrategy }),
      ] as const,
  ),
  [
    'database-security-group-opened',
    'a user of caches without password',
    true,
    calledAt('elasticache', 'ModifyUser', { userId: 'u', noPasswordRequired: true }),
  ],
  ['iam-inventory-read', 'the report of credentials', true, called('GetCredentialReport', {})],
  ['profile-changed-by-hand', 'an authority', true, calledAt('iot', 'RegisterCACertificate', {})],
  ...[
    'DeleteBackupVaultAccessPolicy',
    'CancelLegalHold',
    'DisassociateBackupVaultMpaApprovalTeam',
    'PutBackupVaultAccessPolicy',
  ].map((name) => ['backups-deleted', name, !name.startsWith('Put'), called(name, {})] as const),
  ['snapshot-lock-removed', 'an image', true, called('DisableImageDeregistrationProtection', {})],
  ['file-system-protection-removed', 'the policy', true, called('DeleteFileSystemPolicy', {})],
  ...[true, false].map(
    (enabled) => ['table-protection-removed', `expiry ${enabled}`, enabled, expiry(enabled, {})] as const,
  ),
  [
    'table-protection-removed',
    'expiry by Terraform',
    false,
    expiry(true, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.0' }),
  ],
  ['archive-vault-deleted', 'a tape', true, calledAt('storagegateway', 'DeleteTapeArchive', {})],
  ...Object.entries({
    redshift: 'DisableSnapshotCopy',
    'redshift-serverless': 'DeleteSnapshotCopyConfiguration',
  }).map(
    ([service, name]) => ['automatic-backups-switched-off', name, true, calledAt(service, name, {})] as const,
  ),
  ...[true, false].map(
    (terminationProtected) =>
      [
        'deletion-protection-removed',
        `a cluster of EMR, ${terminationProtected}`,
        !terminationProtected,
        calledAt('elasticmapreduce', 'SetTerminationProtection', { terminationProtected }),
      ] as const,
  ),
  ...Object.entries({
    cloudcontrolapi: 'DeleteResource',
    cloudformation: 'DeleteStackInstances',
    quicksight: 'DeleteAccountSubscription',
  }).map(([service, name]) => ['large-resource-deleted', name, true, calledAt(service, name, {})] as const),
  [
    'hosted-zone-or-query-log-deleted',
    'protected records',
    true,
    called('DeleteResourceRecordSetProtections', {}),
  ],
  ...['UpdateDomainContact', 'DisableDomainAutoRenew', 'EnableDomainAutoRenew'].map(
    (name) => ['domain-transfer-prepared', name, !name.startsWith('Enable'), called(name, {})] as const,
  ),
  ...['DeleteAggregatorV2', 'DisableSecurityHubFeatureV2'].map(
    (name) => ['security-hub-controls-disabled', name, true, called(name, {})] as const,
  ),
  ['guardduty-protection-reduced', 'a rule', true, called('DeleteCustomDetectionRuleAssociation', {})],
  ['guardduty-protection-reduced', 'scans', true, called('UpdateMalwareScanSettings', {})],
  ['detective-disabled', 'responders', true, calledAt('security-ir', 'CancelMembership', {})],
  ['alarms-muted', 'an alarm on logs', true, called('PutLogAlarm', { actionsEnabled: false })],
  ['log-filter-removed', 'a scheduled query', true, called('DeleteScheduledQuery', {})],
  ['image-scanning-disabled', 'signing', true, called('DeleteSigningConfiguration', {})],
  ['web-acl-removed', 'rule groups of Firewall Manager', true, called('DeleteFirewallManagerRuleGroups', {})],
  ['event-rule-disabled', 'the policy of a bus', true, called('RemovePermission', {})],
  [
    'security-contact-replaced',
    'notices',
    true,
    calledAt('notifications', 'DisassociateManagedNotificationAccountContact', {}),
  ],
  ...Object.entries({
    'vpc-lattice': 'DeleteAccessLogSubscription',
    'workspaces-web': 'DisassociateUserAccessLoggingSettings',
  }).map(([service, name]) => ['log-source-removed', name, true, calledAt(service, name, {})] as const),
  ...[true, false].map(
    (isOn) =>
      [
        'log-source-removed',
        `Redshift ${isOn}`,
        !isOn,
        calledAt('redshift', 'ModifyClusterParameterGroup', {
          parameters: [{ parameterName: 'enable_user_activity_logging', parameterValue: `${isOn}` }],
        }),
      ] as const,
  ),
  ...[true, false].map(
    (enabled) =>
      [
        'log-source-removed',
        `OpenSearch ${enabled}`,
        !enabled,
        calledAt('es', 'UpdateDomainConfig', { logPublishingOptions: { AUDIT_LOGS: { enabled } } }),
      ] as const,
  ),
  ...[{ defaultLogLevel: 'DISABLED' }, { disableAllLogs: true }, { defaultLogLevel: 'ERROR' }].map(
    (options, index) =>
      [
        'log-source-removed',
        `IoT ${JSON.stringify(options)}`,
        index < 2,
        calledAt('iot', 'SetV2LoggingOptions', options),
      ] as const,
  ),
  ...[true, false].map(
    (publicSharingEnabled) =>
      [
        'service-published',
        `dashboards ${publicSharingEnabled}`,
        publicSharingEnabled,
        calledAt('quicksight', 'UpdatePublicSharingSettings', { publicSharingEnabled }),
      ] as const,
  ),
  ...['0.0.0.0/0', '10.0.0.0/16'].map(
    (range) =>
      [
        'service-published',
        `a share for ${range}`,
        range === '0.0.0.0/0',
        calledAt('storagegateway', 'UpdateNFSFileShare', { clientList: [range] }),
      ] as const,
  ),
  ...[{ cidrs: ['0.0.0.0/0'] }, {}, { cidrs: ['203.0.113.7/32'] }].map(
    (sources, index) =>
      [
        'admin-port-opened-to-the-world',
        `a server of Lightsail for ${JSON.stringify(sources)}`,
        index < 2,
        calledAt('lightsail', 'OpenInstancePublicPorts', {
          portInfo: { fromPort: 22, toPort: 22, protocol: 'tcp', ...sources },
        }),
      ] as const,
  ),
  [
    'admin-port-opened-to-the-world',
    'a web server of Lightsail',
    false,
    calledAt('lightsail', 'OpenInstancePublicPorts', { portInfo: { fromPort: 443, toPort: 443 } }),
  ],
  ...['open-access', 'application'].map(
    (aCLName) =>
      [
        'database-security-group-opened',
        `MemoryDB, ${aCLName}`,
        aCLName === 'open-access',
        calledAt('memorydb', 'UpdateCluster', { aCLName }),
      ] as const,
  ),
  [
    'database-master-password-changed',
    'a search domain',
    true,
    calledAt('es', 'UpdateDomainConfig', { advancedSecurityOptions: { masterUserOptions: {} } }),
  ],
  ...['firewallRuleGroupPolicy', 'resolverQueryLogConfigPolicy'].map(
    (parameter) =>
      [
        'resource-policy-shared-outside',
        parameter,
        true,
        calledAt('route53resolver', `Put${parameter[0]?.toUpperCase()}${parameter.slice(1)}`, {
          [parameter]: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"${OTHER}"},"Action":"*"}]}`,
        }),
      ] as const,
  ),
  ['connection-accepted-by-hand', 'a share', true, calledAt('ram', 'AcceptResourceShareInvitation', {})],
  ...[OTHER, '111122223333'].map(
    (account) =>
      [
        'data-sent-outside',
        `a secret to ${account}`,
        account === OTHER,
        calledAt('secretsmanager', 'AssociateCrossAccountReplica', {
          secretId: 's',
          crossAccountReplicaARN: `arn:aws:secretsmanager:eu-west-1:${account}:secret:s-a1b2c3`,
        }),
      ] as const,
  ),
  ...['PutRestApi', 'ReimportApi', 'UpdateIntegration', 'UpdateAuthorizer'].map(
    (name) => ['api-published-by-hand', name, true, called(name, {})] as const,
  ),
  ...['UpdateKeyGroup2020_05_31', 'AssociateAlias2020_05_31'].map(
    (name) => ['edge-code-changed-by-hand', name, true, called(name, {})] as const,
  ),
  ...Object.entries({ buildSpec: true, iamServiceRoleArn: true, name: false }).map(
    ([parameter, isMatched]) =>
      [
        'build-source-changed-outside-pipeline',
        `an app, ${parameter}`,
        isMatched,
        calledAt('amplify', 'UpdateApp', { appId: 'a', [parameter]: 'x' }),
      ] as const,
  ),
  ...Object.entries({
    StartDeployment: 'amplify',
    OverridePullRequestApprovalRules: 'codecommit',
    OverrideStageCondition: 'codepipeline',
  }).map(
    ([name, service]) =>
      ['build-source-changed-outside-pipeline', name, true, calledAt(service, name, {})] as const,
  ),
  ...Object.entries({
    braket: 'CreateJob',
    elasticmapreduce: 'StartNotebookExecution',
    fis: 'StartExperiment',
    synthetics: 'UpdateCanary',
  }).map(([service, name]) => ['job-changed-by-hand', service, true, calledAt(service, name, {})] as const),
  ['containers-started-by-hand', 'Express Mode', true, called('CreateExpressGatewayService', {})],
  [
    'mining-container-started',
    'Express Mode',
    true,
    called('CreateExpressGatewayService', { primaryContainer: MINER }),
  ],
  ...Object.entries({
    CreateWorkspaceApiKey: 'grafana',
    CreateWorkspaceServiceAccountToken: 'grafana',
  }).map(([name, service]) => ['service-api-key-created', name, true, calledAt(service, name, {})] as const),
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

describe('people who sign in without Identity Center', () => {
  const sessionOf = (role: string) => ({
    type: 'AssumedRole',
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/alice@example.com`,
    sessionContext: { sessionIssuer: { type: 'Role', userName: role } },
  });
  const inConsole = {
    userIdentity: sessionOf('Engineers'),
    userAgent: 'Mozilla/5.0',
    sourceIPAddress: '203.0.113.7',
  };
  const isReported = ({ rule, examples }: (typeof RULES)[number], changes: JsonObject) => {
    const matcher = RuleMatcher.of([rule]);
    return examples.matching.some(({ record }) => matcher.match({ ...record, ...changes }).length > 0);
  };
  const userIdentity = sessionOf('AWSReservedSSO_Engineers_0123456789abcdef');
  const fromConsole = { sessionCredentialFromConsole: 'true' };
  const ofPeople = RULES.filter(
    (one) =>
      isReported(one, { ...inConsole, userIdentity, ...fromConsole }) &&
      isReported(one, { ...inConsole, userIdentity }) &&
      !isReported(one, inConsole),
  );

  test('are known by the console: each rule that reports those of Identity Center reports them', () => {
    expect(ofPeople.length).toBeGreaterThan(30);
    const missed = ofPeople.filter((one) => !isReported(one, { ...inConsole, ...fromConsole }));
    expect(missed.map(({ rule }) => rule.name)).toEqual([]);
  });
});
