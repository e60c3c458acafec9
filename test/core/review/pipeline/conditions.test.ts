import { changesOf } from '../edited-template';

const TEMPLATE = {
  Parameters: { Env: { Type: 'String' } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
  Resources: {
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Condition: 'IsProd',
      Properties: { IsLogging: true, S3BucketName: 'logs' },
    },
  },
};

test('another meaning of the condition that decides whether a trail is created is told with what may come of it', () => {
  const changes = changesOf(TEMPLATE, ({ Conditions }) => {
    Conditions.IsProd = { 'Fn::Equals': [{ Ref: 'Env' }, 'never'] };
  });
  expect(changes).toEqual([
    'weaker evidence-deleted: trail Audit/Trail: it gets another Condition; where the condition is false, the existing resource is deleted; without it calls are not recorded',
    'unknown pipeline-unknown: trail Audit/Trail: the condition IsProd determines whether it is created: parameter Env = never, and no longer parameter Env = prod',
  ]);
});
