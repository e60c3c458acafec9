import { gzipSync } from 'node:zlib';
import { FolderCheck } from '../../../lib/core/digest/check-folder';
import { PublicKeys } from '../../../lib/core/digest/signature/public-keys';
import { type CheckOptions, checksOf, keysOf, problemsOf, readerOf } from '../../digest/check-archive';
import * as damage from '../../digest/damage';
import { type PlannedDigest, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { ATTACKERS_KEY } from '../../digest/signing-key';

const ACCOUNT = '111122223333';
const HOUR_MS = 60 * 60 * 1000;
const BEGIN_MS = Date.parse('2026-10-01T00:01:31Z');
const PLAN: TrailPlan = { accountId: ACCOUNT, hours: 6, logs: 1 };

function at(hours: number): number {
  return BEGIN_MS + hours * HOUR_MS;
}

/** Adds a log file that no digest file lists, so many hours after logging started. */
function addLog(archive: SignedArchive, hours: number): string {
  const [, day, hour, minute] = /-(\d\d)T(\d\d):(\d\d)/.exec(new Date(at(hours)).toISOString())!;
  const key = archive.logKeys[0]!.replace(
    /\/01\/(.*)_20261001T\d{4}Z_.*/,
    `/${day}/$1_202610${day}T${hour}${minute}Z_addedaddedadded.json.gz`,
  );
  archive.put({ bucket: 'audit-archive', key, bytes: gzipSync('{"Records":[]}'), metadata: {} });
  return key;
}

async function checked(archive: SignedArchive, options: CheckOptions = {}) {
  const [check] = checksOf(archive, options);
  const findings = [];
  for await (const finding of check!.findings()) findings.push(finding);
  return { check: check!, findings, problems: problemsOf(findings) };
}

/** The problems of one file. */
function saidOf(key: string, problems: readonly string[]): readonly string[] {
  return problems.filter((line) => line.endsWith(key));
}

/** Of each chain, in hours after logging started: the due time, how much of it is proven, and what is pending. */
async function proofsOf(archive: SignedArchive, options: CheckOptions = {}) {
  const { check } = await checked(archive, options);
  return check.proofs.map(({ chain, due, provenMs, pendingMs, isEnded }) => {
    const hours = [due.fromMs, due.untilMs].map((timeMs) => (timeMs - BEGIN_MS) / HOUR_MS);
    return [chain.split(' ')[0], ...hours, provenMs / HOUR_MS, pendingMs / HOUR_MS, isEnded];
  });
}

function removeAll(archive: SignedArchive, digests: readonly PlannedDigest[]): SignedArchive {
  for (const { key } of digests) damage.remove(archive, key);
  return archive;
}

function until(hours: number) {
  return { endMs: at(hours), nowMs: at(hours) };
}

describe('what a check proves', () => {
  it('is what the chains of CloudTrail prove, and of no chain that anybody may have written', async () => {
    const archive = new SignedArchive([PLAN, { ...PLAN, trailName: 'other' }]);
    for (const { key } of archive.digests.filter((digest) => digest.key.includes('other')))
      damage.forgeDigest(archive, key);
    expect(await proofsOf(archive, until(6))).toEqual([['audit', 0, 6, 6, 0, false]]);
    expect(await proofsOf(archive, { ...until(6), keys: new PublicKeys() })).toEqual([
      ['audit', 0, 6, 0, 0, false],
      ['other', 0, 6, 0, 0, false],
    ]);
  });

  it.each<[string, readonly TrailPlan[], readonly unknown[]]>([
    ['goes on behind a final digest file', [{ ...PLAN, finalMinutes: 30 }], ['audit', 0, 9, 5.5, 1, true]],
    [
      'ends there where another trail goes on',
      [
        { ...PLAN, finalMinutes: 30 },
        { ...PLAN, trailName: 'other', hours: 10 },
      ],
      ['audit', 0, 5.5, 5.5, 0, true],
    ],
    [
      'does not where the other one ended before',
      [
        { ...PLAN, finalMinutes: 30 },
        { ...PLAN, trailName: 'other', hours: 4, finalMinutes: 30 },
      ],
      ['audit', 0, 9, 5.5, 1, true],
    ],
    ['leaves out backfill digest files', [PLAN, { ...PLAN, isBackfill: true }], ['audit', 0, 9, 6, 1, false]],
  ])('%s', async (_, plans, expected) => {
    const proofs = await proofsOf(new SignedArchive(plans), until(10));
    expect(proofs.filter(([chain]) => chain === 'audit')).toEqual([expected]);
  });

  it('leaves out the hour of a log file that is not what it was', async () => {
    const archive = new SignedArchive([PLAN]);
    damage.replaceText(archive, archive.logKeys[2]!);
    expect(await proofsOf(archive, until(6))).toEqual([['audit', 0, 6, 5, 0, false]]);
  });

  it('is nothing of a folder with log files and no digest file, from the range or the first of them on', async () => {
    const archive = new SignedArchive([PLAN]);
    removeAll(archive, archive.digests);
    const first = 21 / 60 - 91 / 3600;
    expect(await proofsOf(archive, { ...until(6), startMs: at(-2) })).toEqual([['', -2, 4, 0, 2, false]]);
    expect(await proofsOf(archive, { startMs: at(0), endMs: at(9), nowMs: at(6) })).toEqual([
      ['', 0, 4, 0, 2, false],
    ]);
    expect(await proofsOf(archive, until(6))).toEqual([
      ['', expect.closeTo(first), 4, 0, expect.closeTo(2), false],
    ]);
  });

  it('is nothing of a folder that holds nothing, and there is no gap', async () => {
    const archive = new SignedArchive([PLAN]);
    const check = new FolderCheck({
      ...{ folder: { accountId: ACCOUNT, region: 'eu-west-1' }, digestKeys: [], logKeys: [], ...until(6) },
      ...{ read: async () => ({ kind: 'absent' as const }), keys: keysOf(archive.publicKeys()), ahead: 1 },
    });
    expect([await check.findings().next(), check.proofs]).toEqual([{ done: true, value: undefined }, []]);
  });

  it('has the hours of log files that no chain owes, as hours of the clock', async () => {
    const archive = new SignedArchive([{ ...PLAN, start: '2026-10-01T06:01:31Z' }]);
    const hour = (clock: number) => clock - 91 / 3600;
    addLog(archive, hour(3.25));
    addLog(archive, hour(3.75));
    const [, uncovered] = await proofsOf(archive, until(12));
    expect(uncovered).toEqual(['', expect.closeTo(hour(3)), expect.closeTo(hour(4)), 0, 0, false]);
  });
});

describe('the newest digest file without a signature', () => {
  it.each<[string, CheckOptions & { readonly hours?: number }, boolean]>([
    ['of a copy may yet be proven', { isFolder: true }, true],
    ['of a bucket whose metadata are lost may, too', { isCopy: true }, true],
    ['of the bucket itself is not verified', {}, false],
    ['of a folder that is no copy is not', { isFolder: true, isCopy: false }, false],
    ['of a copy with no proven one before it is not', { isFolder: true, hours: 1 }, false],
  ])('%s', async (_, { hours = 6, ...options }, isPending) => {
    const archive = new SignedArchive([{ ...PLAN, hours }]);
    const { key } = archive.digests.at(-1)!;
    damage.removeSignature(archive, key);
    const { findings } = await checked(archive, options);
    const found = findings.find((finding) => finding.key === key);
    expect(found).toMatchObject({ status: 'unverified', reason: 'no-signature' });
    expect(found && 'isPending' in found && found.isPending).toBe(isPending);
    const log = findings.find((finding) => finding.key === archive.logKeys.at(-1));
    expect(log).toMatchObject({ status: 'unverified', reason: 'digest-unverified' });
    expect(log && 'isPending' in log && log.isPending === true).toBe(isPending);
  });
});

describe('a digest file that another one names and that is missing', () => {
  it.each([
    ['is missing for certain where that one is proven', 'eu-west-1', ''],
    ['is said to be named by one that is not', 'us-east-1', ': the one that names it is not verified'],
  ])('%s', async (_, region, words) => {
    const archive = new SignedArchive([PLAN]);
    removeAll(archive, [archive.digests[2]!]);
    const keys = keysOf(archive.publicKeys().replace('eu-west-1', region));
    const { findings } = await checked(archive, { keys });
    const [missing] = findings.filter(({ status }) => status === 'missing');
    expect(missing?.message).toBe(`a digest file lists it, but it is not in the archive${words}`);
  });
});

test('a log file that only a digest file that is not verified lists is reported once: as what is wrong with it', async () => {
  const archive = new SignedArchive([PLAN]);
  const [good, wrong] = [archive.logKeys[3]!, archive.logKeys[4]!];
  damage.replaceText(archive, wrong);
  const { problems } = await checked(archive, { keys: new PublicKeys() });
  expect([saidOf(good, problems), saidOf(wrong, problems)]).toEqual([
    [`unverified log digest-unverified ${good}`],
    [`invalid log wrong-hash ${wrong}`],
  ]);
});

describe('up to when a check settles which log files no digest file lists', () => {
  const settled = async (archive: SignedArchive, end: number, now = end, more: CheckOptions = {}) => {
    const { check } = await checked(archive, { endMs: at(end), nowMs: at(now), ...more });
    return (check.position.logsUntilMs - BEGIN_MS) / HOUR_MS;
  };
  const trail = (trailName: string, hours: number, more: Partial<TrailPlan> = {}) => ({
    ...PLAN,
    trailName,
    hours,
    ...more,
  });

  test.each<[string, readonly TrailPlan[], number, number, number]>([
    ['an hour before its newest digest file', [trail('one', 6)], 7, 7, 5],
    ['an hour before the end of the range', [trail('one', 6)], 5, 7, 4],
    ['an hour before the newest of the slower trail', [trail('one', 6), trail('two', 4)], 7, 7, 3],
    [
      'three hours ago where a final digest file is older',
      [trail('one', 6, { finalMinutes: 30 })],
      12,
      12,
      9,
    ],
    ['an hour before a final one that is newer', [trail('one', 6, { finalMinutes: 30 })], 6, 6, 4.5],
    ['a day ago at the latest', [trail('one', 6)], 30, 30, 6],
    ['three hours ago where the chain has been silent for a day', [trail('one', 6)], 31, 31, 28],
  ])('%s', async (_, plans, end, now, expected) => {
    expect(await settled(new SignedArchive(plans), end, now)).toBeCloseTo(expected);
  });

  test('a chain that anybody may have written does not hold it up', async () => {
    const archive = new SignedArchive([trail('one', 6), trail('two', 3)]);
    for (const { key } of archive.digests.slice(6)) damage.forgeDigest(archive, key);
    expect(await settled(archive, 7)).toBe(5);
    expect(await settled(archive, 7, 7, { keys: new PublicKeys() })).toBe(2);
  });

  test('an earlier check is not undone', async () => {
    const position = { chains: {}, logsUntilMs: at(6.5) };
    expect(await settled(new SignedArchive([PLAN]), 7, 7, { position })).toBe(6.5);
    expect(await settled(new SignedArchive([PLAN]), 7, 7, { startMs: at(5.5) })).toBe(5.5);
  });
});

test('log files come in the order of their keys, and not in that of the digest file', async () => {
  const archive = new SignedArchive([{ ...PLAN, lists: { hour: 4, logsOf: 2 } }]);
  const listed = archive.digests[4]!.logKeys;
  const [hourFour = '', deliveredAgain = ''] = listed;
  expect(deliveredAgain < hourFour).toBe(true);
  const { findings } = await checked(archive);
  const found = findings.map(({ key }) => key).filter((key) => listed.includes(key));
  expect(found).toEqual([deliveredAgain, hourFour]);
});

test('what only digest files that anybody may have written list is extra, or wrong in itself, and said once', async () => {
  const archive = new SignedArchive([PLAN, { ...PLAN, trailName: 'other', keyOf: () => ATTACKERS_KEY }]);
  const [good = '', wrong = ''] = archive.logKeys.slice(PLAN.hours + 2);
  damage.replaceText(archive, wrong);
  const { problems } = await checked(archive);
  expect([saidOf(good, problems), saidOf(wrong, problems)]).toEqual([
    [`extra log not-listed ${good}`],
    [`invalid log wrong-hash ${wrong}`],
  ]);
});

test('a check that goes on later says at once what only digest files that are not verified list', async () => {
  const archive = new SignedArchive([PLAN]);
  const position = { chains: {}, logsUntilMs: at(4.5) };
  const { problems } = await checked(archive, { position, keys: new PublicKeys(), ...until(6) });
  expect(problems.filter((line) => line.includes(' log '))).toEqual(
    archive.logKeys.map((key) => `unverified log digest-unverified ${key}`),
  );
});

test('digest files far from the range are not read', async () => {
  const archive = new SignedArchive([{ ...PLAN, hours: 24 }]);
  const read: string[] = [];
  const [check] = checksOf(archive, { startMs: at(10), endMs: at(11), nowMs: at(24) }, (place) => {
    read.push(place.key);
    return readerOf(archive, place.bucket)(place);
  });
  for await (const _ of check!.findings());
  const hours = archive.digests.flatMap(({ key }, index) => (read.includes(key) ? [index + 1] : []));
  expect(hours).toEqual([9, 10, 11, 12, 13, 14]);
});

describe('the time of log files that no digest file answers for', () => {
  const begun = { ...PLAN, start: '2026-10-01T06:01:31Z' };
  const uncoveredOf = async (archive: SignedArchive, options: CheckOptions = until(12)) => {
    const proofs = await proofsOf(archive, options);
    return proofs.filter(([chain]) => chain === '').length;
  };

  it('is not owed for a file whose name is none of a log file, nor for one from the future', async () => {
    const named = new SignedArchive([begun]);
    const [folder] = named.logKeys[0]!.split('/01/');
    const key = `${folder}/01/notes.txt`;
    named.put({ bucket: 'audit-archive', key, bytes: gzipSync('{}'), metadata: {} });
    expect(await uncoveredOf(named)).toBe(0);
    const early = new SignedArchive([begun]);
    addLog(early, 40);
    expect(await uncoveredOf(early, { endMs: at(48), nowMs: at(12) })).toBe(0);
    addLog(early, 3);
    expect(await uncoveredOf(early)).toBe(1);
  });

  it('begins with the first of them where the beginning of the chain is not known', async () => {
    const archive = new SignedArchive([begun]);
    removeAll(archive, archive.digests.slice(0, 1));
    for (const hours of [2.5, 4.5]) addLog(archive, hours);
    const [chain] = await proofsOf(archive, until(12));
    expect(chain?.slice(0, 2)).toEqual(['audit', 2]);
  });
});
