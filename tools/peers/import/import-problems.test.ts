import { type ImportChange, type ImportTemplate, importProblems } from './import-problems';

const BUCKET = {
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'Retain',
  Properties: { BucketName: 'logs', Key: { 'Fn::GetAtt': ['Key', 'Arn'] } },
};
const KEY = { Type: 'AWS::KMS::Key', DeletionPolicy: 'Retain', Properties: {} };
const IDENTIFIERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::KMS::Key': ['KeyId'],
  'AWS::S3::Bucket': ['BucketName'],
};
const BUCKET_IMPORT = { logicalId: 'Bucket', type: 'AWS::S3::Bucket', identifier: { BucketName: 'logs' } };
const KEY_IMPORT = { logicalId: 'Key', type: 'AWS::KMS::Key', identifier: { KeyId: '0a1b' } };

function problemsOf(change: Partial<ImportChange>): readonly string[] {
  const whole = {
    template: { Resources: { Bucket: BUCKET, Key: KEY } },
    imports: [BUCKET_IMPORT, KEY_IMPORT],
  };
  return importProblems({ ...whole, ...change }, (type) => IDENTIFIERS[type] ?? []);
}

function without(policy: 'DeletionPolicy'): ImportTemplate {
  const { [policy]: _, ...bucket } = BUCKET;
  return { Resources: { Bucket: bucket, Key: KEY } };
}

test('a bucket and the key that it refers to are imported together', () => {
  expect(problemsOf({})).toEqual([]);
});

test('a bucket is imported into the stack that has its key', () => {
  expect(problemsOf({ before: { Resources: { Key: KEY } }, imports: [BUCKET_IMPORT] })).toEqual([]);
});

const REFUSED: readonly (readonly [string, Partial<ImportChange>, string])[] = [
  ['has no policy that retains it', { template: without('DeletionPolicy') }, 'Bucket has no DeletionPolicy'],
  [
    'is identified by another property than the registry says',
    { imports: [{ ...BUCKET_IMPORT, identifier: { Name: 'logs' } }, KEY_IMPORT] },
    'Bucket is identified by Name, not BucketName',
  ],
  [
    'has another name in the template',
    { imports: [{ ...BUCKET_IMPORT, identifier: { BucketName: 'other' } }, KEY_IMPORT] },
    'Bucket has another BucketName in the template',
  ],
  [
    'refers to a key that is not in the template',
    { template: { Resources: { Bucket: BUCKET } }, imports: [BUCKET_IMPORT] },
    'Bucket refers to Key, which is not in the template',
  ],
  [
    'comes with a key that is neither in the stack nor imported',
    { imports: [BUCKET_IMPORT] },
    'Key is changed, but not imported',
  ],
  [
    'is in the stack already',
    { before: { Resources: { Bucket: BUCKET } } },
    'Bucket is in the stack already',
  ],
  ['is not in the template', { template: { Resources: { Key: KEY } } }, 'Bucket is not in the template'],
  [
    'is of another type in the template',
    { template: { Resources: { Bucket: { ...BUCKET, Type: 'AWS::SNS::Topic' }, Key: KEY } } },
    'Bucket is of type AWS::SNS::Topic, not AWS::S3::Bucket',
  ],
];

test.each(REFUSED)('fails to import a bucket that %s', (_, change, problem) => {
  expect(problemsOf(change)).toEqual([problem]);
});

test('fails to import into a stack whose other resources change', () => {
  const before = { Resources: { Key: { ...KEY, Properties: { Description: 'old' } } } };
  expect(problemsOf({ before, imports: [BUCKET_IMPORT] })).toEqual(['Key is changed, but not imported']);
});
