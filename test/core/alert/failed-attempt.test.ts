import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { renderMail } from '../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../lib/core/alert/message/chat-notification';
import { FAILED_CALLS, toStormAlert } from '../../../lib/core/alert/operational/operational-alert';
import { toNotice } from '../../../lib/core/alert/sink/notice';
import { toSecurityFinding } from '../../../lib/core/alert/sink/to-security-finding';
import { STOPPED, sampleAlert } from './sample-alert';
import { stopLoggingRecord } from './stop-logging-record';

const DENIED = sampleAlert({ errorCode: 'AccessDenied' });
const OWN_STEP = 'Start it again.';

test.each([
  [
    'AccessDenied',
    /^AWS denied this, so nothing was changed or read\. .* another time\. .* that case only\.$/,
  ],
  ['TrailNotFoundException', /^This failed, so most likely nothing was changed or read: check that first\. /],
  ['Client.DryRunOperation', /^This was a dry run, so nothing was changed\. /],
])('before the steps of a rule, an alert on an attempt states what it changed: %s', (errorCode, step) => {
  expect(sampleAlert({ errorCode }).firstSteps).toEqual([expect.stringMatching(step), OWN_STEP]);
});

test('a call that succeeded, and a rule without steps, have no such step', () => {
  expect(sampleAlert().firstSteps).toEqual([OWN_STEP]);
  const record = stopLoggingRecord({ errorCode: 'AccessDenied' });
  const origin = { route: 'cli', source: {} } as const;
  expect(toAlert({ ...STOPPED, firstSteps: [] }, record, origin).firstSteps).toEqual([]);
});

test('a rule on attempts that do not succeed has its own steps for it', () => {
  const rule = { ...STOPPED, title: 'Attempt to stop logging denied' };
  const record = stopLoggingRecord({ errorCode: 'AccessDenied' });
  expect(toAlert(rule, record, { route: 'cli', source: {} }).firstSteps).toEqual([OWN_STEP]);
});

test('a storm of calls that were denied or failed does not read as if all were denied', () => {
  const { ruleId: id, title, severity, tags, firstSteps = [] } = DENIED;
  const window = { windowStart: '2026-11-20T03:00:00Z', windowMinutes: 60, count: 2 };
  const kinds = { actors: [], calls: [], regions: [], resources: [] };
  const storm = (cause?: string) =>
    toStormAlert({
      ...{ rule: { id, name: 'stopped', title, severity, tags, firstSteps }, ...window, cause, kinds },
      ...{ recipientAccountId: '111122223333', examples: [], route: 'log-file' },
    });
  expect(storm(FAILED_CALLS).title).toBe('Many more: Denied or failed: CloudTrail logging stopped');
  expect(storm(FAILED_CALLS).firstSteps).toEqual([
    expect.stringMatching(/^These calls were denied or failed, .* that case only\.$/),
    OWN_STEP,
  ]);
  expect(storm().firstSteps).toEqual(firstSteps);
});

test('every channel has it first', () => {
  const [step = ''] = DENIED.firstSteps ?? [];
  const publishedAt = '2026-11-20T03:05:00.000Z';
  const notice = toNotice(
    { message: JSON.stringify(DENIED), attributes: {}, publishedAt, topicArn: 'arn' },
    { kind: 'trailwatch' },
  );
  const place = { productArn: 'arn', accountId: '111122223333' };
  expect(renderMail(DENIED)).toContain(`\nFirst steps\n1. ${step}\n2. ${OWN_STEP}\n`);
  expect(toChatNotification(DENIED).content.nextSteps?.[0]).toBe(step);
  expect(notice.firstSteps[0]).toBe(step);
  expect(toSecurityFinding(notice, place).Remediation?.Recommendation.Text).toBe(step);
});
