import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PLAN, SignedArchive, type TrailPlan } from '../digest/signed-archive';
import { type ArchiveServer, type ArchiveServerOptions, serveArchive } from '../local-aws/archive-server';
import { COMMAND_LINE } from './built-command-line';

const ACCOUNT = '111122223333';
const URL = `s3://${DEFAULT_PLAN.bucket}`;
const PLAN: TrailPlan = { accountId: ACCOUNT, hours: 6 };
// Where the archive ends: a later end would ask for digest files that are not there.
const RANGE = ['--end', '2026-10-01T06:01:31Z'];

let server: ArchiveServer;
afterEach(() => server.stop());

async function serve(plans: readonly TrailPlan[], options: ArchiveServerOptions = {}) {
  const archive = new SignedArchive(plans);
  server = await serveArchive(archive, options);
  return archive;
}

interface Run {
  readonly status: number | null;
  readonly lines: readonly { key: string; kind: string; status: string; reason?: string }[];
  readonly stderr: string;
}

/** Runs the command line that is shipped. */
function validate(
  argv: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const all = { HOME: '/', AWS_EC2_METADATA_DISABLED: 'true', ...server.environment, ...environment };
  const env = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  const child = spawn(process.execPath, [COMMAND_LINE, 'validate', URL, ...RANGE, ...argv], { env });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (status) => {
      const lines = texts.stdout.split('\n').filter((line) => line !== '');
      resolve({ status, lines: lines.map((line) => JSON.parse(line)), stderr: texts.stderr });
    });
  });
}

describe('trailwatch validate on a bucket', () => {
  it('proves every file, the newest digest by its metadata, with the keys that CloudTrail lists', async () => {
    const archive = await serve([PLAN]);
    const { status, lines, stderr } = await validate();
    expect(status).toBe(0);
    expect(lines.map(({ key }) => key).sort()).toEqual(archive.keys);
    expect(lines.every((line) => line.status === 'valid')).toBe(true);
    expect(stderr).toContain('digests=6 logs=12 valid=18 invalid=0');
  });

  it('does not take a newest digest file for proven whose signature was removed', async () => {
    const archive = await serve([PLAN]);
    const newest = archive.objects.get(archive.digests.at(-1)?.key ?? '');
    if (newest !== undefined) newest.metadata = {};
    const { status, stderr } = await validate();
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^proven=83\.3% /m)]);
  });

  it('finds all accounts and Regions, by listings of many pages', async () => {
    const plans = ['eu-west-1', 'us-east-1'].flatMap((region) =>
      ['111122223333', '444455556666', '777788889999'].map((accountId) => ({
        ...{ accountId, region, hours: 4, prefix: 'org', organizationId: 'o-abcdefghij' },
      })),
    );
    const archive = await serve(plans, { pageLength: 2 });
    const { status, lines } = await validate(['--end', '2026-10-01T04:01:31Z']);
    expect(status).toBe(0);
    expect(lines).toHaveLength(archive.objects.size);
    const digests = lines.filter(({ kind }) => kind === 'digest').map(({ key }) => key);
    expect(digests).toEqual([...digests].sort());
  });

  it('has many requests under way, but not more than its bound', async () => {
    await serve([{ ...PLAN, hours: 24, logs: 20 }], { logsAtOnce: 60 });
    expect((await validate(['--end', '2026-10-02T00:01:31Z'])).status).toBe(0);
    expect(server.mostAtOnce).toBeGreaterThanOrEqual(60);
    expect(server.mostAtOnce).toBeLessThanOrEqual(256 + 8);
  });

  it('has hundreds under way where answers take their time', async () => {
    await serve([{ ...PLAN, hours: 24, logs: 40 }], { latencyMs: 15, logsAtOnce: 200 });
    expect((await validate(['--end', '2026-10-02T00:01:31Z'])).status).toBe(0);
    expect(server.mostAtOnce).toBeLessThanOrEqual(256 + 8);
  });

  it('asks again when S3 is busy, breaks off, or cuts an object short', async () => {
    const seen = new Map<string, number>();
    const archive = await serve([PLAN], {
      fault: ({ key }) => {
        const times = (seen.get(key) ?? 0) + 1;
        seen.set(key, times);
        if (key === '' || times > 2) return undefined;
        return times === 1 ? { status: 503, code: 'SlowDown' } : 'cut';
      },
    });
    const { status, lines } = await validate();
    expect([status, lines.length]).toEqual([0, archive.objects.size]);
    expect(server.requests.filter(({ key }) => key !== '')).toHaveLength(3 * archive.objects.size);
  });

  it('follows a bucket into its Region, and signs for it', async () => {
    await serve([PLAN], {
      fault: ({ key, headers }) =>
        key === '' || headers.authorization?.includes('/eu-central-1/s3/') === true
          ? undefined
          : {
              ...{ status: 301, code: 'PermanentRedirect' },
              headers: { 'x-amz-bucket-region': 'eu-central-1' },
            },
    });
    expect((await validate()).status).toBe(0);
  });

  it('signs with temporary credentials, and pays only when told to', async () => {
    await serve([{ ...PLAN, hours: 1 }]);
    await validate([], { AWS_SESSION_TOKEN: 'temporary' });
    expect(server.requests.every(({ headers }) => headers['x-amz-security-token'] === 'temporary')).toBe(
      true,
    );
    expect(server.requests.some(({ headers }) => headers['x-amz-request-payer'] !== undefined)).toBe(false);
    await validate(['--pay-for-requests']);
    const reads = server.requests.filter(({ key }) => key !== '');
    expect(reads.at(-1)?.headers['x-amz-request-payer']).toBe('requester');
  });

  it('takes credentials from a profile', async () => {
    await serve([{ ...PLAN, hours: 1 }]);
    const home = mkdtempSync(join(tmpdir(), 'trailwatch-profile-'));
    writeFileSync(
      join(home, 'credentials'),
      '[audit]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = s\n',
    );
    const profile = { AWS_PROFILE: 'audit', AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials') };
    const end = ['--end', '2026-10-01T01:01:31Z'];
    const { status } = await validate(end, { ...profile, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    rmSync(home, { recursive: true });
    expect(status).toBe(0);
    expect(server.requests.at(-1)?.headers.authorization).toContain('Credential=AKIDPROFILE/');
  });
});

describe('what S3 refuses', () => {
  const refused = (fault: { status: number; code: string; message?: string }) => ({
    fault: ({ key }: { key: string }) => (key.includes('T0116Z_') ? fault : undefined),
  });

  it.each([
    [
      { status: 403, code: 'AccessDenied', message: 'Access Denied' },
      'access was denied; this requires s3:GetObject',
    ],
    [
      { status: 403, code: 'AccessDenied', message: 'not authorized to perform: kms:Decrypt' },
      'its KMS key refuses to decrypt it; allow kms:Decrypt on the key',
    ],
    [{ status: 403, code: 'InvalidObjectState' }, 'it is in an archive storage class; restore it first'],
  ])('of one object makes it unverified, with why, and ends with 2: %j', async (fault, sentence) => {
    await serve([PLAN], refused(fault));
    const { status, lines } = await validate();
    expect(status).toBe(2);
    const open = lines.filter((line) => line.status !== 'valid');
    expect(open).toEqual([
      expect.objectContaining({
        ...{ kind: 'log', status: 'unverified', reason: 'unreadable' },
        message: expect.stringContaining(sentence),
      }),
    ]);
  });

  it.each([
    [{ status: 404, code: 'NoSuchBucket' }, 'the bucket does not exist'],
    [{ status: 403, code: 'AccessDenied' }, 'listing it requires s3:ListBucket on the bucket'],
    [{ status: 400, code: 'ExpiredToken' }, 'the credentials have expired; sign in again'],
  ])('of the bucket ends with 2 and one sentence: %j', async (fault, sentence) => {
    await serve([PLAN], { fault: () => fault });
    const { status, lines, stderr } = await validate();
    expect([status, lines]).toEqual([2, []]);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('of every object for one reason ends at once, with one sentence', async () => {
    await serve([PLAN], {
      fault: ({ key }) => (key === '' ? undefined : { status: 403, code: 'InvalidAccessKeyId' }),
    });
    const { status, stderr } = await validate();
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^trailwatch: s3:\/\/audit-archive\/\S+: AWS does not know the credentials; sign in again \(InvalidAccessKeyId\)\n$/,
    );
  });

  it('without credentials or Region is said in one sentence', async () => {
    await serve([PLAN]);
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: '/nowhere' };
    expect((await validate([], none)).stderr).toContain('no credentials were found');
    const nowhere = { AWS_REGION: '', AWS_DEFAULT_REGION: '', HOME: '/nowhere' };
    expect((await validate([], nowhere)).stderr).toContain('no Region is set; set AWS_REGION');
  });
});
