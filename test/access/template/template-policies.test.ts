// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so
import { decide } from '../../../lib/core/policy/evaluation/decide';
import { type Request, roleSession } from '../../../lib/core/policy/evaluation/request';
import { type Deployment, exportsOf, resolveValue, type Template } from './intrinsic';
import { collectPolicies, policiesFor } from './template-policies';

const ACCOUNT = { id: '111122223333' };

function deployment(template: Template, more: Partial<Deployment> = {}): Deployment {
  return { template, stackName: 'Audit', accountId: ACCOUNT.id, region: 'eu-central-1', ...more };
}

const RESOURCES: Template['Resources'] = {
  Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'logs-${AWS::AccountId}' } } },
  Unnamed: { Type: 'AWS::S3::Bucket' },
  Key: { Type: 'AWS::KMS::Key' },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
  Queue: { Type: 'AWS::SQS::Queue' },
  Reader: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Reader', Path: '/audit/' } },
  Table: { Type: 'AWS::DynamoDB::Table' },
};

const VALUES: readonly (readonly [string, unknown, unknown])[] = [
  ['the name of a bucket', { Ref: 'Logs' }, 'logs-111122223333'],
  ['a name made of stack and logical id', { Ref: 'Unnamed' }, 'audit-unnamed'],
  ['the ARN of a bucket', { 'Fn::GetAtt': ['Logs', 'Arn'] }, 'arn:aws:s3:::logs-111122223333'],
  [
    'an attribute in one text',
    { 'Fn::GetAtt': 'Key.Arn' },
    'arn:aws:kms:eu-central-1:111122223333:key/Audit-Key',
  ],
  ['a topic, which is its ARN', { Ref: 'Topic' }, 'arn:aws:sns:eu-central-1:111122223333:alerts'],
  [
    'a queue, which is its URL',
    { Ref: 'Queue' },
    'https://sqs.eu-central-1.amazonaws.com/111122223333/Audit-Queue',
  ],
  ['the path of a role', { 'Fn::GetAtt': ['Reader', 'Arn'] }, 'arn:aws:iam::111122223333:role/audit/Reader'],
  [
    'Fn::Join',
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'Logs' }]] },
    'arn:aws:s3:::logs-111122223333',
  ],
  ['Fn::Split and Fn::Select', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Topic' }] }] }, 'alerts'],
  [
    'Fn::Sub with resources, attributes and pseudo parameters',
    { 'Fn::Sub': '${Logs} ${Key.Arn} ${AWS::Region} ${!Kept}' },
    'logs-111122223333 arn:aws:kms:eu-central-1:111122223333:key/Audit-Key eu-central-1 ${Kept}',
  ],
  [
    'Fn::Sub with variables of its own',
    { 'Fn::Sub': ['${a}-${AWS::URLSuffix}', { a: { Ref: 'Logs' } }] },
    'logs-111122223333-amazonaws.com',
  ],
  ['Fn::ImportValue', { 'Fn::ImportValue': 'Other:Key' }, 'arn:aws:kms:eu-central-1:444455556666:key/k'],
  [
    'values inside lists and objects',
    { a: [{ Ref: 'AWS::AccountId' }], b: true, c: 1 },
    { a: ['111122223333'], b: true, c: 1 },
  ],
];

const UNRESOLVED: readonly (readonly [string, unknown, string])[] = [
  ['a resource that is not there', { Ref: 'Nothing' }, "the template has no resource 'Nothing'"],
  ['no value', { Ref: 'AWS::NoValue' }, "the template has no resource 'AWS::NoValue'"],
  [
    'an attribute it does not know',
    { 'Fn::GetAtt': ['Logs', 'WebsiteURL'] },
    "attribute 'WebsiteURL' of 'Logs' is not known",
  ],
  ['a condition', { 'Fn::If': ['A', 1, 2] }, 'Fn::If is not resolved here'],
  ['a mapping', { 'Fn::FindInMap': ['A', 'B', 'C'] }, 'Fn::FindInMap is not resolved here'],
  ['an import nobody exports', { 'Fn::ImportValue': 'Nobody:Knows' }, "no stack exports 'Nobody:Knows'"],
  ['a place outside a list', { 'Fn::Select': [9, ['a']] }, 'Fn::Select finds nothing at 9'],
  ['two keys where one function belongs', { Ref: 'Logs', Other: 1 }, 'Ref stands beside other keys'],
];

describe('a value of a template', () => {
  const stack = deployment(
    { Resources: RESOURCES },
    { imports: { 'Other:Key': 'arn:aws:kms:eu-central-1:444455556666:key/k' } },
  );

  test.each(VALUES)('%s', (_what, value, expected) => {
    expect(resolveValue(value, stack)).toEqual(expected);
  });

  test.each(UNRESOLVED)('fails: %s', (_what, value, words) => {
    expect(() => resolveValue(value, stack)).toThrow(words);
  });

  test('fails: a resource of a type that is not known', () => {
    const unknown = deployment({ Resources: { A: { Type: 'Custom::Thing' } } });
    expect(() => resolveValue({ Ref: 'A' }, unknown)).toThrow(
      'resource-types.ts does not have Custom::Thing',
    );
  });

  test('is exported to other stacks by name', () => {
    const Outputs = {
      Shared: { Value: { Ref: 'Logs' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Bucket' } } },
      Own: { Value: { Ref: 'Unnamed' } },
    };
    expect(exportsOf(deployment({ Resources: RESOURCES, Outputs }))).toEqual({
      'Audit:Bucket': 'logs-111122223333',
    });
  });
});

const VERSION = '2012-10-17';
const TRUST = {
  Version: VERSION,
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
};

function grant(action: string, resource: unknown, principal?: unknown) {
  const Principal = principal === undefined ? {} : { Principal: principal };
  return {
    Version: VERSION,
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource, ...Principal }],
  };
}

const LAMBDA = { Service: 'lambda.amazonaws.com' };
const POLICIES: Template['Resources'] = {
  ...RESOURCES,
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: { KeyPolicy: grant('kms:*', '*', { AWS: { Ref: 'AWS::AccountId' } }) },
  },
  LogsPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Logs' }, PolicyDocument: grant('s3:GetObject', '*', LAMBDA) },
  },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'Topic' }],
      PolicyDocument: grant('sns:Publish', { Ref: 'Topic' }, LAMBDA),
    },
  },
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: grant('sqs:*', '*', LAMBDA) },
  },
  Reader: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'Reader',
      Path: '/audit/',
      AssumeRolePolicyDocument: TRUST,
      Policies: [{ PolicyName: 'Inline', PolicyDocument: grant('s3:GetObject', '*') }],
      ManagedPolicyArns: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
        { Ref: 'Shared' },
      ],
      PermissionsBoundary: { Ref: 'Shared' },
    },
  },
  Shared: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: grant('kms:Decrypt', '*') } },
  Default: {
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [{ Ref: 'Reader' }, 'Elsewhere'], PolicyDocument: grant('sqs:*', '*') },
  },
};

describe('the policies of a template', () => {
  const collected = collectPolicies([deployment({ Resources: POLICIES })]);
  const role = 'arn:aws:iam::111122223333:role/audit/Reader';

  test('are found at the ARN they are attached to', () => {
    expect([...collected.resource].map(([arn, { name }]) => [arn, name])).toEqual([
      ['arn:aws:kms:eu-central-1:111122223333:key/Audit-Key', 'the key policy Key'],
      [role, 'the trust policy Reader'],
      ['arn:aws:s3:::logs-111122223333', 'the bucket policy LogsPolicy'],
      ['arn:aws:sns:eu-central-1:111122223333:alerts', 'the topic policy TopicPolicy'],
      ['arn:aws:sqs:eu-central-1:111122223333:Audit-Queue', 'the queue policy QueuePolicy'],
    ]);
  });

  test('of a role are inline, managed, AWS managed and attached ones', () => {
    expect(collected.identity.get(role)?.map(({ name }) => name)).toEqual([
      'the policy Inline of Reader',
      'AWSLambdaBasicExecutionRole',
      'the policy Shared',
      'the policy Default',
    ]);
    expect(collected.boundary.get(role)?.name).toBe('the policy Shared');
  });

  test('reach a role of another stack by its name', () => {
    expect([...collected.identity.keys()]).toContain('arn:aws:iam::111122223333:role/Elsewhere');
  });

  test('decide a request', () => {
    const request: Request = {
      principal: roleSession(ACCOUNT, 'audit/Reader'),
      action: 's3:GetObject',
      resource: { arn: 'arn:aws:s3:::logs-111122223333/key', owner: ACCOUNT },
    };
    const limited = decide(request, policiesFor(request, collected));
    expect(limited).toEqual({
      verdict: 'not allowed',
      reason: 'no statement of the policy Shared allows it',
    });
    const decrypt = {
      ...request,
      action: 'kms:Decrypt',
      resource: { arn: 'arn:aws:kms:eu-central-1:111122223333:key/Audit-Key', owner: ACCOUNT },
    };
    expect(decide(decrypt, policiesFor(decrypt, collected)).verdict).toBe('allowed');
  });
});

const UNREADABLE: readonly (readonly [string, Template['Resources'], string])[] = [
  [
    'a policy of a kind that is not read',
    { A: { Type: 'AWS::Logs::ResourcePolicy' } },
    'A is an AWS::Logs::ResourcePolicy',
  ],
  ['a user', { A: { Type: 'AWS::IAM::User' } }, 'which gives access and is not read here'],
  ['an access point', { A: { Type: 'AWS::S3::AccessPoint' } }, 'which gives access and is not read here'],
  [
    'an access control list',
    { A: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead' } } },
    'A: AccessControl is "PublicRead"',
  ],
  [
    'a policy under a condition',
    { A: { ...POLICIES.Shared!, Condition: 'C' } },
    "A depends on the condition 'C'",
  ],
  ['two policies of one bucket', { ...POLICIES, Second: POLICIES.LogsPolicy! }, 'has two policies'],
  ['a key without a policy', { A: { Type: 'AWS::KMS::Key' } }, 'A: the key policy A is not an object'],
  [
    'a managed policy that is not known',
    {
      A: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: ['arn:aws:iam::aws:policy/X'] },
      },
    },
    'A: arn:aws:iam::aws:policy/X is not written down',
  ],
  [
    'a resource that cannot be resolved',
    {
      A: {
        Type: 'AWS::IAM::Policy',
        Properties: { Roles: ['r'], PolicyDocument: grant('s3:*', { Ref: 'B' }) },
      },
    },
    "A: the template has no resource 'B'",
  ],
  [
    'a policy of a group',
    { A: { Type: 'AWS::IAM::Policy', Properties: { Groups: ['g'], PolicyDocument: grant('s3:*', '*') } } },
    'A is for users or groups',
  ],
];

describe('policies of the organization', () => {
  const organization = { id: 'o-exampleorgid', managementAccount: '999999999999', rootId: 'r-ab12' };
  const member = { id: '111122223333', organization };
  const control = (Type: string, TargetIds: string[], more: object) => ({
    Type: 'AWS::Organizations::Policy',
    Properties: {
      Type,
      TargetIds,
      Content: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*', ...more }],
      },
    },
  });
  const request = {
    principal: roleSession(member, 'Any'),
    action: 's3:DeleteObject',
    resource: { arn: 'arn:aws:s3:::logs/key', owner: member },
  };
  const found = (Resources: Template['Resources']) =>
    policiesFor(request, collectPolicies([deployment({ Resources })]));

  test('bind an account through the root and through itself, beside what AWS allows everywhere', () => {
    const { serviceControl = [] } = found({
      OfRoot: control('SERVICE_CONTROL_POLICY', ['r-ab12'], {}),
      OfAccount: control('SERVICE_CONTROL_POLICY', ['111122223333'], {}),
      OfOther: control('SERVICE_CONTROL_POLICY', ['444455556666'], {}),
    });
    expect(serviceControl.map((level) => level.map(({ name }) => name))).toEqual([
      ['FullAWSAccess', 'the service control policy OfRoot'],
      ['FullAWSAccess', 'the service control policy OfAccount'],
    ]);
  });

  test('guard the resources of an account', () => {
    const { resourceControl = [] } = found({
      Guard: control('RESOURCE_CONTROL_POLICY', ['r-ab12'], { Principal: '*' }),
    });
    expect(resourceControl.map(({ name }) => name)).toEqual(['the resource control policy Guard']);
  });

  test('fail where they are attached to a unit, whose accounts are not known', () => {
    const Unit = control('SERVICE_CONTROL_POLICY', ['ou-ab12-0a1b2c3d'], {});
    expect(() => found({ Unit })).toThrow('Unit: target ou-ab12-0a1b2c3d is not read here');
  });

  test('fail when they are of a kind that decides no request', () => {
    expect(() => found({ Tags: control('TAG_POLICY', ['r-ab12'], {}) })).toThrow(
      'Tags: Type is "TAG_POLICY"',
    );
  });
});

describe('a template whose access cannot be told', () => {
  test.each(UNREADABLE)('fails: %s', (_what, Resources, words) => {
    expect(() => collectPolicies([deployment({ Resources })])).toThrow(words);
  });
});
