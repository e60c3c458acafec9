import { changesOf, type Json } from '../edited-template';

test.each([
  [
    'in any letter case',
    { eventName: [{ prefix: { 'equals-ignore-case': 'stop' } }] },
    { eventName: [{ prefix: { 'equals-ignore-case': 'zzz' } }] },
  ],
  [
    'as a field',
    { requestParameters: { prefix: ['AWSLogs/a'] } },
    { requestParameters: { prefix: ['AWSLogs/'] } },
  ],
])('another prefix %s is weaker, with what no longer passes', (_words, before, after) => {
  const base = {
    Resources: {
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['aws.cloudtrail'], detail: before as Json } },
      },
    },
  };
  const changes = changesOf(base, ({ Resources }) => {
    Resources.Rule.Properties.EventPattern.detail = after;
  });
  expect(changes).toEqual([
    expect.stringMatching(
      /^weaker pipeline-interrupted: event pattern of Audit\/Rule: .*; no longer with detail/,
    ),
  ]);
});

/** A trail with log files under a prefix, in a bucket that lets CloudTrail write under a prefix. */
function trailUnder(prefix: string | undefined, allowed: string): Json {
  const Resource = { 'Fn::Sub': `\${Bucket.Arn}/${allowed}` };
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject', Resource },
  ];
  return {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Version: '2012-10-17', Statement } },
      },
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: {
          ...{ IsLogging: true, S3BucketName: { Ref: 'Bucket' } },
          ...(prefix !== undefined && { S3KeyPrefix: prefix }),
        },
      },
    },
  };
}

const MINE = 'AWSLogs/111122223333/*';

test.each([
  ['with its policy', [undefined, MINE], ['logs', `logs/${MINE}`], undefined],
  ['under a policy with a wildcard', ['one', '*'], ['two', '*'], undefined],
  ['without its policy', [undefined, MINE], ['logs', MINE], 'weaker pipeline-interrupted'],
  [
    'taken away without its policy',
    ['logs', `logs/${MINE}`],
    [undefined, `logs/${MINE}`],
    'weaker pipeline-interrupted',
  ],
  [
    'that begins like the old one',
    ['log', `log/${MINE}`],
    ['logs', `log/${MINE}`],
    'weaker pipeline-interrupted',
  ],
  ['for fewer accounts', ['one', 'one/AWSLogs/*'], ['two', `two/${MINE}`], 'weaker pipeline-narrowed'],
] as const)('a prefix of log files %s', (_words, before, after, expected) => {
  const changes = changesOf(trailUnder(before[0], before[1]), (template) => {
    template.Resources = trailUnder(after[0], after[1]).Resources;
  });
  const deliveries = changes.filter((change) => change.includes('cannot deliver'));
  expect(deliveries.map((change) => change.split(':')[0])).toEqual(expected === undefined ? [] : [expected]);
});
