import { changesOf, type Json } from '../edited-template';

const ACCOUNT = '111122223333';
const GITHUB = 'token.actions.githubusercontent.com';
const LIMIT = `arn:aws:iam::${ACCOUNT}:policy/Limit`;
const OBJECTS = 'arn:aws:s3:::company-logs/AWSLogs/*';

function policies(Action: string, Resource: string): Json {
  return [{ PolicyName: 'Own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] } }];
}

function trust(Action: string, Principal: Json, Condition: Json): Json {
  return { Effect: 'Allow', Principal, Action, Condition };
}

const TEMPLATE = {
  Resources: {
    Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'company-logs' } },
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { S3BucketName: { Ref: 'Logs' }, IsLogging: true },
    },
    Reader: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...{ Policies: policies('s3:GetObject', OBJECTS), PermissionsBoundary: LIMIT },
        AssumeRolePolicyDocument: {
          Statement: [
            trust(
              'sts:AssumeRoleWithWebIdentity',
              { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` },
              {
                StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
                StringLike: { [`${GITHUB}:sub`]: 'repo:example/audit:*' },
              },
            ),
            trust(
              'sts:AssumeRoleWithSAML',
              { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/People` },
              { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
            ),
            trust(
              'sts:AssumeRole',
              { AWS: 'arn:aws:iam::222233334444:root' },
              { StringEquals: { 'sts:ExternalId': 'example-company' } },
            ),
          ],
        },
      },
    },
    Person: {
      Type: 'AWS::IAM::User',
      Properties: { Policies: policies('s3:GetObject', OBJECTS), PermissionsBoundary: LIMIT },
    },
    Deployer: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: [`arn:aws:iam::${ACCOUNT}:policy/Deploy`],
        PermissionsBoundary: LIMIT,
        AssumeRolePolicyDocument: { Statement: [] },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Worker', 'Arn'] },
        Environment: { Variables: { TRAILWATCH_BUCKET_NAME: { Ref: 'Logs' } } },
      },
    },
    Worker: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...{ Policies: policies('ec2:StartInstances', '*'), PermissionsBoundary: LIMIT },
        AssumeRolePolicyDocument: { Statement: [] },
      },
    },
    Shop: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...{ Policies: policies('dynamodb:Query', '*'), PermissionsBoundary: LIMIT },
        AssumeRolePolicyDocument: { Statement: [] },
      },
    },
  },
};

/** The effects of what an edit of the resources changes, each once. */
function effects(edit: (resources: Json) => void): readonly string[] {
  const changes = changesOf(TEMPLATE, ({ Resources }) => edit(Resources));
  return [...new Set(changes.map((words) => words.split(' ')[0] ?? ''))].sort();
}

/** The effects of what an edit of a statement of the reader's trust policy changes. */
function edited(place: number, edit: (statement: Json) => void): readonly string[] {
  return effects(({ Reader }) => edit(Reader.Properties.AssumeRolePolicyDocument.Statement[place]));
}

test.each<[string, number, (statement: Json) => void]>([
  ['without the subject of a web identity', 0, ({ Condition }) => delete Condition.StringLike],
  ['without the audience of a web identity', 0, ({ Condition }) => delete Condition.StringEquals],
  ['for more subjects', 0, ({ Condition }) => (Condition.StringLike[`${GITHUB}:sub`] = 'repo:example/*')],
  [
    'for another web identity',
    0,
    ({ Principal }) => (Principal.Federated = 'cognito-identity.amazonaws.com'),
  ],
  ['without the audience of SAML', 1, ({ Condition }) => delete Condition.StringEquals],
  ['for another SAML provider', 1, ({ Principal }) => (Principal.Federated += '2')],
  ['without an external id', 2, ({ Condition }) => delete Condition.StringEquals],
])('a trust policy %s is weaker', (_words, place, edit) => {
  expect(edited(place, edit)).toContain('weaker');
});

test.each<[string, Json]>([
  ['fewer subjects', { StringLike: { [`${GITHUB}:sub`]: 'repo:example/audit:ref:*' } }],
  ['one subject', { StringEquals: { [`${GITHUB}:sub`]: 'repo:example/audit:ref:refs/heads/main' } }],
])('a trust policy for %s is stronger', (_words, { StringLike, StringEquals }) => {
  const changed = edited(0, ({ Condition }) => {
    Object.assign(Condition, { StringLike, StringEquals: { ...Condition.StringEquals, ...StringEquals } });
  });
  expect(changed).toEqual(['stronger']);
});

const bounded = (id: string, PermissionsBoundary?: Json) =>
  effects((resources) => {
    delete resources[id].Properties.PermissionsBoundary;
    Object.assign(resources[id].Properties, PermissionsBoundary && { PermissionsBoundary });
  });

test.each([
  ['role of people', 'Reader', 'weaker'],
  ['user', 'Person', 'weaker'],
  ['role with a policy that is in no template', 'Deployer', 'unknown'],
  ['part of the pipeline', 'Worker', 'unknown'],
])('a %s without its permissions boundary is weaker or unknown', (_words, id, effect) => {
  expect(bounded(id)).toContain(effect);
});

test.each(['Reader', 'Person', 'Deployer', 'Worker'])(
  'another permissions boundary of %s that is in no template is one thing that is not known',
  (id) => {
    const other = `arn:aws:iam::${ACCOUNT}:policy/Other`;
    const changes = changesOf(TEMPLATE, ({ Resources }) =>
      Object.assign(Resources[id].Properties, { PermissionsBoundary: other }),
    );
    const message = `its permissions boundary ${other} instead of ${LIMIT} is in no template: what it may do is not known`;
    const kind = id === 'Person' ? 'user' : 'role';
    expect(changes).toEqual([`unknown access-unknown: ${kind} Audit/${id}: ${message}`]);
  },
);

test('what a role may do with everything is one sentence', () => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => {
    delete Resources.Deployer.Properties.PermissionsBoundary;
  });
  const policy = `arn:aws:iam::${ACCOUNT}:policy/Deploy`;
  expect(changes).toEqual([
    `unknown access-unknown: role Audit/Deployer may decrypt, delete, read, silence, take and write resources of account ${ACCOUNT}: *, if the policy ${policy} allows it; by ${policy}`,
  ]);
});

test('what has nothing to do with evidence may have any permissions boundary', () => {
  expect(bounded('Shop')).toEqual([]);
  expect(bounded('Shop', `arn:aws:iam::${ACCOUNT}:policy/Other`)).toEqual([]);
});
