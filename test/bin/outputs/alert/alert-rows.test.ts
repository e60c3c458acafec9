import { alertText } from '../../../../bin/outputs/alert/alert-text';
import type { Alert } from '../../../../lib/core/alert/alert';
import { toOwnAlert } from '../../../../lib/core/alert/operational/operational-alert';
import type { Severity } from '../../../../lib/core/rule/rule';

const IO = {
  stdout: { columns: 120, write: () => true, on: () => undefined } as never,
  environment: {},
  currentTime: () => new Date(0),
};

function alertAt(minute: number, severity: Severity, members: Partial<Alert> = {}): Alert {
  return {
    ...toOwnAlert({
      ...{ ruleId: severity, title: `A ${severity} one`, severity, tags: [], summary: '' },
      ...{ identity: [String(minute)], eventName: 'Call', eventTime: `2026-11-20T03:${minute}:00Z` },
      ...{ awsRegion: 'eu-west-1', recipientAccountId: '111122223333', route: 'cli', source: {}, facts: {} },
    }),
    actor: { name: 'mallory' },
    ...members,
  };
}

function tableOf(
  alerts: readonly Alert[],
  options: { readonly details?: boolean; readonly group?: boolean } = {},
) {
  const text = alertText('table', IO, options);
  for (const alert of alerts) text.next({ alert, json: JSON.stringify(alert) });
  const [rows = ''] = [...text.end()].join('').split('\n\n');
  return rows;
}

const ALERTS = [
  alertAt(10, 'informational'),
  alertAt(31, 'high'),
  alertAt(20, 'high'),
  alertAt(25, 'medium'),
  alertAt(40, 'high'),
  alertAt(22, 'high', { actor: { name: 'ann' } }),
];

test('the table has the most severe first, then by time, and one row for the alerts of one actor', () => {
  const rows = tableOf(ALERTS)
    .split('\n')
    .filter((line) => /^2026/.test(line));
  expect(rows.map((line) => line.replace(/ +/g, ' ').slice(0, 56).trim())).toEqual([
    '2026-11-20T03:20:00Z high A high one × 3 mallory 1111222',
    '2026-11-20T03:40:00Z 6d97a34f9ac3 Call',
    '2026-11-20T03:22:00Z high A high one ann 111122223333 eu',
    '2026-11-20T03:25:00Z medium A medium one mallory 1111222',
    '2026-11-20T03:10:00Z informational A informational one m',
  ]);
});

test.each<Partial<Alert>>([
  { sourceIPAddress: '198.51.100.7' },
  { awsRegion: 'us-east-1' },
  { recipientAccountId: '444455556666' },
  { outcome: { status: 'denied' } },
])('alerts that differ in %j are rows of their own', (members) => {
  expect(tableOf([alertAt(20, 'high'), alertAt(21, 'high', members)])).not.toContain('×');
});

test('details have each alert, and groups are by time', () => {
  expect(tableOf(ALERTS, { details: true })).not.toContain('×');
  const times = tableOf(ALERTS, { group: true })
    .split('\n')
    .flatMap((line) => line.match(/^2026\S+/) ?? []);
  expect(times).toEqual([...times].sort());
  expect(times).toHaveLength(ALERTS.length);
});

test('without alerts there is no table', () => {
  expect(tableOf([])).toBe('');
});
