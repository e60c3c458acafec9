import { UsedPermissions } from '../../../../lib/core/policy/permission/used-permissions';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { readCalls } from '../../calls/read-calls';

const PLACE = { awsRegion: 'eu-west-1', recipientAccountId: '111122223333' };
const IN = 'eu-west-1:111122223333';
const BUCKET = (name: string) => ({ type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${name}` });

test.each([
  [
    'logs',
    'CreateLogStream',
    { logGroupName: 'g' },
    [`logs:CreateLogStream arn:aws:logs:${IN}:log-group:g:*`],
  ],
  ['logs', 'TagLogGroup', { logGroupName: 'g' }, [`logs:TagLogGroup arn:aws:logs:${IN}:log-group:g`]],
  [
    'dynamodb',
    'Query',
    { tableName: 't', indexName: 'i' },
    [`dynamodb:Query arn:aws:dynamodb:${IN}:table/t arn:aws:dynamodb:${IN}:table/t/index/i`],
  ],
  [
    'ssm',
    'SendCommand',
    { documentName: 'AWS-RunShellScript', instanceIds: ['i-0123456789abcdef0'] },
    [
      `ssm:SendCommand arn:aws:ssm:eu-west-1:*:document/AWS-RunShellScript arn:aws:ec2:${IN}:instance/i-0123456789abcdef0`,
    ],
  ],
  ['ssm', 'SendCommand', { documentName: 'AWS-RunShellScript' }, ['ssm:SendCommand *']],
])('resources of %s %s %j', (service, eventName, requestParameters, expected) => {
  expect(used({ ...PLACE, eventSource: `${service}.amazonaws.com`, eventName, requestParameters })).toEqual(
    expected,
  );
});

test('a copy reads the source, and writes the target alone', () => {
  const record = { ...PLACE, eventSource: 's3.amazonaws.com', eventName: 'CopyObject' };
  const copy = { ...record, requestParameters: { bucketName: 'to', key: 'k' } };
  const both = { ...copy, resources: [BUCKET('to'), BUCKET('from')] };
  expect(used(both)).toEqual(['s3:GetObject arn:aws:s3:::from/*', 's3:PutObject arn:aws:s3:::to/*']);
  const one = { ...copy, resources: [BUCKET('to')] };
  expect(used(one)).toEqual(['s3:GetObject arn:aws:s3:::to/*', 's3:PutObject arn:aws:s3:::to/*']);
});

function used(record: CloudTrailRecord): readonly string[] {
  const permissions = new UsedPermissions(readCalls);
  permissions.take(record);
  return permissions.actions.map(
    ({ action, isForAny, resources }) => `${action} ${isForAny ? '*' : [...resources].join(' ')}`,
  );
}
