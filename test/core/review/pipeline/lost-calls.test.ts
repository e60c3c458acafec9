import { changesOf, type Json } from '../edited-template';

const OBJECTS = 'arn:aws:s3:::company-logs/AWSLogs/*';

const TEMPLATE = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
    Calls: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        ...{ PolicyName: 'Calls', Roles: [{ Ref: 'Role' }] },
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS }] },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Environment: { Variables: { TRAILWATCH_BUCKET_NAME: 'company-logs' } },
      },
    },
  },
};

const edited = (edit: (statements: Json[]) => void): readonly string[] =>
  changesOf(TEMPLATE, ({ Resources }) => edit(Resources.Calls.Properties.PolicyDocument.Statement));

test.each<[string, (statements: Json[]) => void, string]>([
  [
    'elsewhere only',
    ([first]) => Object.assign(first, { Resource: 'arn:aws:s3:::nowhere/*' }),
    'policies allow s3:GetObject on fewer resources, or under more conditions',
  ],
  [
    'under a further condition',
    ([first]) => Object.assign(first, { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    'policies allow s3:GetObject on fewer resources, or under more conditions',
  ],
  [
    'not at all, by a Deny',
    (all) => all.push({ Effect: 'Deny', Action: 's3:*', Resource: '*' }),
    'a policy now denies s3:GetObject on at least some resources',
  ],
  [
    'not at all, by a Deny of everything else',
    (all) => all.push({ Effect: 'Deny', NotAction: 'sqs:*', Resource: '*' }),
    'a policy now denies s3:GetObject on at least some resources',
  ],
  [
    'not at all, by an Allow of everything else',
    ([first]) => {
      delete first.Action;
      first.NotAction = 's3:*';
    },
    'no policy allows s3:GetObject anymore',
  ],
])('a part of the pipeline that may read a bucket of no template %s is unknown', (_words, edit, words) => {
  const message = `${words}; whether it needs this permission is not known`;
  expect(edited(edit)).toEqual([`unknown pipeline-unknown: role Audit/Role: ${message}`]);
});

test.each<[string, (statements: Json[]) => void]>([
  ['more objects', ([first]) => Object.assign(first, { Resource: 'arn:aws:s3:::company-logs/*' })],
  ['more calls', ([first]) => Object.assign(first, { Action: 's3:Get*' })],
  ['the same in two statements', (all) => all.push({ ...all[0], Sid: 'Again' })],
])('%s take nothing from it', (_words, edit) => {
  expect(edited(edit).filter((each) => each.includes('pipeline-unknown'))).toEqual([]);
});

test('what a permissions boundary of the templates takes from a part of the pipeline is unknown', () => {
  const message = 'its permissions boundary no longer allows s3:GetObject on at least some resources';
  const changes = changesOf(TEMPLATE, ({ Resources }) => {
    const PolicyDocument = { Statement: [{ Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }] };
    Resources.Limit = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } };
    Resources.Role.Properties.PermissionsBoundary = { Ref: 'Limit' };
  });
  expect(changes).toEqual([
    `unknown pipeline-unknown: role Audit/Role: ${message}; whether it needs this permission is not known`,
  ]);
});

test('a NotAction of more actions allows less, and one of fewer allows no less', () => {
  const base = structuredClone(TEMPLATE) as Json;
  const statement = { Effect: 'Allow', NotAction: ['iam:*', 'ec2:*'], Resource: '*' };
  base.Resources.Calls.Properties.PolicyDocument.Statement = [statement];
  const told = (actions: readonly string[]) =>
    changesOf(base, ({ Resources }) => {
      Resources.Calls.Properties.PolicyDocument.Statement[0].NotAction = actions;
    }).filter((words) => words.startsWith('unknown'));
  expect(told(['iam:*', 'ec2:*', 's3:*'])).toHaveLength(1);
  expect(told(['iam:PassRole'])).toEqual([]);
});
