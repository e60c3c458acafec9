import fc from 'fast-check';
import { toChatMessage } from '../../../../lib/core/alert/message/to-chat-message';
import { type Notice, toNotice } from '../../../../lib/core/alert/sink/notice';
import { toEvent } from '../../../../lib/core/alert/sink/to-event';
import { type RequestTemplate, toRequestEvent } from '../../../../lib/core/alert/sink/to-request';
import { toSecurityFinding } from '../../../../lib/core/alert/sink/to-security-finding';
import { toStreamRecord } from '../../../../lib/core/alert/sink/to-stream-record';
import { isJsonObject, type Json, type JsonObject } from '../../../../lib/core/json/json-value';
import { sampleAlert } from '../sample-alert';
import { deliveryOf } from './arbitrary-notice';

/** An alert with every member. */
const ALERT = {
  ...sampleAlert(),
  ...{ runbook: 'https://example.com', repeat: true, errorCode: 'AccessDenied', commands: ['aws sts help'] },
  outcome: { status: 'denied', code: 'AccessDenied' },
  sourceLocation: { country: 'IE', city: 'Dublin', asNumber: 64_500, asOrganization: 'Example' },
  recipientAccount: {
    ...{ name: 'payments', tags: { team: 'x' } },
    organizationalUnits: [{ id: 'ou-1', name: 'Workloads' }],
  },
  links: { record: 'https://example.com', firstRecord: 'https://example.com', actor: 'https://example.com' },
  resourceDetails: [{ type: 'AWS::S3::Bucket', name: 'logs', arn: 'arn:aws:s3:::logs' }],
  details: { sharedWith: ['111122223333'], more: ['sharedWith'] },
};

/** The ways to every member and element of a value. */
function waysTo(value: Json): readonly string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...waysTo(member as Json).map((way) => [name, ...way]),
  ]);
}

/** The same value with another one at a place. */
function changed(value: Json | undefined, [name, ...way]: readonly string[], other: Json): Json {
  if (name === undefined) return other;
  const members = (Array.isArray(value) || isJsonObject(value) ? value : {}) as JsonObject;
  const member = changed(members[name], way, other);
  return Array.isArray(value)
    ? Object.assign([...value], { [name]: member })
    : { ...members, [name]: member };
}

const KINDS = ['alert', 'slack', 'jira', 'service-now', 'pager-duty', 'opsgenie'] as const;
const TEMPLATES = KINDS.map((kind) => ({ kind, projectKey: 'SEC', issueType: 'Task' }) as RequestTemplate);

/** What every sink makes of a notice. */
const SINKS: readonly ((notice: Notice) => object)[] = [
  toEvent,
  (notice) => toSecurityFinding(notice, { productArn: 'arn', accountId: '111122223333' }),
  (notice) => toStreamRecord(notice, 'ocsf'),
  ...TEMPLATES.map((template) => (notice: Notice) => toRequestEvent(notice, template)),
];

const CHANGES = fc.array(
  fc.tuple(
    fc.constantFrom(...waysTo(JSON.parse(JSON.stringify(ALERT)))),
    fc.constantFrom<Json>(null, 5, true, '', 'x', [], [null], [5], ['x'], {}, { x: null }, { x: ['x'] }),
  ),
  { minLength: 1, maxLength: 3 },
);

test('a message of an unknown sender reaches chat and every sink, and is marked, whatever is in the place of the members of an alert', () => {
  fc.assert(
    fc.property(CHANGES, fc.constantFrom(1, 2), (changes, version) => {
      const forged = changes.reduce<Json>(
        (alert, [way, other]) => changed(alert, way, other),
        JSON.parse(JSON.stringify({ ...ALERT, version })),
      );
      const sender = { kind: 'unknown', reason: 'unsigned' } as const;
      const delivery = deliveryOf(JSON.stringify(forged));
      expect(toChatMessage(delivery, sender).message).toContain('UNVERIFIED SENDER');
      const notice = toNotice(delivery, sender);
      expect(notice.isVerified).toBe(false);
      for (const toDocument of SINKS)
        expect(JSON.stringify(toDocument(notice))).toContain('UNVERIFIED SENDER');
    }),
    { numRuns: 10_000 },
  );
});
