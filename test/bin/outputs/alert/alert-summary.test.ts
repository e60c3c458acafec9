import { AlertSummary } from '../../../../bin/outputs/alert/alert-summary';
import type { Alert } from '../../../../lib/core/alert/alert';

const ALERT: Alert = {
  ...{ version: 1, id: 'a'.repeat(64), ruleId: 'stopped', title: 'Logging was stopped', severity: 'high' },
  ...{ tags: [], summary: '', eventID: '1', eventTime: '2026-08-17T14:01:31Z', eventName: 'StopLogging' },
  ...{ eventSource: 'cloudtrail.amazonaws.com', awsRegion: 'eu-west-1', recipientAccountId: '111122223333' },
  ...{ actor: { name: 'mallory' }, resources: [], route: 'cli', source: { key: 'a', index: 0 }, record: {} },
};

function summaryOf(...alerts: readonly Partial<Alert>[]): string {
  const summary = new AlertSummary();
  for (const alert of alerts) summary.add({ ...ALERT, ...alert });
  return summary.render(60);
}

test('severities are in their order, days in that of time, and all else in that of the counts', () => {
  const low = { severity: 'low', title: 'Somebody looked', eventTime: '2026-08-16T23:59:59Z' } as const;
  expect(summaryOf(low, low, { severity: 'critical' }, { actor: { name: 'ann' } }, low)).toBe(`
ALERTS   SEVERITY
1        critical
1        high
3        low

ALERTS   RULE
3        Somebody looked
2        Logging was stopped

ALERTS   ACTOR
4        mallory
1        ann

ALERTS   ACCOUNT
5        111122223333

ALERTS   DAY
3        2026-08-16
2        2026-08-17
`);
});

test('what is rare is one line together', () => {
  const actors = Array.from({ length: 200 }, (_, at) => ({ actor: { name: `user${at}` } }));
  const [, , actor = ''] = summaryOf(...actors, { actor: { name: 'user7' } }).split('\n\n');
  const lines = actor.split('\n');
  expect(lines[0]).toBe('ALERTS   ACTOR');
  expect(lines[1]).toBe('2        user7');
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('190      others');
});

test('nothing is nothing', () => {
  expect(summaryOf()).toBe('');
});

test('a name is shown without its escape sequences, and no longer than a cell', () => {
  const text = summaryOf(
    { actor: { name: `\u001b[2J${'x'.repeat(1_000_000)}` } },
    { recipientAccountId: '' },
  );
  expect(text).toContain('\\u{1b}[2J');
  expect(text).not.toContain('\u001b');
  expect(text.length).toBeLessThan(2_000);
  expect(text).toContain('\n1        -\n');
});
