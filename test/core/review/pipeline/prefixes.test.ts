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
])('another prefix %s is unknown', (_words, before, after) => {
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
  expect(changes).toEqual([expect.stringMatching(/^unknown pipeline-unknown: event pattern of Audit\/Rule/)]);
});
