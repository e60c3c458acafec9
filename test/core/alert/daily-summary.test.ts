import { type CountedAlerts, summaryLines, toDailySummary } from '../../../lib/core/alert/daily-summary';
import { alertAttributes } from '../../../lib/core/alert/message/alert-attributes';
import { renderMail, toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../lib/core/alert/message/chat-notification';
import { renderSubject } from '../../../lib/core/alert/message/render-subject';
import { parseAlert } from '../../../lib/core/alert/parse-alert';
import type { JsonObject } from '../../../lib/core/json/json-value';

const DAY = { processorName: 'Processor', day: '2026-11-22', searchedUntil: '2026-11-23T05:05:00Z' };

function count(ruleName: string, members: Partial<CountedAlerts> = {}): CountedAlerts {
  const numbers = { sent: 1, held: 0, belowMedium: 0, storms: 0, grouped: 0 };
  return {
    ruleId: `id of ${ruleName}`,
    ruleName,
    severity: 'medium',
    actor: 'alice',
    ...numbers,
    ...members,
  };
}

const LOW = { severity: 'low', sent: 0, belowMedium: 250 } as const;

const BUSY = toDailySummary({
  ...DAY,
  counts: [
    count('key-created', LOW),
    count('root-signed-in', { severity: 'high', actor: 'root', sent: 1, held: 2 }),
    count('snapshot-shared', { actor: 'backup\r\nWho: nobody' }),
    count('trail-changed', { ...LOW, belowMedium: 2, actor: undefined }),
  ],
  earlier: [count('key-created'), count('snapshot-shared', { actor: 'bob' })],
});

test('a day is one mail: the sums, then pairs of rule and actor, the worst first', () => {
  expect(renderSubject(BUSY)).toBe('Daily summary of 2026-11-22 by Processor');
  expect(renderMail(BUSY)).toBe(
    [
      'Daily summary of 2026-11-22 by Processor',
      '',
      '256 alerts of 4 rules: 4 of medium severity or above, 2 of them repeats, 252 of low severity or below; ' +
        '3 pairs of rule and actor are new in 7 days. CloudTrail delivered log files until 2026-11-23 05:05 UTC; the alarms of the processor report files that it could not search.',
      '',
      'Medium and above:',
      '3 high (2 repeats): root-signed-in, root, new',
      '1 medium: snapshot-shared, backup Who: nobody, new',
      'Low and informational:',
      '2 low: trail-changed, other actors, new',
      '250 low: key-created, alice',
      '',
    ].join('\n'),
  );
});

test('storms are told apart from the alerts that they stand for', () => {
  const storm = count('trail-stopped', { severity: 'high', actor: 'trailwatch', storms: 1, grouped: 4980 });
  const summary = toDailySummary({ ...DAY, counts: [storm, count('trail-stopped')], earlier: [storm] });
  expect(summary.summary).toContain('0 of low severity or below; 1 storm covers 4980 more; 1 pair');
  expect(summaryLines(summary)).toContain('1 high (1 storm of 4980 alerts): trail-stopped, trailwatch');
});

test('a quiet day is one sentence, and one without a digest file says so', () => {
  const quiet = { ...DAY, counts: [], earlier: [] };
  expect(toDailySummary(quiet).summary).toBe(
    'No alerts. CloudTrail delivered log files until 2026-11-23 05:05 UTC; the alarms of the processor report files that it could not search.',
  );
  expect(toDailySummary({ ...quiet, searchedUntil: undefined }).summary).toBe(
    'No alerts. No digest file was read, so this summary cannot show whether log files arrive.',
  );
});

test('chat shows the same lines', () => {
  const { title, description } = toChatNotification(BUSY).content;
  expect(title).toBe('Daily summary of 2026-11-22 by Processor');
  expect(description).toContain('root-signed-in, root, new');
  expect(description).not.toContain('Rule:');
});

test('a filter by severity takes it only where it is named', () => {
  expect(alertAttributes(BUSY).severity?.StringValue).toBe('summary');
  expect(alertAttributes(BUSY)).not.toHaveProperty('account');
});

test('a day of very many stays below 40 lines and what SNS takes, and is a document as any other', () => {
  const actor = `arn:aws:sts::111122223333:assumed-role/${'x'.repeat(400)}`;
  const counts = Array.from({ length: 900 }, (_, index) =>
    count(`rule-${index}`, { actor, ...(index % 2 === 0 ? LOW : {}) }),
  );
  const summary = toDailySummary({ ...DAY, counts, earlier: [] });
  expect(renderMail(summary).split('\n').length).toBeLessThan(40);
  expect(renderMail(summary)).toContain('and 428 more pairs of rule and actor, with 428 alerts');
  expect(Buffer.byteLength(toAlertMessage(summary).Message)).toBeLessThan(256 * 1024);
  expect(parseAlert(JSON.parse(JSON.stringify(summary)) as JsonObject)).toBeDefined();
});

test('200 silences and rules on trial of the same day are listed in part, and leave it below 60 lines and what SNS takes', () => {
  const actor = `arn:aws:sts::111122223333:assumed-role/${'x'.repeat(400)}`;
  const end = '2026-12-15T00:00:00Z';
  const silences = Array.from({ length: 200 }, (_, at) => ({
    ...{ name: `roles ${'r'.repeat(2_000)}`, until: end, reason: 'w'.repeat(200), ticket: 't'.repeat(100) },
    rules: Array.from({ length: 800 }, (_rule, index) => `rule-${at}-${index}`),
  }));
  const trials = Array.from({ length: 200 }, (_, at) => ({
    ...({ id: `id of try-${at}`, name: `try-${at}`, severity: 'high', trialUntil: end } as const),
  }));
  const tried = trials.map(({ name }) =>
    count(name, { sent: 0, onTrial: 3, actor, example: 'e'.repeat(400) }),
  );
  const counts = [...Array.from({ length: 900 }, (_, index) => count(`rule-${index}`, { actor })), ...tried];
  const summary = toDailySummary({ ...DAY, counts, earlier: [], silences, trials });
  const lines = renderMail(summary).split('\n');
  expect(lines.length).toBeLessThan(60);
  expect(lines.filter((line) => line === 'and 190 more')).toHaveLength(2);
  expect(summary.summary).toMatch(/^900 alerts of 900 rules: /);
  expect(Buffer.byteLength(toAlertMessage(summary).Message)).toBeLessThan(256 * 1024);
  expect(parseAlert(JSON.parse(JSON.stringify(summary)) as JsonObject)).toBeDefined();
});

test('one day has one id, and each processor its own', () => {
  const [one, again] = [toDailySummary({ ...DAY, counts: [], earlier: [] }), BUSY];
  expect(one.id).toBe(again.id);
  const others = [
    { ...DAY, day: '2026-11-23' },
    { ...DAY, processorName: 'Other' },
  ];
  for (const other of others)
    expect(toDailySummary({ ...other, counts: [], earlier: [] }).id).not.toBe(one.id);
});
