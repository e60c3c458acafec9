import { gzipSync } from 'node:zlib';
import * as damage from '../../digest/damage';
import { logText, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { exceptionsOf, validateCopy } from './validate-copy';

const ACCOUNT = '111122223333';
const PLAN: TrailPlan = { accountId: ACCOUNT, hours: 6, logs: 1 };
const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const BEGINNING_MS = Date.parse('2026-10-01T00:01:31Z');
const END = '2026-10-01T06:01:31Z';

/** Adds a log file that no digest file lists. */
function addLog(archive: SignedArchive, timeMs: number): string {
  const time = new Date(timeMs).toISOString();
  const day = time.slice(0, 10).replaceAll('-', '/');
  const minute = `${time.slice(0, 16).replaceAll(/[:-]/g, '')}Z`;
  const key = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/${day}/${ACCOUNT}_CloudTrail_eu-west-1_${minute}_added.json.gz`;
  archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText(key)), metadata: {} });
  return key;
}

describe('a log file at an edge', () => {
  it.each([1, 20, 55])('%d minutes before the first digest file is not pending', async (minutes) => {
    const archive = new SignedArchive([PLAN]);
    const key = addLog(archive, BEGINNING_MS - minutes * MINUTE_MS);
    const { status, stdout, share } = await validateCopy(archive);
    expect(exceptionsOf(stdout)).toEqual([
      expect.objectContaining({ key, status: 'unverified', reason: 'no-digest' }),
    ]);
    expect(stdout).not.toContain('pending');
    expect([status, Number(share) < 100]).toEqual([1, true]);
  });

  it.each(['2026-10-01T08:30:00Z', '2027-02-01T00:00:00Z'])(
    'in the last hour before an --end that lies back is not pending: at %s',
    async (now) => {
      const archive = new SignedArchive([PLAN]);
      const key = addLog(archive, Date.parse(END) - 20 * MINUTE_MS);
      const { status, stdout } = await validateCopy(archive, { argv: ['--end', END], now });
      expect(exceptionsOf(stdout)).toEqual([
        expect.objectContaining({ key, status: 'unverified', reason: 'not-yet-digested' }),
      ]);
      expect([status, stdout.includes('pending')]).toEqual([1, false]);
    },
  );

  it('in the last hour of a copy whose newest signature is lost is not pending, unlike what it lists', async () => {
    const archive = new SignedArchive([PLAN]);
    const options = { argv: ['--end', END], now: '2027-02-01T00:00:00Z', isWithoutMetadata: true };
    expect((await validateCopy(archive, options)).status).toBe(0);
    const key = addLog(archive, Date.parse(END) - 20 * MINUTE_MS);
    const { status, stdout } = await validateCopy(archive, options);
    const open = exceptionsOf(stdout).filter(({ pending }) => pending !== true);
    expect([status, open]).toEqual([1, [expect.objectContaining({ key, status: 'unverified' })]]);
  });

  it('is pending as long as a digest file that may list it is not due', async () => {
    const archive = new SignedArchive([PLAN]);
    const key = addLog(archive, Date.parse(END) - 20 * MINUTE_MS);
    const { status, stdout, share } = await validateCopy(archive, { now: '2026-10-01T07:50:00Z' });
    expect([status, share]).toEqual([0, '100.0']);
    expect(exceptionsOf(stdout)).toEqual([expect.objectContaining({ key, pending: true })]);
  });
});

test.each(['20200101T0000Z', '20261003T0300Z'])(
  'a log file in the folder of another day than its name has is extra on the day of its folder: %s',
  async (minute) => {
    const archive = new SignedArchive([{ ...PLAN, hours: 72 }]);
    const folder = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/10/02/`;
    const key = `${folder}${ACCOUNT}_CloudTrail_eu-west-1_${minute}_added.json.gz`;
    archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText(key)), metadata: {} });
    const argv = ['--start', '2026-10-02', '--end', '2026-10-03'];
    const { status, stdout } = await validateCopy(archive, { argv, now: '2026-10-04T00:30:00Z' });
    expect(exceptionsOf(stdout)).toEqual([expect.objectContaining({ key, status: 'extra' })]);
    expect(status).toBe(1);
  },
);

describe('the share of an archive with four chains of thirty hours', () => {
  const plans = ['eu-west-1', 'us-east-1'].flatMap((region) =>
    [ACCOUNT, '444455556666'].map((accountId) => ({ accountId, region, hours: 30, logs: 2 })),
  );
  const now = '2026-10-02T06:30:00Z';

  it.each([
    [1, '99.1'],
    [13, '89.1'],
    [29, '75.8'],
  ])(
    'counts all hours of the %d digest files that one chain has lost at its beginning',
    async (gone, share) => {
      const archive = new SignedArchive(plans);
      for (const { key } of archive.digests.slice(0, gone)) damage.remove(archive, key);
      const outcome = await validateCopy(archive, { now });
      const logs = exceptionsOf(outcome.stdout).filter(({ kind }) => kind === 'log');
      expect([outcome.status, outcome.share, logs.length]).toEqual([1, share, 2 * gone]);
      expect(outcome.stderr).toContain(`unverified=${2 * gone}`);
    },
  );

  it('counts the hours of log files before validation was turned on, and no hours between them', async () => {
    const archive = new SignedArchive(plans);
    for (const hours of [1, 2, 40]) addLog(archive, BEGINNING_MS - hours * HOUR_MS);
    const { status, stderr } = await validateCopy(archive, { now });
    expect(status).toBe(1);
    expect(stderr).toContain('proven=97.5%');
    expect(stderr).toContain(`${ACCOUNT} eu-west-1, no trail: proven=0.0%`);
  });
});
