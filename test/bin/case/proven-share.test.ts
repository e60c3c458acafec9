import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../../../lib/core/case/case';
import * as damage from '../../digest/damage';
import { logText, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { ACCOUNT, ATTACK_SETS } from './attack-sets';

const folder = folderForEachTest();
const ATTACK = ATTACK_SETS['a made user with a key']?.('a') ?? [];
const HOURS = ATTACK.length + 4;

/** An archive with one log file an hour: each record of the attack is in one of its own, and the last hours have none of it. */
function archive(changes: Partial<TrailPlan> = {}): SignedArchive {
  let file = 0;
  const textOf = (unique: string) => {
    const record = ATTACK[file++];
    return record === undefined ? logText(unique) : JSON.stringify({ Records: [record] });
  };
  return new SignedArchive([{ accountId: ACCOUNT, hours: HOURS, logs: 1, textOf, ...changes }]);
}

async function caseOf(signed: SignedArchive, { hasKeys = true, at = 'archive' } = {}): Promise<Case> {
  const root = join(folder, 'archive');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  signed.writeTo(root);
  const keys = JSON.parse(archive().publicKeys())['eu-west-1'];
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
  const { stdout, stderr } = await runTrailwatch(
    ['case', join(folder, at), ...(hasKeys ? ['--public-keys', join(folder, 'keys.json')] : [])],
    { currentTime: '2026-10-03T00:00:00Z' },
  );
  if (stdout === '') throw new Error(stderr);
  const [one] = (JSON.parse(stdout) as { readonly cases: readonly Case[] }).cases;
  if (one === undefined) throw new Error('there is no case');
  return one;
}

const FILES = ATTACK.length;
const firstLog = (signed: SignedArchive) => signed.logKeys[0] ?? '';

test('all files of a case are proven, and nothing is said of others', async () => {
  const { proof, unknown } = await caseOf(archive());
  expect(FILES).toBeGreaterThan(2);
  expect(proof).toEqual({ files: FILES, proven: FILES, changed: [], unproven: [] });
  expect(unknown).toContain(
    `${FILES} of ${FILES} log files of the case (100 %) are proven to be as CloudTrail delivered them.`,
  );
});

test('a change of a file that the case does not rest on is none of its', async () => {
  const signed = archive();
  damage.appendBytes(signed, signed.logKeys[FILES] ?? '');
  expect((await caseOf(signed)).proof).toMatchObject({ proven: FILES, changed: [] });
});

test.each([[true], [false]])('a changed file is named, with public keys and without: %s', async (hasKeys) => {
  const signed = archive();
  damage.appendMember(signed, firstLog(signed));
  const { proof, unknown } = await caseOf(signed, { hasKeys });
  expect(proof.changed).toEqual([join(folder, 'archive', firstLog(signed))]);
  expect(proof.proven).toBe(hasKeys ? FILES - 1 : 0);
  expect(unknown.join('\n')).toContain('Not as CloudTrail delivered it: ');
});

test.each<[string, (signed: SignedArchive) => void, boolean, number, RegExp]>([
  [
    'without public keys, nothing is proven',
    () => undefined,
    false,
    0,
    /digest file that covers it is not verified/,
  ],
  [
    'without a digest file, that of its hour is not',
    (signed) => damage.remove(signed, signed.digests[0]?.key ?? ''),
    true,
    FILES - 1,
    /./,
  ],
  [
    'without any digest file, nothing is',
    (signed) => {
      for (const { key } of signed.digests) damage.remove(signed, key);
    },
    false,
    0,
    /no digest/,
  ],
])('%s', async (_, change, hasKeys, proven, why) => {
  const signed = archive();
  change(signed);
  const { proof, unknown } = await caseOf(signed, { hasKeys });
  expect([proof.files, proof.proven, proof.changed]).toEqual([FILES, proven, []]);
  expect(proof.unproven.reduce((sum, { files }) => sum + files, 0)).toBe(FILES - proven);
  expect(proof.unproven.map((one) => one.why).join()).toMatch(why);
  expect(unknown.join('\n')).toContain(`${proven} of ${FILES} log files of the case`);
});

test('a folder of an archive is proven, and nothing outside what is named is read', async () => {
  expect((await caseOf(archive(), { at: 'archive/AWSLogs' })).proof).toMatchObject({ proven: FILES });
  const { proof } = await caseOf(archive(), { at: `archive/AWSLogs/${ACCOUNT}/CloudTrail` });
  expect(proof).toMatchObject({ files: FILES, proven: 0 });
  expect(proof.unproven).toEqual([{ why: 'no digest file in these paths', files: FILES }]);
});

test('a copy that lacks the first part of all keys is proven too', async () => {
  const signed = archive({ prefix: 'company' });
  const { proof } = await caseOf(signed, { at: 'archive/company' });
  expect(proof).toMatchObject({ files: FILES, proven: FILES });
});
