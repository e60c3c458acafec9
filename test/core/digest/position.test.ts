import { gzipSync } from 'node:zlib';
import type { Finding } from '../../../lib/core/digest/finding';
import {
  type FolderPosition,
  firstPosition,
  listDigestsFrom,
} from '../../../lib/core/digest/folder-position';
import { checksOf, problemsOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { type PlannedDigest, SignedArchive } from '../../digest/signed-archive';

const ACCOUNT = '111122223333';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Follows an archive as a function does that runs every hour, keeping nothing but the position. */
class Follower {
  position: FolderPosition;

  constructor(
    readonly archive: SignedArchive,
    private readonly whole = new SignedArchive([]),
  ) {
    this.position = firstPosition(archive.digests[0]!.startMs - HOUR_MS);
    for (const object of archive.objects.values()) whole.put(object);
  }

  /** Runs with what was delivered up to then. */
  async runAt(nowMs: number, without: readonly string[] = []): Promise<readonly Finding[]> {
    const seen = new SignedArchive([]);
    seen.digests.push(...this.archive.digests);
    for (const object of this.whole.objects.values()) {
      const time = /_(\d{8})T(\d{2})(\d{2})/.exec(object.key)!;
      const [, day = '', hour, minute] = time;
      const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:00Z`;
      const isListed = !object.key.includes('Digest') || Date.parse(date) > listDigestsFrom(this.position);
      if (Date.parse(date) + MINUTE_MS <= nowMs && isListed && !without.includes(object.key))
        seen.put(object);
    }
    const findings: Finding[] = [];
    for (const check of checksOf(seen, { endMs: nowMs, nowMs, position: this.position })) {
      for await (const finding of check.findings()) findings.push(finding);
      this.position = JSON.parse(JSON.stringify(check.position)) as FolderPosition;
    }
    return findings;
  }

  change(change: damage.Damage, key: string): void {
    change(this.whole, key);
  }

  add(key: string): void {
    this.whole.put({ bucket: 'audit-archive', key, bytes: gzipSync('{"Records":[]}'), metadata: {} });
  }
}

function followerOf(hours: number, trails: readonly string[] = ['audit']): Follower {
  return new Follower(
    new SignedArchive(trails.map((trailName) => ({ accountId: ACCOUNT, trailName, hours, logs: 1 }))),
  );
}

/** Ten minutes after the digest ended. */
function after(digest: PlannedDigest): number {
  return digest.endMs + 10 * MINUTE_MS;
}

test('each digest and log file is reported once, in the run after its delivery', async () => {
  const follower = followerOf(30, ['one', 'other']);
  const reported: string[] = [];
  for (const digest of follower.archive.digests.slice(0, 30)) {
    const findings = await follower.runAt(after(digest));
    expect(problemsOf(findings)).toEqual([]);
    expect(findings).toHaveLength(4);
    reported.push(...findings.map(({ key }) => key));
  }
  expect(reported.sort()).toEqual(follower.archive.keys);
});

test('runs that were left out are made up for', async () => {
  const follower = followerOf(30);
  const [, second, ...rest] = follower.archive.digests;
  await follower.runAt(after(second!));
  const findings = await follower.runAt(after(rest.at(-1)!));
  expect(problemsOf(findings)).toEqual([]);
  expect(findings.filter(({ kind }) => kind === 'digest')).toHaveLength(28);
});

test('a missing digest is reported once, and again as valid when it is redelivered', async () => {
  const follower = followerOf(12);
  const { digests } = follower.archive;
  const late = digests[3]!;
  await follower.runAt(after(digests[2]!));
  const missing = await follower.runAt(after(digests[4]!), [late.key]);
  expect(problemsOf(missing)).toEqual([
    `missing digest absent ${late.key}`,
    `unverified log digest-missing ${late.logKeys[0]}`,
  ]);
  const later = await follower.runAt(after(digests[8]!), [late.key]);
  expect(problemsOf(later)).toEqual([]);
  const redelivered = await follower.runAt(after(digests[9]!));
  expect(problemsOf(redelivered)).toEqual([]);
  expect(redelivered.map(({ key }) => key)).toContain(late.key);
  expect(follower.position.chains['audit eu-west-1']?.missing).toEqual([]);
});

test('an added log file is reported once, when the digests of its time are there', async () => {
  const follower = followerOf(12);
  const { digests } = follower.archive;
  const added = digests[3]!.logKeys[0]!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  follower.add(added);
  const reported: string[] = [];
  for (const digest of digests) reported.push(...problemsOf(await follower.runAt(after(digest))));
  expect(reported).toEqual([`extra log not-listed ${added}`]);
});

test('silence is reported as soon as a digest is overdue, learned from the position alone', async () => {
  const follower = followerOf(6);
  const { digests } = follower.archive;
  await follower.runAt(after(digests[1]!));
  const gone = digests.slice(2).flatMap(({ key, logKeys }) => [key, ...logKeys]);
  expect(problemsOf(await follower.runAt(after(digests[2]!), gone))).toEqual([]);
  expect(problemsOf(await follower.runAt(after(digests[3]!), gone))).toEqual([
    'gap silence 2026-10-01T02:01:31Z 2026-10-01T04:11:31Z',
  ]);
});

test('a digest that is replaced after it was checked is reported when the next one names it', async () => {
  const follower = followerOf(6);
  const { digests } = follower.archive;
  await follower.runAt(after(digests[2]!));
  follower.change(damage.forgeDigest, digests[2]!.key);
  expect(problemsOf(await follower.runAt(after(digests[3]!)))).toContain(
    `invalid digest not-as-linked ${digests[2]!.key}`,
  );
});

test('a chain that is silent for longer than digests are listed is still waited for', async () => {
  const follower = followerOf(6);
  const { digests } = follower.archive;
  await follower.runAt(after(digests[1]!));
  const gone = digests.slice(2).flatMap(({ key, logKeys }) => [key, ...logKeys]);
  for (let day = 1; day <= 5; day += 1) {
    const reported = problemsOf(await follower.runAt(after(digests[1]!) + day * 24 * HOUR_MS, gone));
    expect(reported).toEqual([`gap silence 2026-10-01T02:01:31Z 2026-10-0${1 + day}T02:11:31Z`]);
  }
});

test('a trail that was stopped long ago does not cast doubt on a log file that another one does not list', async () => {
  const archive = new SignedArchive([
    { accountId: ACCOUNT, trailName: 'old', hours: 2, logs: 1 },
    { accountId: ACCOUNT, trailName: 'live', hours: 60, logs: 1 },
  ]);
  const follower = new Follower(archive);
  const live = archive.digests.filter(({ key }) => key.includes('_live_'));
  const added = live[30]!.logKeys[0]!.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
  follower.add(added);
  const reported: string[] = [];
  for (const digest of live) reported.push(...problemsOf(await follower.runAt(after(digest))));
  expect(reported.filter((line) => !line.startsWith('gap silence'))).toEqual([
    `extra log not-listed ${added}`,
  ]);
});
