import { busEvent, type Gate, SETTINGS, World } from './world';

jest.setTimeout(120_000);

/** What may befall a call to AWS. */
type Fault = 'fail' | 'fail after' | 'repeat' | 'freeze' | 'kill before' | 'kill after';

const FAULTS: readonly Fault[] = ['fail', 'fail after', 'repeat', 'freeze', 'kill before', 'kill after'];

/** Faults after which nobody can know whether an alert was sent; it is then sent again, under the same id. */
const EXCUSES: readonly Fault[] = ['fail after', 'repeat', 'freeze', 'kill before', 'kill after'];

/** How many alerts are in flight at most. */
const IN_FLIGHT = 2;

class Run {
  calls = 0;
  readonly trace: string[] = [];

  constructor(
    readonly world: World,
    private readonly plan: ReadonlyMap<number, Fault>,
  ) {}

  /** Works until nothing is left; a new process takes over from one that is killed. */
  async drain(): Promise<void> {
    while (this.world.queue.length > 0) {
      let die: (word: 'killed') => void = () => {};
      const death = new Promise<'killed'>((resolve) => {
        die = resolve;
      });
      const container = this.world.container(this.#gate(() => die('killed')));
      await Promise.race([this.world.drain(container), death]);
    }
  }

  #gate(die: () => void): Gate {
    let isDead = false;
    const kill = <T>(): Promise<T> => {
      isDead = true;
      die();
      return new Promise<T>(() => {});
    };
    return async (name, effect) => {
      if (isDead) return new Promise(() => {});
      const fault = this.plan.get(this.calls);
      this.trace.push(`${this.calls++} ${name} ${fault ?? ''}`);
      if (fault === 'kill before') return kill();
      if (fault === 'fail') throw new Error(`injected: ${name} failed`);
      if (fault === 'freeze') this.world.nowMs += SETTINGS.leaseSeconds * 1000 + 1;
      let result = effect();
      if (fault === 'repeat') result = effect();
      if (fault === 'kill after') return kill();
      if (fault === 'fail after') throw new Error(`injected: the answer of ${name} was lost`);
      return result;
    };
  }
}

const SCENARIOS: Readonly<Record<string, () => World>> = {
  'two events': () => {
    const world = new World();
    for (const id of ['e1', 'e2']) world.send(busEvent(id));
    return world;
  },
  'events that come twice': () => {
    const world = new World();
    for (const id of ['e1', 'e2', 'e1']) world.send(busEvent(id));
    world.send(busEvent('e2'), 60);
    return world;
  },
};

/** Runs a scenario; returns the calls that it made, or throws with the whole story. */
async function run(begin: () => World, plan: ReadonlyMap<number, Fault>): Promise<number> {
  const trial = new Run(begin(), plan);
  await trial.drain();
  const { world } = trial;
  const ids = world.published.map(({ eventID }) => eventID);
  const excused = [...plan.values()].filter((fault) => EXCUSES.includes(fault)).length * IN_FLIGHT;
  const faults = [
    ...['e1', 'e2'].filter((id) => !ids.includes(id)).map((id) => `${id} was lost`),
    ...(ids.length > 2 + excused ? [`${ids.length} alerts were sent`] : []),
    ...(new Set(world.published.map(({ id }) => id)).size === 2
      ? []
      : ['an alert was repeated under another id']),
    ...(world.dead.length > 0 ? ['a message was given up'] : []),
  ];
  if (faults.length > 0) {
    throw new Error(`with ${JSON.stringify([...plan])}:\n${[...faults, ...trial.trace].join('\n')}`);
  }
  return trial.calls;
}

describe('no record is lost, and none is told twice without an excuse', () => {
  test.each(Object.entries(SCENARIOS))('when nothing befalls the function: %s', async (_, begin) => {
    expect(await run(begin, new Map())).toBeGreaterThan(7);
  });

  test.each(Object.entries(SCENARIOS))('when any one call meets any fault: %s', async (_, begin) => {
    let runs = 0;
    for (const fault of FAULTS) {
      for (let call = 0; ; call++, runs++) {
        if (call >= (await run(begin, new Map([[call, fault]])))) break;
      }
    }
    expect(runs).toBeGreaterThan(6 * 7);
  });

  test('when any two calls meet a lost answer, throttling, or the death of the function', async () => {
    const begin = SCENARIOS['two events']!;
    let runs = 0;
    for (const [first, second] of [
      ['fail', 'fail'],
      ['fail after', 'kill after'],
      ['kill before', 'fail after'],
      ['kill after', 'kill before'],
    ] as const) {
      const calls = await run(begin, new Map([[0, first]]));
      for (let one = 0; one < calls; one++) {
        for (let other = one + 1; other < calls; other++, runs++) {
          await run(
            begin,
            new Map<number, Fault>([
              [one, first],
              [other, second],
            ]),
          );
        }
      }
    }
    expect(runs).toBeGreaterThan(100);
  });
});
