import {
  holdersOf,
  isGiven,
  partOf,
  sidesOf,
  subjectsOf,
} from '../../../../lib/core/fact/targets/target-parts';
import { targetsOf } from '../../../../lib/core/fact/targets/targets-of';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';

function recordOf(source: string, eventName: string, requestParameters: object): CloudTrailRecord {
  return {
    ...{ eventSource: `${source}.amazonaws.com`, eventName, awsRegion: 'eu-west-1', requestParameters },
    recipientAccountId: '111122223333',
  } as unknown as CloudTrailRecord;
}

test.each([
  ['ec2', 'RunInstances', { instanceId: 'i-1', subnetId: 'subnet-1' }, ['i-1'], ['i-1']],
  ['iam', 'AddRoleToInstanceProfile', { roleName: 'r', instanceProfileName: 'p' }, ['r', 'p'], ['p']],
  ['iam', 'AddUserToGroup', { userName: 'u', groupName: 'g' }, ['u', 'g'], ['g']],
  ['iam', 'AttachRolePolicy', { roleName: 'r', policyArn: 'arn:aws:iam::aws:policy/P' }, ['r'], ['r']],
  ['ec2', 'CreateTags', { instanceId: 'i-1', vpcId: 'v' }, ['i-1', 'v'], undefined],
])(
  '%s %s acts on some of its targets, and some of these have the others',
  (source, call, request, on, holders) => {
    const targets = targetsOf(recordOf(source, call, request));
    expect(subjectsOf(call, targets).map(({ name }) => name)).toEqual(on);
    if (holders !== undefined) expect(holdersOf(call, targets).map(({ name }) => name)).toEqual(holders);
  },
);

test.each([
  ['CreateRole', 'AWS::IAM::Role', true, 'makes'],
  ['CreateRole', 'AWS::IAM::Role', false, 'uses'],
  ['PutRolePolicy', 'AWS::IAM::Role', true, 'uses'],
  ['DeleteRole', 'AWS::IAM::Role', true, 'ends'],
  ['TerminateInstances', 'AWS::EC2::Instance', true, 'ends'],
  ['PutBucketTagging', 'AWS::S3::Bucket', true, 'uses'],
  ['RemoveUserFromGroup', 'AWS::IAM::Group', true, 'uses'],
])('%s on %s, done: %s, %s it', (call, type, isDone, part) => {
  expect(partOf(call, { type, name: 'x' }, isDone)).toBe(part);
});

test('a copy reads its source and writes the bucket that the call names', () => {
  const copy = recordOf('s3', 'CopyObject', { bucketName: 'to', key: 'k' });
  const targets = ['from', 'to'].map((name) => ({
    type: 'AWS::S3::Bucket',
    name,
    arn: `arn:aws:s3:::${name}/k`,
  }));
  expect(sidesOf(copy, targets)).toEqual({ sources: [targets[0]], destinations: [targets[1]] });
  expect(sidesOf(recordOf('s3', 'PutObject', { bucketName: 'to' }), targets)).toBeUndefined();
});

test('a target is given if the request has its name, and made by AWS if only the response has', () => {
  const target = { type: 'AWS::KMS::Key', name: 'key/1234' };
  expect(isGiven(target, recordOf('kms', 'EnableKey', { keyId: '1234' }))).toBe(true);
  expect(isGiven(target, recordOf('kms', 'CreateKey', { description: 'x' }))).toBe(false);
});
