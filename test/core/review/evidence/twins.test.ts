import type { Estate } from '../../../../lib/core/estate/estate';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';
import type { Json } from '../edited-template';

const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

function estate(templates: Readonly<Record<string, Json>>, places: Json = {}): Estate {
  const stacks = Object.entries(templates).map(([name, template]) => ({
    ...{ name, ...place, ...places[name], file: `${name}.json`, template },
  }));
  return { kind: 'assembly', path: 'cdk.out', stacks, messages: [], unknowns: [], problems: [] };
}

const log = (name: Json) => ({
  Type: 'AWS::Logs::LogGroup',
  DeletionPolicy: 'Retain',
  Properties: { LogGroupName: name },
});
const trail = (group: Json) => ({
  Type: 'AWS::CloudTrail::Trail',
  Properties: { IsLogging: true, S3BucketName: 'logs', CloudWatchLogsLogGroupArn: group },
});

/** What is said of a log group that moves from one stack to the other. */
const moved = (name: Json, places: Json = {}): string | undefined =>
  reviewDocument({
    base: estate(
      {
        One: { Resources: { Log: log(name), Trail: trail({ 'Fn::GetAtt': ['Log', 'Arn'] }) } },
        Two: { Resources: {} },
      },
      places,
    ),
    head: estate(
      {
        One: {
          Resources: { Trail: trail('arn:aws:logs:eu-west-1:111122223333:log-group:trail-111122223333:*') },
        },
        Two: { Resources: { Log: log('trail-111122223333') } },
      },
      places,
    ),
  }).changes.find(({ kind }) => kind === 'evidence-unmanaged')?.message;

const TWIN = 'Two/Log has the same name, trail-111122223333, and cannot be created while it is there';

test.each([
  ['as text', 'trail-111122223333'],
  ['with the account put in', { 'Fn::Join': ['-', ['trail', { Ref: 'AWS::AccountId' }]] }],
])('evidence that moves to another stack with a name %s is told of its twin', (_words, name) => {
  expect(moved(name)).toContain(TWIN);
});

test('of another Region it is no twin', () => {
  expect(moved('trail-111122223333', { Two: { region: 'us-east-1' } })).not.toContain('cannot be created');
});
