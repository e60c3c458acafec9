import { gzipSync } from 'node:zlib';
import { PublicKeys } from '../../../lib/core/digest/signature/public-keys';
import { checkArchive, checksOf, problemsOf, readerOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { logText, type PlannedDigest, SignedArchive, type TrailPlan } from '../../digest/signed-archive';

const ACCOUNT = '111122223333';
const PLAN: TrailPlan = { accountId: ACCOUNT, hours: 12, logs: 1 };

/** Adds a log file that no digest lists, in the hour of another one. */
function addLog(archive: SignedArchive, { logKeys }: PlannedDigest): string {
  const key = logKeys[0]!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText('added')), metadata: {} });
  return key;
}

/** A digest of an attacker, signed with a key of the attacker's own, that lists the log files. */
function plant(
  archive: SignedArchive,
  from: PlannedDigest,
  rename: (key: string) => string,
  logs: readonly string[],
) {
  const key = rename(from.key);
  damage.copyTo(archive, from.key, key);
  damage.editDigest((json) => {
    json.digestS3Object = key;
    json.logFiles = logs.map((s3Object) => ({
      ...{ s3Bucket: 'audit-archive', s3Object, hashAlgorithm: 'SHA-256' },
      hashValue: damage.textHash(archive, s3Object),
    }));
  })(archive, key);
  damage.forgeDigest(archive, key, false);
  return key;
}

async function linesAbout(archive: SignedArchive, key: string): Promise<readonly string[]> {
  return problemsOf(await checkArchive(archive)).filter((line) => line.endsWith(key));
}

describe('a log file added long after the end of a chain is extra', () => {
  test('of a trail that was stopped, and of which a final digest file tells so', async () => {
    const archive = new SignedArchive([
      { ...PLAN, finalMinutes: 20 },
      { ...PLAN, trailName: 'other', hours: 20 },
    ]);
    const added = addLog(
      archive,
      archive.digests.find(({ key }) => key.includes('other') && key.includes('T1601'))!,
    );
    expect(await linesAbout(archive, added)).toEqual([`extra log not-listed ${added}`]);
  });

  test('where no other trail delivers only if no chain may have been there whose digest files are gone', async () => {
    const archive = new SignedArchive([{ ...PLAN, finalMinutes: 20 }]);
    const template = new SignedArchive([{ ...PLAN, hours: 18 }]).digests.at(-1)!;
    const added = addLog(archive, template);
    const endMs = template.endMs + 60_000;
    const lines = problemsOf(await checkArchive(archive, { endMs, nowMs: endMs }));
    expect(lines).toContain(`unverified log no-digest ${added}`);
  });

  test('of a trail whose home Region changed', async () => {
    const archive = new SignedArchive([
      { ...PLAN, hours: 6, finalMinutes: 20 },
      { ...PLAN, hours: 12, homeRegion: 'eu-central-1', start: '2026-10-01T05:21:31Z' },
    ]);
    const added = addLog(archive, archive.digests.at(-3)!);
    expect(await linesAbout(archive, added)).toEqual([`extra log not-listed ${added}`]);
  });

  test('but within two hours of an end without a final digest file it may have been listed', async () => {
    const archive = new SignedArchive([PLAN]);
    const added = addLog(archive, archive.digests[10]!);
    for (const { key } of archive.digests.slice(10)) damage.remove(archive, key);
    expect(await linesAbout(archive, added)).toEqual([`unverified log not-yet-digested ${added}`]);
  });
});

describe('a digest file that anybody may have written', () => {
  test('of an invented trail gives no shelter to the log files that it lists, nor to others', async () => {
    for (const trail of ['aaa', 'zzz']) {
      const archive = new SignedArchive([PLAN]);
      const [listed, other] = [addLog(archive, archive.digests[3]!), addLog(archive, archive.digests[5]!)];
      const planted = plant(archive, archive.digests[3]!, (key) => key.replace('_audit_', `_${trail}_`), [
        listed,
      ]);
      expect([...problemsOf(await checkArchive(archive))].sort()).toEqual([
        `extra log not-listed ${listed}`,
        `extra log not-listed ${other}`,
        'gap silence 2026-10-01T04:01:31Z 2026-10-01T12:11:31Z',
        `unverified digest no-key ${planted}`,
      ]);
    }
  });

  test('is extra in a chain that passes it by, and does not excuse what it lists', async () => {
    const archive = new SignedArchive([PLAN]);
    const listed = addLog(archive, archive.digests[3]!);
    const rename = (key: string) => key.replace(/(\d\d)Z\.json/, '45Z.json');
    const planted = plant(archive, archive.digests[3]!, rename, [listed]);
    expect(problemsOf(await checkArchive(archive))).toEqual([
      `extra digest not-in-chain ${planted}`,
      `extra log not-listed ${listed}`,
    ]);
  });

  test('is no sign that a chain goes on', async () => {
    const archive = new SignedArchive([PLAN]);
    for (const { key } of archive.digests.slice(6)) damage.forgeDigest(archive, key);
    const lines = problemsOf(await checkArchive(archive));
    expect(lines).toContain('gap silence 2026-10-01T06:01:31Z 2026-10-01T12:11:31Z');
  });

  test('proves another one wrong where no key is available: of two that contradict each other, one was changed', async () => {
    const archive = new SignedArchive([PLAN]);
    damage.rewriteDigest(archive, archive.digests[4]!.key);
    const lines = problemsOf(await checkArchive(archive, { keys: new PublicKeys() }));
    expect(lines).toContain(`invalid digest not-as-linked ${archive.digests[4]!.key}`);
    expect(lines.filter((line) => line.startsWith('invalid'))).toHaveLength(1);
  });
});

describe('an innocent log file is not accused', () => {
  const late = { accountId: ACCOUNT, hours: 1, logs: 1, start: '2026-10-01T02:01:31Z' } as const;

  test('when the newest backfill digest that lists it is deleted', async () => {
    const archive = new SignedArchive([PLAN, { ...late, hours: 2, isBackfill: true }]);
    const newest = archive.digests.at(-1)!;
    damage.remove(archive, newest.key);
    expect(await linesAbout(archive, newest.logKeys[0]!)).toEqual([
      `unverified log not-yet-digested ${newest.logKeys[0]}`,
    ]);
  });

  test('when a later digest is deleted that lists it, because it was delivered again', async () => {
    const archive = new SignedArchive([{ ...PLAN, lists: { hour: 8, logsOf: 2 } }]);
    const redelivered = archive.digests[8]!.logKeys.find((key) => key.includes('T02'))!;
    expect(problemsOf(await checkArchive(archive))).toEqual([]);
    damage.remove(archive, archive.digests[8]!.key);
    expect(await linesAbout(archive, redelivered)).toEqual([`unverified log digest-missing ${redelivered}`]);
  });

  test('when the newest digests are deleted, one of which lists it', async () => {
    const archive = new SignedArchive([{ ...PLAN, lists: { hour: 11, logsOf: 2 } }]);
    const redelivered = archive.digests[11]!.logKeys.find((key) => key.includes('T02'))!;
    for (const { key } of archive.digests.slice(9)) damage.remove(archive, key);
    expect(await linesAbout(archive, redelivered)).toEqual([
      `unverified log not-yet-digested ${redelivered}`,
    ]);
  });
});

test('a digest file that cannot be read is no new beginning of its chain', async () => {
  const archive = new SignedArchive([PLAN]);
  const read = readerOf(archive, 'audit-archive');
  const { key } = archive.digests[4]!;
  const findings = [];
  for (const check of checksOf(archive, {}, async (place) =>
    place.key === key ? { kind: 'unreadable', problem: 'access was denied' } : read(place),
  )) {
    for await (const finding of check.findings()) findings.push(finding);
  }
  expect(problemsOf(findings).filter((line) => line.startsWith('gap'))).toEqual([]);
});
