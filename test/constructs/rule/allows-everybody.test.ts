import { Annotations } from 'aws-cdk-lib';
import { AlertTopic, AllowList, LogArchive, LogProcessor, RealtimeAlerts, RuleSet } from '../../../lib/index';
import { newStack, notesOf, oneRule, synthError, TRAIL, warningsOf } from '../synthesize';

const ACK = 'cdk-trailwatch:allowsEverybody';
const EVERYBODY = AllowList.networks('0.0.0.0/1', '128.0.0.0/1');
const TAIL =
  'is for everybody: its networks are more than a /8 of IPv4: the rules that it is for raise no alert, whoever makes the call; name the ' +
  'accounts, roles or networks that are yours, combine lists by AllowList.allOf, or leave a rule out by RuleSet.without';

function processing(rules: RuleSet, isAcknowledged = false) {
  const stack = newStack();
  if (isAcknowledged) Annotations.of(stack).acknowledgeWarning(ACK, 'a test of it');
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules });
  return { stack, alertTopic, processor };
}

describe('an allow list for everybody', () => {
  test.each<[string, (rules: RuleSet) => RuleSet]>([
    ['allow', (rules) => rules.allow(EVERYBODY)],
    ['tune', (rules) => rules.tune(rules.rules[0]?.ruleName ?? '', { allow: EVERYBODY })],
    ['merge', (rules) => RuleSet.builtIn().only('root-user-acted').merge(rules.allow(EVERYBODY))],
    [
      'one of several lists',
      (rules) => rules.allow(AllowList.anyOf(AllowList.networks('203.0.113.0/24'), EVERYBODY)),
    ],
    ['a later change of the set', (rules) => rules.allow(EVERYBODY).withOwnAccounts('111122223333')],
  ])('ends the synth: %s', (_, narrow) => {
    expect(synthError(processing(narrow(oneRule())).stack)).toContain(TAIL);
  });

  test('names the list', () => {
    expect(synthError(processing(oneRule().allow(EVERYBODY)).stack)).toContain(
      `the allow list networks 0.0.0.0/1, 128.0.0.0/1 ${TAIL}; Annotations.of(…).acknowledgeWarning('${ACK}') lets it pass`,
    );
  });

  test('passes if that is acknowledged, and is noted', () => {
    const { stack } = processing(oneRule().allow(EVERYBODY), true);
    expect(warningsOf(stack)).toEqual([]);
    expect(notesOf(stack)).toEqual([
      expect.stringContaining('is for everybody: its networks are more than a /8'),
    ]);
    const later = processing(oneRule().allow(EVERYBODY));
    Annotations.of(later.stack).acknowledgeWarning(ACK, 'after it was found');
    expect(notesOf(later.stack)).toHaveLength(1);
    expect(notesOf(processing(oneRule()).stack)).toEqual([]);
  });

  test('passes together with what binds it', () => {
    const bound = AllowList.allOf(EVERYBODY, AllowList.accounts('111122223333'));
    expect(warningsOf(processing(oneRule().allow(bound)).stack)).toEqual([]);
  });

  test('of realtime alerts is reported there, and that of their processor once', () => {
    const { stack, alertTopic, processor } = processing(oneRule());
    new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor, rules: oneRule().allow(EVERYBODY) });
    const error = synthError(stack);
    expect(error).toContain(TAIL);
    expect(error.split(TAIL)).toHaveLength(2);
  });
});
