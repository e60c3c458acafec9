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
    'policies allow it s3:GetObject on fewer resources, or under further conditions',
  ],
  [
    'under a further condition',
    ([first]) => Object.assign(first, { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    'policies allow it s3:GetObject on fewer resources, or under further conditions',
  ],
  [
    'not at all, by a Deny',
    (all) => all.push({ Effect: 'Deny', Action: 's3:*', Resource: '*' }),
    'a policy denies it s3:GetObject now, on some resources at least',
  ],
])('a part of the pipeline that may read a bucket of no template %s is unknown', (_words, edit, words) => {
  const message = `${words}; whether it needs that is not known`;
  expect(edited(edit)).toEqual([`unknown pipeline-unknown: role Audit/Role: ${message}`]);
});

test.each<[string, (statements: Json[]) => void]>([
  ['more objects', ([first]) => Object.assign(first, { Resource: 'arn:aws:s3:::company-logs/*' })],
  ['more calls', ([first]) => Object.assign(first, { Action: 's3:Get*' })],
  ['the same in two statements', (all) => all.push({ ...all[0], Sid: 'Again' })],
])('%s take nothing from it', (_words, edit) => {
  expect(edited(edit).filter((each) => each.includes('pipeline-unknown'))).toEqual([]);
});
