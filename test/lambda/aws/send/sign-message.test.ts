import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { signMessageWith } from '../../../../lambda/aws/send/sign-message';
import { type ProvenMessage, parseOrigin, toOriginText } from '../../../../lib/core/alert/mac/message-origin';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/a';
const NOW_MS = Date.UTC(2026, 10, 20, 3);
const MESSAGE: ProvenMessage = { topicArn: 'arn:topic', document: '{}', attributes: {} };

function signer() {
  const warnings: string[] = [];
  const sign = signMessageWith({
    client: new KMSClient({ region: 'eu-west-1' }),
    keyArn: ARN,
    warn: (message) => warnings.push(message),
    timeoutMs: 600_000,
  });
  return { sign, warnings };
}

test('each message is signed with its own call of KMS', async () => {
  const kms = mockClient(KMSClient);
  kms.on(GenerateMacCommand).resolves({ Mac: new Uint8Array(32).fill(9) });
  const { sign, warnings } = signer();
  const values = [await sign(MESSAGE, NOW_MS), await sign({ ...MESSAGE, document: '[]' }, NOW_MS)];
  expect(values.map((value) => parseOrigin(value ?? ''))).toEqual(
    Array(2).fill({ signedAt: '2026-11-20T03:00:00.000Z', mac: Buffer.alloc(32, 9) }),
  );
  const texts = kms.commandCalls(GenerateMacCommand).map(({ args }) => String(args[0].input.Message));
  expect(texts).toEqual([
    toOriginText(MESSAGE, '2026-11-20T03:00:00.000Z'),
    toOriginText({ ...MESSAGE, document: '[]' }, '2026-11-20T03:00:00.000Z'),
  ]);
  expect(warnings).toEqual([]);
});

test('without KMS messages are unsigned and told of once in 30 seconds, and KMS is asked again after that', async () => {
  const kms = mockClient(KMSClient);
  kms.on(GenerateMacCommand).rejects(new Error('throttled'));
  const { sign, warnings } = signer();
  for (const laterMs of [0, 1, 29_999]) expect(await sign(MESSAGE, NOW_MS + laterMs)).toBeUndefined();
  expect([kms.commandCalls(GenerateMacCommand).length, warnings.length]).toEqual([1, 1]);
  kms.on(GenerateMacCommand).resolves({ Mac: new Uint8Array(32) });
  expect(await sign(MESSAGE, NOW_MS + 30_000)).toMatch(/^v1 /);
});

test.each([
  ['a request that ends only when it is aborted', hangUntilAborted],
  ['a request that never ends', () => new Promise<never>(() => {})],
])('no alert waits for a KMS that does not answer: %s', async (_name, handle) => {
  mockClient(KMSClient).restore();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new KMSClient({ region: 'eu-west-1', credentials, requestHandler: { handle } });
  const sign = signMessageWith({ client, keyArn: ARN, warn: () => {}, timeoutMs: 5 });
  expect(await sign(MESSAGE, NOW_MS)).toBeUndefined();
});

test('no alert waits for credentials that do not come', async () => {
  mockClient(KMSClient).restore();
  const credentials = () => new Promise<never>(() => {});
  const client = new KMSClient({ region: 'eu-west-1', credentials });
  const sign = signMessageWith({ client, keyArn: ARN, warn: () => {}, timeoutMs: 5 });
  expect(await sign(MESSAGE, NOW_MS)).toBeUndefined();
});

/** Does not hear of an abort that came before the request, as on a machine so slow that the time is over by then. */
function hangUntilAborted(_request: unknown, options: { abortSignal?: AbortSignal } = {}): Promise<never> {
  return new Promise((_resolve, reject) => {
    options.abortSignal?.addEventListener('abort', () => reject(new Error('aborted')));
  });
}
