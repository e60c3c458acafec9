import fc from 'fast-check';
import { drainWithFaults, type Fault, FaultInjector } from '../fault';
import {
  CHANGE,
  CHANGES_OF_ONE,
  type Change,
  ChangingWorld,
  type Claimed,
  isOver,
  wrongIn,
} from './changing-world';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './world';

const FAULTS = ['kill before', 'kill after', 'fail', 'fail after'] as const satisfies readonly Fault[];

/** Some changes, and after a time one check or more, of which some calls that write or send meet a fault. */
const stepsOf = (change: fc.Arbitrary<Change>) =>
  fc.array(
    fc.record({
      changes: fc.array(change, { maxLength: 3 }),
      waitMs: fc.constantFrom(MINUTE_MS, 10 * MINUTE_MS, 31 * MINUTE_MS, 61 * MINUTE_MS, 25 * HOUR_MS),
      jobs: fc.array(fc.constantFrom('check' as const, 'change' as const), { minLength: 1, maxLength: 2 }),
      faults: fc.array(fc.tuple(fc.nat(12), fc.constantFrom(...FAULTS)), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 8 },
  );

const STEPS = fc.oneof(...[CHANGE, ...CHANGES_OF_ONE].map(stepsOf));

/** What was told at one place, since when, and whether it is closed. */
interface Told extends Claimed {
  readonly sinceMs: number;
  readonly isClosed: boolean;
}

/** What was told, in the order of its beginnings; an alert that was sent again is the same one. */
function toldBy({ published, closings }: ChangingWorld): readonly Told[] {
  const closed = new Set(closings.map(({ closes }) => closes));
  return [...new Map(published.map((alert) => [alert.id, alert])).values()]
    .flatMap(({ id, eventTime, summary, record: { condition, subject, regions } }) =>
      (Array.isArray(regions) && regions.length > 0 ? regions : ['']).map((region) => ({
        ...{ kind: String(condition), subject: String(subject), region: String(region) },
        ...{ text: summary.replace(/; found at .*/, ''), sinceMs: Date.parse(eventTime) },
        isClosed: closed.has(id),
      })),
    )
    .sort((one, other) => one.sinceMs - other.sinceMs);
}

/** Whether a check that came after the first and no later than the last could see that what was told is over. */
function wasOver({ truths }: ChangingWorld, told: Told, untilMs = Number.POSITIVE_INFINITY): boolean {
  const state = told.subject.includes(':trail/') ? 'trails' : 'deployed';
  return truths.some(
    (truth) =>
      truth.state === state && truth.atMs > told.sinceMs && truth.atMs <= untilMs && isOver(truth, told),
  );
}

/** The same problem has the same key; the text of that of a trail names its Regions. */
function keyOf({ kind, subject, region, text }: Told): string {
  const ofList = text.includes('cannot be listed') ? 'list' : '';
  return [kind, subject, region, subject.includes(':trail/') ? ofList : text].join(' ');
}

async function check(world: ChangingWorld, waitMs: number): Promise<void> {
  world.nowMs += waitMs;
  world.trigger('check');
  await world.drain();
}

test('what is wrong is told, not again before it was right, and closed once it is right, and not before', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const world = new ChangingWorld();
      for (const { changes, waitMs, jobs, faults } of steps) {
        for (const change of changes) world.change(change);
        world.nowMs += waitMs;
        for (const job of jobs) world.trigger(job);
        await drainWithFaults(world, new FaultInjector(world, new Map(faults)));
      }
      world.recover();
      for (const waitMs of [HOUR_MS, DAY_MS + HOUR_MS, HOUR_MS]) await check(world, waitMs);
      const isOpen = toldBy(world).filter(({ isClosed }) => !isClosed);
      const open = isOpen.map(({ kind, subject, region }) => `${kind} ${subject} ${region}`.trim());
      expect(wrongIn(world.truth()).filter((wrong) => !open.includes(wrong))).toEqual([]);
      const told = toldBy(world);
      expect(told.filter((one) => one.isClosed && !wasOver(world, one))).toEqual([]);
      const again = told.flatMap((one, index) => {
        const next = told.slice(index + 1).find((other) => keyOf(other) === keyOf(one));
        return next === undefined ? [] : [{ one, next }];
      });
      expect(again.filter(({ one, next }) => !wasOver(world, one, next.sinceMs))).toEqual([]);
      world.heal();
      const before = world.sum('OpenConditions');
      await check(world, HOUR_MS);
      await check(world, HOUR_MS);
      expect(world.sum('OpenConditions')).toBe(before);
      expect(toldBy(world).filter(({ isClosed }) => !isClosed)).toEqual([]);
      const opened = new Set(world.published.map(({ id }) => id));
      expect(world.closings.filter(({ closes = '' }) => !opened.has(closes))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
