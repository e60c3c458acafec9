import type { Estate } from '../../../../lib/core/estate/estate';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';

const PARAMETER = { Ref: 'Days' };

function protectionOf(Type: string, Properties: object): Readonly<Record<string, string>> | undefined {
  const trail = { Type: 'AWS::CloudTrail::Trail', Properties: {} };
  const template = {
    Parameters: { Days: { Type: 'Number' } },
    Resources: { Trail: trail, It: { Type, Properties } },
  };
  const stack = {
    name: 'Logs',
    file: 'Logs.json',
    account: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
  };
  const head: Estate = {
    ...{ kind: 'template', path: 'Logs.json', stacks: [{ ...stack, template }] },
    ...{ messages: [], unknowns: [], problems: [] },
  };
  return reviewDocument({ head }).state.protection.find(({ resource }) => resource === 'Logs/It')?.settings;
}

const lifecycle = (...Rules: readonly object[]) => ({
  LifecycleConfiguration: { Rules: Rules.map((rule) => ({ Status: 'Enabled', ...rule })) },
});

test.each([
  ['AWS::S3::Bucket', {}, 'integrity: versioning', 'off'],
  ['AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } }, 'integrity: versioning', 'on'],
  ['AWS::S3::Bucket', {}, 'integrity: Object Lock', 'off'],
  [
    'AWS::S3::Bucket',
    { ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } } } },
    'retention: Object Lock',
    '365 days',
  ],
  ['AWS::S3::Bucket', {}, 'retention: expiration', 'forever'],
  ['AWS::S3::Bucket', lifecycle({ ExpirationInDays: 400 }), 'retention: expiration', '400 days'],
  [
    'AWS::S3::Bucket',
    lifecycle({ ExpirationInDays: PARAMETER }),
    'retention: expiration',
    'forever; and what is not known until deployment',
  ],
  [
    'AWS::S3::Bucket',
    lifecycle({ Prefix: 'a/', ExpirationInDays: 7 }, { NoncurrentVersionExpirationInDays: 9 }),
    'retention: expiration',
    'forever; expiration of a/: 7 days; expiration of old versions: 9 days',
  ],
  ['AWS::S3::Bucket', {}, 'encryption: default encryption', 'SSE-S3'],
  ['AWS::S3::Bucket', {}, 'delivery: replication', undefined],
  ['AWS::Logs::LogGroup', { RetentionInDays: 90 }, 'retention: retention', '90 days'],
  ['AWS::Logs::LogGroup', {}, 'retention: retention', 'forever'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the words of what is unknown
  ['AWS::Logs::LogGroup', { RetentionInDays: PARAMETER }, 'retention: retention', '${parameter Days} days'],
  ['AWS::SQS::Queue', { MessageRetentionPeriod: 60 }, 'retention: retention of messages', '60 seconds'],
  ['AWS::KMS::Key', { EnableKeyRotation: true, KeyPolicy: {} }, 'encryption: rotation', 'on'],
  ['AWS::KMS::Key', { KeyPolicy: {} }, 'access: policy', undefined],
] as const)('of %s with %j, %s is %s', (type, properties, name, expected) => {
  expect(protectionOf(type, properties)?.[name]).toBe(expected);
});

test('of what holds neither evidence nor a key, nothing is told', () => {
  expect(protectionOf('AWS::IAM::Role', {})).toBeUndefined();
});
