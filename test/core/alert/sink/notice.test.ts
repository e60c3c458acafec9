import fc from 'fast-check';
import { describeAlarm, RUNBOOKS } from '../../../../lib/core/alarm/describe-alarm';
import type { MessageSender } from '../../../../lib/core/alert/message/message-sender';
import { toNotice } from '../../../../lib/core/alert/sink/notice';
import { renderNoticeText } from '../../../../lib/core/alert/sink/template/notice-text';
import { toDetectionFinding } from '../../../../lib/core/alert/sink/to-detection-finding';
import { toRequestBody } from '../../../../lib/core/alert/sink/to-request';
import { toSecurityFinding } from '../../../../lib/core/alert/sink/to-security-finding';
import { sampleAlert } from '../sample-alert';
import { arbitraryAlert, arbitraryNotice, deliveryOf, noticeOf, PUBLISHED_AT } from './arbitrary-notice';

const ALARM = {
  AlarmName: 'errors',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors',
  AlarmDescription: 'Invocations fail.',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed',
};

test('an alert keeps its id, severity and time, with what it says of the rule', () => {
  const { id, severity, isVerified, happenedAt, firstSteps, ruleName, title } = noticeOf();
  expect({ id, severity, isVerified, happenedAt, firstSteps, title }).toEqual({
    id: sampleAlert().id,
    severity: 'high',
    isVerified: true,
    happenedAt: '2026-11-20T03:00:00.000Z',
    firstSteps: ['Start it again.'],
    title: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
  });
  expect(ruleName).toBe('trail-stopped');
});

test('an alarm has one id in all its states, and says what it means', () => {
  const cloudwatch = { kind: 'cloudwatch' } as const;
  const raised = toNotice(deliveryOf(JSON.stringify(ALARM), { subject: 'ALARM: errors' }), cloudwatch);
  const over = toNotice(deliveryOf(JSON.stringify({ ...ALARM, NewStateValue: 'OK' })), cloudwatch);
  const bare = toNotice(deliveryOf(JSON.stringify({ AlarmName: 'errors', AlarmArn: 'arn' })), cloudwatch);
  expect(bare.summary).toBe('');
  expect(over.id).toBe(raised.id);
  expect(over.summary).toBe('The alarm is over: Threshold Crossed. It was about: Invocations fail.');
  expect([raised.title, raised.summary, raised.severity]).toEqual([
    'ALARM: errors',
    'Invocations fail. The alarm is in state ALARM: Threshold Crossed',
    'high',
  ]);
});

test('a forged message is marked, and has the id of no real alert', () => {
  fc.assert(
    fc.property(arbitraryAlert, (alert) => {
      const forged = noticeOf(alert, { kind: 'unknown', reason: 'unsigned' });
      expect(forged.id).not.toBe(noticeOf(alert).id);
      expect(forged.title).toMatch(/^\[UNVERIFIED SENDER\]/);
      expect(forged.summary).toMatch(/^This message is not proven to be from trailwatch: it is not signed\./);
      expect(forged.isVerified).toBe(false);
    }),
  );
});

test('every message has a time, an id and texts of one line', () => {
  fc.assert(
    fc.property(arbitraryNotice, ({ id, title, summary, happenedAt, publishedAt }) => {
      expect(id).toMatch(/^(unverified-)?[0-9a-f]{64}$/);
      expect(new Date(happenedAt).toISOString()).toBe(happenedAt);
      expect(publishedAt).toBe(PUBLISHED_AT);
      expect(`${title}${summary}`).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    }),
  );
});

describe('the runbook of an alarm', () => {
  const page = `${RUNBOOKS}/dead-letters.md`;
  const of = (link: string, sender: MessageSender = { kind: 'cloudwatch' }) => {
    const AlarmDescription = describeAlarm('Invocations fail.', link);
    return toNotice(deliveryOf(JSON.stringify({ ...ALARM, AlarmDescription })), sender);
  };

  test('is an address to follow, once', () => {
    const notice = of(page);
    expect(notice.summary).toBe('Invocations fail. The alarm is in state ALARM: Threshold Crossed');
    expect(renderNoticeText(notice, 3_000)).toContain(`\nRunbook: ${page}`);
    expect(toRequestBody(notice, { kind: 'pager-duty' })).toMatchObject({
      links: [{ href: page, text: 'Runbook' }],
    });
    expect(toDetectionFinding(notice)).toMatchObject({ remediation: { references: [page] } });
    const place = { productArn: 'p', accountId: '111122223333' };
    expect(toSecurityFinding(notice, place).Remediation?.Recommendation.Url).toBe(page);
  });

  test.each([
    `${RUNBOOKS}/../../../evil.md`,
    `${RUNBOOKS}.evil.example/x.md`,
    `${page}?x`,
    `https://evil.example/ What to do: ${RUNBOOKS}/`,
    'https://evil.example/dead-letters.md',
  ])('is none of another place: %s', (link) => {
    const notice = of(link);
    expect(notice.links).toEqual([]);
    expect(renderNoticeText(notice, 3_000)).not.toContain('https://');
  });

  test('is no link in a message of an unknown sender', () => {
    const notice = of(page, { kind: 'unknown', reason: 'alarm-differs' });
    expect(notice.links).toEqual([]);
    expect(notice.summary).toContain(page);
    const forged = noticeOf({ ...sampleAlert(), runbook: page }, { kind: 'unknown', reason: 'unsigned' });
    expect(JSON.stringify(toDetectionFinding(forged))).not.toContain('"references"');
  });
});

test('an alarm that is over wakes no one, ends its incident, and an alarm says where it is', () => {
  const alarm = { ...ALARM, AWSAccountId: '111122223333', Region: 'EU (Ireland)' };
  const of = (state: string) =>
    toNotice(deliveryOf(JSON.stringify({ ...alarm, NewStateValue: state })), { kind: 'cloudwatch' });
  expect([of('ALARM'), of('OK')].map(({ severity }) => severity)).toEqual(['high', 'informational']);
  expect(of('ALARM').lines).toContainEqual(['Account', '111122223333']);
  expect([of('ALARM'), of('OK')].map((notice) => toRequestBody(notice, { kind: 'pager-duty' }))).toEqual([
    expect.objectContaining({ event_action: 'trigger' }),
    expect.objectContaining({ event_action: 'resolve' }),
  ]);
  const place = { productArn: 'p', accountId: '999988887777' };
  expect(toRequestBody(of('OK'), { kind: 'pager-duty' })).toMatchObject({
    payload: { source: '111122223333' },
  });
  expect(toSecurityFinding(of('OK'), place).Resources).toEqual([
    { Type: 'AwsAccount', Id: 'AWS::::Account:111122223333' },
  ]);
  expect(toDetectionFinding(of('OK'))).toMatchObject({ cloud: { account: { uid: '111122223333' } } });
});

test('a text for people has every line of an alert, or as many as fit and the number of the others', () => {
  const resources = Array.from(
    { length: 10 },
    (_, at) => `arn:aws:sns:eu-west-1:111122223333:${at}-${'x'.repeat(250)}`,
  );
  const details = { calls: ['StopLogging'], ports: ['tcp 22'] };
  const notice = noticeOf({ ...sampleAlert(), resources, details });
  const whole = renderNoticeText(notice, 20_000).split('\n');
  for (const [name, value] of notice.lines) expect(whole).toContain(`${name}: ${value}`);
  fc.assert(
    fc.property(fc.integer({ min: 1_500, max: 20_000 }), (maxLength) => {
      const text = renderNoticeText(notice, maxLength);
      expect(text.length).toBeLessThanOrEqual(maxLength);
      const left = Number(/^(\d+) more lines? in the e-mail/m.exec(text)?.[1] ?? 0);
      const next = whole.filter((line) => !text.split('\n').includes(line));
      expect(next).toHaveLength(left);
      expect(text.length + (next[0]?.length ?? maxLength) + 1).toBeGreaterThan(maxLength);
    }),
  );
});
