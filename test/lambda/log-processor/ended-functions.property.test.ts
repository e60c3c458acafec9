import fc from 'fast-check';
import { Detections } from '../../../lib/core/correlation/detections';
import { SILENCEABLE, silenceActor } from '../alert-invariants';
import type { Gate } from '../memory-raise-ports';
import { logFile, logKey, record } from './log-files';
import { SETTINGS, World } from './world';

const ACTOR = 'arn:aws:iam::111122223333:user/mallory';
const ALERTS = 12;
const WRITTEN_MS = Date.parse('2026-11-20T02:30:00Z');
const TRIAL = { ...SILENCEABLE, trialUntil: '2026-12-20T00:00:00Z' };

const FILE = fc.uniqueArray(fc.nat(ALERTS - 1), { minLength: 1, maxLength: ALERTS });

/** Calls that may be the last ones of a function, how many of them came before, and whether it is frozen until others have reported. */
const DEATH = fc.option(
  fc.record({
    name: fc.constantFrom(
      ...['claimItem', 'admitAlert', 'publishAlert', 'settleClaim', 'listKinds'],
      ...['putGroupedIds', 'readStorm', 'writeStorm', 'sendMessage'],
    ),
    before: fc.nat(5),
    isFrozen: fc.boolean(),
  }),
);

interface Death {
  readonly name: string;
  readonly before: number;
  readonly isFrozen: boolean;
}

/** What comes, one after the other: a file, which the function may not survive while all alerts are sent, what the alerts are from then on, or minutes. */
const STEPS = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ alerts: FILE, death: DEATH }) },
    { weight: 3, arbitrary: fc.constantFrom('sent' as const, 'on trial' as const, 'silenced' as const) },
    { weight: 2, arbitrary: fc.constantFrom(4, 7, 30) },
  ),
  { minLength: 3, maxLength: 12 },
);

function created(at: number) {
  const userIdentity = { type: 'IAMUser', userName: 'mallory', arn: ACTOR };
  return record(`e${at}`, {
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    userIdentity,
    awsRegion: `eu-west-${at % 4}`,
  });
}

/** A function that ends at a call, which is made only once it was frozen. What it has sent and not marked is noted. */
class Mortal {
  readonly unmarked = new Set<string>();
  isDead = false;
  #death: Death | null = null;
  #before = 0;
  readonly #sending = new Set<string>();

  constructor(private readonly freeze: () => Promise<void>) {}

  /** At which call it ends; at none, if it goes on. */
  endAt(death: Death | null): void {
    this.isDead = false;
    this.#death = death;
    this.#before = death?.before ?? 0;
  }

  readonly gate: Gate = async ({ name, subject }, effect) => {
    const isLast = !this.isDead && this.#death?.name === name && this.#before-- === 0;
    const isMade = !this.isDead && (!isLast || this.#death?.isFrozen === true);
    this.isDead ||= isLast;
    if (isMade && name === 'publishAlert') this.#sending.add(subject);
    if (isLast) for (const id of this.#sending) this.unmarked.add(id);
    if (!isMade) throw new Error('the function has ended');
    if (isLast) await this.freeze();
    if (name === 'settleClaim') this.#sending.delete(subject);
    return effect();
  };
}

test('no alert is lost or counted twice where a function ends while alerts are sent, and a silence or trial begins before their file comes again', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const world = new World([SILENCEABLE], { ...SETTINGS, stormThreshold: 2, maxReceiveCount: 100 });
      const setState = (state: 'sent' | 'on trial' | 'silenced') => {
        world.detections = Detections.of([state === 'on trial' ? TRIAL : SILENCEABLE], []);
        const visibleMs = state === 'silenced' ? 0 : Number.POSITIVE_INFINITY;
        silenceActor(world, { arn: ACTOR, writtenMs: WRITTEN_MS, visibleMs });
        world.nowMs += 61_000;
      };
      setState('sent');
      let state = 'sent';
      const delivered = new Set<number>();
      const mortal = new Mortal(() => {
        world.nowMs += 5.5 * 60_000;
        return world.drain(world.container(), world.nowMs);
      });
      let container = world.container(mortal.gate);
      for (const [at, step] of steps.entries()) {
        if (typeof step === 'string') {
          state = step;
          setState(step);
          container = world.container(mortal.gate);
        } else if (typeof step === 'number') {
          const untilMs = world.nowMs + step * 60_000;
          await world.drain(container, untilMs);
          world.nowMs = untilMs;
        } else {
          // A function that reports what is not sent, and ends, has not counted it for the summary.
          await world.drain(container, world.nowMs);
          for (const one of step.alerts) delivered.add(one);
          world.deliver(logKey(`file${at}`), logFile(step.alerts.map(created)));
          const batch = world.receive();
          mortal.endAt(state === 'sent' ? step.death : null);
          const answer = await world.invoke(container, batch);
          if (mortal.isDead) container = world.container(mortal.gate);
          else world.answer(batch, answer);
          mortal.endAt(null);
        }
      }
      await world.drain(container);
      const singles = world.published.filter(({ eventName }) => eventName !== 'AlertStorm');
      const reports = new Map(
        world.published
          .filter(({ eventName }) => eventName === 'AlertStorm')
          .map((alert) => [alert.id, alert]),
      );
      const told = [...reports.values()].reduce((sum, { record: { count } }) => sum + Number(count), 0);
      const unsent = world.table.summary.reduce(
        (sum, { silenced = 0, onTrial = 0 }) => sum + silenced + onTrial,
        0,
      );
      const all = new Set(singles.map(({ id }) => id)).size + told + unsent;
      expect(all).toBeGreaterThanOrEqual(delivered.size);
      expect(all).toBeLessThanOrEqual(delivered.size + mortal.unmarked.size);
    }),
    { numRuns: 600 },
  );
});
