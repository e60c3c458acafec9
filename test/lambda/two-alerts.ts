import type { Alert } from '../../lib/core/alert/alert';
import {
  drainWithFaults,
  type Fault,
  FaultInjector,
  type FaultPlan,
  type FaultyWorld,
  runEveryPair,
  runEverySingleFault,
} from './fault';

/** Faults after which it cannot be known whether an alert was sent; it is then sent again, under the same id. */
const EXCUSES: readonly Fault[] = ['fail after', 'repeat', 'freeze', 'kill before', 'kill after'];

/** How many alerts are in flight at most. */
const IN_FLIGHT = 2;

/** A world whose work is to raise the alerts of the records `e1` and `e2`. */
interface AlertingWorld<Container> extends FaultyWorld<Container> {
  readonly published: readonly Alert[];
  readonly dead: readonly unknown[];
}

/**
 * Lets a world work under a plan of faults. Returns how many calls it made; throws, with all of them, when an alert is
 * lost, is sent twice without an excuse, has two ids, or when a message went to the dead letters.
 */
async function runToTwoAlerts<Container>(world: AlertingWorld<Container>, plan: FaultPlan): Promise<number> {
  const faults = new FaultInjector(world, plan);
  await drainWithFaults(world, faults);
  const sent = world.published.map(({ eventID }) => eventID);
  const excused = [...plan.values()].filter((fault) => EXCUSES.includes(fault)).length * IN_FLIGHT;
  const ids = new Set(world.published.map(({ id }) => id));
  const problems = [
    ...['e1', 'e2'].filter((id) => !sent.includes(id)).map((id) => `${id} was lost`),
    ...(sent.length > 2 + excused ? [`${sent.length} alerts were sent`] : []),
    ...(ids.size === 2 ? [] : ['an alert was repeated under another id']),
    ...(world.dead.length > 0 ? ['a message went to the dead letters'] : []),
  ];
  if (problems.length > 0) {
    throw new Error(`with ${JSON.stringify([...plan])}:\n${[...problems, ...faults.trace].join('\n')}`);
  }
  return faults.calls;
}

/** Begins a world. */
type Begin<Container> = () => AlertingWorld<Container>;

/** Faults of two calls: a lost answer, throttling, the death of the function. */
const PAIRS: readonly (readonly [Fault, Fault])[] = [
  ['fail', 'fail'],
  ['fail after', 'kill after'],
  ['kill before', 'fail after'],
  ['kill after', 'kill before'],
];

/** Tests that a worker raises the two alerts of each scenario whatever one of its calls meets. */
export function testTwoAlerts<Container>(
  scenarios: Readonly<Record<string, Begin<Container>>>,
  { minCalls }: { readonly minCalls: number },
): void {
  describe('no record is lost, and none is told twice without an excuse', () => {
    test.each(Object.entries(scenarios))('when nothing befalls the function: %s', async (_, begin) => {
      expect(await runToTwoAlerts(begin(), new Map())).toBeGreaterThan(minCalls);
    });

    test.each(Object.entries(scenarios))('when any one call meets any fault: %s', async (_, begin) => {
      const runs = await runEverySingleFault((plan) => runToTwoAlerts(begin(), plan));
      expect(runs).toBeGreaterThan(7 * minCalls);
    });
  });
}

/** The same of two of its calls, in one scenario. */
export function testTwoAlertsUnderPairs<Container>(
  begin: Begin<Container>,
  { minPairs }: { readonly minPairs: number },
): void {
  test('no record is lost or told twice without an excuse when two calls meet a lost answer, throttling, or the death of the function', async () => {
    const runs = await runEveryPair((plan) => runToTwoAlerts(begin(), plan), PAIRS);
    expect(runs).toBeGreaterThan(minPairs);
  });
}
