import { Annotations, App, Stack } from 'aws-cdk-lib';
import {
  AlertTopic,
  AllowList,
  AuditTrail,
  Condition,
  DataEventType,
  EventSelection,
  LogArchive,
  LogProcessor,
  ReadWriteType,
  Rule,
  RuleSet,
  RuleSeverity,
  Trailwatch,
} from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL, warningsOf } from '../synthesize';

/** A built-in rule, and a built-in correlation, of data events. */
const NAMED = 'object-made-public';
const CORRELATION = 'many-objects-deleted';

const OWN = Rule.define({
  name: 'note-uploaded',
  title: 'A note was uploaded',
  severity: RuleSeverity.HIGH,
  condition: Condition.allOf(
    Condition.equalTo('eventSource', 's3.amazonaws.com'),
    Condition.equalTo('eventName', 'PutObject'),
  ),
});

/** The names in the warning of a processor with these rules, on a trail of management events. */
function warnedOf(rules: RuleSet): readonly string[] {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  new LogProcessor(stack, 'Processor', { archive, alertTopic, rules });
  const warnings = warningsOf(stack).filter((text) => text.includes('rulesNotLogged'));
  expect(warnings.length).toBeLessThan(2);
  return warnings
    .flatMap((text) => [...(text.split(/ looks? for/)[0] ?? '').matchAll(/'([\w-]+)'/g)])
    .map(([, name = '']) => name);
}

const builtIn = RuleSet.builtIn();

test.each([
  ['as they are', builtIn],
  ['of a severity', builtIn.withMinimumSeverity(RuleSeverity.MEDIUM)],
  ['without one of them', builtIn.without('root-user-acted')],
  ['with allowed roles', builtIn.allow(AllowList.roles(`arn:aws:iam::${ACCOUNT}:role/deployment`))],
  ['with own accounts', builtIn.withOwnAccounts(ACCOUNT)],
  ['added to others', RuleSet.fromRules().merge(builtIn)],
])('no warning of built-in rules %s: they are for whatever a trail may log', (_, rules) => {
  expect(warnedOf(rules)).toEqual([]);
});

test.each([
  ['a rule of your own', builtIn.add(OWN), ['note-uploaded']],
  ['built-in rules that are chosen', builtIn.only(NAMED, CORRELATION), [NAMED, CORRELATION]],
  ['a built-in rule that is tuned', builtIn.tune(NAMED, { severity: RuleSeverity.LOW }), [NAMED]],
  ['one that is left out and added', builtIn.without(NAMED).merge(builtIn.only(NAMED)), [NAMED]],
  ['one that takes the place of a default', builtIn.merge(builtIn.only(NAMED)), [NAMED]],
])('one warning of %s', (_, rules, names) => {
  expect(warnedOf(rules)).toEqual(names);
});

describe('the rules that a selection silences', () => {
  /** The warning of an app with a selection. */
  function silencedBy(eventSelection: EventSelection, rules = builtIn): readonly string[] {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(stack, 'T', { eventSelection, rules, tamperDetection: false });
    return warningsOf(stack).filter((text) => text.includes('rulesSilent'));
  }
  const dataOnly = EventSelection.dataEvents(DataEventType.S3_OBJECT);
  const countIn = ([text = '', ...more]: readonly string[]) => {
    expect(more).toEqual([]);
    const [, silent, all] = /(\d+) of (\d+) rules can never/.exec(text) ?? [];
    return { silent: Number(silent), all: Number(all), text };
  };

  test('are counted where management events, or those that write, are not logged', () => {
    const all = builtIn.rules.length + builtIn.correlations.length;
    const data = countIn(silencedBy(dataOnly));
    const read = countIn(silencedBy(EventSelection.managementEvents().readOnly()));
    expect([data.all, read.all]).toEqual([all, all]);
    expect(data.silent).toBeGreaterThan(all * 0.9);
    expect(read.silent).toBeGreaterThan(all * 0.5);
    expect(read.silent).toBeLessThan(data.silent);
    const [kms, basic] = [
      EventSelection.managementEvents().withoutKms(),
      EventSelection.basic({ readWriteType: ReadWriteType.READ_ONLY }),
    ].map((selection) => countIn(silencedBy(selection)).silent);
    expect(kms).toBeGreaterThan(0);
    expect(kms).toBeLessThan(20);
    expect(basic).toBe(read.silent);
  });

  test.each([
    ['all management events', EventSelection.managementEvents(), builtIn],
    ['those and data events', EventSelection.managementEvents().plus(dataOnly), builtIn],
    ['basic selectors of all', EventSelection.basic({}), builtIn],
    ['data events, with rules on them alone', dataOnly, builtIn.only(NAMED)],
  ])('are none with %s', (_, selection, rules) => {
    expect(silencedBy(selection, rules)).toEqual([]);
  });

  test('are acknowledged', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    Annotations.of(stack).acknowledgeWarning('cdk-trailwatch:rulesSilent');
    new Trailwatch(stack, 'T', { eventSelection: dataOnly });
    expect(warningsOf(stack).join()).not.toContain('rulesSilent');
  });
});
