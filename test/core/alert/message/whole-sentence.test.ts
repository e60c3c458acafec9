import { AlertDetailText } from '../../../../bin/outputs/alert/alert-details';
import type { Alert } from '../../../../lib/core/alert/alert';
import { toDailySummary } from '../../../../lib/core/alert/daily-summary';
import { toEndingAlert } from '../../../../lib/core/alert/ending-decisions';
import { renderMail } from '../../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../../lib/core/alert/message/chat-notification';
import { toSilentRegionsAlert } from '../../../../lib/core/alert/operational/silent-regions-alert';
import { sampleAlert } from '../sample-alert';

const REGIONS = Array.from({ length: 35 }, (_, at) => `ap-southeast-${at}`);
const SILENT = { account: '111122223333', regions: REGIONS, lastHour: '2026-11-20T03:00:00Z' };
const SILENCES = Array.from({ length: 6 }, (_, at) => ({
  name: `roles deploy-${at}`,
  rules: ['trail-changed', 'iam-policy-changed'],
  until: '2026-12-01T00:00:00Z',
  reason: 'migration of the billing system',
  ticket: `OPS-${at}`,
}));
const ENDING = { processorName: 'Audit', day: '2026-11-29', silences: SILENCES, trials: [] };

/** As long as correlations make their sentences. */
const CORRELATED = `role ${'r'.repeat(64)}: ${'x'.repeat(380)}, within 1 hour, from 03:00 to 03:01`;

test.each<[string, Alert | undefined]>([
  ['a correlation', { ...sampleAlert(), summary: CORRELATED }],
  ['silent Regions', toSilentRegionsAlert(SILENT)],
  ['silences that end', toEndingAlert(ENDING)],
])('people get the whole sentence of %s', (_, alert = sampleAlert()) => {
  const { summary } = alert;
  expect(summary.length).toBeGreaterThan(400);
  expect(renderMail(alert)).toContain(`\n${summary}\n`);
  expect(toChatNotification(alert).content.description).toContain(summary);
  const inTerminal = new AlertDetailText(80, false).render(alert);
  expect(inTerminal.replaceAll(/\s+/g, '')).toContain(summary.replaceAll(/\s+/g, ''));
});

test('a daily summary says by whom alerts were silenced, however long the reason', () => {
  const by =
    'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Operator_0123456789abcdef/alice@example.com';
  const example = `until 2026-11-25T12:28:13.581Z: ${'r'.repeat(200)} (by ${by})`;
  const counts = [
    {
      ...{
        ruleId: 'r',
        ruleName: 'access-key-for-another-user',
        severity: 'medium' as const,
        sent: 0,
        held: 0,
      },
      ...{ belowMedium: 0, storms: 0, grouped: 0, silenced: 31, example },
      actor: 'arn:aws:iam::111122223333:user/alice',
    } as const,
  ];
  const summary = toDailySummary({ processorName: 'Audit', day: '2026-11-22', counts, earlier: [] });
  expect(renderMail(summary)).toContain(`(by ${by})`);
  expect(toChatNotification(summary).content.description).toContain(`(by ${by})`);
});
