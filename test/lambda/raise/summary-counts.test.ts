import type { SummaryChange } from '../../../lambda/aws/table/summary-item';
import { SummaryCounts } from '../../../lambda/raise/summary-counts';
import type { Alert } from '../../../lib/core/alert/alert';
import { DAILY_SUMMARY_RULE_ID } from '../../../lib/core/alert/daily-summary';
import { STORM_EVENT } from '../../../lib/core/alert/operational/operational-alert';
import { PATH_TEST_RULE_ID } from '../../../lib/core/alert/operational/test-alerts';
import { CHANGED_BY_HAND_NAME, CHANGED_BY_HAND_RULE_ID } from '../../../lib/core/rule/own-field';
import { sampleAlert } from '../../core/alert/sample-alert';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { SETTINGS, World } from '../log-processor/world';

/** A world with an alert each of so many actors. */
function worldOf(actors: number): World {
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 500 });
  const records = Array.from({ length: actors }, (_, at) =>
    record(`e${at}`, {
      userIdentity: { type: 'IAMUser', userName: `u${at}`, arn: `arn:aws:iam::1:user/u${at}` },
    }),
  );
  world.deliver(
    logKey('actors'),
    logFile([...records, record('again', { userIdentity: records[0]?.userIdentity })]),
  );
  return world;
}

test.each([
  [99, 0],
  [100, 0],
  [101, 1],
  [250, 150],
])('of alerts of %s actors all are sent and counted, %s of them together', async (actors, together) => {
  const world = worldOf(actors);
  await world.drain();
  expect(world.published).toHaveLength(actors + 1);
  const { summary } = world.table;
  const others = summary.filter(({ actor }) => actor === undefined);
  expect(summary).toHaveLength(Math.min(actors, 100) + others.length);
  expect(others).toMatchObject(together === 0 ? [] : [{ sent: together, actorHash: '' }]);
  expect(summary.reduce((sum, { sent, held }) => sum + sent + held, 0)).toBe(actors + 1);
});

test.each([
  [100, 0],
  [101, 1],
  [250, 150],
])(
  'of alerts of %s actors that a rule on trial holds all are counted, %s of them together',
  async (actors, together) => {
    const alerts = Array.from({ length: actors }, (_, at) => ({
      ...sampleAlert(),
      actor: { type: 'IAMUser', name: `u${at}`, arn: `arn:user/u${at}` },
    }));
    const changes = await countsOf(alerts, (summary, alert) => summary.addUnsent(alert, {}));
    const others = changes.filter(({ actor }) => actor === undefined);
    expect(changes).toHaveLength(100 + others.length);
    const { summary: example } = sampleAlert();
    expect(others).toMatchObject(together === 0 ? [] : [{ onTrial: together, example, sent: 0 }]);
  },
);

test('counts that cannot be written are given up after ten at once, and hold up nothing', async () => {
  const world = worldOf(50);
  let tries = 0;
  const container = world.container(async ({ name }, effect) => {
    if (name !== 'countSummary') return effect();
    tries++;
    throw new Error('ServiceUnavailable');
  });
  await world.drain(container);
  expect(world.published).toHaveLength(51);
  expect(tries).toBe(10);
  expect(world.dead).toEqual([]);
  const warned = world.lines.filter(({ level }) => level === 'warn');
  expect(warned.map(({ fields }) => fields)).toEqual([{ problem: 'Error: ServiceUnavailable' }]);
});

test('one count that cannot be written is given up alone', async () => {
  const world = worldOf(50);
  let tries = 0;
  const container = world.container(async ({ name }, effect) => {
    if (name === 'countSummary' && ++tries === 1) throw new Error('ThrottlingException');
    return effect();
  });
  await world.drain(container);
  expect([tries, world.table.summary.length]).toEqual([50, 49]);
  const warned = world.lines.filter(({ level }) => level === 'warn');
  expect(warned.map(({ fields }) => fields)).toEqual([{ problem: 'Error: ThrottlingException' }]);
});

/** What is counted of some alerts; by default, of alerts that were sent. */
async function countsOf(
  alerts: readonly Alert[],
  add = (summary: SummaryCounts, alert: Alert) => summary.add(alert, false),
): Promise<readonly Omit<SummaryChange, 'nowMs'>[]> {
  const counted: SummaryChange[] = [];
  const countSummary = async (change: SummaryChange) => void counted.push(change);
  const summary = new SummaryCounts({ ports: { nowMs: () => 0, countSummary }, warn: () => undefined });
  for (const alert of alerts) add(summary, alert);
  await summary.flush();
  return counted;
}

test('tests of the path and summaries of days are no alerts to be counted', async () => {
  const own = [PATH_TEST_RULE_ID, DAILY_SUMMARY_RULE_ID].map((ruleId) => ({ ...sampleAlert(), ruleId }));
  expect(await countsOf(own)).toEqual([]);
  expect(await countsOf([sampleAlert()])).toHaveLength(1);
});

test('changes by hand of one actor are counted by the stack that they are of', async () => {
  const ofStack = (name: string): Alert => ({
    ...{ ...sampleAlert(), ruleId: CHANGED_BY_HAND_RULE_ID },
    record: { group: { [CHANGED_BY_HAND_NAME]: name } },
  });
  const counts = await countsOf([ofStack('Network'), ofStack('Data'), ofStack('Network')]);
  expect(counts.map(({ example, sent, belowMedium }) => [example, sent + belowMedium])).toEqual([
    ['Network', 2],
    ['Data', 1],
  ]);
  const hashes = counts.map(({ actorHash }) => actorHash);
  expect(new Set(hashes).size).toBe(2);
  expect(hashes.map((hash) => hash.length)).toEqual([32, 32]);
});

test('the report of a storm is counted with the alerts that it is of, and nothing else that has its name', async () => {
  const report = {
    ...sampleAlert(),
    eventSource: 'trailwatch',
    eventName: STORM_EVENT,
    record: { count: 7 },
  };
  const others = [
    { ...report, eventSource: 'signin.amazonaws.com' },
    { ...report, eventName: 'CorrelatedRecords' },
  ];
  const countOf = async (alert: Alert) =>
    (await countsOf([alert])).map(({ storms, grouped }) => [storms, grouped]);
  expect(await countOf(report)).toEqual([[1, 7]]);
  for (const other of others) expect(await countOf(other)).toEqual([[0, 0]]);
});
