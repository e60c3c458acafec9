import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly, type SynthesizedStack, type TemplateValue } from '../local-aws/template';
import { lake } from '../scenarios/lake';
import { response } from '../scenarios/response';
import { SCENARIOS } from '../scenarios/scenarios';
import { assemblyOf } from '../scenarios/synthesized';

const BUNDLES = join(__dirname, '../../dist/lambda');
const JOBS = readdirSync(BUNDLES);

/** What a call of the SDK needs. An operation that is not here has no place in a handler yet. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  FilterLogEvents: ['logs:FilterLogEvents'],
  DescribeAlarms: ['cloudwatch:DescribeAlarms'],
  DescribeRule: ['events:DescribeRule'],
  GetEventSourceMapping: ['lambda:GetEventSourceMapping'],
  GetFunctionConcurrency: ['lambda:GetFunctionConcurrency'],
  GetFunctionConfiguration: ['lambda:GetFunctionConfiguration'],
  GetSubscriptionAttributes: ['sns:GetSubscriptionAttributes'],
  ListStackResources: ['cloudformation:ListStackResources'],
  ListTargetsByRule: ['events:ListTargetsByRule'],
  GenerateMac: ['kms:GenerateMac'],
  GetBucketEncryption: ['s3:GetEncryptionConfiguration'],
  GetBucketLifecycleConfiguration: ['s3:GetLifecycleConfiguration'],
  GetBucketOwnershipControls: ['s3:GetBucketOwnershipControls'],
  GetBucketPolicy: ['s3:GetBucketPolicy'],
  GetBucketReplication: ['s3:GetReplicationConfiguration'],
  GetBucketVersioning: ['s3:GetBucketVersioning'],
  GetEventSelectors: ['cloudtrail:GetEventSelectors'],
  GetImport: ['cloudtrail:GetImport'],
  GetInsightSelectors: ['cloudtrail:GetInsightSelectors'],
  GetKeyPolicy: ['kms:GetKeyPolicy'],
  GetObject: ['s3:GetObject'],
  GetItem: ['dynamodb:GetItem'],
  GetObjectLockConfiguration: ['s3:GetBucketObjectLockConfiguration'],
  GetParametersByPath: ['ssm:GetParametersByPath'],
  // Lambda does this in the function's name, too; that the comparison may do it, the tests of pipeline parts say.
  GetQueueAttributes: [],
  GetPublicAccessBlock: ['s3:GetBucketPublicAccessBlock'],
  GetTopicAttributes: ['sns:GetTopicAttributes'],
  GetTrail: ['cloudtrail:GetTrail'],
  GetTrailStatus: ['cloudtrail:GetTrailStatus'],
  ListImports: ['cloudtrail:ListImports'],
  ListObjectsV2: ['s3:ListBucket'],
  ListObjectVersions: ['s3:ListBucketVersions'],
  ListPublicKeys: ['cloudtrail:ListPublicKeys'],
  ListRegions: ['account:ListRegions'],
  Publish: ['sns:Publish'],
  BatchImportFindings: ['securityhub:BatchImportFindings'],
  PutRecord: ['firehose:PutRecord'],
  PutEvents: ['events:PutEvents'],
  PutItem: ['dynamodb:PutItem'],
  PutObject: ['s3:PutObject'],
  Query: ['dynamodb:Query'],
  SendMessage: ['sqs:SendMessage'],
  SendMessageBatch: ['sqs:SendMessage'],
  StartImport: ['cloudtrail:StartImport', 'iam:PassRole'],
  StopImport: ['cloudtrail:StopImport'],
  UpdateItem: ['dynamodb:UpdateItem'],
  VerifyMac: ['kms:VerifyMac'],
  ActivateOrganizationsAccess: ['cloudformation:ActivateOrganizationsAccess', 'iam:CreateServiceLinkedRole'],
  AddTags: ['cloudtrail:AddTags'],
  CancelKeyDeletion: ['kms:CancelKeyDeletion'],
  CreateDetector: ['guardduty:CreateDetector'],
  ListDetectors: ['guardduty:ListDetectors'],
  CreateServiceLinkedRole: ['iam:CreateServiceLinkedRole'],
  CreateTrail: [
    'cloudtrail:CreateTrail',
    'iam:CreateServiceLinkedRole',
    'iam:GetRole',
    'iam:PassRole',
    'organizations:DescribeOrganization',
    'organizations:ListAWSServiceAccessForOrganization',
  ],
  DeleteBucketPolicy: ['s3:DeleteBucketPolicy'],
  DeleteTrail: ['cloudtrail:DeleteTrail'],
  DeregisterOrganizationDelegatedAdmin: [
    'cloudtrail:DeregisterOrganizationDelegatedAdmin',
    'organizations:DeregisterDelegatedAdministrator',
  ],
  DetachGroupPolicy: ['iam:DetachGroupPolicy'],
  DetachRolePolicy: ['iam:DetachRolePolicy'],
  DetachUserPolicy: ['iam:DetachUserPolicy'],
  DescribeOrganization: ['organizations:DescribeOrganization'],
  DescribeOrganizationalUnit: ['organizations:DescribeOrganizationalUnit'],
  DescribeStacks: ['cloudformation:DescribeStacks'],
  DescribeOrganizationsAccess: ['cloudformation:DescribeOrganizationsAccess'],
  EnableAWSServiceAccess: ['organizations:EnableAWSServiceAccess'],
  EnableSecurityHub: ['securityhub:EnableSecurityHub'],
  GetEventConfiguration: ['cloudtrail:GetEventConfiguration'],
  GetRole: ['iam:GetRole'],
  ListAccounts: ['organizations:ListAccounts'],
  ListAWSServiceAccessForOrganization: ['organizations:ListAWSServiceAccessForOrganization'],
  ListDelegatedAdministrators: ['organizations:ListDelegatedAdministrators'],
  ListDelegatedServicesForAccount: ['organizations:ListDelegatedServicesForAccount'],
  ListTags: ['cloudtrail:ListTags'],
  ListTagsForResource: ['organizations:ListTagsForResource'],
  PutBucketPolicy: ['s3:PutBucketPolicy'],
  PutEventConfiguration: ['cloudtrail:PutEventConfiguration'],
  PutEventSelectors: ['cloudtrail:PutEventSelectors'],
  PutInsightSelectors: ['cloudtrail:PutInsightSelectors'],
  RegisterOrganizationDelegatedAdmin: [
    'cloudtrail:RegisterOrganizationDelegatedAdmin',
    'organizations:RegisterDelegatedAdministrator',
  ],
  RemoveTags: ['cloudtrail:RemoveTags'],
  StartConfigurationRecorder: ['config:StartConfigurationRecorder'],
  StartExecution: ['states:StartExecution'],
  StartLogging: ['cloudtrail:StartLogging'],
  StopLogging: ['cloudtrail:StopLogging'],
  UpdateTrail: ['cloudtrail:UpdateTrail'],
  CreateSecurityGroup: ['ec2:CreateSecurityGroup', 'ec2:CreateTags'],
  CreateTags: ['ec2:CreateTags'],
  DescribeNetworkInterfaces: ['ec2:DescribeNetworkInterfaces'],
  DescribeSecurityGroups: ['ec2:DescribeSecurityGroups'],
  ModifyNetworkInterfaceAttribute: ['ec2:ModifyNetworkInterfaceAttribute'],
  PutPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
  RevokeSecurityGroupEgress: ['ec2:RevokeSecurityGroupEgress'],
  RevokeSecurityGroupIngress: ['ec2:RevokeSecurityGroupIngress'],
  UpdateDetector: ['guardduty:UpdateDetector'],
};

/** The bundle whose functions make the calls of one action each: a setting says which. */
const ONE_ACTION_EACH = 'regional-response';

/** What every client carries along, for other sources of credentials than Lambda's, for S3 Express and endpoint discovery. */
const CARRIED: readonly string[] = [
  'AssumeRole',
  'AssumeRoleWithWebIdentity',
  'CreateOAuth2Token',
  'CreateOAuth2TokenWithIAM',
  'CreateSession',
  'CreateToken',
  'DescribeEndpoints',
  'GetCredentialsForIdentity',
  'GetId',
  'GetRoleCredentials',
];

/** What Lambda does in the function's name: it writes its log and reads its queue; and what keys ask for the rest. */
const IN_ITS_NAME = [
  /^logs:(CreateLogStream|PutLogEvents)$/,
  /^sqs:(ReceiveMessage|ChangeMessageVisibility|GetQueueUrl|DeleteMessage|GetQueueAttributes)$/,
  /^kms:(?!.*(Mac|KeyPolicy|KeyDeletion)$)/,
];

/**
 * A command of the SDK as it stands in a minified bundle: `class x extends command(ep,mw,"Publish",Publish$)`, where each name may
 * be of another file: `(0,other.command)(ep,…)`.
 */
const COMMAND = /extends(?: [\w$]+| ?\(0,[\w$.]+\))\([\w$.]+,[\w$.]+,"(\w+)",[\w$.]+\)/g;

/** The entrance of a job, and what it imports late. */
function readBundle(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

function operationsIn(bundle: string): string[] {
  const all = [...bundle.matchAll(COMMAND)].map(([, operation = '']) => operation);
  return [...new Set(all)].filter((operation) => !CARRIED.includes(operation)).sort();
}

type Properties = { readonly [name: string]: TemplateValue };

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
}

/** The actions of each function's role, by the job whose bundle the function runs. */
function synthesizedActions(): ReadonlyMap<string, readonly (readonly string[])[]> {
  const byJob = new Map<string, (readonly string[])[]>();
  for (const scenario of [...SCENARIOS, lake, response]) {
    for (const stack of readAssembly(assemblyOf(scenario).directory)) {
      for (const { job, actions } of functionsOf(stack)) byJob.set(job, [...(byJob.get(job) ?? []), actions]);
    }
  }
  return byJob;
}

function functionsOf(stack: SynthesizedStack): { job: string; actions: readonly string[] }[] {
  return Object.values(stack.template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .flatMap(({ Properties = {} }) => {
      const { S3Key = '' } = (Properties.Code ?? {}) as { S3Key?: string };
      const code = readIfThere(join(stack.assetFolder(S3Key), 'index.js'));
      const job = JOBS.find((name) => readFileSync(join(BUNDLES, name, 'index.js'), 'utf8') === code);
      const [roleId = ''] = (Properties.Role as { 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'];
      const actions = actionsOf(stack, roleId);
      // Lambda itself puts what an asynchronous call failed with on the function's dead-letter queue.
      const ownActions =
        Properties.DeadLetterConfig === undefined
          ? actions
          : actions.filter((action) => action !== 'sqs:SendMessage');
      return job === undefined ? [] : [{ job, actions: ownActions }];
    });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function actionsOf({ template }: SynthesizedStack, roleId: string): readonly string[] {
  const statements = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties = {} }) => Properties as Properties)
    .filter(({ Roles }) => JSON.stringify(Roles) === JSON.stringify([{ Ref: roleId }]))
    .flatMap(({ PolicyDocument }) => (PolicyDocument as unknown as { Statement: Statement[] }).Statement);
  const actions = statements.flatMap(({ Action }) => Action);
  // GetObject again, of a certain version.
  return [...new Set(actions)].filter((action) => action !== 's3:GetObjectVersion').sort();
}

/** What workers may do in an organization only, and where people may silence alerts. */
const OPTIONAL: Readonly<Record<string, RegExp>> = {
  'log-processor': /^(organizations|ssm):/,
  'realtime-alerts': /^ssm:/,
};

describe('each role allows exactly what its shipped bundle calls', () => {
  const deployed = synthesizedActions();

  test.each(JOBS)('%s', (job) => {
    const operations = operationsIn(readBundle(join(BUNDLES, job)));
    expect(operations.filter((operation) => ACTIONS[operation] === undefined)).toEqual([]);
    expect(operations.length).toBeGreaterThan(0);
    const needed = [...new Set(operations.flatMap((operation) => ACTIONS[operation] ?? []))].sort();
    const required = (actions: readonly string[]) => actions.filter((one) => !OPTIONAL[job]?.test(one));
    const roles = deployed.get(job) ?? [];
    expect(roles.length).toBeGreaterThan(0);
    const allowed = roles.map((actions) =>
      actions.filter((action) => !IN_ITS_NAME.some((known) => known.test(action))),
    );
    if (job === ONE_ACTION_EACH) {
      // Which action a role allows is asserted with the responder; all of them together are what the bundle calls.
      expect([...new Set(allowed.flat())].filter((action) => action !== 'sts:AssumeRole').sort()).toEqual(
        needed,
      );
      for (const actions of allowed) expect(actions).not.toEqual(needed);
    } else {
      for (const actions of allowed) expect(required(actions)).toEqual(required(needed));
      expect([...new Set(allowed.flat())].sort()).toEqual(needed);
    }
  });
});
