import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();

function put(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

function trail(EnableLogFileValidation: boolean, IsMultiRegionTrail = true): object {
  return {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: {} },
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: {
          ...{ TrailName: 'audit', S3BucketName: { Ref: 'Bucket' }, IsLogging: true },
          ...{ IsMultiRegionTrail, EnableLogFileValidation },
        },
      },
    },
  };
}

const GATE = ['--fail-on', 'weaker,unknown'];
const WHY = ['--reason', 'moved to another tool', '--by', 'Ana', '--until'];

/** A review of a trail whose log files are no longer validated, with the name of its file of acceptances. */
function reviewing() {
  const argv = ['review', put('head.json', trail(false)), '--base', put('base.json', trail(true))];
  const accepted = join(folder, 'accepted.json');
  return { accepted, run: (...more: readonly string[]) => runTrailwatch([...argv, ...more]) };
}

async function fingerprints(run: ReturnType<typeof reviewing>['run']): Promise<string> {
  const { changes } = JSON.parse((await run('--format', 'json')).stdout);
  const weaker = changes.filter(({ effect }: { readonly effect: string }) => effect === 'weaker');
  expect(weaker.length).toBeGreaterThan(0);
  return weaker.map(({ fingerprint }: { readonly fingerprint: string }) => fingerprint).join(',');
}

describe('a change that is accepted', () => {
  it('passes the gate, and is named in every output', async () => {
    const { accepted, run } = reviewing();
    expect((await run(...GATE)).status).toBe(1);
    const names = await fingerprints(run);
    const written = await run('--accepted', accepted, '--accept', names, ...WHY, '2099-01-01');
    expect(written).toMatchObject({ status: 0, stdout: '' });
    const { status, stdout } = await run(...GATE, '--accepted', accepted);
    expect(status).toBe(0);
    expect(stdout).toContain('accepted by Ana until 2099-01-01: moved to another tool');
    expect(stdout).toMatch(/Accepted for a time: \d/);
    expect(stdout).toContain('this change reduces protection');
    const sarif = JSON.parse((await run('--format', 'sarif', '--accepted', accepted)).stdout);
    expect(sarif.runs[0].results[0].suppressions).toEqual([
      {
        ...{ kind: 'external', status: 'accepted' },
        justification: 'moved to another tool (Ana, until 2099-01-01)',
      },
    ]);
    const json = JSON.parse((await run('--format', 'json', '--accepted', accepted)).stdout);
    expect(json.changes[0].acceptance).toEqual({
      ...{ reason: 'moved to another tool', by: 'Ana', until: '2099-01-01', isOver: false },
    });
  });

  it('fails again from the day on which the acceptance ends', async () => {
    const { accepted, run } = reviewing();
    await run('--accepted', accepted, '--accept', await fingerprints(run), ...WHY, '2001-01-01');
    const { status, stderr } = await run(...GATE, '--accepted', accepted);
    expect(status).toBe(1);
    expect(stderr).toContain('no longer accepted since 2001-01-01 (by Ana: moved to another tool)');
  });

  it('is not another change of the same resource', async () => {
    const { accepted, run } = reviewing();
    await run('--accepted', accepted, '--accept', await fingerprints(run), ...WHY, '2099-01-01');
    const head = put('other.json', trail(false, false));
    const argv = ['review', head, '--base', join(folder, 'base.json'), ...GATE, '--accepted', accepted];
    expect((await runTrailwatch(argv)).status).toBe(1);
  });

  it('keeps those that the file had, in one order', async () => {
    const { accepted, run } = reviewing();
    const other = { fingerprint: 'ffffffffffffffff', reason: 'r', by: 'b', until: '2099-01-01' };
    put('accepted.json', { version: 1, accepted: [other] });
    await run('--accepted', accepted, '--accept', await fingerprints(run), ...WHY, '2099-01-01');
    const file = JSON.parse(readFileSync(accepted, 'utf8'));
    expect(file.accepted.at(-1)).toEqual(other);
    expect(file.accepted.length).toBeGreaterThan(1);
  });
});

describe('acceptances', () => {
  it.each<[string, object, string]>([
    ['another version', { version: 2, accepted: [] }, 'expected { "version": 1, "accepted": [ … ] }'],
    [
      'no reason',
      { version: 1, accepted: [{ fingerprint: '0123456789abcdef', by: 'Ana', until: '2099-01-01' }] },
      'accepted[0]: reason: expected a text',
    ],
    [
      'a day that no calendar has',
      {
        version: 1,
        accepted: [{ fingerprint: '0123456789abcdef', reason: 'r', by: 'Ana', until: '2099-02-30' }],
      },
      'accepted[0]: until: expected a day, such as 2026-12-31',
    ],
  ])('fail with %s in the file', async (_, file, message) => {
    const { run } = reviewing();
    const path = put('accepted.json', file);
    const { status, stderr } = await run('--accepted', path);
    expect(status).toBe(2);
    expect(stderr).toContain(`${path}: ${message}`);
  });

  it('fail without a reason, an end and a change that there is', async () => {
    const { accepted, run } = reviewing();
    const without = await run('--accepted', accepted, '--accept', '0123456789abcdef');
    expect([without.status, without.stderr]).toEqual([2, expect.stringContaining('--accept needs --reason')]);
    const unknown = await run('--accepted', accepted, '--accept', '0123456789abcdef', ...WHY, '2099-01-01');
    expect(unknown.stderr).toContain(
      '--accept 0123456789abcdef: no change of this review has this fingerprint',
    );
    const nowhere = await run('--accept', '0123456789abcdef', ...WHY, '2099-01-01');
    expect(nowhere.stderr).toContain('name it with --accepted');
  });
});
