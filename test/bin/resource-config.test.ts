import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

const GROUP = 'sg-0123456789abcdef0';
const ARN = `arn:aws:ec2:eu-west-1:111122223333:security-group/${GROUP}`;

function state(minute: number, configuration: object, more: object = {}) {
  return {
    ...{ configurationItemCaptureTime: `2026-11-20T14:0${minute}:30.123Z`, configurationItemStatus: 'OK' },
    ...{ awsAccountId: '111122223333', awsRegion: 'eu-west-1', resourceType: 'AWS::EC2::SecurityGroup' },
    ...{ resourceId: GROUP, resourceName: 'web', ARN, relatedEvents: [], tags: {}, configuration, ...more },
  };
}

const CALL = {
  ...record('AuthorizeSecurityGroupIngress', 'opened'),
  ...{ eventTime: '2026-11-20T14:01:00Z', eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1' },
  ...{ readOnly: false, requestParameters: { groupId: GROUP, cidrIp: '0.0.0.0/0' } },
};

/** As Config names and packs its files. */
function putHistory(name: string, ...configurationItems: readonly object[]): void {
  mkdirSync(at('config'), { recursive: true });
  const file = `111122223333_Config_eu-west-1_ConfigHistory_AWS::EC2::SecurityGroup_${name}.json.gz`;
  writeFileSync(at(`config/${file}`), gzipSync(JSON.stringify({ fileVersion: '1.0', configurationItems })));
}

const rows = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

async function states(...options: readonly string[]) {
  const outcome = await runTrailwatch([
    'resource',
    GROUP,
    at('a.json'),
    '--config',
    at('config'),
    ...options,
  ]);
  return { ...outcome, rows: options.includes('table') ? [] : rows(outcome.stdout) };
}

describe('trailwatch resource --config', () => {
  beforeEach(() => {
    put('a.json', logFile(CALL));
    putHistory(
      'b',
      state(2, { rules: ['0.0.0.0/0'], size: 2 }),
      state(3, {}, { configurationItemStatus: 'ResourceDeleted' }),
    );
    putHistory('a', state(0, { rules: [], size: 1, old: 'x' }), state(2, { rules: ['0.0.0.0/0'], size: 2 }));
  });

  it.each([GROUP, ARN, 'WEB'])(
    'prints states among the calls, each once, with what changed: %s',
    async (name) => {
      const { stdout, status } = await runTrailwatch([
        'resource',
        name,
        at('a.json'),
        '--config',
        at('config'),
      ]);
      const found = rows(stdout).filter(({ config }) => config !== undefined);
      expect(found.map(({ time, config, set }) => [time.slice(14, 16), config, set])).toEqual([
        [
          '00',
          'OK',
          [
            { name: 'rules', after: '[]' },
            { name: 'size', after: '1' },
            { name: 'old', after: 'x' },
          ],
        ],
        [
          '02',
          'OK',
          [
            { name: 'rules', before: '[]', after: '["0.0.0.0/0"]' },
            { name: 'size', before: '1', after: '2' },
            { name: 'old', before: 'x', after: '' },
          ],
        ],
        ['03', 'ResourceDeleted', []],
      ]);
      expect(status).toBe(0);
    },
  );

  it('puts the call between the states of before and after it', async () => {
    const found = await states();
    expect(found.rows.map(({ time }) => time.slice(14, 19))).toEqual(['00:30', '01:00', '02:30', '03:30']);
  });

  it('prints a table in which the state after a call shows what it did', async () => {
    const { stdout } = await states('--format', 'table');
    expect(stdout).toMatch(/AuthorizeSecurityGroupIngress[\s\S]*state: OK +AWS Config +rules: \[\] →/);
    expect(stdout).toContain('old: x → (gone)');
  });

  it('prints the states that --start, --account and --region choose', async () => {
    expect((await states('--start', '2026-11-20T14:02:00Z')).rows).toHaveLength(2);
    expect((await states('--region', 'us-east-1')).rows).toEqual([]);
    expect((await states('--account', '444455556666')).rows).toEqual([]);
  });

  it('reads what the AWS CLI prints, whose members have other names', async () => {
    const { awsAccountId, ARN: arn, configuration, ...rest } = state(5, { size: 3 });
    const item = { ...rest, accountId: awsAccountId, arn, configuration: JSON.stringify(configuration) };
    put('cli.json', JSON.stringify({ configurationItems: [item] }));
    const { stdout } = await runTrailwatch(['resource', ARN, at('a.json'), '--config', at('cli.json')]);
    expect(rows(stdout).at(-1)).toMatchObject({
      account: '111122223333',
      set: [{ name: 'size', after: '3' }],
    });
  });

  it('shows what Config adds to a configuration, such as the policy of a bucket', async () => {
    const supplementaryConfiguration = {
      BucketPolicy: { policyText: '{"Statement":[]}' },
      Versioning: '{"status":"Off"}',
    };
    putHistory('c', state(5, { size: 9 }, { supplementaryConfiguration }));
    expect((await states()).rows.at(-1).set).toEqual([
      { name: 'size', after: '9' },
      { name: 'BucketPolicy.policyText', after: '{"Statement":[]}' },
      { name: 'Versioning.status', after: 'Off' },
    ]);
  });

  it('keeps each of the states of one second', async () => {
    const at30 = (ms: string, size: number) =>
      state(5, { size }, { configurationItemCaptureTime: `2026-11-20T14:05:30.${ms}Z` });
    putHistory('c', at30('900', 2), at30('100', 1));
    const last = (await states()).rows.slice(-2);
    expect(last.map(({ set }) => set)).toEqual([
      [{ name: 'size', after: '1' }],
      [{ name: 'size', before: '1', after: '2' }],
    ]);
  });

  it('leaves files unread that were delivered before --start, by their keys', async () => {
    const folder = 'config/AWSLogs/111122223333/Config/eu-west-1/2026/1/9/ConfigHistory';
    mkdirSync(at(folder), { recursive: true });
    writeFileSync(at(`${folder}/1_Config_eu-west-1_ConfigHistory_x.json.gz`), 'damaged');
    expect((await states()).status).toBe(2);
    expect((await states('--start', '2026-01-09T23:00:00Z')).status).toBe(2);
    expect((await states('--start', '2026-01-10')).status).toBe(0);
  });

  it('shows no secret of a configuration', async () => {
    const environment = { DB_PASSWORD: 'hunter2hunter2', LEVEL: 'info' };
    putHistory('c', state(5, { environment, variables: [{ name: 'API_KEY', value: 'c0ffeec0ffee' }] }));
    for (const format of ['table', 'ndjson']) {
      const { stdout } = await states('--format', format);
      expect(stdout).toContain('LEVEL');
      expect(stdout).not.toMatch(/hunter2|c0ffee/);
    }
  });

  it.each<readonly [string, string | Buffer, string]>([
    ['no JSON', 'no JSON', 'it is not JSON'],
    ['another document', '{"Records":[]}', 'it has no configurationItems, so it is no file of AWS Config'],
    ['gzip data that ends', gzipSync('{"configurationItems":[]}').subarray(0, 20), 'unexpected end of file'],
  ])(
    'fails with a sentence for each file that is none, and prints the rest: %s',
    async (_, content, reason) => {
      put('wrong.json', content);
      const { stdout, stderr, status } = await runTrailwatch([
        'resource',
        GROUP,
        at('a.json'),
        '--config',
        at('wrong.json'),
        '--config',
        at('config'),
      ]);
      expect(rows(stdout)).toHaveLength(4);
      expect(stderr).toContain(`--config ${at('wrong.json')}: ${reason}`);
      expect(status).toBe(2);
    },
  );

  it('fails where there is no file of Config, and with --by-hand', async () => {
    mkdirSync(at('empty'));
    const none = await runTrailwatch(['resource', GROUP, at('a.json'), '--config', at('empty')]);
    expect(none.stderr).toContain(`--config ${at('empty')}: no file of AWS Config's history`);
    expect(none.status).toBe(2);
    const byHand = await runTrailwatch(['resource', '--by-hand', at('a.json'), '--config', at('config')]);
    expect(byHand.stderr).toContain('--config is for one resource, and not for --by-hand');
  });

  it('leaves log files of the same bucket unread', async () => {
    writeFileSync(at('config/111122223333_CloudTrail_eu-west-1_20261120T1400Z_abc.json.gz'), 'damaged');
    expect((await states()).status).toBe(0);
  });

  it('shows the last states of a resource with very many, and says so', async () => {
    const many = Array.from({ length: 10_005 }, (_, index) =>
      state(
        0,
        { index },
        { configurationItemCaptureTime: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString() },
      ),
    );
    putHistory('d', ...many);
    const { rows: found, stderr } = await states();
    expect(found).toHaveLength(10_001);
    expect(stderr).toContain('only the last 10000 states are shown, and 8 are not');
  });
});
