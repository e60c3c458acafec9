import { logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

const MALLORY = { type: 'IAMUser', userName: '=cmd|"/c calc"', accountId: '111122223333' };

describe('the formats of a scan', () => {
  beforeEach(() =>
    put(
      'logs/a b.json',
      logFile(record('StopLogging', 'e1'), { ...record('DescribeTrails', 'e2'), userIdentity: MALLORY }),
    ),
  );

  async function scanAs(format: string, ...paths: string[]): Promise<string> {
    const { status, stdout } = await scan([...(paths.length === 0 ? ['logs'] : paths), '--format', format]);
    expect(status).toBe(0);
    return stdout;
  }

  it('csv has a line for each alert, in which nothing is a formula', async () => {
    const [head, one, two, ...rest] = (await scanAs('csv')).split('\r\n');
    expect(head).toMatch(/^eventTime,severity,title,eventName,eventSource,actor,.*,eventID,file$/);
    expect(one).toMatch(/^2026-08-17T14:01:31Z,high,Logging was stopped,StopLogging,.*,e1,.*a b\.json$/);
    expect(two).toContain(`,"'=cmd|""/c calc""",`);
    expect(rest).toEqual(['']);
    for (const line of [one, two]) {
      const cells = line?.replaceAll(/"(?:[^"]|"")*"/g, 'quoted').split(',');
      expect(cells).toHaveLength(head?.split(',').length ?? 0);
    }
  });

  it('sarif has a result for each alert, which is the same in another scan', async () => {
    const { version, runs } = JSON.parse(await scanAs('sarif'));
    expect(version).toBe('2.1.0');
    expect(runs[0].tool.driver).toMatchObject({ name: 'trailwatch scan' });
    expect(runs[0].results).toMatchObject([
      {
        ruleId: 'stopped',
        level: 'error',
        message: { text: expect.stringContaining('Logging was stopped: ') },
        locations: [
          { physicalLocation: { artifactLocation: { uri: expect.stringMatching(/a%20b\.json$/) } } },
        ],
        properties: { severity: 'high', eventTime: '2026-08-17T14:01:31Z' },
      },
      { ruleId: 'looked', level: 'note' },
    ]);
    expect(runs[0].results[0].partialFingerprints['trailwatchAlertId/v1']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(await scanAs('sarif')).runs).toEqual(runs);
  });

  it('ocsf has a Detection Finding for each alert', async () => {
    const findings = (await scanAs('ocsf'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(findings).toMatchObject([
      { class_uid: 2004, severity: 'High', time: Date.parse('2026-08-17T14:01:31Z'), status: 'New' },
      { class_uid: 2004, severity: 'Low', finding_info: { analytic: { uid: 'looked' } } },
    ]);
  });

  it.each([
    ['csv', /^eventTime,severity,.*,file\r\n$/],
    ['sarif', /"results":\[\n\n\]\}\]\}\n$/],
    ['ocsf', /^$/],
  ])('%s without alerts is whole', async (format, expected) => {
    put('quiet/a.json', logFile(record('ListUsers', 'e1')));
    expect(await scanAs(format, 'quiet')).toMatch(expected);
  });
});
