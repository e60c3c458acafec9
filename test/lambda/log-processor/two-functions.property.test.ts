import fc from 'fast-check';
import { Detections } from '../../../lib/core/correlation/detections';
import { SILENCEABLE, silenceActor } from '../alert-invariants';
import { turns } from '../fault';
import type { Gate } from '../memory-raise-ports';
import { logFile, logKey, record } from './log-files';
import { SETTINGS, World } from './world';

const ACTOR = 'arn:aws:iam::111122223333:user/mallory';
const ALERTS = 10;
const WRITTEN_MS = Date.parse('2026-11-20T02:30:00Z');
const TRIAL = { ...SILENCEABLE, trialUntil: '2026-12-20T00:00:00Z' };

/** What a function knows, which another one need not know yet, and for how many turns each of its calls waits. */
const FUNCTION = fc.record({
  isOnTrial: fc.boolean(),
  isSilenced: fc.boolean(),
  pauses: fc.array(fc.nat(30), { minLength: 1, maxLength: 10 }),
});

/** Files, one after the other, which two functions read at once. */
const STEPS = fc.array(
  fc.record({
    alerts: fc.uniqueArray(fc.nat(ALERTS - 1), { minLength: 1, maxLength: ALERTS }),
    functions: fc.tuple(FUNCTION, FUNCTION),
  }),
  { minLength: 1, maxLength: 5 },
);

function created(at: number) {
  const userIdentity = { type: 'IAMUser', userName: 'mallory', arn: ACTOR };
  return record(`e${at}`, { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', userIdentity });
}

/** A function as one that is deployed, and reads silences, at its own time. */
function containerOf(
  world: World,
  { isOnTrial, isSilenced, pauses }: typeof FUNCTION extends fc.Arbitrary<infer T> ? T : never,
) {
  let calls = 0;
  const gate: Gate = async ({ name }, effect) => {
    await turns(pauses[calls++ % pauses.length] ?? 0);
    if (name === 'readSilences') setSilence(world, isSilenced);
    return effect();
  };
  world.detections = Detections.of([isOnTrial ? TRIAL : SILENCEABLE], []);
  return world.container(gate);
}

function setSilence(world: World, isVisible: boolean): void {
  const visibleMs = isVisible ? 0 : Number.POSITIVE_INFINITY;
  silenceActor(world, { arn: ACTOR, writtenMs: WRITTEN_MS, visibleMs });
}

test('below the threshold of a storm, each alert is sent or counted once where two functions read its record at once, and differ in what is on trial and silenced', async () => {
  let differing = 0;
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const world = new World([SILENCEABLE], {
        ...SETTINGS,
        stormThreshold: 2 * ALERTS,
        maxReceiveCount: 100,
      });
      setSilence(world, false);
      const delivered = new Set<number>();
      for (const [at, { alerts, functions }] of steps.entries()) {
        for (const one of alerts) delivered.add(one);
        world.deliver(logKey(`file${at}`), logFile(alerts.map(created)));
        const containers = functions.map((one) => containerOf(world, one));
        const batch = world.receive();
        const answers = await Promise.all(containers.map((container) => world.invoke(container, batch)));
        for (const answer of answers) world.answer(batch, answer);
        await world.drain(containers[1]);
        const [one, other] = functions;
        if (one.isOnTrial !== other.isOnTrial || one.isSilenced !== other.isSilenced) differing++;
      }
      const singles = world.published.filter(({ eventName }) => eventName !== 'AlertStorm');
      expect(new Set(singles.map(({ id }) => id)).size).toBe(singles.length);
      const counted = world.table.summary.reduce(
        (sum, { sent, held, storms, grouped, silenced = 0, onTrial = 0 }) =>
          sum + sent + held - storms + grouped + silenced + onTrial,
        0,
      );
      expect([counted, world.dead]).toEqual([delivered.size, []]);
    }),
    { numRuns: 300 },
  );
  expect(differing).toBeGreaterThan(30);
});
