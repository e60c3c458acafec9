import {
  type CollectedGroup,
  ContributionCollector,
} from '../../../lib/core/correlation/contribution-collector';
import { ContributionParts } from '../../../lib/core/correlation/contribution-parts';
import { ContributionSpool } from '../../../lib/core/correlation/contribution-spool';
import { type CorrelationPlan, planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { crossingsOf } from '../../../lib/core/correlation/find-crossings';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { cases } from '../../jest/cases';
import { chanceOf } from '../../lambda/chance';
import { record, ruleOn } from '../../lambda/log-processor/log-files';
import { MemorySpillStore } from './memory-spill-store';
import { shuffled } from './random-correlation';

const RULE = ruleOn('ConsoleLogin');

function plan(changes: Partial<Correlation>): CorrelationPlan {
  return planCorrelation({
    ...{
      ...RULE,
      id: `c-${JSON.stringify(changes)}`,
      kind: 'event_count',
      rules: [RULE],
      groupBy: ['sourceIPAddress'],
    },
    ...{
      aliases: {},
      timespanSeconds: 900,
      fields: [],
      bounds: [{ operator: 'gte', value: 5 }],
      generate: true,
    },
    ...changes,
  });
}

const PLANS = [
  plan({}),
  plan({ kind: 'value_count', fields: ['resources.ARN'] }),
  plan({ groupBy: [], bounds: [{ operator: 'eq', value: 3 }] }),
  plan({ groupBy: ['userIdentity.userName', 'sourceIPAddress'], bounds: [{ operator: 'gt', value: 2 }] }),
  plan({ kind: 'temporal', bounds: [] }),
  plan({ kind: 'value_count', fields: ['userIdentity.userName'], bounds: [{ operator: 'lt', value: 3 }] }),
];

function randomRecords(seed: number, count: number): readonly CloudTrailRecord[] {
  const chance = chanceOf(seed);
  return Array.from({ length: count }, (_, at) => {
    const names = Array.from(
      { length: Math.floor(chance() * 4) },
      () => `arn:${Math.floor(chance() * 9)}\n\t"ä\ud800`,
    );
    // Some are there twice, with another time and address; and many are of the same moment.
    return record(`e${Math.floor(at * 0.97)}`, {
      eventTime: new Date(Date.UTC(2026, 10, 20) + Math.floor(chance() * 240) * 30_000).toISOString(),
      sourceIPAddress: `10.0.0.${Math.floor(chance() ** 2 * 60)}`,
      awsRegion: [undefined, 'eu-west-1', 'us-east-1', 7][Math.floor(chance() * 4)],
      userIdentity: { userName: `user\t${Math.floor(chance() * 5)}` },
      resources: names.map((ARN) => ({ ARN })),
    }) as CloudTrailRecord;
  });
}

function add(into: ContributionCollector | ContributionSpool, records: readonly CloudTrailRecord[]): void {
  const parts = new ContributionParts({ key: 'file' }, (plan) => PLANS.indexOf(plan));
  for (const [index, one] of records.entries()) {
    const place = { key: 'file', index };
    const sink = into instanceof ContributionCollector ? into : parts;
    for (const each of PLANS) sink.add({ plan: each, ruleId: RULE.id }, { record: one }, place);
    if (into instanceof ContributionCollector) continue;
    into.put(parts.take(), PLANS);
  }
}

/** All that an alert says of them. */
function crossings(groups: readonly CollectedGroup[]): readonly string[] {
  return groups
    .flatMap(({ plan, group, contributions }) =>
      crossingsOf(plan, contributions).map(({ window, ...crossing }) => {
        const counted = window.map(({ id, timeMs, record }) => ({ id, timeMs, record }));
        return JSON.stringify([plan.fingerprint, group, crossing, counted]);
      }),
    )
    .sort();
}

test.each([0, 1_000, Number.POSITIVE_INFINITY])(
  'with %d characters in memory it finds what a collector finds, in any order of the records',
  (maxHeld) => {
    let found = 0;
    for (let seed = 1; seed <= cases(10); seed++) {
      const records = shuffled(chanceOf(seed), randomRecords(seed, 400));
      const collector = new ContributionCollector();
      add(collector, records);
      const spool = new ContributionSpool(() => new MemorySpillStore(), maxHeld);
      add(spool, records);
      const expected = crossings(collector.groups());
      expect(crossings([...spool.groups()].flat())).toEqual(expected);
      found += expected.length;
    }
    expect(found).toBeGreaterThan(cases(100));
  },
);

test('of more records of one second than an alert names, it names those that it can show', () => {
  const values = plan({
    kind: 'value_count',
    groupBy: ['userIdentity.userName'],
    fields: ['sourceIPAddress'],
  });
  const parts = new ContributionParts({}, () => 0);
  const spool = new ContributionSpool(() => new MemorySpillStore(), undefined, true);
  // The ids fall, so that the first ones to come are the last by id.
  for (let at = 0; at < 500; at++) {
    const one = record(`e${1_000 - at}`, {
      eventTime: '2026-11-20T00:00:00Z',
      sourceIPAddress: `10.0.0.${at % 50}`,
      userIdentity: { userName: 'alice' },
    }) as CloudTrailRecord;
    parts.add({ plan: values, ruleId: RULE.id }, { record: one }, { key: 'file', index: at });
  }
  spool.put(parts.take(), [values]);
  const windows = [...spool.groups()]
    .flat()
    .flatMap(({ plan, contributions }) => crossingsOf(plan, contributions));
  const named = windows.flatMap(({ window }) => window.map(({ record }) => record));
  expect(named.length).toBeGreaterThan(1);
  for (const { shown } of named) expect(shown).toBeDefined();
});

test('opens no store while little is held, and one when much is', () => {
  let stores = 0;
  const openStore = () => {
    stores += 1;
    return new MemorySpillStore();
  };
  add(new ContributionSpool(openStore), randomRecords(1, 100));
  expect(stores).toBe(0);
  add(new ContributionSpool(openStore, 10_000), randomRecords(1, 100));
  expect(stores).toBe(1);
});

test('holds no more than its bound, however many records and groups there are', () => {
  const store = new MemorySpillStore();
  const spool = new ContributionSpool(() => store, 50_000);
  add(spool, randomRecords(3, 3_000));
  const largest = Math.max(...[...spool.groups()].map((groups) => groups.length));
  expect(store.size).toBeGreaterThan(500_000);
  expect(largest).toBeLessThan(100);
});
