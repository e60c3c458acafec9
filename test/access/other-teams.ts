import { App, Stack } from 'aws-cdk-lib';
import type { Account, Principal, Request } from '../../lib/core/policy/evaluation/request';
import { roleSession } from '../../lib/core/policy/evaluation/request';
import { type GuardrailDocument, Trailwatch } from '../../lib/index';
import { LOG_ARCHIVE, MANAGEMENT, ORGANIZATION, REGION } from '../constructs/synthesize';
import { guardedOrganization, ORGANIZATION_ROOT } from '../scenarios/guardrails';
import type { Wish } from './matrix-requests';

const MANAGED: Account['organization'] = {
  id: ORGANIZATION,
  managementAccount: MANAGEMENT,
  rootId: ORGANIZATION_ROOT,
};

/** An account of another team, in which trailwatch has nothing. */
export const ELSEWHERE: Account = { id: '222233334444', organization: MANAGED };
/** Where pipelines run. */
const TOOLS: Account = { id: '555566667777', organization: MANAGED };
const OTHER_REGION = 'us-west-2';

/** An estate under guardrails that are attached to the root, with the pattern of the CDK's roles for any account. */
export interface GuardedEstate {
  readonly name: string;
  readonly protectedAccount: Account;
  readonly stackName: string;
  readonly trailArn: string;
  /** What the name of a protected bucket begins with. */
  readonly bucketStart: string;
  /** Whether the roles that deploy do so in one Region; a pipeline of the account could deploy in any. */
  readonly isOfRegion: boolean;
  readonly documents: readonly GuardrailDocument[];
}

/** One account with everything, and an organization with a StackSet in its members. */
export function guardedEstates(): readonly GuardedEstate[] {
  const documents = guardedOrganization(new App()).documents();
  return [
    accountEstate(),
    {
      ...{ name: 'an organization', isOfRegion: false },
      protectedAccount: { id: LOG_ARCHIVE, organization: MANAGED },
      stackName: 'LogArchive',
      trailArn: `arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/everyone`,
      bucketStart: bucketStartIn(documents),
      documents,
    },
  ];
}

function accountEstate(): GuardedEstate {
  const protectedAccount = { id: '111122223333', organization: MANAGED };
  const stack = new Stack(new App(), 'Audit', { env: { account: protectedAccount.id, region: REGION } });
  const { guardrails } = new Trailwatch(stack, 'Trailwatch', {
    emails: ['security@example.com'],
    guardrails: { exemptRoleArns: ['arn:aws:iam::*:role/cdk-hnb659fds-*'], targetIds: [ORGANIZATION_ROOT] },
  });
  if (guardrails === undefined) throw new Error('the account has no guardrails');
  const documents = guardrails.documents();
  return {
    ...{ name: 'one account', protectedAccount, stackName: 'Audit', isOfRegion: true },
    trailArn: `arn:aws:cloudtrail:${REGION}:${protectedAccount.id}:trail/trailwatch`,
    bucketStart: bucketStartIn(documents),
    documents,
  };
}

function bucketStartIn(documents: readonly GuardrailDocument[]): string {
  const found = /"arn:aws:s3:::([a-z0-9-]+)\*"/.exec(documents[0]?.json ?? '')?.[1];
  if (found === undefined) throw new Error('no bucket with a generated name is protected');
  return found;
}

/** Somebody of another team, and what they do in an account. */
export interface Shape {
  readonly who: string;
  readonly principal: Principal;
  readonly wishes: readonly Wish[];
}

/** What `cdk bootstrap` calls with the credentials of whoever runs it. */
function bootstrap({ id }: Account, region: string): readonly Wish[] {
  const role = (job: string) => `arn:aws:iam::${id}:role/cdk-hnb659fds-${job}-role-${id}-${region}`;
  const toolkit = `arn:aws:cloudformation:${region}:${id}:stack/CDKToolkit/0a1b2c3d`;
  const assets = `arn:aws:s3:::cdk-hnb659fds-assets-${id}-${region}`;
  return [
    ...wishes(toolkit, 'cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'),
    ...wishes(role('cfn-exec'), 'iam:CreateRole', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'),
    ...wishes(role('deploy'), 'iam:CreateRole', 'iam:PutRolePolicy', 'iam:TagRole', 'iam:DeleteRole'),
    ...wishes(assets, 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:PutBucketVersioning'),
  ];
}

/** What CloudFormation calls for a stack; the same app in another account makes the same names. */
function deployment(
  { id }: Account,
  region: string,
  { stackName, bucketStart }: GuardedEstate,
): readonly Wish[] {
  const of = (service: string, rest: string) => `arn:aws:${service}:${region}:${id}:${rest}`;
  return [
    ...wishes(`arn:aws:iam::${id}:role/${stackName}-ProcessorRole-0A1B`, 'iam:CreateRole', 'iam:PassRole'),
    ...wishes(`arn:aws:s3:::${bucketStart}-0a1b2c3d`, 's3:PutBucketPolicy', 's3:DeleteBucket'),
    ...wishes(`arn:aws:s3:::${bucketStart}-0a1b2c3d/file`, 's3:PutObject', 's3:DeleteObject'),
    ...wishes(of('lambda', `function:${stackName}-Processor-0A1B`), 'lambda:UpdateFunctionCode'),
    ...wishes(of('sqs', `${stackName}-Queue-0A1B`), 'sqs:SetQueueAttributes', 'sqs:DeleteQueue'),
    ...wishes(of('sns', `${stackName}-Alerts-0A1B`), 'sns:SetTopicAttributes', 'sns:Unsubscribe'),
    ...wishes(of('dynamodb', `table/${stackName}-Claims-0A1B`), 'dynamodb:DeleteTable', 'dynamodb:PutItem'),
    ...wishes(of('events', `rule/${stackName}-Delivered-0A1B`), 'events:PutRule', 'events:DeleteRule'),
    ...wishes(
      of('logs', `log-group:${stackName}-Log-0A1B`),
      'logs:DeleteLogGroup',
      'logs:PutRetentionPolicy',
    ),
    ...wishes(of('cloudtrail', 'trail/trailwatch'), 'cloudtrail:UpdateTrail', 'cloudtrail:StopLogging'),
    ...wishes(of('kms', 'key/0a1b2c3d'), 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'),
  ];
}

function wishes(arn: string, ...actions: readonly string[]): readonly Wish[] {
  return actions.map((action) => ({ action, arn }));
}

function assume(
  { id }: Account,
  region: string,
  jobs = ['deploy', 'file-publishing', 'lookup'],
): readonly Wish[] {
  return jobs.map((job) => ({
    action: 'sts:AssumeRole',
    arn: `arn:aws:iam::${id}:role/cdk-hnb659fds-${job}-role-${id}-${region}`,
  }));
}

/** Ten ways in which other teams deploy to an account, bootstrap it, and assume its roles. */
export function shapesIn(account: Account, region: string, estate: GuardedEstate): readonly Shape[] {
  const { id } = account;
  const stack = (name: string) => `arn:aws:cloudformation:${region}:${id}:stack/${name}/0a1b2c3d`;
  const deployed = deployment(account, region, estate);
  const execution = `arn:aws:iam::${id}:role/cdk-hnb659fds-cfn-exec-role-${id}-${region}`;
  return [
    {
      who: 'CodePipeline in the account of tools',
      principal: roleSession(TOOLS, 'service-role/TeamPipeline'),
      wishes: assume(account, region),
    },
    {
      who: 'a workflow of GitHub with OpenID Connect',
      principal: roleSession(account, 'GitHubActionsDeploy'),
      wishes: assume(account, region),
    },
    {
      who: 'an administrator of IAM Identity Center',
      principal: roleSession(
        account,
        'aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0a1b',
      ),
      wishes: [...bootstrap(account, region), ...assume(account, region), ...deployed],
    },
    {
      who: "the CDK's deployment role",
      principal: roleSession(account, `cdk-hnb659fds-deploy-role-${id}-${region}`),
      wishes: [
        ...wishes(stack(estate.stackName), 'cloudformation:CreateChangeSet', 'cloudformation:UpdateStack'),
        ...wishes(stack('Website'), 'cloudformation:ExecuteChangeSet', 'cloudformation:DeleteStack'),
        { action: 'iam:PassRole', arn: execution },
      ],
    },
    {
      who: "the CDK's execution role",
      principal: roleSession(account, `cdk-hnb659fds-cfn-exec-role-${id}-${region}`),
      wishes: deployed,
    },
    {
      who: 'StackSets',
      principal: roleSession(account, 'stacksets-exec-0a1b2c3d'),
      wishes: ofStackSets(stack),
    },
    {
      who: 'AWS Control Tower',
      principal: roleSession(account, 'AWSControlTowerExecution'),
      wishes: [
        ...wishes(stack('StackSet-AWSControlTowerBP-BASELINE-CLOUDWATCH-0a1b'), 'cloudformation:UpdateStack'),
        ...wishes(`arn:aws:iam::${id}:role/aws-controltower-ForwardSnsNotificationRole`, 'iam:CreateRole'),
        ...wishes(`arn:aws:events:${region}:${id}:rule/aws-controltower-Config`, 'events:PutRule'),
        ...wishes(
          `arn:aws:logs:${region}:${id}:log-group:/aws/lambda/aws-controltower`,
          'logs:DeleteLogGroup',
        ),
      ],
    },
    {
      who: 'Terraform with a role of its own',
      principal: roleSession(account, 'terraform'),
      wishes: [
        ...wishes(`arn:aws:iam::${id}:oidc-provider/token.actions.githubusercontent.com`, OIDC),
        ...wishes(`arn:aws:iam::${id}:role/deployment/Pipeline`, 'iam:CreateRole', 'sts:AssumeRole'),
        ...deployed,
      ],
    },
    {
      who: 'an IAM user of a build server',
      principal: { kind: 'user', arn: `arn:aws:iam::${id}:user/jenkins`, account },
      wishes: [...assume(account, region), ...wishes(stack('Website'), 'cloudformation:UpdateStack')],
    },
    {
      who: 'the account factory of AWS Control Tower',
      principal: roleSession(account, 'AWSAFTExecution'),
      wishes: [
        ...bootstrap(account, region),
        { action: 'account:DisableRegion', arn: `arn:aws:account::${id}:account` },
      ],
    },
  ];
}

const OIDC = 'iam:CreateOpenIDConnectProvider';

function ofStackSets(stack: (name: string) => string): readonly Wish[] {
  return wishes(
    stack('StackSet-NetworkBaseline-0a1b'),
    ...['cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:DeleteStack'],
  );
}

/** What other teams do in the protected account itself: StackSets and Control Tower, and everything in another Region. */
export function shapesInProtectedAccount(estate: GuardedEstate): readonly Shape[] {
  const { protectedAccount: account } = estate;
  const here = shapesIn(account, REGION, estate).filter(({ who }) =>
    /^(StackSets|AWS Control Tower)$/.test(who),
  );
  const { id } = account;
  const elsewhere = `arn:aws:cloudformation:${OTHER_REGION}:${id}:stack`;
  if (!estate.isOfRegion) return here;
  return [
    ...here,
    {
      who: 'an administrator who bootstraps another Region',
      principal: roleSession(account, 'Administrator'),
      wishes: [...bootstrap(account, OTHER_REGION), ...assume(account, OTHER_REGION)],
    },
    {
      who: "the CDK's deployment role of another Region",
      principal: roleSession(account, `cdk-hnb659fds-deploy-role-${id}-${OTHER_REGION}`),
      wishes: wishes(
        `${elsewhere}/Website/0a1b`,
        'cloudformation:CreateChangeSet',
        'cloudformation:UpdateStack',
      ),
    },
  ];
}

/** What is protected, as an attacker would want to touch it. */
export function ours({ protectedAccount, stackName, trailArn, bucketStart }: GuardedEstate): readonly Wish[] {
  const { id } = protectedAccount;
  const of = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${id}:${rest}`;
  const stack = (name: string) => of('cloudformation', `stack/${name}/0a1b2c3d`);
  const role = (job: string) => `arn:aws:iam::${id}:role/cdk-hnb659fds-${job}-role-${id}-${REGION}`;
  return [
    ...wishes(trailArn, 'cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail'),
    ...wishes(`arn:aws:s3:::${bucketStart}-0a1b2c3d`, 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration'),
    ...wishes(`arn:aws:s3:::${bucketStart}-0a1b2c3d/file`, 's3:DeleteObject', 's3:PutObject'),
    ...wishes(of('lambda', `function:${stackName}-TrailwatchProcessor-0A1B`), 'lambda:UpdateFunctionCode'),
    ...wishes(of('sqs', `${stackName}-TrailwatchProcessorQueue-0A1B`), 'sqs:PurgeQueue'),
    ...wishes(of('events', `rule/${stackName}-TrailwatchDelivered-0A1B`), 'events:DisableRule'),
    ...wishes(role('deploy'), 'sts:AssumeRole', 'iam:UpdateAssumeRolePolicy', 'iam:PassRole'),
    ...wishes(role('cfn-exec'), 'sts:AssumeRole', 'iam:PutRolePolicy', 'iam:CreateRole'),
    ...wishes(`arn:aws:iam::${id}:role/${stackName}-TrailwatchProcessorRole-0A1B`, 'iam:PutRolePolicy'),
    ...wishes(stack(stackName), 'cloudformation:UpdateStack', 'cloudformation:DeleteStack'),
    ...wishes(stack('Website'), 'cloudformation:UpdateStack'),
    ...wishes('*', 'organizations:LeaveOrganization'),
  ];
}

/** Who might: everyone of the ten, in the protected account, except those that deploy there. */
export function intruders(estate: GuardedEstate): readonly Principal[] {
  const { protectedAccount: account } = estate;
  const { id } = account;
  const here = shapesIn(account, REGION, estate).map(({ principal }) => principal);
  return [
    ...here.filter((one) => !('arn' in one && one.arn.includes(':role/cdk-') && one.arn.endsWith(REGION))),
    { kind: 'root', account },
    roleSession(account, `cdk-hnb659fds-cfn-exec-role-${id}-${OTHER_REGION}`),
  ];
}

/** The request with the keys that a call to a Region has. */
export function requestOf(principal: Principal, wish: Wish, owner: Account): Request {
  const region = wish.arn.split(':')[3];
  const inRegion = region === undefined || region === '' ? {} : { 'aws:RequestedRegion': region };
  const context = { ...inRegion, ...wish.context };
  return { principal, action: wish.action, resource: { arn: wish.arn, owner }, context };
}
