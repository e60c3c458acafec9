import { changesOf, type Json, PUBLISHED } from '../edited-template';

const BUCKET = 'cdk-hnb659fds-assets-111122223333-eu-west-1';

const TEMPLATE = {
  Resources: {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: BUCKET, S3Key: `${'a'.repeat(64)}.zip` },
        Environment: { Variables: { TRAILWATCH_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts' } },
      },
    },
  },
};

const ASSET = { S3Bucket: BUCKET, S3Key: `${PUBLISHED}.zip` };

test.each<[string, Json, string]>([
  ['an asset of the app', ASSET, 'changed'],
  ['an asset below the prefix of the app', { ...ASSET, S3Key: `shop/${PUBLISHED}.zip` }, 'changed'],
  ['a hash that is no asset of the app', { ...ASSET, S3Key: `${'c'.repeat(64)}.zip` }, 'unknown'],
  [
    'an asset in the bucket of another account',
    { ...ASSET, S3Bucket: BUCKET.replace('111122223333', '999988887777') },
    'unknown',
  ],
  ['a version of an asset', { ...ASSET, S3ObjectVersion: 'v2' }, 'unknown'],
  ['code in the template', { ZipFile: 'exports.handler = () => {}' }, 'unknown'],
])('other code: %s', (_words, code, effect) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => {
    Resources.Function.Properties.Code = code;
  });
  expect(changes.filter((each) => each.includes('code'))).toHaveLength(1);
  expect(changes.find((each) => each.includes('code'))).toMatch(new RegExp(`^${effect} `));
});
