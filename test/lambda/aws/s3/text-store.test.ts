import type { S3Client } from '@aws-sdk/client-s3';
import { textStoreIn } from '../../../../lambda/aws/s3/text-store';

/** A bucket as S3 keeps one: a condition that a key has no object holds only once. */
function bucketWith(objects: Map<string, string>): S3Client {
  const send = async ({ input }: { input: { Key: string; Body: string; IfNoneMatch?: string } }) => {
    if (input.IfNoneMatch === '*' && objects.has(input.Key))
      throw Object.assign(new Error('At least one of the pre-conditions you specified did not hold'), {
        name: 'PreconditionFailed',
      });
    objects.set(input.Key, input.Body);
    return {};
  };
  return { send } as unknown as S3Client;
}

test('a new text is written once, and one that replaces another always', async () => {
  const objects = new Map<string, string>();
  const texts = textStoreIn(bucketWith(objects), 'results', 1_000);
  await expect(texts.putNewText('plan/1.json', 'first')).resolves.toBe(true);
  await expect(texts.putNewText('plan/1.json', 'second')).resolves.toBe(false);
  expect(objects.get('plan/1.json')).toBe('first');
  await texts.putText('plan/1.json', 'third');
  expect(objects.get('plan/1.json')).toBe('third');
});

test('fails with other errors of S3', async () => {
  const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
  const client = { send: () => Promise.reject(denied) } as unknown as S3Client;
  await expect(textStoreIn(client, 'results', 1_000).putNewText('key', 'text')).rejects.toBe(denied);
});
