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
          {
            physicalLocation: {
              artifactLocation: { uri: expect.stringMatching(/a%20b\.json$/) },
              region: { startLine: 1 },
            },
          },
        ],
        properties: { severity: 'high', eventTime: '2026-08-17T14:01:31Z' },
      },
      { ruleId: 'looked', level: 'note' },
    ]);
    const described = runs[0].tool.driver.rules.find(({ id }: { id: string }) => id === 'stopped');
    expect(described).toMatchObject({
      shortDescription: { text: 'Logging was stopped' },
      fullDescription: { text: expect.stringMatching(/./) },
      help: { text: expect.stringMatching(/./) },
      defaultConfiguration: { level: 'error' },
    });
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
    ['csv', /,"?ranges: 0\.0\.0\.0\/0, ::\/0; ports: tcp 22"?,/],
    ['sarif', /"details":\{"ranges":\["0\.0\.0\.0\/0","::\/0"\],"ports":\["tcp 22"\]\}/],
  ])('%s has the facts that decide', async (format, expected) => {
    const open = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };
    const ranges = {
      ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
      ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
    };
    const requestParameters = { ipPermissions: { items: [{ ...open, ...ranges }] } };
    put('open/a.json', logFile({ ...record('StopLogging', 'e1'), requestParameters }));
    expect(await scanAs(format, 'open')).toMatch(expected);
  });

  it.each([
    ['csv', /^eventTime,severity,.*,file\r\n$/],
    ['sarif', /"results":\[\n\n\]\}\]\}\n$/],
    ['ocsf', /^$/],
  ])('%s without alerts is whole', async (format, expected) => {
    put('quiet/a.json', logFile(record('ListUsers', 'e1')));
    expect(await scanAs(format, 'quiet')).toMatch(expected);
  });

  it('--details prints all of each alert in the order of time, and the summary', async () => {
    const opening = {
      ...record('StopLogging', 'e0'),
      eventTime: '2026-08-17T14:00:00Z',
      userAgent: 'a\u001b[31mb',
      requestParameters: { name: 'main', cidrIp: '0.0.0.0/0' },
    };
    put('logs/c.json', logFile(opening));
    const { status, stdout } = await scan(['logs', '--details'], {
      terminalColumns: 80,
      environment: { NO_COLOR: '1' },
    });
    expect(status).toBe(0);
    const [first = ''] = stdout.split('\n\n');
    expect(
      first.replace(/ {2}(Alert|History|Record|Found in) .*(\n {3,}.*record 0)?\n?/g, ''),
    ).toBe(`2026-08-17T14:00:00Z  high  Logging was stopped
  Summary     IAM user mallory (account 111122223333) stopped logging of trail
              'main' (for 0.0.0.0/0) in eu-west-1 from 198.51.100.7
  Who         mallory, IAMUser
  What        StopLogging, cloudtrail.amazonaws.com
  Result      succeeded
  Account     111122223333
  Region      eu-west-1
  From        198.51.100.7, a\\u{1b}[31mb
  Resource    arn:aws:cloudtrail:eu-west-1:111122223333:trail/main
  Detail      Ranges: 0.0.0.0/0
  Rule        stopped
  Event       e0
`);
    expect(first).toContain('\n  History     https://');
    expect(first).toMatch(/\n {2}Found in {4}[\s\S]*record 0\n {2}Event /);
    expect(stdout.match(/^2026\S+ {2}(high|low) {2}/gm)).toHaveLength(3);
    expect(stdout).toContain('\nALERTS   SEVERITY\n');
  });

  it('fails with --details and a format that has all of each alert', async () => {
    expect(await scan(['logs', '--details', '--format', 'csv'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'trailwatch: --details is for the format table; csv has each alert in full\n',
    });
  });

  it('--group prints the first of a storm, what is new in it, and one alert for the others', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({
      ...record('StopLogging', `m${at}`),
      eventTime: `2026-08-17T15:${String(at).padStart(2, '0')}:00Z`,
      ...(at === 50 ? { userIdentity: { type: 'IAMUser', userName: 'eve', accountId: '111122223333' } } : {}),
      ...(at >= 55 ? { errorCode: 'AccessDenied' } : {}),
    }));
    const later = { ...record('StopLogging', 'later'), eventTime: '2026-08-17T16:00:00Z' };
    put('storm/a.json', logFile(...many, later));
    const options = ['storm', '--group', '--details'];
    const { stdout, status } = await scan(options, { terminalColumns: 200, environment: { NO_COLOR: '1' } });
    const heads = [...stdout.matchAll(/^2026-08-17T(\d\d:\d\d):00Z {2}\w+ {2}(.*)$/gm)].map(
      ([, time, title]) => `${time} ${title}`,
    );
    const minutes = [...Array.from({ length: 20 }, (_, at) => at), 50];
    expect(heads).toEqual([
      ...minutes.map((minute) => `15:${String(minute).padStart(2, '0')} Logging was stopped`),
      ...[55, 56, 57, 58, 59].map((minute) => `15:${minute} Denied: Logging was stopped`),
      '15:00 34 more: Logging was stopped',
      '16:00 Logging was stopped',
    ]);
    expect(stdout).toContain(
      "rule 'stopped' matched 34 more records of account 111122223333 between 2026-08-17T15:00:00Z and 2026-08-17T16:00:00Z",
    );
    expect(stdout).toContain('they are not shown');
    expect(stdout).toMatch(/\n61 +high\n/);
    expect(status).toBe(0);
  });

  it('fails with --group and a format that has each alert', async () => {
    const { status, stderr } = await scan(['logs', '--group', '--format', 'ndjson']);
    expect(stderr).toBe('trailwatch: --group is for the format table; ndjson has each alert\n');
    expect(status).toBe(2);
  });
});
