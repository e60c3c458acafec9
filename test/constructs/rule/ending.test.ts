import { Duration } from 'aws-cdk-lib';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { summarizeRules } from '../../../lib/core/review/metadata/summarize-rules';
import { everybodyAllowed } from '../../../lib/core/rule/everybody-allowed';
import { narrowingsOf } from '../../../lib/core/rule/narrowed-condition';
import { silencesOf } from '../../../lib/core/rule/silence';
import { AllowList, Condition, CorrelationRule, Rule, RuleSet, RuleSeverity } from '../../../lib/index';
import { documentOf } from './rule-documents';

const ROLE = 'arn:aws:iam::111122223333:role/migrator';
const ENTRY = { allow: AllowList.roles(ROLE), reason: 'bucket migration' };
const RULE = Rule.define({
  ...{ name: 'stopped', title: 'Stopped', severity: RuleSeverity.HIGH },
  condition: Condition.equalTo('eventName', 'StopLogging'),
});

function record(eventTime: string | undefined, arn = ROLE) {
  return {
    eventName: 'StopLogging',
    ...(eventTime === undefined ? {} : { eventTime }),
    userIdentity: { sessionContext: { sessionIssuer: { type: 'Role', arn } } },
  };
}

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-25T00:00:00Z') });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('an entry that ends', () => {
  const tuned = (list: AllowList) => RuleSet.fromRules(RULE).tune('stopped', { allow: list });
  const list = AllowList.entry({ ...ENTRY, until: '2026-12-01', ticket: 'OPS-12' });

  test('leaves out calls before its end, of whom it allows, and none from then on', () => {
    const [rule] = documentOf(tuned(list)).rules;
    const matches = toPredicate(rule!.condition);
    expect(matches(record('2026-11-30T23:59:59Z'))).toBe(false);
    expect(matches(record('2026-12-01T00:00:00Z'))).toBe(true);
    expect(matches(record(undefined))).toBe(true);
    expect(matches(record('2026-11-30T23:59:59Z', `${ROLE}-2`))).toBe(true);
  });

  test('is named with end, reason and ticket in counts, templates and summaries', () => {
    const { rules, correlations } = documentOf(tuned(list));
    const words = 'until 2026-12-01T00:00:00Z: bucket migration (OPS-12)';
    expect(narrowingsOf(rules[0]!.condition).map(({ name }) => name)).toEqual([
      `allow list roles ${ROLE} ${words}`,
    ]);
    expect(summarizeRules({ rules, correlations }).allowList).toEqual([
      { key: `role ${ROLE} ${words}`, rules: ['stopped'] },
    ]);
    expect(silencesOf(rules)).toEqual([
      {
        ...{
          name: `roles ${ROLE}`,
          until: '2026-12-01T00:00:00Z',
          reason: 'bucket migration',
          ticket: 'OPS-12',
        },
        rules: ['stopped'],
      },
    ]);
  });

  test('keeps its end in any of, all of, and an entry of several', () => {
    const both = AllowList.anyOf(AllowList.networks('10.0.0.0/8'), list);
    const bound = AllowList.allOf(AllowList.networks('10.0.0.0/8'), list);
    const several = AllowList.entry({
      ...{ allow: AllowList.anyOf(AllowList.roles(ROLE), AllowList.roles(`${ROLE}-2`)) },
      ...{ until: '2026-12-01', reason: 'two' },
    });
    for (const each of [both, bound, several]) {
      expect(silencesOf(documentOf(tuned(each)).rules).map(({ until }) => until)).toEqual([
        '2026-12-01T00:00:00Z',
      ]);
    }
    expect(summarizeRules(documentOf(tuned(several))).allowList.map(({ key }) => key)).toEqual([
      `role ${ROLE} until 2026-12-01T00:00:00Z: two`,
      `role ${ROLE}-2 until 2026-12-01T00:00:00Z: two`,
    ]);
    const matches = toPredicate(documentOf(tuned(bound)).rules[0]!.condition);
    expect(matches({ ...record('2026-11-30T00:00:00Z'), sourceIPAddress: '10.1.2.3' })).toBe(false);
    expect(matches(record('2026-11-30T00:00:00Z'))).toBe(true);
  });

  test('for everybody is found as such, however soon it ends', () => {
    const wide = AllowList.entry({ ...ENTRY, allow: AllowList.networks('0.0.0.0/0'), until: '2026-11-26' });
    expect(
      tuned(wide)
        ._everybody()
        .map(({ why }) => why),
    ).toEqual(['its networks are more than a /8 of IPv4']);
    expect(everybodyAllowed(documentOf(tuned(list)), { accounts: [], lists: [] })).toEqual([]);
  });

  test('that is over has no effect and raises a warning, which the document does not depend on', () => {
    const before = tuned(AllowList.entry({ ...ENTRY, until: '2026-12-01' }));
    jest.setSystemTime(Date.parse('2026-12-01T00:00:00Z'));
    const after = tuned(AllowList.entry({ ...ENTRY, until: '2026-12-01' }));
    expect(before._warnings()).toEqual([]);
    expect(after._warnings()).toEqual([expect.stringContaining('ended at 2026-12-01T00:00:00Z')]);
    expect(after._encode().text).toBe(before._encode().text);
  });

  test.each<[string, Partial<Parameters<typeof AllowList.entry>[0]>, string]>([
    ['a day that is none', { until: '2026-02-30' }, "until '2026-02-30' is not a time"],
    ['a time without a zone', { until: '2026-12-01T00:00:00' }, 'is not a time'],
    ['a local time', { until: '2026-12-01T00:00:00+01:00' }, 'is not a time'],
    ['a beginning after the end', { since: '2026-12-02' }, 'is not before until'],
    ['no reason', { reason: ' ' }, 'reason must be one line'],
    ['a reason of two lines', { reason: 'a\nb' }, 'reason must be one line'],
    ['a reason that is a book', { reason: 'x'.repeat(201) }, 'at most 200 characters'],
    ['a ticket of two lines', { ticket: 'a\u2028b' }, 'ticket must be one line'],
  ])('fails for %s', (_, change, message) => {
    expect(() => AllowList.entry({ ...ENTRY, until: '2026-12-01', ...change })).toThrow(message);
  });
});

describe('a rule on trial', () => {
  const CORRELATION = CorrelationRule.eventCount(5, {
    ...{ name: 'many', title: 'Many', severity: RuleSeverity.HIGH },
    ...{ rules: [RULE], window: Duration.minutes(5) },
  });

  test('is itself but for its trial, and a promoted one is as before', () => {
    const set = RuleSet.fromRules(RULE);
    const trial = set.onTrial('stopped', { until: '2026-12-15' });
    expect(documentOf(trial).rules).toEqual([
      { ...documentOf(set).rules[0]!, trialUntil: '2026-12-15T00:00:00Z' },
    ]);
    expect(trial._summary().rules[0]).toEqual({
      ...set._summary().rules[0]!,
      trialUntil: '2026-12-15T00:00:00Z',
    });
    expect(trial._warnings()).toEqual([]);
  });

  test('is still counted by correlations, which can be on trial themselves', () => {
    const set = RuleSet.fromRules(RULE).addCorrelations(CORRELATION);
    const { correlations } = documentOf(set.onTrial('stopped', { until: '2026-12-15' }));
    expect(correlations).toEqual(documentOf(set).correlations);
    const [many] = documentOf(set.onTrial('many', { until: '2026-12-15' })).correlations;
    expect(many).toEqual({ ...correlations[0]!, trialUntil: '2026-12-15T00:00:00Z' });
  });

  test('that is over raises a warning, and stays on trial', () => {
    const set = RuleSet.fromRules(RULE).onTrial('stopped', { until: '2026-11-25' });
    expect(set._warnings()).toEqual([expect.stringContaining("the trial of rule 'stopped' ended")]);
    expect(documentOf(set).rules[0]?.trialUntil).toBe('2026-11-25T00:00:00Z');
  });

  test('fails for a rule that is not there, and for an end that is no time', () => {
    expect(() => RuleSet.fromRules(RULE).onTrial('stoped', { until: '2026-12-15' })).toThrow(
      "no rule 'stoped'",
    );
    expect(() => RuleSet.fromRules(RULE).onTrial('stopped', { until: 'soon' })).toThrow(
      "until 'soon' is not a time",
    );
  });
});
