import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { kmsClientOf, macKeysOf } from '../../../lambda/aws/mac-keys';
import { MacKey } from '../../../lib/core/alert/mac/mac-key';

const ARN = 'arn:aws-cn:kms:cn-north-1:111122223333:alias/trailwatch/x';
const SECRET = new Uint8Array(32).fill(3);

test('KMS is asked once for all keys of a container, and its answer is the secret', async () => {
  const kms = mockClient(KMSClient);
  kms.on(GenerateMacCommand).resolves({ Mac: SECRET });
  const keys = macKeysOf(new KMSClient({ region: 'eu-west-1' }), ARN);
  const [claims] = await Promise.all([keys('claims', 'a'), keys('integrity', 'a'), keys('claims', 'b')]);
  expect(claims.sign(['x'])).toBe(MacKey.derive(SECRET, 'claims', 'a').sign(['x']));
  expect(kms.commandCalls(GenerateMacCommand).map(({ args }) => args[0].input)).toEqual([
    { KeyId: ARN, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('trailwatch-derived-key-v1') },
  ]);
});

test('KMS is asked again after a call that failed', async () => {
  const kms = mockClient(KMSClient);
  kms.on(GenerateMacCommand).rejectsOnce(new Error('throttled')).resolves({ Mac: SECRET });
  const keys = macKeysOf(new KMSClient({ region: 'eu-west-1' }), ARN);
  await expect(keys('claims', 'a')).rejects.toThrow(`KMS did not compute a code with key ${ARN}`);
  await expect(keys('claims', 'a')).resolves.toBeInstanceOf(MacKey);
});

test('fails on an answer that is no code of 32 bytes', async () => {
  const kms = mockClient(KMSClient);
  kms.on(GenerateMacCommand).resolves({ Mac: new Uint8Array(0) });
  await expect(macKeysOf(new KMSClient({ region: 'eu-west-1' }), ARN)('claims', 'a')).rejects.toThrow(
    'KMS did not compute a code',
  );
});

test("the client is in the key's own Region", async () => {
  expect(await kmsClientOf(ARN, { region: 'us-east-1' }).config.region()).toBe('cn-north-1');
});
