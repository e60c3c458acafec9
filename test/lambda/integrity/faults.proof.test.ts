import * as damage from '../../digest/damage';
import { SignedArchive } from '../../digest/signed-archive';
import { drainWithFaults, FAULTS, type Fault, FaultInjector } from '../fault';
import { HOUR_MS, MINUTE_MS, SETTINGS, World } from './world';

// Hundreds of runs; on a busy machine they take their time.
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
  const faults = new FaultInjector(world, new Map([[at, fault]]));
  const { endMs } = world.archive.digests.at(-1)!;
  for (const planMs of [endMs - 2 * HOUR_MS, endMs + 10 * MINUTE_MS, endMs + 4 * HOUR_MS]) {
    world.nowMs = Math.max(world.nowMs, planMs);
    world.plan();
    const untilMs = world.nowMs + 90 * MINUTE_MS;
    await drainWithFaults(world, faults, untilMs);
    world.nowMs = untilMs;
  }
  const ids = world.published.map(({ id }) => id);
  const repeated = ids.filter((id, place) => ids.indexOf(id) !== place && !faults.repeats.allowed.has(id));
  const story = `${fault} at call ${at}`;
  expect({ story, reported: [...new Set(world.reported)] }).toEqual({ story, reported: expected });
  expect({ story, repeated, dead: world.dead }).toEqual({ story, repeated: [], dead: [] });
  return faults.calls;
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

/** An old file is overwritten, and another one deleted, of which S3 sends an event each. */
async function runChange(at: number, fault: Fault): Promise<number> {
  const world = new World(new SignedArchive([{ accountId: '111122223333', hours: 6, logs: 1 }]), SETTINGS);
  const [, overwritten = '', deleted = ''] = world.archive.logKeys;
  world.nowMs = world.archive.digests.at(-1)!.endMs + 10 * MINUTE_MS;
  world.write(overwritten, Buffer.from('no log file'));
  world.delete(deleted);
  const faults = new FaultInjector(world, new Map([[at, fault]]));
  await drainWithFaults(world, faults, world.nowMs + 12 * HOUR_MS);
  const story = `${fault} at call ${at}`;
  expect({ story, reported: [...new Set(world.reported)], dead: world.dead }).toEqual({
    story,
    reported: [`trailwatch-log-missing ${deleted}`, `trailwatch-log-tampered ${overwritten}`],
    dead: [],
  });
  return faults.calls;
}

test.each(FAULTS)(
  'changes that S3 announces are reported when any one call meets this: %s',
  async (fault) => {
    let runs = 0;
    for (let at = 0; ; at += 1) {
      runs += 1;
      if (at >= (await runChange(at, fault))) break;
    }
    expect(runs).toBeGreaterThan(15);
  },
);

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

test('notifications that fail for a day leave no dead letter, and are sent once SNS answers again', async () => {
  const { world, expected } = damagedWorld();
  const begin = world.archive.digests.at(-1)!.endMs + 10 * MINUTE_MS;
  const answersAtMs = begin + 24 * HOUR_MS;
  const container = world.container(async ({ name }, effect) => {
    if (name === 'publishAlert' && world.nowMs < answersAtMs) throw new Error('ServiceUnavailable');
    return effect();
  });
  world.nowMs = begin;
  world.plan();
  await world.drain(container, answersAtMs - 1);
  expect(world.published).toEqual([]);
  // Equal messages of a quarter of an hour are one: what tries again and again does not fill the queue.
  expect(world.queue.length).toBeLessThan(20);
  world.nowMs = answersAtMs;
  await world.drain(container, answersAtMs + HOUR_MS);
  expect(world.dead).toEqual([]);
  expect(world.reported.filter((alert) => !alert.startsWith('trailwatch-digest-silence'))).toEqual(
    expected.filter((alert) => !alert.startsWith('trailwatch-digest-silence')),
  );
});

test('an alert that SNS never takes is a dead letter after its receives', async () => {
  const { world } = damagedWorld();
  world.nowMs = world.archive.digests.at(-1)!.endMs + 10 * MINUTE_MS;
  world.plan();
  const invalid = Object.assign(new Error('too long'), { name: 'InvalidParameterException' });
  const container = world.container(async ({ name }, effect) => {
    if (name === 'publishAlert') throw invalid;
    return effect();
  });
  await world.drain(container, world.nowMs + 12 * HOUR_MS);
  expect(world.queue).toEqual([]);
  expect(world.dead.length).toBeGreaterThan(0);
});
