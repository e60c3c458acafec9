import fc from 'fast-check';
import { renderMail, toAlertMessage } from '../../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../../lib/core/alert/message/chat-notification';
import type { MessageSender } from '../../../../lib/core/alert/message/message-sender';
import {
  type DeliveryProblem,
  toDeliveryAlert,
  toEndedAlert,
} from '../../../../lib/core/alert/operational/delivery-alert';
import { toNotice } from '../../../../lib/core/alert/sink/notice';
import { toDetectionFinding } from '../../../../lib/core/alert/sink/to-detection-finding';
import { toNoticeDetail } from '../../../../lib/core/alert/sink/to-event';
import { toRequestBody } from '../../../../lib/core/alert/sink/to-request';
import { type SecurityFinding, toSecurityFinding } from '../../../../lib/core/alert/sink/to-security-finding';
import { deliveryOf } from './arbitrary-notice';

const START_MS = Date.parse('2026-11-20T12:00:00Z');
const PROBLEM: DeliveryProblem = {
  ...{ kind: 'not-logging' as const, subject: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
  ...{ accountId: '111122223333', regions: ['eu-west-1'], texts: ['the trail is not logging'] },
  ...{ sinceMs: START_MS, endedMs: START_MS + 900_000 },
};
const OPENING = toDeliveryAlert(PROBLEM);
const CLOSING = toEndedAlert(PROBLEM, OPENING) ?? OPENING;

function noticeOf(alert: typeof OPENING, publishedAt: string, kind: MessageSender['kind'] = 'trailwatch') {
  const sender: MessageSender = kind === 'unknown' ? { kind, reason: 'unsigned' } : { kind };
  return toNotice({ ...deliveryOf(JSON.stringify(alert)), publishedAt }, sender);
}

const opened = noticeOf(OPENING, '2026-11-20T12:00:01.000Z');
const closed = noticeOf(CLOSING, '2026-11-20T12:15:01.000Z');
const PLACE = {
  productArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/x/default',
  accountId: '111122223333',
};

/** Security Hub, as far as it decides what an import changes: nothing if it is not later than what is there. */
function importAll(findings: readonly SecurityFinding[]): ReadonlyMap<string, SecurityFinding> {
  const hub = new Map<string, SecurityFinding>();
  for (const finding of findings)
    if (!(finding.UpdatedAt <= (hub.get(finding.Id)?.UpdatedAt ?? ''))) hub.set(finding.Id, finding);
  return hub;
}

test('in whatever order, and however often they come, an alert and its end leave one archived finding', () => {
  const messages = [opened, closed].map((notice) => toSecurityFinding(notice, PLACE));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...messages), { maxLength: 4 }), fc.nat(5), (more, at) => {
      const all = [...more.slice(0, at), ...messages, ...more.slice(at)];
      for (const order of [all, [...all].reverse()]) {
        const [finding, ...others] = importAll(order).values();
        expect(others).toEqual([]);
        expect(finding).toMatchObject({ Id: `trailwatch/${OPENING.id}`, RecordState: 'ARCHIVED' });
        expect(finding?.Description).toContain(
          'the check saw that it is right again at 2026-11-20T12:15:00Z',
        );
        expect(finding?.Severity.Label).toBe('CRITICAL');
      }
    }),
  );
});

test('the end of an alert resolves its incident, and closes its OCSF finding', () => {
  const bodies = [opened, closed].map((notice) => toRequestBody(notice, { kind: 'pager-duty' }));
  expect(bodies).toMatchObject([
    { event_action: 'trigger', dedup_key: OPENING.id },
    { event_action: 'resolve', dedup_key: OPENING.id },
  ]);
  expect([opened, closed].map(toDetectionFinding)).toMatchObject([
    { activity_name: 'Create', status: 'New', type_uid: 200401, finding_info: { uid: OPENING.id } },
    { activity_name: 'Close', status: 'Resolved', type_uid: 200403, finding_info: { uid: OPENING.id } },
  ]);
});

test('rules of a bus and queries by severity that have what was opened have what closes it', () => {
  for (const toDocument of [toNoticeDetail, toDetectionFinding]) {
    const [first, last] = [opened, closed].map(toDocument) as readonly { readonly severity: string }[];
    expect(last?.severity).toBe(first?.severity);
    expect(first?.severity.toLowerCase()).toBe('critical');
  }
});

test('whoever may publish closes nothing', () => {
  const forged = noticeOf(CLOSING, '2026-11-20T12:15:01.000Z', 'unknown');
  expect(toRequestBody(forged, { kind: 'pager-duty' })).toMatchObject({ event_action: 'trigger' });
  expect(toRequestBody(forged, { kind: 'pager-duty' })).not.toMatchObject({ dedup_key: OPENING.id });
  expect(toSecurityFinding(forged, PLACE)).toMatchObject({ RecordState: 'ACTIVE' });
  expect(toSecurityFinding(forged, PLACE).Id).not.toBe(`trailwatch/${OPENING.id}`);
});

test('people read that it is over, in the thread of the alert, and filters let through what they let through of it', () => {
  const { Subject, MessageAttributes } = toAlertMessage(CLOSING);
  expect(Subject).toBe('Over: CloudTrail trail is not logging (111122223333, eu-west-1)');
  expect(MessageAttributes).toMatchObject({
    severity: { StringValue: 'critical' },
    rule: { StringValue: OPENING.ruleId },
  });
  expect(renderMail(CLOSING)).toContain(`Closes:   ${OPENING.id}`);
  expect(renderMail(CLOSING)).not.toContain('Severity:');
  expect(toChatNotification(CLOSING).metadata?.threadId).toBe(OPENING.id);
});
