import { gzipSync } from 'node:zlib';
import { DEFAULT_PLAN, logText, SignedArchive } from '../../digest/signed-archive';
import { type ArchiveServer, type ArchiveServerOptions, serveArchive } from '../../local-aws/archive-server';
import { runTrailwatch } from '../run-trailwatch';

const ACCOUNT = '111122223333';
const REGIONS = ['ap-south-1', 'eu-west-1', 'us-east-1'];

let server: ArchiveServer;
afterEach(() => server.stop());

function archiveOf(): SignedArchive {
  return new SignedArchive(REGIONS.map((region) => ({ accountId: ACCOUNT, region, hours: 4 })));
}

async function validate(archive: SignedArchive, options: ArchiveServerOptions = {}) {
  server = await serveArchive(archive, options);
  const { status, stdout, stderr } = await runTrailwatch(['validate', `s3://${DEFAULT_PLAN.bucket}`], {
    environment: server.environment,
    currentTime: '2026-10-01T04:30:00Z',
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, findings: lines.map((line) => JSON.parse(line)) };
}

test.each(REGIONS)(
  'a Region whose public keys are refused is unverified, and the others are judged: %s',
  async (refused) => {
    const archive = archiveOf();
    const { status, stderr, findings } = await validate(archive, {
      keysFault: (region) =>
        region === refused
          ? { status: 400, code: 'AccessDeniedException', message: 'no identity-based policy allows it' }
          : undefined,
    });
    expect([status, findings.length]).toEqual([1, archive.objects.size]);
    for (const { key, status: verdict } of findings)
      expect([key, verdict]).toEqual([key, key.includes(`/${refused}/`) ? 'unverified' : 'valid']);
    const digest = findings.find(({ key, kind }) => kind === 'digest' && key.includes(`/${refused}/`));
    expect(digest.message).toContain(
      `CloudTrail gives no public keys for ${refused}: no identity-based policy allows it; this requires cloudtrail:ListPublicKeys`,
    );
    expect(stderr).toContain('proven=66.6%');
  },
);

test('a folder whose name is no Region is outside the layout, and nobody is asked for its keys', async () => {
  const archive = archiveOf();
  const place = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1\u200b/2026/10/01`;
  const key = `${place}/${ACCOUNT}_CloudTrail_eu-west-1_20261001T0216Z_added.json.gz`;
  archive.put({ bucket: DEFAULT_PLAN.bucket, key, bytes: gzipSync(logText('added')), metadata: {} });
  const asked: string[] = [];
  const { status, findings } = await validate(archive, {
    keysFault: (region) => {
      asked.push(region);
      return undefined;
    },
  });
  expect([status, asked.sort()]).toEqual([1, REGIONS]);
  expect(findings.filter(({ status: verdict }) => verdict !== 'valid')).toEqual([
    expect.objectContaining({ key, status: 'extra', reason: 'outside-layout' }),
  ]);
  expect(findings).toHaveLength(archive.objects.size);
});
