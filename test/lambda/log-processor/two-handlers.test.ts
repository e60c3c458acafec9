import { chanceOf, oneOf } from '../chance';
import { type Fault, FaultInjector, never, Process } from './fault';
import { logKey, noise, record, ruleOn } from './log-files';
import { faultsOf, stopLoggingId } from './verdict';
import { FUNCTION_TIMEOUT_MS, type Gate, noticeOf, SETTINGS, World } from './world';

/** The faults that chance deals out; a handler that runs into its time limit is killed as well. */
const DEALT: readonly Fault[] = ['fail', 'fail after', 'repeat', 'delay', 'kill before', 'kill after'];

/** A call that a handler waits for. */
interface WaitingCall {
  readonly process: Process;
  readonly proceed: () => void;
}

/** Two handlers, of which chance moves one a single call further at a time. */
class Interleaving {
  readonly faults: FaultInjector;
  readonly #waiting: WaitingCall[] = [];
  readonly #deadlines = new Map<Process, number>();

  constructor(
    private readonly world: World,
    private readonly chance: () => number,
    faultRate: number,
  ) {
    const plan = new Map<number, Fault>();
    for (let call = 0; call < 2000; call++) {
      if (chance() < faultRate) plan.set(call, oneOf(chance, DEALT));
    }
    this.faults = new FaultInjector(world, plan);
  }

  /** Gives the same batch to two handlers and moves both to their ends, calls mixed; returns what they answered. */
  async invokeTwice(batch: ReturnType<World['receive']>) {
    const processes = [new Process(), new Process()];
    const answers = processes.map((process) => {
      this.#deadlines.set(process, this.world.nowMs + FUNCTION_TIMEOUT_MS);
      const answer = this.world.invoke(this.world.container(this.#gate(process)), batch);
      return Promise.race([answer, process.death]);
    });
    let open = answers.length;
    for (const answer of answers) void answer.then(() => open--);
    while (open > 0) await this.#step();
    return Promise.all(answers);
  }

  #gate(process: Process): Gate {
    const inner = this.faults.gate(process);
    return async (call, effect) => {
      if (process.isDead) return never();
      await new Promise<void>((proceed) => this.#waiting.push({ process, proceed }));
      return inner(call, effect);
    };
  }

  async #step(): Promise<void> {
    // Everything that can go on without a call to the world goes on first.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.world.nowMs += Math.floor(this.chance() * 400);
    this.#killTheLate();
    const alive = this.#waiting.filter(({ process }) => !process.isDead);
    if (alive.length === 0) return;
    const next = oneOf(this.chance, alive);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.proceed();
  }

  #killTheLate(): void {
    for (const [process, deadlineMs] of this.#deadlines) {
      if (process.isDead || this.world.nowMs < deadlineMs) continue;
      this.faults.repeats.killed(process);
      process.kill();
    }
  }
}

const FILES = {
  one: [record('e1'), noise('n1'), record('e2')],
  two: [record('e2'), record('e3'), record('e3')],
  three: [record('e4', { eventTime: '2026-11-20T01:10:00Z' }), record('e5')],
};
const IDS = ['e1', 'e2', 'e3', 'e4', 'e5'].map(stopLoggingId);

/** The files' records lie in the windows of two hours. */
const WINDOWS = 2;

/** Delivers every message to two handlers at once until the queue is empty; returns what is wrong afterwards. */
async function run(seed: number, faultRate: number, stormThreshold: number): Promise<string[]> {
  const chance = chanceOf(seed);
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, maxReceiveCount: 30, stormThreshold });
  for (const [name, records] of Object.entries(FILES)) {
    world.deliver(logKey(name), Buffer.from(JSON.stringify({ Records: records })));
  }
  world.send(noticeOf(logKey('one'), logKey('three')));
  const interleaving = new Interleaving(world, chance, faultRate);
  while (world.queue.length > 0) {
    const batch = world.receive();
    if (batch.length === 0) {
      world.skipToNextMessage();
      continue;
    }
    for (const answer of await interleaving.invokeTwice(batch)) {
      if (answer !== 'killed') world.answer(batch, answer);
    }
  }
  const { calls, repeats } = interleaving.faults;
  const expected = {
    ids: IDS,
    stormThreshold: WINDOWS * stormThreshold,
    retaken: faultRate === 0 ? 0 : IDS.length,
  };
  const found = faultsOf(world, expected, repeats);
  return calls > 15 ? found : [...found, `only ${calls} calls were mixed`];
}

jest.setTimeout(60_000);

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

async function runAll(faultRate: number, stormThreshold: number): Promise<Record<number, string[]>> {
  const wrong: Record<number, string[]> = {};
  for (const seed of SEEDS) {
    const found = await run(seed, faultRate, stormThreshold);
    if (found.length > 0) wrong[seed] = found;
  }
  return wrong;
}

describe('every message delivered twice, to two handlers at once, in 60 random orders', () => {
  test('raises no second alert and loses none', async () => {
    expect(await runAll(0, 50)).toEqual({});
  });

  test('raises no second alert and loses none while calls fail, repeat and hang and handlers die', async () => {
    expect(await runAll(0.08, 50)).toEqual({});
  });

  test('counts a storm exactly', async () => {
    expect(await runAll(0, 1)).toEqual({});
  });

  test('counts a storm exactly while calls fail, repeat and hang and handlers die', async () => {
    expect(await runAll(0.08, 1)).toEqual({});
  });
});
