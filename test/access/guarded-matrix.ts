import type { Decision } from '../../lib/core/policy/evaluation/decide';
import {
  type Account,
  cloudTrailFor,
  type Principal,
  roleSession,
} from '../../lib/core/policy/evaluation/request';
import { ACCOUNT, MANAGEMENT, ORGANIZATION, TRAIL_ARN } from '../constructs/synthesize';
import { EXEMPT_ROLES, ORGANIZATION_ROOT } from '../scenarios/guardrails';
import { askFor } from './ask';
import type { Caller } from './matrix-callers';
import type { Wish } from './matrix-requests';
import { arnOf, guardedScenario } from './reference-stacks';
import { awsManagedPolicy } from './template/aws-managed-policy';
import { resolveText } from './template/intrinsic';

const MANAGED: Account['organization'] = {
  id: ORGANIZATION,
  managementAccount: MANAGEMENT,
  rootId: ORGANIZATION_ROOT,
};
const scenario = guardedScenario(MANAGED);
const [archive] = scenario.deployments;
if (archive === undefined) throw new Error('the archive is not deployed');

const owner = scenario.owner;
const member: Account = { id: ACCOUNT, organization: MANAGED };
const management: Account = { id: MANAGEMENT, organization: MANAGED };
const place = `${archive.region}:${archive.accountId}`;
const aliasOf = (logicalId: RegExp): string => {
  const found = Object.entries(archive.template.Resources ?? {}).find(
    ([id, { Type }]) => Type === 'AWS::KMS::Alias' && logicalId.test(id),
  );
  return resolveText(found?.[1].Properties?.AliasName, archive);
};
function logicalIdOf(type: string, logicalId: RegExp): string {
  const found = Object.entries(archive?.template.Resources ?? {}).find(
    ([id, { Type }]) => Type === type && logicalId.test(id),
  );
  if (found === undefined) throw new Error(`no ${type} fits ${logicalId}`);
  return found[0];
}
const file = `${scenario.bucketArn}/AWSLogs/${ORGANIZATION}/${ACCOUNT}/CloudTrail/${archive.region}/2026/06/01/file.json.gz`;
const functionArn = arnOf(archive, 'AWS::Lambda::Function', /Processor/);
const busArn = arnOf(archive, 'AWS::Events::EventBus', /^Realtime/);
const logGroupArn = arnOf(archive, 'AWS::Logs::LogGroup', /^TrailwatchProcessor/);
const layerName = logicalIdOf('AWS::Lambda::LayerVersion', /^TrailwatchProcessor/);
const stackSetName = resolveText(
  archive.template.Resources?.[logicalIdOf('AWS::CloudFormation::StackSet', /./)]?.Properties?.StackSetName,
  archive,
);
const archiveKey = {
  arn: scenario.keyArn,
  context: { 'kms:ResourceAliases': [aliasOf(/Archive/)] },
};
const topicKey = {
  arn: scenario.topicKeyArn,
  context: { 'kms:ResourceAliases': [aliasOf(/AlertsKey/)] },
};
const macKey = {
  arn: scenario.macKeyArn,
  context: { 'kms:ResourceAliases': [aliasOf(/AlertsMacKey/)] },
};

/** What an attacker would do next, each to what the scenario deploys. */
export const GUARDED_WISHES = {
  'stop a trail': { action: 'cloudtrail:StopLogging', arn: TRAIL_ARN, owner: member },
  'delete a trail': { action: 'cloudtrail:DeleteTrail', arn: TRAIL_ARN, owner: member },
  'change the selectors of a trail': {
    action: 'cloudtrail:PutEventSelectors',
    arn: TRAIL_ARN,
    owner: member,
  },
  'put a log file': { action: 's3:PutObject', arn: file },
  'delete a log file': { action: 's3:DeleteObject', arn: file },
  'delete a version of a log file': { action: 's3:DeleteObjectVersion', arn: file },
  'bypass a lock': { action: 's3:BypassGovernanceRetention', arn: file },
  'tag a log file for an earlier end': { action: 's3:PutObjectTagging', arn: file },
  'delete a log file by replication': { action: 's3:ReplicateDelete', arn: file },
  'replicate a false version over a log file': { action: 's3:ReplicateObject', arn: file },
  'encrypt a log file again with another key': { action: 's3:UpdateObjectEncryption', arn: file },
  'open the archive through an access point': {
    action: 's3:CreateAccessPoint',
    arn: `arn:aws:s3:${place}:accesspoint/backdoor`,
  },
  'archive log files out of reach': {
    action: 's3:PutIntelligentTieringConfiguration',
    arn: scenario.bucketArn,
  },
  'change the policy of the archive': { action: 's3:PutBucketPolicy', arn: scenario.bucketArn },
  'change the lifecycle of the archive': { action: 's3:PutLifecycleConfiguration', arn: scenario.bucketArn },
  'suspend the versions of the archive': { action: 's3:PutBucketVersioning', arn: scenario.bucketArn },
  'redirect the notices of the archive': { action: 's3:PutBucketNotification', arn: scenario.bucketArn },
  'delete the archive': { action: 's3:DeleteBucket', arn: scenario.bucketArn },
  'disable the key of the archive': { action: 'kms:DisableKey', ...archiveKey },
  'schedule the deletion of the key of the archive': { action: 'kms:ScheduleKeyDeletion', ...archiveKey },
  'change the policy of the key of the archive': { action: 'kms:PutKeyPolicy', ...archiveKey },
  'schedule the deletion of the key of the topic': { action: 'kms:ScheduleKeyDeletion', ...topicKey },
  'take the alias from the key of the archive': {
    action: 'kms:DeleteAlias',
    arn: `arn:aws:kms:${place}:${aliasOf(/Archive/)}`,
  },
  'delete the topic': { action: 'sns:DeleteTopic', arn: scenario.topicArn },
  'take a subscriber off': { action: 'sns:Unsubscribe', arn: `${scenario.topicArn}:0a1b2c3d` },
  'purge the notices': { action: 'sqs:PurgeQueue', arn: scenario.queueArn },
  'take a notice away': { action: 'sqs:ReceiveMessage', arn: scenario.queueArn },
  'write a claim that passes for one of the functions': { action: 'kms:GenerateMac', ...macKey },
  'change who may write such claims': { action: 'kms:PutKeyPolicy', ...macKey },
  'claim an alert beforehand': { action: 'dynamodb:PutItem', arn: scenario.tableArn },
  'change the code of the processor': { action: 'lambda:UpdateFunctionCode', arn: functionArn },
  'take the queue from the processor': {
    action: 'lambda:DeleteEventSourceMapping',
    arn: `arn:aws:lambda:${place}:event-source-mapping:0a1b2c3d`,
    context: { 'lambda:FunctionArn': functionArn },
  },
  'disable the rule of notices': {
    action: 'events:DisableRule',
    arn: arnOf(archive, 'AWS::Events::Rule', /Delivered[0-9A-F]{8}$/),
  },
  'disable the rule of the home bus': {
    action: 'events:DisableRule',
    arn: arnOf(archive, 'AWS::Events::Rule', /^RealtimeArrived/),
  },
  'delete the home bus': { action: 'events:DeleteEventBus', arn: busArn },
  'change the home bus': { action: 'events:UpdateEventBus', arn: busArn },
  'take a permission from the home bus': { action: 'events:RemovePermission', arn: '*' },
  'disable the forwarding of a member': {
    action: 'events:DisableRule',
    arn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/StackSet-LogArchive-Memb-RealtimeSends-0A1B`,
    owner: member,
  },
  'take the permissions of the forwarding role of a member': {
    action: 'iam:DeleteRolePolicy',
    arn: `arn:aws:iam::${ACCOUNT}:role/StackSet-LogArchive-Memb-RealtimeRole-0A1B`,
    owner: member,
  },
  'delete the stack of a member': {
    action: 'cloudformation:DeleteStack',
    arn: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/StackSet-${stackSetName}-0a1b/2c3d`,
    owner: member,
  },
  'take the stacks from the members': {
    action: 'cloudformation:DeleteStackInstances',
    // of a delegated administrator, too, it is in the management account
    arn: `arn:aws:cloudformation:${archive.region}:${MANAGEMENT}:stackset/${stackSetName}:0a1b`,
  },
  'mute an alarm': {
    action: 'cloudwatch:PutAlarmMuteRule',
    arn: arnOf(archive, 'AWS::CloudWatch::Alarm', /ProcessorAlarmsDeadLettersAlarm/),
  },
  'replace an alarm by a composite one': {
    action: 'cloudwatch:PutCompositeAlarm',
    arn: arnOf(archive, 'AWS::CloudWatch::Alarm', /ProcessorAlarmsDeadLettersAlarm/),
  },
  'let one invocation of the processor fail for good': {
    action: 'lambda:PutFunctionEventInvokeConfig',
    arn: functionArn,
  },
  'open the processor to another account': { action: 'lambda:PutResourcePolicy', arn: functionArn },
  'move the processor to an old runtime': { action: 'lambda:PutRuntimeManagementConfig', arn: functionArn },
  'scale the processor down': { action: 'lambda:PutFunctionScalingConfig', arn: functionArn },
  'delete the layer of rules': {
    action: 'lambda:DeleteLayerVersion',
    arn: `arn:aws:lambda:${place}:layer:${layerName}:1`,
  },
  'move the dead letters away': { action: 'sqs:StartMessageMoveTask', arn: scenario.deadLettersArn },
  'transform what the log keeps': { action: 'logs:PutTransformer', arn: logGroupArn },
  'mask what the log keeps': { action: 'logs:PutDataProtectionPolicy', arn: logGroupArn },
  'take the key from the log': { action: 'logs:DisassociateKmsKey', arn: logGroupArn },
  'change the policy of the readers': {
    action: 'iam:CreatePolicyVersion',
    arn: arnOf(archive, 'AWS::IAM::ManagedPolicy', /^AccessLogReader/, 'PolicyArn'),
  },
  'replace the identity provider of the pipeline': {
    action: 'iam:UpdateSAMLProvider',
    arn: `arn:aws:iam::${owner.id}:saml-provider/Pipeline`,
  },
  'move a resource out of the stack': {
    action: 'cloudformation:ExecuteStackRefactor',
    arn: `arn:aws:cloudformation:${place}:stack/LogArchive/0a1b2c3d`,
  },
  'deploy with the role of another stack': {
    action: 'cloudformation:UpdateStack',
    arn: `arn:aws:cloudformation:${place}:stack/Website/0a1b2c3d`,
  },
  'silence an alarm': {
    action: 'cloudwatch:DisableAlarmActions',
    arn: arnOf(archive, 'AWS::CloudWatch::Alarm', /ProcessorAlarmsDeadLettersAlarm/),
  },
  'delete the log of the processor': {
    action: 'logs:DeleteLogGroup',
    arn: arnOf(archive, 'AWS::Logs::LogGroup', /Processor/),
  },
  'open the role of a reader': {
    action: 'iam:UpdateAssumeRolePolicy',
    arn: `arn:aws:iam::${owner.id}:role/VendorReadsLogs`,
  },
  'hand the role of the processor to a function': { action: 'iam:PassRole', arn: scenario.processorRoleArn },
  'delete the stack': {
    action: 'cloudformation:DeleteStack',
    arn: `arn:aws:cloudformation:${place}:stack/LogArchive/0a1b2c3d`,
  },
  'leave the organization': { action: 'organizations:LeaveOrganization', arn: '*' },
} satisfies Record<string, Wish & { readonly owner?: Account }>;

/** The name of a row. */
export type GuardedWhat = keyof typeof GUARDED_WISHES;

/** Who tries it; administrators are those of the account that has what is asked for, or of the management account. */
export const GUARDED_CALLERS = {
  'a compromised administrator': (account: Account) => administrator(roleSession(account, 'Administrator')),
  'the root user of the account': (account: Account) => ({
    principal: { kind: 'root', account } as const,
    identity: [],
  }),
  'the deploying administrator': (account: Account) =>
    administrator(roleSession(account, `cdk-hnb659fds-cfn-exec-role-${account.id}-${archive.region}`)),
  'an administrator of the management account': () => administrator(roleSession(management, 'Administrator')),
  'an administrator of another member account': () =>
    administrator(roleSession({ id: '444455556666', organization: MANAGED }, 'Administrator')),
  'an operator': (account: Account) => administrator(roleSession(account, 'operations/AuditOperator')),
  'a reader that got more permissions': (account: Account) =>
    administrator(roleSession(account, 'SecurityReadsLogs')),
  'the log processor': () => ({
    principal: roleSession(owner, scenario.processorRoleArn.split(':role/')[1] ?? ''),
    identity: [],
  }),
  'CloudTrail for the trail': () => ({
    principal: cloudTrailFor(scenario.trailArn, management),
    identity: [],
    context: { 's3:x-amz-acl': 'bucket-owner-full-control' },
  }),
} satisfies Record<string, (account: Account) => Caller>;

/** The name of a column. */
export type GuardedWho = keyof typeof GUARDED_CALLERS;

/** The answer in one cell. */
export function decideGuarded(what: GuardedWhat, who: GuardedWho): Decision {
  const wish: Wish & { readonly owner?: Account } = GUARDED_WISHES[what];
  return askFor(scenario, GUARDED_CALLERS[who](wish.owner ?? owner), wish);
}

/** The exempt roles, as somebody of the archive's account would want to take one. */
export function takeExemptRole(principal: Principal): Decision {
  const arn = (EXEMPT_ROLES[1] ?? '').replace('*', owner.id);
  const request: Wish = { action: 'sts:AssumeRole', arn };
  return askFor(scenario, administrator(principal), request);
}

function administrator(principal: Principal): Caller {
  return { principal, identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')] };
}
