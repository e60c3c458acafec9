import { AlertTable } from '../../../../bin/outputs/alert/alert-table';
import type { Alert } from '../../../../lib/core/alert/alert';

const ALERT: Alert = {
  version: 1,
  id: 'a'.repeat(64),
  ruleId: 'trail-stopped',
  title: 'CloudTrail logging was stopped',
  severity: 'critical',
  tags: [],
  summary: 'mallory stopped it',
  eventID: '1',
  eventTime: '2026-08-17T14:01:31Z',
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  awsRegion: 'eu-west-1',
  recipientAccountId: '111122223333',
  actor: { name: 'mallory' },
  resources: [],
  route: 'cli',
  source: { key: 'a.json', index: 0 },
  record: {},
};

describe('the table of alerts', () => {
  it('shows when, how severe, what, who and where, with its id to copy, the call, what it was about, how it ended and from where', () => {
    const denied: Alert = {
      ...{ ...ALERT, severity: 'low', actor: { name: 'root' }, sourceIPAddress: '198.51.100.7' },
      errorCode: 'AccessDenied',
      resources: ['arn:aws:cloudtrail:eu-west-1:111122223333:trail/all', 'arn:aws:s3:::logs'],
    };
    expect(render(120, [ALERT, denied])).toBe(
      `TIME                 SEVERITY      WHAT                            WHO                      WHERE
2026-08-17T14:01:31Z critical      CloudTrail logging was stopped  mallory                  111122223333 eu-west-1
                     aaaaaaaaaaaa  StopLogging
2026-08-17T14:01:31Z low           CloudTrail logging was stopped  root                     111122223333 eu-west-1
                     aaaaaaaaaaaa  StopLogging trail/all +1        198.51.100.7
                                   AccessDenied
`,
    );
  });

  it.each([
    [1, 'StopLogging i-0 '],
    [2, 'StopLogging i-0 +1 '],
    [19, 'StopLogging i-0 +18 '],
    [20, 'StopLogging i-0 +19 or more '],
  ])('says of %d resources how many there are, or are at least', (count, cell) => {
    const resources = Array.from({ length: count }, (_, at) => `i-${at}`);
    expect(`${render(120, [{ ...ALERT, resources }])} `.replaceAll('\n', ' ')).toContain(cell);
  });

  it('wraps what is too long, and cuts nothing off', () => {
    expect(
      render(80, [{ ...ALERT, actor: { name: 'deploy-role/session-0123456789' } }]),
    ).toBe(`TIME                 SEVERITY      WHAT             WHO          WHERE
2026-08-17T14:01:31Z critical      CloudTrail       deploy-role/ 111122223333
                     aaaaaaaaaaaa  logging was      session-0123 eu-west-1
                                   stopped          456789
                                   StopLogging
`);
  });

  it('is no narrower than can be read', () => {
    expect(render(20, [ALERT])).toBe(render(72, [ALERT]));
  });

  it('colours severities only where colours may be used', () => {
    expect(new AlertTable(120, true).renderRows([ALERT])).toContain('\u001b[31mcritical\u001b[39m');
    expect(new AlertTable(120, false).renderRows([ALERT])).not.toContain('\u001b');
  });

  it('shows escape sequences of a record as text', () => {
    expect(render(120, [{ ...ALERT, actor: { name: '\u001b[2Jme' } }])).toContain('\\u{1b}[2Jme');
  });
});

function render(columns: number, alerts: readonly Alert[]): string {
  const table = new AlertTable(columns, false);
  return table.renderHead() + table.renderRows(alerts);
}
