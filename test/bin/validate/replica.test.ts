import { execFile } from 'node:child_process';
import { remove, replaceText } from '../../digest/damage';
import { DEFAULT_PLAN, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { type ArchiveServer, serveArchive } from '../../local-aws/archive-server';
import { COMMAND_LINE, describeBuilt } from '../built-command-line';

const REPLICA = 'replica-in-another-region';
const PLAN: TrailPlan = { accountId: '111122223333', hours: 6 };
const RANGE = ['--end', '2026-10-01T06:01:31Z'];

let server: ArchiveServer;
afterEach(() => server.stop());

/** What S3 replication leaves in another bucket: the same keys, bytes and metadata. */
function replicaOf(archive: SignedArchive): SignedArchive {
  for (const object of [...archive.objects.values()]) archive.put({ ...object, bucket: REPLICA });
  return archive;
}

/** Runs the command line that is shipped on the replica. */
async function validate(archive: SignedArchive, ...argv: readonly string[]) {
  server = await serveArchive(archive);
  const env = { HOME: '/', AWS_EC2_METADATA_DISABLED: 'true', ...server.environment };
  const all = [COMMAND_LINE, 'validate', `s3://${REPLICA}`, ...RANGE, ...argv];
  return new Promise<{ status: unknown; stderr: string; open: readonly string[] }>((resolve) => {
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      const open = lines
        .map((line) => JSON.parse(line))
        .filter(({ status }) => status !== 'valid')
        .map(({ kind, status, reason, key }) => `${status} ${kind} ${reason} ${key}`);
      resolve({ status: error?.code ?? 0, stderr, open });
    });
  });
}

describeBuilt('trailwatch validate s3://replica --bucket original', () => {
  it('proves every file, and reads nothing of the original', async () => {
    const archive = replicaOf(new SignedArchive([PLAN]));
    const { status, stderr, open } = await validate(archive, '--bucket', DEFAULT_PLAN.bucket);
    expect([status, open]).toEqual([0, []]);
    expect(stderr).toContain(
      `proven=100.0% from 2026-10-01T00:01:31Z to 2026-10-01T06:01:31Z bucket=${DEFAULT_PLAN.bucket}`,
    );
    expect(stderr).toContain('digests=6 logs=12 valid=18 invalid=0');
    expect([...new Set(server.requests.map(({ bucket }) => bucket))]).toEqual([REPLICA]);
  });

  it('finds what was changed, deleted and added in the replica', async () => {
    const archive = replicaOf(new SignedArchive([PLAN]));
    const [changed = '', deleted = '', copied = ''] = archive.logKeys;
    replaceText(archive, changed);
    remove(archive, deleted);
    const added = copied.replace(/_[0-9a-f]+\.json/, '_0000000000000000.json');
    archive.put({ ...archive.objects.get(copied)!, key: added });
    const { status, open } = await validate(archive, '--bucket', DEFAULT_PLAN.bucket);
    expect([status, open]).toEqual([
      1,
      [`invalid log wrong-hash ${changed}`, `missing log absent ${deleted}`, `extra log not-listed ${added}`],
    ]);
  });

  it('without --bucket calls the digest files moved, since the bucket is not the one they were written for', async () => {
    const archive = replicaOf(new SignedArchive([PLAN]));
    const { status, open } = await validate(archive);
    expect(status).toBe(1);
    for (const { key } of archive.digests) expect(open).toContain(`invalid digest moved ${key}`);
    expect(open).toHaveLength(18);
  });

  it('calls a chain moved that was delivered to a third bucket', async () => {
    const foreign = { ...PLAN, trailName: 'foreign', bucket: 'attacker-bucket' };
    const archive = replicaOf(new SignedArchive([PLAN, foreign]));
    const { status, open } = await validate(archive, '--bucket', DEFAULT_PLAN.bucket);
    expect(status).toBe(1);
    const digests = archive.digests.filter(({ key }) => key.includes('_foreign_')).map(({ key }) => key);
    expect(open.filter((line) => line.includes(' digest '))).toEqual(
      digests.map((key) => `invalid digest moved ${key}`),
    );
  });
});
