import { App, Stack } from 'aws-cdk-lib';
import {
  AlertTopic,
  AllowList,
  AuditTrail,
  Condition,
  LogArchive,
  LogProcessor,
  Rule,
  RuleSet,
  RuleSeverity,
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
