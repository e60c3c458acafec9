import { findEvidenceLoss } from '../../../../lib/core/review/evidence/compare-evidence';

const BUCKET = {
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { BucketName: 'logs', Tags: [] },
};

const templateOf = (resource?: unknown) => ({
  Resources: resource === undefined ? {} : { Bucket: resource },
});
const loss = (before: unknown, after?: unknown) => findEvidenceLoss(templateOf(before), templateOf(after));

describe('what an update would do to a resource that holds evidence', () => {
  const found = { logicalId: 'Bucket', type: 'AWS::S3::Bucket', holds: 'evidence' };

  test.each<[string, unknown, object[]]>([
    ['nothing where it is the same', BUCKET, []],
    [
      'nothing where another property changes',
      { ...BUCKET, Properties: { BucketName: 'logs', Tags: [1] } },
      [],
    ],
    ['remove it from the stack', undefined, [{ ...found, outcome: 'removed', isRetained: true }]],
    [
      'replace it for another name',
      { ...BUCKET, Properties: { BucketName: 'other' } },
      [{ ...found, outcome: 'replaced', because: 'BucketName', isRetained: true }],
    ],
    [
      'replace and delete it',
      { ...BUCKET, UpdateReplacePolicy: 'Delete', Properties: {} },
      [{ ...found, outcome: 'replaced', because: 'BucketName', isRetained: false }],
    ],
    [
      'replace it to turn Object Lock on',
      { ...BUCKET, Properties: { BucketName: 'logs', ObjectLockEnabled: true } },
      [{ ...found, outcome: 'replaced', because: 'ObjectLockEnabled', isRetained: true }],
    ],
    [
      'fail over another type',
      { ...BUCKET, Type: 'AWS::SNS::Topic' },
      [{ ...found, outcome: 'refused', because: 'Type', isRetained: true }],
    ],
    [
      'remove it where a condition is false',
      { ...BUCKET, Condition: 'IsMain' },
      [{ ...found, outcome: 'removed', because: 'a Condition', isRetained: true }],
    ],
  ])('%s', (_, after, expected) => {
    expect(loss(BUCKET, after)).toEqual(expected);
  });

  test('is refused by CloudFormation for a key of another kind', () => {
    const key = { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'HMAC_256' } };
    expect(loss(key, { ...key, Properties: {} })).toMatchObject([{ outcome: 'refused', because: 'KeySpec' }]);
  });

  test('deletes it where nothing retains it, and concerns no other types', () => {
    expect(loss({ Type: 'AWS::S3::Bucket' })).toMatchObject([{ outcome: 'removed', isRetained: false }]);
    expect(loss({ Type: 'AWS::IAM::Role' })).toEqual([]);
    expect(findEvidenceLoss(null, undefined)).toEqual([]);
  });

  test('does not hang on the order of members, and does of lists', () => {
    const table = (schema: unknown) => ({ Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: schema } });
    const [hash, range] = [
      { AttributeName: 'a', KeyType: 'HASH' },
      { KeyType: 'RANGE', AttributeName: 'b' },
    ];
    expect(loss(table([hash, range]), table([{ KeyType: 'HASH', AttributeName: 'a' }, range]))).toEqual([]);
    expect(loss(table([hash, range]), table([hash]))).toMatchObject([{ because: 'KeySchema' }]);
  });
});

describe('a resource under a condition', () => {
  const under = (Condition: string, Conditions: object) => ({
    Conditions,
    Resources: { Bucket: { ...BUCKET, Condition } },
  });
  const isProd = { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] };
  const not = (Condition: string) => ({ 'Fn::Not': [{ Condition }] });

  test('is the same under a condition of another name that means the same', () => {
    const before = under('IsMain', { IsMain: not('IsOther'), IsOther: isProd });
    const after = under('Main', { Main: not('Other'), Other: isProd });
    expect(findEvidenceLoss(before, after)).toEqual([]);
  });

  test.each<[string, object]>([
    [
      'of the same name that means something else',
      { IsMain: not('IsOther'), IsOther: { 'Fn::Equals': ['a', 'b'] } },
    ],
    ['that is not there', {}],
    ['that names itself', { IsMain: not('IsMain') }],
  ])('may be removed under one %s', (_name, conditions) => {
    const before = under('IsMain', { IsMain: not('IsOther'), IsOther: isProd });
    expect(findEvidenceLoss(before, under('IsMain', conditions))).toMatchObject([
      { outcome: 'removed', because: 'another Condition' },
    ]);
  });
});
