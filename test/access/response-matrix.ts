import { App, Stack } from 'aws-cdk-lib';
import { type Decision, decide } from '../../lib/core/policy/evaluation/decide';
import { type Account, roleSession } from '../../lib/core/policy/evaluation/request';
import { AuditGuardrails } from '../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
} from '../constructs/synthesize';
import { EXEMPT_ROLES, OPERATOR_ROLE, ORGANIZATION_ROOT } from '../scenarios/guardrails';
import { response } from '../scenarios/response';
import { sharingWithThreeReaders } from '../scenarios/sharing';
import { arnsOf } from './estate';
import type { Caller } from './matrix-callers';
import type { Wish } from './matrix-requests';
import { arnOf, deploymentsOf } from './reference-stacks';
import { awsManagedPolicy } from './template/aws-managed-policy';
import { collectPolicies, policiesFor } from './template/template-policies';

const organization = { id: ORGANIZATION, managementAccount: MANAGEMENT, rootId: ORGANIZATION_ROOT };
const owner: Account = { id: LOG_ARCHIVE, organization };
const member: Account = { id: ACCOUNT, organization };
const management: Account = { id: MANAGEMENT, organization };

const PREFIX = 'TrailwatchResponse-';

/** The archive of an organization and the responders of `test/scenarios` in its account, kept by guardrails. */
function deployed() {
  const app = new App();
  sharingWithThreeReaders.build(app);
  response.build(app);
  const stacks = app.node.children.filter((node): node is Stack => Stack.isStack(node));
  new AuditGuardrails(app.node.findChild('Management') as Stack, 'Guardrails', {
    stacks: stacks.filter(({ account }) => account === LOG_ARCHIVE),
    trails: [ORGANIZATION_TRAIL],
    ...{ exemptRoleArns: EXEMPT_ROLES, operatorRoleArns: [OPERATOR_ROLE], organizationId: ORGANIZATION },
    targetIds: [ORGANIZATION_ROOT],
  });
  const names = ['LogArchive', 'Response', `Member${LOG_ARCHIVE}`, `Member${ACCOUNT}`, 'Management'];
  return deploymentsOf(
    app,
    names.map((name) => app.node.findChild(name) as Stack),
  );
}

const deployments = deployed();
const [archive, responders] = deployments;
if (archive === undefined || responders === undefined) throw new Error('no responder is deployed');
const policies = collectPolicies(deployments);

const roleArn = (logicalId: RegExp) => arnOf(responders, 'AWS::IAM::Role', logicalId);
const machineArn = (logicalId: RegExp) => arnOf(responders, 'AWS::StepFunctions::StateMachine', logicalId);
const functionArn = (logicalId: RegExp) => arnOf(responders, 'AWS::Lambda::Function', logicalId);
const ofArchive = (type: string, logicalId: RegExp) => arnOf(archive, type, logicalId);
const session = (account: Account, arn: string): Caller => ({
  ...{ principal: roleSession(account, arn.split(':role/')[1] ?? ''), identity: [] },
});
const administrator = (name: string): Caller => ({
  principal: roleSession(owner, name),
  identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
});
const ofMember = (action: string) => session(member, `:role/${PREFIX}${action}`);

/** Every role of the two responders: what decides, what runs an action, and what acts; and people of the account. */
export const RESPONSE_CALLERS = {
  'the responder': session(owner, roleArn(/^OwnRole/)),
  'the responder of several accounts': session(owner, roleArn(/^MembersRole/)),
  'the state machine of start-logging': session(owner, roleArn(/^OwnStartLoggingRole/)),
  'the function of start-logging': session(owner, roleArn(/^OwnStartLoggingActorRole/)),
  'the state machine of block-public-bucket': session(owner, roleArn(/^OwnBlockPublicBucketRole/)),
  'the function of block-public-bucket': session(owner, roleArn(/^OwnBlockPublicBucketActorRole/)),
  'the state machine of isolate-instance': session(owner, roleArn(/^OwnIsolateInstanceRole/)),
  'the function of isolate-instance': session(owner, roleArn(/^OwnIsolateInstanceActorRole/)),
  'the state machine of revoke-sessions': session(owner, roleArn(/^OwnRevokeSessionsRole/)),
  'the state machine of cancel-key-deletion': session(owner, roleArn(/^OwnCancelKeyDeletionRole/)),
  'the function of cancel-key-deletion': session(owner, roleArn(/^OwnCancelKeyDeletionActorRole/)),
  'the state machine of detach-administrator-policy': session(
    owner,
    roleArn(/^OwnDetachAdministratorPolicyRole/),
  ),
  'the function of detach-administrator-policy': session(
    owner,
    roleArn(/^OwnDetachAdministratorPolicyActorRole/),
  ),
  'the state machine of enable-guardduty': session(owner, roleArn(/^OwnEnableGuarddutyRole/)),
  'the function of enable-guardduty': session(owner, roleArn(/^OwnEnableGuarddutyActorRole/)),
  'the state machine of start-config-recorder': session(owner, roleArn(/^OwnStartConfigRecorderRole/)),
  'the function of start-config-recorder': session(owner, roleArn(/^OwnStartConfigRecorderActorRole/)),
  'the state machine of enable-security-hub': session(owner, roleArn(/^OwnEnableSecurityHubRole/)),
  'the function of enable-security-hub': session(owner, roleArn(/^OwnEnableSecurityHubActorRole/)),
  'the state machine of remove-public-statements': session(owner, roleArn(/^OwnRemovePublicStatementsRole/)),
  'the function of remove-public-statements': session(owner, roleArn(/^OwnRemovePublicStatementsActorRole/)),
  'what starts a state machine': session(owner, roleArn(/^OwnStartStateMachineRole/)),
  'what starts an automation': session(owner, roleArn(/^OwnStartAutomationRole/)),
  'the state machine of disable-access-key, for members': session(
    owner,
    roleArn(/^MembersDisableAccessKeyRole/),
  ),
  'the state machine of revoke-ingress, for members': session(owner, roleArn(/^MembersRevokeIngressRole/)),
  'the function of revoke-ingress, for members': session(owner, roleArn(/^MembersRevokeIngressActorRole/)),
  'the role for disable-access-key in a member': ofMember('disable-access-key'),
  'the role for revoke-ingress in a member': ofMember('revoke-ingress'),
  'the role for isolate-instance in a member': ofMember('isolate-instance'),
  'the deploying administrator': administrator(`cdk-hnb659fds-cfn-exec-role-${LOG_ARCHIVE}-${REGION}`),
  'an operator': administrator('operations/AuditOperator'),
  'a compromised administrator': administrator('Administrator'),
} satisfies Record<string, Caller>;

/** The name of a column. */
export type ResponseWho = keyof typeof RESPONSE_CALLERS;

/** Every role in the stack of the responders. */
export const RESPONDER_ROLES = arnsOf(responders, 'AWS::IAM::Role');

type Asked = Wish & { readonly owner?: Account };

const START = machineArn(/^OwnStartLogging/);
const REVOKE = machineArn(/^OwnRevokeSessions/);
const DISABLE = machineArn(/^MembersDisableAccessKey/);
const bucketArn = ofArchive('AWS::S3::Bucket', /ArchiveBucket/);
const file = `${bucketArn}/AWSLogs/${ORGANIZATION}/${ACCOUNT}/CloudTrail/${REGION}/2026/06/01/file.json.gz`;
const inAccount = (account: Account, service: string, rest: string, region = REGION) =>
  `arn:aws:${service}:${region}:${account.id}:${rest}`;
const iam = (account: Account, rest: string) => inAccount(account, 'iam', rest, '');
const group = 'security-group/sg-0123456789abcdef0';
const networkInterface = 'network-interface/eni-0123456789abcdef0';
const ofBucket = { 's3:ResourceAccount': LOG_ARCHIVE };
const ofInstance = {
  'change the rules of a security group': {
    ...{ action: 'ec2:RevokeSecurityGroupIngress', arn: inAccount(owner, 'ec2', group) },
    context: { 'aws:ResourceTag/trailwatch-isolation': undefined },
  },
  'change the rules of one in a member': {
    ...{ action: 'ec2:RevokeSecurityGroupIngress', arn: inAccount(member, 'ec2', group), owner: member },
    context: { 'aws:ResourceTag/trailwatch-isolation': undefined },
  },
  'empty the isolating group': {
    ...{ action: 'ec2:RevokeSecurityGroupEgress', arn: inAccount(owner, 'ec2', group) },
    context: { 'aws:ResourceTag/trailwatch-isolation': 'true' },
  },
  'give an instance another group': {
    ...{ action: 'ec2:ModifyNetworkInterfaceAttribute', arn: inAccount(owner, 'ec2', group) },
    context: { 'aws:ResourceTag/trailwatch-isolation': undefined },
  },
  'give an instance the isolating group': {
    ...{ action: 'ec2:ModifyNetworkInterfaceAttribute', arn: inAccount(owner, 'ec2', group) },
    context: { 'aws:ResourceTag/trailwatch-isolation': 'true' },
  },
  'give an instance of a member the isolating group': {
    ...{ action: 'ec2:ModifyNetworkInterfaceAttribute', arn: inAccount(member, 'ec2', group), owner: member },
    context: { 'aws:ResourceTag/trailwatch-isolation': 'true' },
  },
  'note the former groups': {
    ...{ action: 'ec2:CreateTags', arn: inAccount(owner, 'ec2', networkInterface) },
    context: { 'aws:TagKeys': ['trailwatch-former-groups'] },
  },
  'set another tag': {
    ...{ action: 'ec2:CreateTags', arn: inAccount(owner, 'ec2', networkInterface) },
    context: { 'aws:TagKeys': ['trailwatch-former-groups', 'owner'] },
  },
  'open a security group': {
    ...{ action: 'ec2:AuthorizeSecurityGroupIngress', arn: inAccount(owner, 'ec2', group) },
  },
} satisfies Record<string, Asked>;

const ADMINISTRATOR = { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' };
/** Its policy leaves to IAM who may use it. */
const STORE_KEY = arnOf(responders, 'AWS::KMS::Key', /^StoreKey/);
const CONTAINING = iam(owner, 'role/contain-instance');
const ofActions = {
  'cancel the deletion of a key': {
    ...{ action: 'kms:CancelKeyDeletion', arn: STORE_KEY },
  },
  'schedule the deletion of a key': {
    ...{ action: 'kms:ScheduleKeyDeletion', arn: STORE_KEY },
  },
  'detach an administrator policy': {
    ...{ action: 'iam:DetachRolePolicy', arn: iam(owner, 'role/web'), context: ADMINISTRATOR },
  },
  'detach another policy': {
    ...{ action: 'iam:DetachRolePolicy', arn: iam(owner, 'role/web') },
    context: { 'iam:PolicyARN': iam(owner, 'policy/boundary') },
  },
  'enable a detector of GuardDuty': {
    ...{
      action: 'guardduty:UpdateDetector',
      arn: inAccount(owner, 'guardduty', `detector/${'0'.repeat(32)}`),
    },
  },
  'delete a detector': {
    ...{
      action: 'guardduty:DeleteDetector',
      arn: inAccount(owner, 'guardduty', `detector/${'0'.repeat(32)}`),
    },
  },
  'start the recorder of AWS Config': {
    action: 'config:StartConfigurationRecorder',
    arn: inAccount(owner, 'config', 'configuration-recorder/default/abcdefgh'),
  },
  'stop the recorder of AWS Config': {
    action: 'config:StopConfigurationRecorder',
    arn: inAccount(owner, 'config', 'configuration-recorder/default/abcdefgh'),
  },
  'enable Security Hub': {
    action: 'securityhub:EnableSecurityHub',
    arn: inAccount(owner, 'securityhub', 'hub/default'),
  },
  'disable Security Hub': {
    action: 'securityhub:DisableSecurityHub',
    arn: inAccount(owner, 'securityhub', 'hub/default'),
  },
  'change the policy of another bucket': {
    ...{ action: 's3:PutBucketPolicy', arn: 'arn:aws:s3:::payments-reports', context: ofBucket },
  },
  'change the policy of a bucket of another account': {
    ...{ action: 's3:PutBucketPolicy', arn: 'arn:aws:s3:::payments-reports' },
    ...{ context: { 's3:ResourceAccount': ACCOUNT }, owner: member },
  },
  'start the own state machine': {
    action: 'states:StartExecution',
    arn: inAccount(owner, 'states', 'stateMachine:tickets'),
  },
  'start the own automation': {
    action: 'ssm:StartAutomationExecution',
    arn: inAccount(owner, 'ssm', 'automation-definition/ContainInstance:1'),
  },
  'start another automation': {
    action: 'ssm:StartAutomationExecution',
    arn: inAccount(owner, 'ssm', 'automation-definition/AWS-StopEC2Instance:1'),
  },
  'give an automation its role': {
    ...{ action: 'iam:PassRole', arn: CONTAINING },
    context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
  },
  'give that role to a function': {
    ...{ action: 'iam:PassRole', arn: CONTAINING },
    context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
  },
} satisfies Record<string, Asked>;

/** What responses do, and what an attacker would do with the roles of a responder, or to them. */
export const RESPONSE_WISHES = {
  'start the trail again': {
    ...{ action: 'cloudtrail:StartLogging', arn: inAccount(owner, 'cloudtrail', 'trail/main') },
  },
  'stop the trail of the organization': {
    ...{ action: 'cloudtrail:StopLogging', arn: ORGANIZATION_TRAIL_ARN, owner: management },
  },
  'get a log file': { action: 's3:GetObject', arn: file },
  'delete a log file': { action: 's3:DeleteObject', arn: file },
  'change the policy of the archive': { action: 's3:PutBucketPolicy', arn: bucketArn },
  'block public access to the archive': {
    ...{ action: 's3:PutBucketPublicAccessBlock', arn: bucketArn, context: ofBucket },
  },
  'block public access to another bucket': {
    ...{ action: 's3:PutBucketPublicAccessBlock', arn: 'arn:aws:s3:::payments-reports', context: ofBucket },
  },
  'block a bucket of another account': {
    ...{ action: 's3:PutBucketPublicAccessBlock', arn: 'arn:aws:s3:::payments-reports' },
    ...{ context: { 's3:ResourceAccount': ACCOUNT }, owner: member },
  },
  'decrypt a file of the archive': {
    ...{ action: 'kms:Decrypt', arn: ofArchive('AWS::KMS::Key', /^TrailwatchArchive/) },
    context: { 'kms:EncryptionContext:aws:s3:arn': bucketArn },
  },
  'publish a report': { action: 'sns:Publish', arn: arnOf(responders, 'AWS::SNS::Topic', /^Alerts/) },
  'sign a report': {
    ...{ action: 'kms:GenerateMac', arn: arnOf(responders, 'AWS::KMS::Key', /^AlertsMacKey/) },
  },
  'count an action': {
    action: 'dynamodb:UpdateItem',
    arn: arnOf(responders, 'AWS::DynamoDB::Table', /^Own/),
  },
  ...ofInstance,
  ...ofActions,
  'disable an access key': { action: 'iam:UpdateAccessKey', arn: iam(owner, 'user/alice') },
  'disable an access key in a member': {
    ...{ action: 'iam:UpdateAccessKey', arn: iam(member, 'user/alice'), owner: member },
  },
  'create an access key': { action: 'iam:CreateAccessKey', arn: iam(owner, 'user/alice') },
  'revoke the sessions of a role': { action: 'iam:PutRolePolicy', arn: iam(owner, 'role/web') },
  'revoke those of a reader': { action: 'iam:PutRolePolicy', arn: iam(owner, 'role/SecurityReadsLogs') },
  'revoke those of a deploying role': {
    ...{ action: 'iam:PutRolePolicy', arn: iam(owner, 'role/deployment/Pipeline') },
  },
  'revoke those of a role in a path that begins as the stack': {
    ...{ action: 'iam:PutRolePolicy', arn: iam(owner, `role/${responders.stackName}-x/Intruder`) },
  },
  'revoke those of a role in a path that begins as the roles in members': {
    ...{ action: 'iam:PutRolePolicy', arn: iam(owner, `role/${PREFIX}x/Intruder`) },
  },
  'revoke those of a role that acts in a member': {
    ...{ action: 'iam:PutRolePolicy', arn: iam(owner, `role/${PREFIX}disable-access-key`) },
  },
  'revoke those of the log processor': {
    ...{ action: 'iam:PutRolePolicy', arn: ofArchive('AWS::IAM::Role', /^TrailwatchProcessorRole/) },
  },
  'revoke those of what revokes': { action: 'iam:PutRolePolicy', arn: roleArn(/^OwnRevokeSessionsRole/) },
  'attach a policy to a role': { action: 'iam:AttachRolePolicy', arn: iam(owner, 'role/web') },
  'assume the role for disable-access-key in a member': {
    ...{ action: 'sts:AssumeRole', arn: iam(member, `role/${PREFIX}disable-access-key`), owner: member },
  },
  'assume the role for revoke-ingress in a member': {
    ...{ action: 'sts:AssumeRole', arn: iam(member, `role/${PREFIX}revoke-ingress`), owner: member },
  },
  'assume the role of a state machine': { action: 'sts:AssumeRole', arn: roleArn(/^OwnRevokeSessionsRole/) },
  'start a response': { action: 'states:StartExecution', arn: START },
  'start a version of a state machine': { action: 'states:StartExecution', arn: `${REVOKE}:1` },
  'start a response in members': { action: 'states:StartExecution', arn: DISABLE },
  'stop a response': {
    ...{ action: 'states:StopExecution', arn: `${REVOKE.replace('stateMachine', 'execution')}:alert` },
  },
  'repeat a response': {
    ...{ action: 'states:RedriveExecution', arn: `${START.replace('stateMachine', 'execution')}:alert` },
  },
  'approve a response': { action: 'states:SendTaskSuccess', arn: '*' },
  'refuse a response': { action: 'states:SendTaskFailure', arn: '*' },
  'change what a state machine does': { action: 'states:UpdateStateMachine', arn: REVOKE },
  'delete a state machine': { action: 'states:DeleteStateMachine', arn: REVOKE },
  'call the function that reports': { action: 'lambda:InvokeFunction', arn: functionArn(/^OwnFunction/) },
  'call that of the responder of several accounts': {
    action: 'lambda:InvokeFunction',
    arn: functionArn(/^MembersFunction/),
  },
  'call the function that blocks buckets': {
    ...{ action: 'lambda:InvokeFunction', arn: functionArn(/^OwnBlockPublicBucketActorFunction/) },
  },
  'change the code of what acts': {
    ...{ action: 'lambda:UpdateFunctionCode', arn: functionArn(/^OwnBlockPublicBucketActorFunction/) },
  },
  'give the role of an action to a function': {
    ...{ action: 'iam:PassRole', arn: roleArn(/^OwnRevokeSessionsRole/) },
  },
  'trust somebody else with it': {
    ...{ action: 'iam:UpdateAssumeRolePolicy', arn: roleArn(/^OwnRevokeSessionsRole/) },
  },
} satisfies Record<string, Asked>;

/** The name of a row. */
export type ResponseWhat = keyof typeof RESPONSE_WISHES;

/** The answer in one cell, under the guardrails or without them. */
export function decideResponding(who: ResponseWho, what: ResponseWhat, isGuarded = true): Decision {
  const caller = RESPONSE_CALLERS[who];
  const wish: Asked = RESPONSE_WISHES[what];
  const request = {
    ...{ principal: caller.principal, action: wish.action, context: { ...wish.context } },
    resource: { arn: wish.arn, owner: wish.owner ?? owner },
  };
  const found = policiesFor(request, policies);
  const controls = isGuarded ? {} : { serviceControl: [], resourceControl: [] };
  return decide(request, {
    ...{ ...found, ...controls },
    identity: [...caller.identity, ...(found.identity ?? [])],
  });
}
