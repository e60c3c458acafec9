import type { Container } from '../../../lambda/integrity/invocation';
import * as damage from '../../digest/damage';
import { SignedArchive } from '../../digest/signed-archive';
import { type Gate, HOUR_MS, MINUTE_MS, SETTINGS, World } from './world';

// Hundreds of runs; on a busy machine they take their time.
jest.setTimeout(300_000);

/**
 * What may befall a call to AWS: it fails undone, or done but with its answer lost; the SDK repeats it; it takes long; or
 * the function dies before or after it.
 */
const FAULTS = ['fail', 'fail after', 'repeat', 'delay', 'kill before', 'kill after'] as const;
type Fault = (typeof FAULTS)[number];

const DELAY_MS = 5_000;

/** The function's process, which a fault may kill: then no call of it ever comes back. */
class Process {
  readonly death: Promise<'killed'>;
  isDead = false;
  private die: (word: 'killed') => void = () => undefined;

  constructor() {
    this.death = new Promise((resolve) => {
      this.die = resolve;
    });
  }

  kill(): Promise<never> {
    this.isDead = true;
    this.die('killed');
    return new Promise(() => undefined);
  }
}

/** One run of a scenario in which one call, counted from 0, meets a fault. */
class Run {
  calls = 0;
  /** Alerts that may come twice: what was published, and never marked as sent. */
  readonly excused = new Set<string>();
  private readonly unmarked = new Set<string>();

  constructor(
    readonly world: World,
    private readonly at: number,
    private readonly fault: Fault,
  ) {}

  /** Lets the world work, with a new process when one is killed, up to a time. */
  async until(untilMs: number): Promise<void> {
    let process = new Process();
    let container = this.container(process);
    while (this.world.skipToNextMessage(untilMs)) {
      const batch = this.world.receive();
      if (batch.length === 0) continue;
      const answer = await Promise.race([this.world.invoke(container, batch), process.death]);
      if (answer !== 'killed') {
        this.world.answer(batch, answer);
        continue;
      }
      process = new Process();
      container = this.container(process);
    }
    this.world.nowMs = untilMs;
  }

  private container(process: Process): Container {
    return this.world.container(this.gate(process));
  }

  private gate(process: Process): Gate {
    return async ({ name, subject }, effect) => {
      if (process.isDead) return new Promise<never>(() => undefined);
      const fault = this.calls++ === this.at ? this.fault : undefined;
      if (fault === 'kill before') return this.kill(process);
      if (fault === 'fail') throw new Error(`injected: ${name} failed`);
      if (fault === 'delay') this.world.nowMs += DELAY_MS;
      const result = effect();
      if (name === 'publishAlert') this.unmarked.add(subject);
      if (name === 'settleClaim') this.unmarked.delete(subject);
      if (fault === 'repeat') {
        if (name === 'publishAlert') this.excused.add(subject);
        return effect();
      }
      if (fault === 'kill after') return this.kill(process);
      if (fault === 'fail after') {
        if (name === 'publishAlert') this.excused.add(subject);
        throw new Error(`injected: the answer of ${name} was lost`);
      }
      return result;
    };
  }

  private kill(process: Process): Promise<never> {
    for (const id of this.unmarked) this.excused.add(id);
    return process.kill();
  }
}

/** Six hours of a small archive, with one of everything in it; the last two hours are silent. */
function damagedWorld(): { readonly world: World; readonly expected: readonly string[] } {
  const archive = new SignedArchive([{ accountId: '111122223333', hours: 6, logs: 2 }]);
  const [, changed, deleted, digest] = archive.digests;
  damage.replaceText(archive, changed!.logKeys[0]!);
  damage.remove(archive, deleted!.logKeys[0]!);
  damage.rewriteDigest(archive, digest!.key);
  const expected = [
    `trailwatch-digest-silence ${archive.digests.at(-1)!.key}`,
    `trailwatch-digest-tampered ${digest!.key}`,
    `trailwatch-log-missing ${deleted!.logKeys[0]}`,
    `trailwatch-log-tampered ${changed!.logKeys[0]}`,
  ];
  return { world: new World(archive, SETTINGS), expected };
}

async function run(at: number, fault: Fault): Promise<number> {
  const { world, expected } = damagedWorld();
  const tried = new Run(world, at, fault);
  const { endMs } = world.archive.digests.at(-1)!;
  for (const planMs of [endMs - 2 * HOUR_MS, endMs + 10 * MINUTE_MS, endMs + 4 * HOUR_MS]) {
    world.nowMs = Math.max(world.nowMs, planMs);
    world.plan();
    await tried.until(world.nowMs + 90 * MINUTE_MS);
  }
  const ids = world.published.map(({ id }) => id);
  const repeated = ids.filter((id, place) => ids.indexOf(id) !== place && !tried.excused.has(id));
  const story = `${fault} at call ${at}`;
  expect({ story, reported: [...new Set(world.reported)] }).toEqual({ story, reported: expected });
  expect({ story, repeated, dead: world.dead }).toEqual({ story, repeated: [], dead: [] });
  return tried.calls;
}

test.each(FAULTS)('everything is reported, once, when any one call meets this: %s', async (fault) => {
  let runs = 0;
  for (let at = 0; ; at += 1) {
    const calls = await run(at, fault);
    runs += 1;
    if (at >= calls) break;
  }
  expect(runs).toBeGreaterThan(60);
});

test('two workers on one folder report everything once, in any order', async () => {
  const { world, expected } = damagedWorld();
  const containers = [world.container(), world.container()];
  const { endMs } = world.archive.digests.at(-1)!;
  const folder = 'AWSLogs/111122223333/CloudTrail/eu-west-1/';
  for (const plannedAtMs of [endMs - 2 * HOUR_MS, endMs + 10 * MINUTE_MS, endMs + 4 * HOUR_MS]) {
    world.nowMs = plannedAtMs;
    const body = JSON.stringify({ trailwatch: 'integrity', version: 1, job: 'follow', folder, plannedAtMs });
    for (let copy = 0; copy < 2; copy += 1) world.send(body);
    while (world.skipToNextMessage(plannedAtMs + 90 * MINUTE_MS)) {
      const batch = world.receive();
      const halves = [batch.slice(0, 1), batch.slice(1)];
      const answers = await Promise.all(halves.map((half, at) => world.invoke(containers[at]!, half)));
      for (const [at, answer] of answers.entries()) world.answer(halves[at]!, answer);
    }
  }
  expect(world.reported).toEqual(expected);
  expect(world.dead).toEqual([]);
});

test('what takes too long is given back, and goes on in smaller slices', async () => {
  const { world, expected } = damagedWorld();
  world.nowMs = world.archive.digests.at(-1)!.endMs + 10 * MINUTE_MS;
  world.plan();
  const late = new AbortController();
  const slow = world.container(async ({ name }, effect) => {
    if (name === 'readArchive') {
      late.abort(new Error('out of time'));
      late.signal.throwIfAborted();
    }
    return effect();
  });
  for (let receive = 0; receive < 2; receive += 1) {
    const batch = world.receive();
    world.answer(batch, await world.invoke(slow, batch, late.signal));
  }
  expect(world.published).toEqual([]);
  await world.drain(world.container());
  expect(world.reported).toEqual(expected.slice(1));
});
