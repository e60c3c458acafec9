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
  expect(edited(edit)).toContain(`unknown pipeline-unknown: role Audit/Role: ${message}`);
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
  expect(told(['iam:PassRole'])).toEqual([expect.stringContaining('policies now allow everything but')]);
});

const REACHES = 'whether it reaches evidence with this permission is not known';
const FURTHER = `policies allow s3:GetObject on more resources, or under fewer conditions; ${REACHES}`;

test.each<[string, (statements: Json[]) => void, string]>([
  [
    'one more call',
    ([first]) => Object.assign(first, { Action: ['s3:GetObject', 'iam:PassRole'] }),
    `policies now allow iam:PassRole; ${REACHES}`,
  ],
  ['more objects', ([first]) => Object.assign(first, { Resource: 'arn:aws:s3:::company-logs/*' }), FURTHER],
  ['a call without its condition', ([, second]) => delete second.Condition, FURTHER],
  ['a call that a Deny kept from it', (all) => all.pop(), FURTHER],
])('that a part of the pipeline may make %s on resources of no template is unknown', (_, edit, words) => {
  const base = structuredClone(TEMPLATE) as Json;
  const { Statement } = base.Resources.Calls.Properties.PolicyDocument;
  const Condition = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
  Statement.push({ ...Statement[0], Resource: 'arn:aws:s3:::elsewhere/*', Condition });
  Statement.push({ Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::company-logs/AWSLogs/a/*' });
  const changes = changesOf(base, ({ Resources }) =>
    edit(Resources.Calls.Properties.PolicyDocument.Statement),
  );
  expect(changes).toEqual([`unknown access-unknown: role Audit/Role: ${words}`]);
});

test('to send traces to X-Ray reaches no evidence', () => {
  const traces = { Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' };
  expect(edited((all) => all.push(traces))).toEqual([]);
});

const VPCS = ['vpc-1', 'vpc-2'];
const TAGS = { a: ['x', 'y'], b: ['z', 'w'] };
const PAIRS = TAGS.a.flatMap((a) => TAGS.b.map((b) => ({ a, b })));

function splitChanges(whole: Json, parts: readonly Json[]): readonly string[] {
  const base = structuredClone(TEMPLATE) as Json;
  const policy = base.Resources.Calls.Properties.PolicyDocument;
  const [first] = policy.Statement;
  policy.Statement = [{ ...first, Condition: whole }];
  return changesOf(base, ({ Resources }) => {
    Resources.Calls.Properties.PolicyDocument.Statement = parts.map((Condition) => ({ ...first, Condition }));
  });
}

test.each<[string, Json, readonly Json[]]>([
  [
    'the values of a condition',
    { StringEquals: { 'aws:SourceVpc': VPCS } },
    VPCS.map((vpc) => ({ StringEquals: { 'aws:SourceVpc': vpc } })),
  ],
  [
    'the values of two conditions',
    { StringLike: { 'aws:PrincipalTag/a': TAGS.a, 'aws:PrincipalTag/b': TAGS.b } },
    PAIRS.map(({ a, b }) => ({ StringLike: { 'aws:PrincipalTag/a': a, 'aws:PrincipalTag/b': b } })),
  ],
])('%s in a statement each are no change, and without one of them they are', (_words, whole, parts) => {
  expect(splitChanges(whole, parts)).toEqual([]);
  expect(splitChanges(whole, parts.slice(1))).toEqual([expect.stringMatching(/^unknown pipeline-unknown: /)]);
});
