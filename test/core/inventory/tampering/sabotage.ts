import {
  type OwnResources,
  STACK_SETS_ROLE_NAME,
} from '../../../../lib/core/inventory/tampering/tampering-rules';
import type { JsonObject } from '../../../../lib/core/json/json-value';

export const OWNER = '444455556666';
export const PLACE = `eu-west-1:${OWNER}`;
export const EXECUTION_ROLE = `arn:aws:iam::${OWNER}:role/cdk-hnb659fds-cfn-exec-role-${OWNER}-eu-west-1`;
export const DEPLOY_ROLE = `arn:aws:iam::${OWNER}:role/cdk-hnb659fds-deploy-role-${OWNER}-eu-west-1`;
export const KEY_ARN = `arn:aws:kms:${PLACE}:key/0a1b2c3d-0000-4000-8000-000000000001`;

const BY_STACK = ['Audit-*'];
const BUS = ['trailwatch-realtime'];
const MEMBERS = ['StackSet-Audit-Members*'];

/** What stands for the resources of a stack `Audit`. */
export const OWN: OwnResources = {
  accounts: [OWNER],
  names: {
    ...{ trail: ['audit'], bucket: ['audit-*'], accessPoint: ['audit-*'], alias: ['alias/trailwatch/*'] },
    ...{
      topic: ['Audit-*', 'alerts'],
      subscription: ['Audit-*', 'alerts'],
      queue: BY_STACK,
      notice: BY_STACK,
    },
    ...{ function: ['Audit-*', 'processor'], layer: ['*Rules*'], eventSource: BY_STACK, claim: BY_STACK },
    ...{
      table: ['Audit-*', 'claims'],
      eventRule: BY_STACK,
      eventBus: BUS,
      busPermission: BUS,
      alarm: BY_STACK,
    },
    ...{ mute: BY_STACK, logGroup: BY_STACK, logAccount: ['*'], managedPolicy: BY_STACK, stack: ['Audit'] },
    ...{ role: ['Audit-*', `cdk-hnb659fds-cfn-exec-role-${OWNER}-eu-west-1`], identityProvider: ['*'] },
    ...{ telemetryRule: ['audit-events'], telemetryAccount: ['*'] },
    ...{ machine: ['Audit-Start'], response: ['Audit-Start'], execution: ['Audit-Start'] },
    ...{ stackSet: ['Audit-*'], roleOfStack: [EXECUTION_ROLE], chat: ['audit-alerts'], chatAccount: ['*'] },
    ...{ secret: ['events!connection/*', 'splunk'], secretValue: ['events!connection/*', 'splunk'] },
  },
  memberNames: { stack: MEMBERS, eventRule: MEMBERS, role: [...MEMBERS, STACK_SETS_ROLE_NAME] },
  executionRoles: [EXECUTION_ROLE],
  memberExecutionRoles: [],
  deploymentRoles: [DEPLOY_ROLE],
  functionRoles: ['Audit-*'],
  trailCreatorRoles: ['Audit-*TrailCreator*'],
  operatorRoles: [`arn:aws:iam::${OWNER}:role/operations/AuditOperator`],
};

/** A call of sabotage, as CloudTrail writes it, and the rule that detects it. */
export interface Sabotage {
  readonly source: string;
  readonly event: string;
  readonly rule: string;
  readonly request?: JsonObject;
  readonly more?: JsonObject;
}

const MACHINE = `arn:aws:states:${PLACE}:stateMachine:Audit-Start`;
const UUID = '0a1b2c3d-0000-4000-8000-000000000001';
const QUEUE_URL = `https://sqs.eu-west-1.amazonaws.com/${OWNER}/Audit-Queue0A1B2C3D-x9`;
const TOPIC = `arn:aws:sns:${PLACE}:Audit-Alerts0A1B-x9`;
const SUBSCRIPTION = `${TOPIC}:${UUID}`;
const FUNCTION = 'Audit-ProcessorFunction0A1B-x9';
const FUNCTION_ARN = `arn:aws:lambda:${PLACE}:function:${FUNCTION}`;
const TABLE = 'Audit-ProcessorClaims0A1B-x9';
const TABLE_ARN = `arn:aws:dynamodb:${PLACE}:table/${TABLE}`;
const RULE = 'Audit-ProcessorDelivered0A1B-x9';
const ALARM = 'Audit-ProcessorAlarmsDeadLettersAlarm0A1B-x9';
const LOG_GROUP = 'Audit-ProcessorLogs0A1B-x9';
const ROLE = 'Audit-ProcessorRole0A1B-x9';
const bucketName = 'audit-archive0a1b-x9';
const CONNECTION_SECRET = 'events!connection/Pager-0A1B/0a1b2c3d';
const SECRET_ARN = `arn:aws:secretsmanager:${PLACE}:secret:`;
const ofKey: JsonObject = { resources: [{ accountId: OWNER, type: 'AWS::KMS::Key', ARN: KEY_ARN }] };
const ofTable: JsonObject = { resources: [{ type: 'AWS::DynamoDB::Table', ARN: TABLE_ARN }] };

function rows(
  source: string,
  rule: string,
  calls: Readonly<Record<string, JsonObject>>,
  more?: JsonObject,
): Sabotage[] {
  return Object.entries(calls).map(([event, request]) => ({
    ...{ source, rule, event, request },
    ...(more === undefined ? {} : { more }),
  }));
}

/**
 * The calls of sabotage that silence trailwatch or take its evidence. Names of events and parameters are those of CloudTrail's
 * records: Lambda's event names end with the version of the API.
 */
export const SABOTAGE: readonly Sabotage[] = [
  ...rows('cloudtrail', 'tampering-with-trail', {
    StopLogging: { name: `arn:aws:cloudtrail:${PLACE}:trail/audit` },
    DeleteTrail: { name: 'audit' },
    PutEventSelectors: { trailName: 'audit', eventSelectors: [] },
  }),
  ...rows('observabilityadmin', 'tampering-with-telemetry-rule', {
    DeleteTelemetryRule: { ruleIdentifier: 'audit-events' },
    UpdateTelemetryRuleForOrganization: {
      RuleIdentifier: `arn:aws:observabilityadmin:${PLACE}:organization-telemetry-rule/audit-events`,
    },
    UntagResource: { resourceARN: `arn:aws:observabilityadmin:${PLACE}:telemetry-rule/audit-events` },
    StopTelemetryEvaluation: {},
  }),
  ...rows('s3', 'tampering-with-archive', {
    DeleteBucket: { bucketName },
    PutBucketPolicy: { bucketName, bucketPolicy: {} },
    PutBucketLifecycle: { bucketName, LifecycleConfiguration: {} },
    PutBucketVersioning: { bucketName },
    PutBucketNotification: { bucketName, NotificationConfiguration: '' },
    PutBucketReplication: { bucketName },
    PutBucketIntelligentTieringConfiguration: { bucketName },
    CreateAccessPoint: { CreateAccessPointRequest: { Bucket: bucketName }, name: 'backdoor' },
  }),
  ...rows(
    'kms',
    'tampering-with-key',
    {
      PutKeyPolicy: { keyId: KEY_ARN, policyName: 'default' },
      DisableKey: { keyId: KEY_ARN },
      ScheduleKeyDeletion: { keyId: UUID, pendingWindowInDays: 7 },
      CreateGrant: { keyId: KEY_ARN, granteePrincipal: 'arn:aws:iam::999988887777:root' },
    },
    ofKey,
  ),
  ...rows('kms', 'forging-with-key', { GenerateMac: { keyId: KEY_ARN } }, ofKey),
  ...rows('kms', 'tampering-with-key-alias', { DeleteAlias: { aliasName: 'alias/trailwatch/AuditArchive' } }),
  ...rows('sns', 'tampering-with-alert-topic', {
    DeleteTopic: { topicArn: TOPIC },
    SetTopicAttributes: { topicArn: `arn:aws:sns:${PLACE}:alerts`, attributeName: 'Policy' },
    RemovePermission: { topicArn: TOPIC, label: 'alarms' },
    Unsubscribe: { subscriptionArn: SUBSCRIPTION },
    SetSubscriptionAttributes: { subscriptionArn: SUBSCRIPTION, attributeName: 'FilterPolicy' },
  }),
  ...rows('sqs', 'tampering-with-queue', {
    PurgeQueue: { queueUrl: QUEUE_URL },
    DeleteQueue: { queueUrl: QUEUE_URL },
    SetQueueAttributes: { queueUrl: QUEUE_URL, attributes: { MessageRetentionPeriod: '60' } },
  }),
  ...rows('sqs', 'tampering-with-messages', {
    StartMessageMoveTask: { sourceArn: `arn:aws:sqs:${PLACE}:Audit-DeadLetters0A1B-x9` },
    ReceiveMessage: { queueUrl: QUEUE_URL, maxNumberOfMessages: 10 },
    DeleteMessageBatch: { queueUrl: QUEUE_URL },
  }),
  ...rows('lambda', 'tampering-with-function', {
    PutFunctionConcurrency20171031: { functionName: FUNCTION, reservedConcurrentExecutions: 0 },
    UpdateFunctionCode20150331v2: { functionName: FUNCTION_ARN },
    UpdateFunctionConfiguration20150331v2: { functionName: 'processor', layers: [] },
    DeleteFunction20150331: { functionName: `arn:aws:lambda:${PLACE}:function:processor:3` },
    AddPermission20150331v2: { functionName: FUNCTION, principal: '*' },
    PutFunctionEventInvokeConfig: { functionName: FUNCTION },
    TagResource20170331v2: { resource: FUNCTION_ARN },
    DeleteLayerVersion20181031: { layerName: 'AuditProcessorRules0A1B2C3D', versionNumber: 3 },
  }),
  ...rows(
    'lambda',
    'tampering-with-function',
    { DeleteEventSourceMapping20150331: { uUID: UUID }, UpdateEventSourceMapping20150331: { uUID: UUID } },
    { responseElements: { functionArn: FUNCTION_ARN } },
  ),
  ...rows('dynamodb', 'tampering-with-claims-table', {
    DeleteTable: { tableName: TABLE },
    UpdateTimeToLive: { tableName: `arn:aws:dynamodb:${PLACE}:table/claims` },
    UpdateTable: { tableName: TABLE, deletionProtectionEnabled: false },
    PutResourcePolicy: { resourceArn: TABLE_ARN },
  }),
  ...rows(
    'dynamodb',
    'tampering-with-claims',
    { PutItem: { tableName: TABLE }, TransactWriteItems: {}, ExecuteStatement: {} },
    ofTable,
  ),
  ...rows('events', 'tampering-with-event-rule', {
    DisableRule: { name: RULE },
    DeleteRule: { name: 'Audit-RealtimeArrived0A1B-x9', eventBusName: 'trailwatch-realtime' },
    PutRule: { name: RULE, eventPattern: '{}' },
    PutTargets: { rule: RULE, targets: [] },
    RemoveTargets: { rule: RULE, ids: ['Target0'] },
    DeleteEventBus: { name: 'trailwatch-realtime' },
    RemovePermission: { eventBusName: 'trailwatch-realtime', removeAllPermissions: true },
  }),
  ...rows('monitoring', 'tampering-with-alarm', {
    SetAlarmState: { alarmName: ALARM, stateValue: 'OK' },
    DeleteAlarms: { alarmNames: ['Other', ALARM] },
    PutMetricAlarm: { alarmName: ALARM, threshold: 1e9 },
  }),
  ...rows('monitoring', 'muting-of-alarm', {
    DisableAlarmActions: { alarmNames: [ALARM] },
    PutAlarmMuteRule: { name: 'mute', muteTargets: { alarmNames: [ALARM] } },
  }),
  ...rows('logs', 'tampering-with-log-group', {
    DeleteLogGroup: { logGroupName: LOG_GROUP },
    DeleteMetricFilter: { logGroupName: LOG_GROUP, filterName: 'x' },
    PutTransformer: { logGroupIdentifier: `arn:aws:logs:${PLACE}:log-group:${LOG_GROUP}:*` },
    PutAccountPolicy: { policyName: 'mask', policyType: 'DATA_PROTECTION_POLICY' },
  }),
  ...rows('iam', 'tampering-with-role', {
    DetachRolePolicy: { roleName: ROLE, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    DeleteRolePolicy: { roleName: ROLE, policyName: 'x' },
    UpdateAssumeRolePolicy: { roleName: `cdk-hnb659fds-cfn-exec-role-${OWNER}-eu-west-1` },
    CreatePolicyVersion: { policyArn: `arn:aws:iam::${OWNER}:policy/Audit-Reader0A1B-x9` },
  }),
  ...rows('iam', 'tampering-with-identity-provider', {
    UpdateSAMLProvider: { sAMLProviderArn: `arn:aws:iam::${OWNER}:saml-provider/Pipeline` },
  }),
  ...rows('cloudformation', 'tampering-with-stack', {
    DeleteStack: { stackName: 'Audit' },
    UpdateStack: { stackName: `arn:aws:cloudformation:${PLACE}:stack/Audit/0a1b2c3d-0000` },
    CreateStack: { stackName: 'Harmless', roleARN: EXECUTION_ROLE },
    CreateChangeSet: { stackName: 'Website', roleARN: EXECUTION_ROLE },
    DeleteStackInstances: { stackSetName: 'Audit-Members0A1B:0a1b2c3d' },
    CreateStackRefactor: { stackDefinitions: [{ stackName: 'Audit' }] },
  }),
  ...rows('states', 'tampering-with-state-machine', {
    UpdateStateMachine: { stateMachineArn: MACHINE },
    DeleteStateMachine: { stateMachineArn: MACHINE },
    UntagResource: { resourceArn: MACHINE },
  }),
  ...rows('states', 'tampering-with-response', {
    StartExecution: { stateMachineArn: `${MACHINE}:1` },
    StopExecution: { executionArn: `${MACHINE.replace('stateMachine', 'execution')}:0a1b2c3d` },
    RedriveExecution: { executionArn: `${MACHINE.replace('stateMachine', 'execution')}:0a1b2c3d` },
  }),
  ...rows('secretsmanager', 'tampering-with-sink-secret', {
    UpdateSecret: { secretId: CONNECTION_SECRET },
    DeleteSecret: { secretId: 'splunk', forceDeleteWithoutRecovery: true },
    RestoreSecret: { secretId: `${SECRET_ARN}splunk` },
    PutResourcePolicy: { secretId: `${SECRET_ARN}splunk-Ab12Cd`, resourcePolicy: '{}' },
    ReplicateSecretToRegions: { secretId: `${SECRET_ARN}${CONNECTION_SECRET}-Ab12Cd` },
  }),
  ...rows('secretsmanager', 'replacing-of-sink-secret', {
    PutSecretValue: { secretId: `${SECRET_ARN}splunk-Ab12Cd` },
    RotateSecret: { secretId: CONNECTION_SECRET },
    UpdateSecretVersionStage: { secretId: 'splunk', versionStage: 'AWSCURRENT' },
  }),
  ...rows('chatbot', 'tampering-with-chat', {
    DeleteSlackChannelConfiguration: {
      chatConfigurationArn: `arn:aws:chatbot::${OWNER}:chat-configuration/slack-channel/audit-alerts`,
    },
  }),
];
