import { changesOf, type Json } from '../edited-template';

const FALSE = { 'Fn::Equals': ['a', 'b'] };

const template = (Condition: string | undefined, DeletionPolicy: string): Json => ({
  Conditions: { IsMain: { 'Fn::Equals': ['a', 'a'] } },
  Resources: {
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { IsLogging: true, S3BucketName: { Ref: 'Bucket' } },
    },
    Bucket: {
      ...{ Type: 'AWS::S3::Bucket', DeletionPolicy, UpdateReplacePolicy: 'Retain', Properties: {} },
      ...(Condition === undefined ? {} : { Condition }),
    },
  },
});

const isFalse = ({ Conditions, Resources }: Json): void => {
  Conditions.IsMain = FALSE;
  Resources.Bucket.Condition = 'IsMain';
};

const START =
  'bucket Audit/Bucket: its Condition is false, so it is no longer created; the existing resource';

test.each([
  ['a first condition', undefined],
  ['a condition that was true', 'IsMain'],
])('a bucket that is retained is not lost with %s that is false', (_words, condition) => {
  expect(changesOf(template(condition, 'Retain'), isFalse)).toEqual([
    `weaker evidence-unmanaged: ${START} stays in the account, outside the stack; it holds evidence`,
  ]);
  expect(changesOf(template(condition, 'Delete'), isFalse)).toEqual([
    `weaker evidence-deleted: ${START} is deleted; it holds evidence`,
  ]);
});

test('a bucket that was never created is not lost', () => {
  const base = template('IsMain', 'Delete');
  base.Conditions.IsMain = FALSE;
  const removed = changesOf(base, ({ Resources }) => {
    delete Resources.Bucket;
    Resources.Trail.Properties.S3BucketName = 'logs';
  });
  expect(removed.filter((each) => each.includes(' evidence-'))).toEqual([]);
});
