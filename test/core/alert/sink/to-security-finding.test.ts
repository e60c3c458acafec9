import fc from 'fast-check';
import type { MessageSender } from '../../../../lib/core/alert/message/message-sender';
import { toNotice } from '../../../../lib/core/alert/sink/notice';
import { type SecurityFinding, toSecurityFinding } from '../../../../lib/core/alert/sink/to-security-finding';
import { sampleAlert } from '../sample-alert';
import { arbitraryNotice, deliveryOf, noticeOf } from './arbitrary-notice';

const PLACE = {
  productArn: 'arn:aws:securityhub:eu-west-1:044455556666:product/044455556666/default',
  accountId: '044455556666',
};

/** The texts of a finding that Security Hub wants, with the most characters of each. */
const TEXTS: readonly (readonly [(finding: SecurityFinding) => string, number])[] = [
  [({ Id }) => Id, 512],
  [({ GeneratorId }) => GeneratorId, 512],
  [({ Title }) => Title, 256],
  [({ Description }) => Description, 1_024],
  [({ Remediation }) => Remediation?.Recommendation.Text ?? '-', 512],
];

test('the finding of an alert is one of the account of the sink, about the account of the alert', () => {
  expect(toSecurityFinding(noticeOf(), PLACE)).toMatchObject({
    SchemaVersion: '2018-10-08',
    Id: `trailwatch/${sampleAlert().id}`,
    ProductArn: PLACE.productArn,
    AwsAccountId: '044455556666',
    GeneratorId: `trailwatch/${sampleAlert().ruleId}`,
    Types: ['TTPs/Defense Evasion'],
    CreatedAt: '2026-11-20T03:00:00.000Z',
    UpdatedAt: '2026-11-20T03:00:01.234Z',
    Severity: { Label: 'HIGH', Original: 'high' },
    Title: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
    Resources: [
      { Type: 'AwsAccount', Id: 'AWS::::Account:111122223333' },
      { Type: 'AwsCloudTrailTrail', Id: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
    ],
    ProductFields: { 'trailwatch/RuleName': 'trail-stopped', 'trailwatch/IsVerified': 'true' },
    Remediation: { Recommendation: { Text: 'Start it again.' } },
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
  });
});

test('every finding keeps to the limits of the format', () => {
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      const finding = toSecurityFinding(notice, PLACE);
      for (const [textOf, most] of TEXTS) {
        expect(textOf(finding)).toMatch(/\S/);
        expect(textOf(finding).length).toBeLessThanOrEqual(most);
      }
      expect(finding.Resources.length).toBeLessThanOrEqual(32);
      for (const { Id } of finding.Resources)
        expect(Id).toMatch(/^(arn:[!-~]{1,508}|AWS::::Account:\d{12})$/);
      const fields = Object.entries(finding.ProductFields);
      expect(fields.length).toBeLessThanOrEqual(50);
      for (const [, value] of fields) expect([/\S/.test(value), value.length <= 2_048]).toEqual([true, true]);
      for (const type of finding.Types)
        expect(type).toMatch(/^(TTPs|Effects|Unusual Behaviors|Software and)/);
      expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThan(240 * 1_000);
    }),
  );
});

test('a message without an account is a finding about the account of the sink', () => {
  const { alert, ...notice } = noticeOf();
  expect(alert).toBeDefined();
  const { Types, Resources, GeneratorId } = toSecurityFinding({ ...notice, accountId: '' }, PLACE);
  expect([Types, Resources, GeneratorId]).toEqual([
    ['Software and Configuration Checks'],
    [{ Type: 'AwsAccount', Id: 'AWS::::Account:044455556666' }],
    'trailwatch/operational',
  ]);
});

test('a first step that is too long is not cut, and the finding says where it is', () => {
  const firstSteps = [`Approve: aws stepfunctions send-task-success --task-token ${'T'.repeat(760)}`];
  const { Remediation } = toSecurityFinding(noticeOf({ ...sampleAlert(), firstSteps }), PLACE);
  expect(Remediation?.Recommendation.Text).toBe(
    'The first step is too long for Security Hub: it is in the e-mail and in the alert document',
  );
});

test('a finding has each fact and each resource of its alert', () => {
  const details = { ranges: ['0.0.0.0/0'], ports: ['tcp 22'] };
  const { ProductFields } = toSecurityFinding(
    noticeOf({ ...sampleAlert(), details, resources: ['a', 'b'] }),
    PLACE,
  );
  expect(ProductFields).toMatchObject({
    'trailwatch/Detail': 'Ranges: 0.0.0.0/0; Ports: tcp 22',
    'trailwatch/Resource': 'a; b',
  });
});

/** Security Hub, as far as updates go: what is not later than what it has is ignored, and the first severity stays. */
function imported(findings: readonly SecurityFinding[]): readonly SecurityFinding[] {
  const kept = new Map<string, SecurityFinding>();
  for (const finding of findings) {
    const before = kept.get(finding.Id);
    if (before !== undefined && before.UpdatedAt >= finding.UpdatedAt) continue;
    kept.set(finding.Id, { ...finding, Severity: before?.Severity ?? finding.Severity });
  }
  return [...kept.values()];
}

describe('an alarm', () => {
  const messageAt = (minute: number, NewStateValue: string, NewStateReason: string) => ({
    ...{ AlarmName: 'Errors', AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Errors' },
    ...{ AWSAccountId: '111122223333', NewStateValue, NewStateReason },
    StateChangeTime: `2026-11-20T03:0${minute}:00.000+0000`,
  });
  const MESSAGES = [
    messageAt(1, 'ALARM', 'errors'),
    messageAt(2, 'OK', 'no errors'),
    messageAt(3, 'ALARM', 'errors again'),
    messageAt(4, 'OK', 'none again'),
  ];
  const findingOf = (message: object, sender: MessageSender = { kind: 'cloudwatch' }) =>
    toSecurityFinding(toNotice(deliveryOf(JSON.stringify(message)), sender), PLACE);

  test.each([1, 2, 3, 4])(
    'of whose changes %s came is one finding with the last state, in any order, also twice',
    (count) => {
      const messages = MESSAGES.slice(0, count);
      fc.assert(
        fc.property(fc.shuffledSubarray([...messages, ...messages], { minLength: 2 * count }), (order) => {
          const [finding, ...others] = imported(order.map((message) => findingOf(message)));
          expect(others).toEqual([]);
          expect(finding?.RecordState).toBe(count % 2 === 0 ? 'ARCHIVED' : 'ACTIVE');
          expect(finding?.Description).toContain(messages.at(-1)?.NewStateReason);
          expect(finding?.Severity.Label).toBe('HIGH');
        }),
      );
    },
  );

  test('is not closed by who is not proven to be CloudWatch', () => {
    const forged = findingOf(MESSAGES[1] as object, { kind: 'unknown', reason: 'alarm-differs' });
    const findings = imported([findingOf(MESSAGES[0] as object), forged]);
    expect(findings.map(({ RecordState }) => RecordState)).toEqual(['ACTIVE', 'ACTIVE']);
  });
});

test('any other message that comes again is another finding, and a second delivery of it the same', () => {
  const { alert: _, ...notice } = noticeOf();
  const idAt = (publishedAt: string) => toSecurityFinding({ ...notice, publishedAt }, PLACE).Id;
  expect(idAt('2026-11-20T03:00:01.234Z')).toBe(idAt('2026-11-20T03:00:01.234Z'));
  expect(idAt('2026-11-20T03:00:01.234Z')).not.toBe(idAt('2026-12-20T03:00:01.234Z'));
});

test.each([
  [['attack.initial-access', 'attack.initial_access'], ['TTPs/Initial Access']],
  [['attack.exfiltration', 'attack.t1537'], ['Effects/Data Exfiltration']],
  [['custom'], ['Unusual Behaviors/User']],
])('an alert with the tags %j has the types %j', (tags, types) => {
  expect(toSecurityFinding(noticeOf({ ...sampleAlert(), tags }), PLACE).Types).toEqual(types);
});

test('of many resources the first are named, each once, and none that is no ARN', () => {
  const arns = Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::bucket-${index}`);
  const resources = ['not an arn', ...arns, ...arns];
  const finding = toSecurityFinding(noticeOf({ ...sampleAlert(), resources }), PLACE);
  expect(finding.Resources.slice(1).map(({ Id }) => Id)).toEqual(arns.slice(0, 31));
});
