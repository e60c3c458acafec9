import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KEY_ARN, MemoryReceiver, PUBLIC_KEY } from '../../lambda/sign-digests/memory-receiver';
import { folderForAllTests } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { exceptionsOf } from './validate-copy';

const folder = folderForAllTests();
const NOW = '2026-11-20T18:30:00Z';

/** Three signed hours of a receiver, with a file in each of the first two. */
async function receive(): Promise<MemoryReceiver> {
  const receiver = new MemoryReceiver();
  receiver.deliver('2026-11-20T15:20:00Z', '{"eventName":"OrderCanceled"}\n', 'one');
  receiver.deliver('2026-11-20T16:20:00Z', '{"eventName":"OrderPlaced"}\n', 'two');
  for (const hour of ['16', '17', '18']) await receiver.sign(`2026-11-20T${hour}:15:00Z`);
  return receiver;
}

async function validate({ objects }: MemoryReceiver, keys = PUBLIC_KEY) {
  rmSync(join(folder, 'archive'), { recursive: true, force: true });
  for (const [key, { bytes }] of objects) {
    const path = join(folder, 'archive', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  const saved = [...objects].map(([key, { signature }]) => [
    key,
    signature === undefined ? {} : { signature },
  ]);
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify(Object.fromEntries(saved)));
  writeFileSync(join(folder, 'key.json'), keys);
  const options = ['--public-keys', join(folder, 'key.json'), '--metadata', join(folder, 'metadata.json')];
  return runTrailwatch(['validate', join(folder, 'archive'), ...options], { currentTime: NOW });
}

const fileOf = ({ objects }: MemoryReceiver, unique: string) =>
  [...objects.keys()].find((key) => key.includes(`_${unique}.`)) ?? '';

test('what the receiver signed is valid, and validate says who signed it and what that proves', async () => {
  const { status, stdout, stderr } = await validate(await receive());
  expect(exceptionsOf(stdout)).toEqual([]);
  expect(stderr).toContain('proven=100.0% from 2026-11-20T15:00:00Z');
  expect(stderr).toContain(
    `111122223333 eu-west-1, trail external-events of eu-west-1: signed with ${KEY_ARN} of KMS, not by CloudTrail: proven is that ` +
      'log files are unchanged since they were listed, up to 75 minutes after they came; not proven is what their senders wrote, ' +
      'and that nothing was left out before',
  );
  expect(status).toBe(0);
});

test('a changed file, a deleted one and one that was put there later are found', async () => {
  const receiver = await receive();
  const [one, two] = [fileOf(receiver, 'one'), fileOf(receiver, 'two')];
  const modifiedMs = Date.parse('2026-11-20T15:20:00Z');
  receiver.objects.set(one, { bytes: gzipSync('{"eventName":"OrderPlaced"}\n'), modifiedMs });
  receiver.objects.delete(two);
  receiver.deliver('2026-11-20T15:30:00Z', '{"eventName":"Forged"}\n', 'forged');
  const { status, stdout } = await validate(receiver);
  expect(exceptionsOf(stdout).map((found) => [found.key, found.status, found.reason])).toEqual(
    expect.arrayContaining([
      [one, 'invalid', 'wrong-hash'],
      [two, 'missing', 'absent'],
      [fileOf(receiver, 'forged'), 'extra', 'not-listed'],
    ]),
  );
  expect(status).toBe(1);
});

test('a digest file that is signed with another key, and one that is deleted, are found', async () => {
  const receiver = await receive();
  const [first = '', second = ''] = receiver.digests().map(({ key }) => key);
  const kept = receiver.objects.get(first);
  if (kept !== undefined) receiver.objects.set(first, { ...kept, signature: 'ab'.repeat(256) });
  receiver.objects.delete(second);
  const { status, stdout } = await validate(receiver);
  expect(exceptionsOf(stdout).map((found) => [found.key, found.status])).toEqual(
    expect.arrayContaining([
      [first, 'invalid'],
      [second, 'missing'],
    ]),
  );
  expect(status).toBe(1);
});

test('keys of CloudTrail prove nothing about it', async () => {
  const { status, stderr } = await validate(await receive(), JSON.stringify({ PublicKeyList: [] }));
  expect(stderr).toContain('no digest file could be verified, so nothing is proven');
  expect(stderr).not.toContain('of KMS');
  expect(status).toBe(1);
});

test('fails on a key of KMS without its ARN, or with text that is no key', async () => {
  const aliased = await validate(await receive(), JSON.stringify({ KeyId: 'alias/x', PublicKey: 'AA==' }));
  expect(aliased.stderr).toContain('key.json: KeyId is not the ARN of a key in KMS');
  const broken = await validate(await receive(), JSON.stringify({ KeyId: KEY_ARN, PublicKey: 'AA==' }));
  expect(broken.stderr).toContain('is not an RSA key of 2048 bits or more in PKCS#1 or SPKI form');
  expect([aliased.status, broken.status]).toEqual([2, 2]);
});
