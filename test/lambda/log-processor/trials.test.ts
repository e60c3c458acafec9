import { DAILY_SUMMARY_RULE_ID } from '../../../lib/core/alert/daily-summary';
import { ENDING_RULE_ID } from '../../../lib/core/alert/ending-decisions';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import type { Rule } from '../../../lib/core/rule/rule';
import { allowedWhile } from '../../../lib/core/rule/silence';
import { heartbeatMessage } from '../../../lib/core/settings/message/heartbeat';
import { logFile, logKey, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

const LIVE = ruleOn('StopLogging');
const ON_TRIAL: Rule = { ...LIVE, trialUntil: '2026-12-15T00:00:00Z' };

/** What is counted for the summary, by rule. */
function tried(world: World): readonly (number | undefined)[] {
  return world.table.summary.map(({ onTrial }) => onTrial);
}

describe('a rule on trial', () => {
  test('sends nothing, and counts each record once, however often its file comes', async () => {
    const world = new World([ON_TRIAL]);
    for (const key of ['one', 'one', 'two'])
      world.deliver(logKey(key), logFile([record('e1'), record('e2')]));
    await world.drain();
    expect(world.published).toEqual([]);
    expect(tried(world).reduce<number>((sum, count = 0) => sum + count, 0)).toBe(2);
    expect(world.table.summary[0]).toMatchObject({ ruleId: LIVE.id, sent: 0, held: 0, belowMedium: 0 });
    expect(world.table.summary[0]?.example).toMatch(/mallory .* stopped logging of a trail/);
    expect(world.dead).toEqual([]);
  });

  test('raises no storm, and counts what is past its threshold', async () => {
    const settings = { ...SETTINGS, stormThreshold: 5 };
    const world = new World([ON_TRIAL], settings);
    const records = Array.from({ length: 200 }, (_, at) => record(`e${at}`));
    world.deliver(logKey('many'), logFile(records));
    await world.drain();
    expect(world.published).toEqual([]);
    expect(world.queue).toEqual([]);
    expect(tried(world).reduce<number>((sum, count = 0) => sum + count, 0)).toBe(200);
    // The same rule without a trial, so that the numbers above are no accident.
    const live = new World([LIVE], settings);
    live.deliver(logKey('many'), logFile(records));
    await live.drain();
    expect(live.published.length).toBeGreaterThan(1);
  });

  test('counts each record of a flood once, in however many files of however many trails', async () => {
    const world = new World([ON_TRIAL], { ...SETTINGS, stormThreshold: 5 });
    const records = Array.from({ length: 200 }, (_, at) => record(`e${at}`));
    world.deliver(logKey('few'), logFile(records.slice(0, 4)));
    world.deliver(logKey('many'), logFile(records));
    await world.drain();
    for (const from of [0, 3, 90, 120]) world.deliver(logKey(`from${from}`), logFile(records.slice(from)));
    world.deliver(logKey('last'), logFile(records.slice(190, 193)));
    await world.drain();
    expect(tried(world).reduce<number>((sum, count = 0) => sum + count, 0)).toBe(200);
    expect(world.published).toEqual([]);
  });

  test('counts each record once where its file is searched in several passes', async () => {
    const settings = { ...SETTINGS, stormThreshold: 5, maxLogFileBytes: 10_000_000 };
    const world = new World([ON_TRIAL, ruleOn('Other')], settings);
    // More alerts of others than are held at once, each of an account of its own.
    const others = (at: number) =>
      Array.from({ length: 5 }, (_, place) => {
        const recipientAccountId = String(200_000_000_000 + 10 * at + place);
        return record(`o${at}-${place}`, { eventName: 'Other', recipientAccountId });
      });
    const records = Array.from({ length: 500 }, (_, at) => [record(`e${at}`), ...others(at)]).flat();
    world.deliver(logKey('many'), logFile(records));
    await world.drain();
    expect(world.published).toHaveLength(2_500);
    expect(tried(world).reduce<number>((sum, count = 0) => sum + count, 0)).toBe(500);
  });

  test('leaves the alerts of other rules on the same record as they are', async () => {
    const world = new World([ON_TRIAL, { ...LIVE, id: 'other', name: 'other' }]);
    world.deliver(logKey('one'), logFile([record('e1')]));
    await world.drain();
    expect(world.published.map(({ ruleId }) => ruleId)).toEqual(['other']);
  });
});

describe('what ends', () => {
  const rule = (until: string): Rule => ({
    ...LIVE,
    condition: narrowed(LIVE.condition, [
      {
        name: 'allow list x',
        condition: {
          kind: 'not',
          of: allowedWhile({ kind: 'exists', field: 'nothing' }, { name: 'x', until, reason: 'move' }),
        },
      },
    ]),
  });

  async function published(rules: readonly Rule[], days: readonly number[], summaryHour?: number) {
    const world = new World(rules);
    for (const day of days) {
      const at = `2026-11-${day}T06:10:00Z`;
      world.send(JSON.stringify(heartbeatMessage(at, { testsAlerts: false, summaryHour })));
      await world.drain();
    }
    return world.published;
  }

  test('is named once, between one and two days before, with or without a summary', async () => {
    const rules = [
      rule('2026-11-25T00:00:00Z'),
      { ...ON_TRIAL, id: 't', name: 'try', trialUntil: '2026-11-25T00:00:00Z' },
    ];
    const days = [20, 21, 22, 23, 24, 25, 26];
    const alerts = await published(rules, days);
    expect(alerts.map(({ ruleId, eventTime, severity }) => [ruleId, eventTime, severity])).toEqual([
      [ENDING_RULE_ID, '2026-11-23T00:00:00Z', 'medium'],
    ]);
    expect(alerts[0]?.summary).toMatch(
      /^1 silence and 1 trial of test end within two days: x until 2026-11-25T00:00:00Z: move, for /,
    );
    const withSummary = await published(rules, days, 6);
    expect(withSummary.filter(({ ruleId }) => ruleId === ENDING_RULE_ID)).toHaveLength(1);
  });

  test('of 200 is one alert that names the first, and how many more there are', async () => {
    const one = rule('2026-11-25T00:00:00Z');
    const rules = Array.from({ length: 200 }, (_, at): Rule => {
      const silence = { name: `n${at}`, until: '2026-11-25T00:00:00Z', reason: 'move' };
      const of = allowedWhile({ kind: 'exists', field: 'nothing' }, silence);
      const condition = narrowed(one.condition, [{ name: `a${at}`, condition: { kind: 'not', of } }]);
      return { ...LIVE, id: `r${at}`, name: `r${at}`, condition };
    });
    const [alert, ...others] = await published(rules, [23]);
    expect(others).toEqual([]);
    expect(alert?.summary).toMatch(/^201 silences of test end within two days: /);
    expect(alert!.summary.length).toBeLessThanOrEqual(1_000);
    expect(alert?.record.silences).toHaveLength(40);
  });

  test('of 30 trials names the first, and how many more there are', async () => {
    const trialUntil = '2026-11-25T00:00:00Z';
    const rules = Array.from({ length: 30 }, (_, at) => ({
      ...ON_TRIAL,
      id: `t${at}`,
      name: `t${at}`,
      trialUntil,
    }));
    const [alert] = await published(rules, [23]);
    expect(alert?.summary).toMatch(
      /^30 trials of test end within two days: trial of t0 until .*; and 20 more$/,
    );
  });

  test('is in the summary of the days on which it holds, and rules on trial with what they did not send', async () => {
    const world = new World([rule('2026-11-22T12:00:00Z'), { ...ON_TRIAL, id: 't', name: 'try' }]);
    const count = { first: '', last: '', sent: 0, held: 0, belowMedium: 0, storms: 0, grouped: 0 };
    const ofTrial = { ruleId: 't', ruleName: 'try', severity: 'high', actor: 'alice' } as const;
    world.summaries.set('2026-11-22', [
      { ...count, ...ofTrial, day: '2026-11-22', onTrial: 7, example: 'alice did it' },
    ]);
    for (const day of [23, 24])
      world.send(
        JSON.stringify(heartbeatMessage(`2026-11-${day}T06:10:00Z`, { testsAlerts: false, summaryHour: 6 })),
      );
    await world.drain();
    const [first, second] = world.published.filter(({ ruleId }) => ruleId === DAILY_SUMMARY_RULE_ID);
    expect(first?.summary).toMatch(/^No alerts\. /);
    expect(first?.record.lines).toEqual([
      'On trial, not sent:',
      expect.stringMatching(/^7 \w+: try \(until 2026-12-15T00:00:00Z\), such as: alice did it$/),
      'Silences:',
      expect.stringContaining('x until 2026-11-22T12:00:00Z: move, for'),
    ]);
    expect(second?.record.lines).toEqual([
      'On trial, not sent:',
      expect.stringMatching(/^0 \w+: try \(until 2026-12-15T00:00:00Z\)$/),
    ]);
  });
});
