import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KEY_ARN, MemoryReceiver, makeKey, PUBLIC_KEY } from '../../lambda/sign-digests/memory-receiver';
import { folderForAllTests } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { exceptionsOf } from './validate-copy';

const folder = folderForAllTests();
const NOW = '2026-11-20T19:30:00Z';

/** Three signed hours of a receiver, with a file in each of the first two. */
async function receive(): Promise<MemoryReceiver> {
  const receiver = new MemoryReceiver();
  receiver.deliver('2026-11-20T15:20:00Z', '{"eventName":"OrderCanceled"}\n', 'one');
  receiver.deliver('2026-11-20T16:20:00Z', '{"eventName":"OrderPlaced"}\n', 'two');
  for (const hour of ['16', '17', '18']) await receiver.sign(`2026-11-20T${hour}:15:00Z`);
  return receiver;
}

async function validate({ objects }: MemoryReceiver, ...keys: readonly string[]) {
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
  const options = (keys.length === 0 ? [PUBLIC_KEY] : keys).flatMap((key, index) => {
    const file = join(folder, index === 0 ? 'key.json' : `key-${index}.json`);
    writeFileSync(file, key);
    return ['--public-keys', file];
  });
  options.push('--metadata', join(folder, 'metadata.json'));
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

test('after the signing key was replaced, both keys prove the chain, and one of them its own part', async () => {
  const receiver = await receive();
  const { sign, fingerprint, printed, arn } = makeKey('0a1b2c3d-0000-4000-8000-000000000000');
  receiver.deliver('2026-11-20T18:20:00Z', '{"eventName":"OrderShipped"}\n', 'three');
  await receiver.sign('2026-11-20T19:15:00Z', { sign, fingerprint });
  const both = await validate(receiver, PUBLIC_KEY, printed);
  expect(exceptionsOf(both.stdout)).toEqual([]);
  expect([both.stderr.includes(KEY_ARN), both.stderr.includes(arn), both.status]).toEqual([true, true, 0]);

  const later = await validate(receiver, printed);
  const former = receiver
    .digests()
    .map(({ key }) => key)
    .slice(0, -1);
  const unverified = exceptionsOf(later.stdout).filter(({ kind }) => kind === 'digest');
  expect(unverified.map(({ key, status, reason }) => [key, status, reason])).toEqual(
    former.map((key) => [key, 'unverified', 'no-key']),
  );
  expect(later.status).toBe(1);
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
