import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { EstateTemplate } from '../../../lib/core/estate/estate';
import { compareDetection } from '../../../lib/core/review/detection/compare-detection';
import { decidedEstate } from '../../../lib/core/review/detection/decided-estate';
import { AlertTopic, AllowList, LogArchive, LogProcessor, RealtimeAlerts, RuleSet } from '../../../lib/index';
import { newStack, oneRule, synthError, TRAIL, warningsOf } from '../synthesize';

const ACK = 'cdk-trailwatch:allowsEverybody';
const EVERYBODY = AllowList.networks('0.0.0.0/1', '128.0.0.0/1');
const TAIL =
  'applies to everyone: its networks are more than a /8 of IPv4: the rules that it applies to raise no alert, no matter who makes the call; name your ' +
  'accounts, roles or networks, combine lists with AllowList.allOf, or leave a rule out with RuleSet.without';

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

  test('passes if that is acknowledged, and is warned of', () => {
    const warning = expect.stringContaining('applies to everyone: its networks are more than a /8');
    const { stack } = processing(oneRule().allow(EVERYBODY), true);
    expect(warningsOf(stack)).toEqual([warning]);
    const later = processing(oneRule().allow(EVERYBODY));
    Annotations.of(later.stack).acknowledgeWarning(ACK, 'after it was found');
    expect(warningsOf(later.stack)).toEqual([warning]);
    const meant = processing(oneRule().allow(EVERYBODY), true);
    Annotations.of(meant.stack).acknowledgeWarning('cdk-trailwatch:everybodyAllowed', 'until tomorrow');
    expect(warningsOf(meant.stack)).toEqual([]);
    expect(warningsOf(processing(oneRule()).stack)).toEqual([]);
  });

  test('ends the synth if it names all own accounts, or patterns for every principal', () => {
    const own = ['111122223333', '444455556666'];
    const lists: readonly (readonly [AllowList, string])[] = [
      [AllowList.accounts(...own), 'every principal of all 2 accounts'],
      [AllowList.recipientAccounts(...own, '777788889999'), 'every principal of all 2 accounts'],
      [AllowList.roles(...own.map((id) => `arn:aws:iam::${id}:role/*`)), 'every role of all 2 accounts'],
      [AllowList.principals('arn:*'), 'every session of a role'],
      [AllowList.principals('arn:aws:*'), 'every session of a role'],
      [AllowList.principals('*:root'), 'every root user'],
    ];
    for (const [list, words] of lists) {
      const rules = RuleSet.builtIn({ ownAccounts: own }).allow(list);
      expect(synthError(processing(rules).stack)).toContain(`applies to everyone: it takes ${words}`);
    }
    const some = oneRule()
      .withOwnAccounts(...own)
      .allow(AllowList.accounts('111122223333'));
    expect(warningsOf(processing(some).stack)).toEqual([]);
  });

  test('may be two lists, one after the other', () => {
    const rules = RuleSet.builtIn()
      .tune('root-user-acted', { allow: AllowList.networks('52.0.0.0/8') })
      .tune('root-user-acted', { allow: AllowList.networks('54.0.0.0/8') });
    expect(synthError(processing(rules).stack)).toContain(
      'the allow list networks 52.0.0.0/8 together with allow list networks 54.0.0.0/8 applies to everyone: its networks',
    );
  });

  test('may be a filter file, which is judged like a list in code', () => {
    const folder = mkdtempSync(join(tmpdir(), 'filters-'));
    const source = 'logsource: {product: aws, service: cloudtrail}';
    const write = (selection: string) => {
      writeFileSync(
        join(folder, 'rule.yml'),
        `title: Own\nname: own\n${source}\ndetection: {s: {eventName: CreateUser}, condition: s}\nlevel: low\n`,
      );
      writeFileSync(
        join(folder, 'filter.yml'),
        `title: Our CI\n${source}\nfilter: {rules: [own], selection: ${selection}, condition: not selection}\n`,
      );
      return processing(RuleSet.fromDirectory(folder)).stack;
    };
    for (const wide of [
      "{userIdentity.arn: 'arn:aws:*'}",
      "{userAgent: '*'}",
      "{sourceIPAddress|cidr: '0.0.0.0/0'}",
    ])
      expect(synthError(write(wide))).toMatch(/the filter .* applies to everyone: /);
    expect(warningsOf(write("{userIdentity.userName: 'ci'}"))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('is said in the template, so that a review shows it as weaker', () => {
    const stackOf = (rules: RuleSet) => ({
      ...{ file: 'A.template.json', name: 'A', partition: 'aws', account: '111122223333' },
      region: 'eu-west-1',
      template: Template.fromStack(processing(rules, true).stack).toJSON() as EstateTemplate,
    });
    const before = decidedEstate([stackOf(oneRule())]).routes;
    const after = decidedEstate([stackOf(oneRule().allow(EVERYBODY))]).routes;
    expect(compareDetection(before, after)).toContainEqual(
      expect.objectContaining({
        kind: 'detection-weakened',
        message: expect.stringContaining('it applies to everyone: its networks are more than a /8 of IPv4'),
      }),
    );
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
