import { gzipSync } from 'node:zlib';
import type { Rule } from '../../../lib/core/rule/rule';
import { cases } from '../../jest/cases';
import { faultsOf, stopLoggingId } from '../alert-invariants';
import { chanceOf, oneOf } from '../chance';
import { drainWithFaults, type Fault, FaultInjector } from '../fault';
import { logKey, record, ruleOn } from './log-files';
import { VirtualTime } from './virtual-time';
import { noticeOf, SETTINGS, World } from './world';

const CALL_MS = 5;
const TWO_MINUTES_MS = 120_000;
const FLOOD_SETTINGS = {
  ...SETTINGS,
  maxLogFileBytes: 256 * 1024 * 1024,
  leaseSeconds: 240,
  stormThreshold: 20,
};
const STOPPED: Rule = { ...ruleOn('StopLogging'), severity: 'critical' };
const DENIED: Rule = { ...ruleOn('GetObject'), severity: 'low' };

/** A log file of so many records of one event, made without a million objects in memory. */
function floodFile(name: string, count: number, last: readonly unknown[] = []): Buffer {
  const text = JSON.stringify(record('#', { eventName: 'GetObject' }));
  const records = Array.from({ length: count }, (_, at) => text.replace('"#"', `"${name}-${at}"`));
  const more = last.map((one) => JSON.stringify(one));
  return gzipSync(`{"Records":[${[...records, ...more].join(',')}]}`, { level: 1 });
}

function reported(world: World): number {
  const storms = world.published.filter((alert) => alert.eventName === 'AlertStorm');
  const byId = new Map(storms.map((alert) => [alert.id, Number(alert.record.count)]));
  return [...byId.values()].reduce((sum, count) => sum + count, 0);
}

function singles(world: World): readonly string[] {
  return [
    ...new Set(world.published.filter(({ eventName }) => eventName !== 'AlertStorm').map(({ id }) => id)),
  ];
}

test('a million matches of one rule in a batch of ten files end within one receive of a 2-minute function', async () => {
  const world = new World([DENIED, STOPPED], FLOOD_SETTINGS);
  for (let file = 0; file < 10; file++) {
    const last = file === 9 ? [record('stop')] : [];
    world.deliver(logKey(`flood${file}`), floodFile(`f${file}`, 100_000, last));
  }
  const time = new VirtualTime(world, CALL_MS);
  const { answer, tookMs, calls } = await time.invoke(world.container(time.gate), TWO_MINUTES_MS);
  expect(answer.batchItemFailures).toEqual([]);
  expect(tookMs).toBeLessThan(10_000);
  expect([...calls.values()].reduce((sum, count) => sum + count, 0)).toBeLessThan(3_000);
  expect(world.queue.filter(({ body }) => body.includes('storm-report')).length).toBeGreaterThan(0);
  expect(world.queue.filter(({ body }) => !body.includes('storm-report'))).toEqual([]);
  await world.drain();
  expect(singles(world)).toContain(stopLoggingId('stop'));
  expect(singles(world)).toHaveLength(1 + FLOOD_SETTINGS.stormThreshold);
  expect(reported(world)).toBe(1_000_000 - FLOOD_SETTINGS.stormThreshold);
  expect(world.dead).toEqual([]);
});

test('the alert at the end of a flood is the first one that is sent', async () => {
  const world = new World([DENIED, STOPPED], FLOOD_SETTINGS);
  world.deliver(logKey('flood'), floodFile('f', 20_000, [record('stop')]));
  await world.drain();
  expect(world.published[0]?.id).toBe(stopLoggingId('stop'));
  expect(reported(world)).toBe(20_000 - FLOOD_SETTINGS.stormThreshold);
});

/** Matches that are in windows of their own: each is sent singly. */
function ownWindows(count: number): Buffer {
  const records = Array.from({ length: count }, (_, at) =>
    record(`own-${at}`, {
      eventName: 'GetObject',
      recipientAccountId: String(100_000_000_000 + at),
    }),
  );
  return gzipSync(JSON.stringify({ Records: [...records, record('stop')] }));
}

test('a file that one invocation has no time for goes on where it was, and its severest alert comes first', async () => {
  const world = new World([DENIED, STOPPED], { ...FLOOD_SETTINGS, maxReceiveCount: 2 });
  world.deliver(logKey('many'), ownWindows(5_000));
  const time = new VirtualTime(world, CALL_MS);
  const container = world.container(time.gate);
  let invocations = 0;
  let claims = 0;
  for (; world.queue.length > 0; invocations++) {
    const { answer, calls } = await time.invoke(container, 4_000);
    expect(answer.batchItemFailures).toEqual([]);
    claims += calls.get('claimItem') ?? 0;
  }
  expect(invocations).toBeGreaterThan(2);
  expect(world.published[0]?.id).toBe(stopLoggingId('stop'));
  expect(singles(world)).toHaveLength(5_001);
  expect(world.published).toHaveLength(5_001);
  // Of each invocation, only what was begun together when the time ran out is claimed again.
  expect(claims).toBeLessThan(5_001 + 40 * invocations);
  expect(world.dead).toEqual([]);
});

const FAULTS: readonly Fault[] = ['fail', 'fail after', 'repeat', 'kill before', 'kill after'];

/** Four files of which two share records, each delivered twice, while calls fail and handlers die. */
async function runWithFaults(seed: number): Promise<readonly string[]> {
  const chance = chanceOf(seed);
  const settings = { ...FLOOD_SETTINGS, stormThreshold: 5, maxReceiveCount: 30 };
  const world = new World([ruleOn('StopLogging')], settings);
  const names = Array.from({ length: 400 }, (_, at) => `e${at}`);
  for (const [file, from] of [0, 80, 160, 280].entries()) {
    const content = names.slice(from, from + 120).map((name) => record(name));
    world.deliver(logKey(`f${file}`), Buffer.from(JSON.stringify({ Records: content })));
    world.send(noticeOf(logKey(`f${file}`)), 200);
  }
  const plan = new Map<number, Fault>();
  for (let call = 0; call < 400; call++) if (chance() < 0.04) plan.set(call, oneOf(chance, FAULTS));
  const faults = new FaultInjector(world, plan);
  await drainWithFaults(world, faults);
  const expected = { ids: names.map(stopLoggingId), stormThreshold: settings.stormThreshold };
  return faultsOf(world, expected, faults.repeats);
}

test('a flood is counted exactly, in files that share records, under kills and repeats, in random runs', async () => {
  const wrong: Record<number, readonly string[]> = {};
  for (let seed = 1; seed <= cases(250); seed++) {
    const found = await runWithFaults(seed);
    if (found.length > 0) wrong[seed] = found;
  }
  expect(wrong).toEqual({});
});
