import fc from 'fast-check';
import { Detections } from '../../../lib/core/correlation/detections';
import { SILENCEABLE, silenceActor } from '../alert-invariants';
import { logFile, logKey, record } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

const ACTOR = 'arn:aws:iam::111122223333:user/mallory';
const DAY_MS = 86_400_000;
const REMEMBER_MS = SETTINGS.rememberDays * DAY_MS;
const ALERTS = 30;
const WRITTEN_MS = Date.parse('2026-11-20T02:30:00Z');
const TRIAL = { ...SILENCEABLE, trialUntil: '2026-12-20T00:00:00Z' };

/** Whether alerts are sent, or counted and not sent. */
const STATES = fc.constantFrom('sent' as const, 'on trial' as const, 'silenced' as const);

/**
 * What comes, one after the other: a file with some alerts, a file that came before, time, of which some steps are longer than alerts are
 * remembered, or a silence or trial that begins or ends.
 */
const STEPS = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        alerts: fc.uniqueArray(fc.nat(ALERTS - 1), { minLength: 1, maxLength: 8 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ again: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ days: fc.constantFrom(0.2, 1, 3, 5, 6.9, 7.1, 15) }) },
    { weight: 2, arbitrary: STATES },
  ),
  { minLength: 2, maxLength: 12 },
);

/** Calls that fail, by how many came before: before they have an effect, or after it. */
const FAULTS = fc.record({
  at: fc.uniqueArray(fc.nat(150), { maxLength: 3 }),
  isAfter: fc.boolean(),
});

/** How often an alert may be counted that came at these times. */
function mostOf(times: readonly number[]): number {
  let most = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const timeMs of times) {
    if (timeMs - lastMs < REMEMBER_MS) continue;
    most += 1;
    lastMs = timeMs;
  }
  return most;
}

function created(at: number) {
  const userIdentity = { type: 'IAMUser', userName: 'mallory', arn: ACTOR };
  return record(`e${at}`, {
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    userIdentity,
    awsRegion: at % 4 === 0 ? 'eu-north-1' : 'eu-west-1',
  });
}

test('each alert is sent, reported, or counted as silenced or on trial, and once for as long as it is remembered, however late others of its storm come', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, FAULTS, fc.boolean(), async (steps, faults, isSwept) => {
      const world = new World([SILENCEABLE], { ...SETTINGS, stormThreshold: 2, maxReceiveCount: 30 });
      let calls = 0;
      const newContainer = () =>
        world.container(async ({ name }, effect) => {
          const isFailing = faults.at.includes(calls++) && name !== 'countSummary' && name !== 'readSilences';
          if (isFailing && (!faults.isAfter || name === 'publishAlert')) throw new Error('throttled');
          const answer = effect();
          if (isFailing) throw new Error('no answer');
          return answer;
        });
      let container = newContainer();
      const setState = (state: 'sent' | 'on trial' | 'silenced') => {
        world.detections = Detections.of([state === 'on trial' ? TRIAL : SILENCEABLE], []);
        const visibleMs = state === 'silenced' ? 0 : Number.POSITIVE_INFINITY;
        silenceActor(world, { arn: ACTOR, writtenMs: WRITTEN_MS, visibleMs });
        world.nowMs += 61_000;
        container = newContainer();
      };
      setState('sent');
      const times = new Map<number, number[]>();
      const files: number[][] = [];
      for (const step of steps) {
        if (typeof step === 'string') {
          setState(step);
          continue;
        }
        if ('days' in step) {
          world.nowMs += step.days * DAY_MS;
          if (isSwept) world.table.deleteExpired(world.nowMs);
          continue;
        }
        const at = 'again' in step ? step.again % Math.max(1, files.length) : files.push(step.alerts) - 1;
        if (files[at] === undefined) continue;
        for (const alert of files[at]) times.set(alert, [...(times.get(alert) ?? []), world.nowMs]);
        if ('again' in step) world.send(noticeOf(logKey(`file${at}`)));
        else world.deliver(logKey(`file${at}`), logFile(step.alerts.map(created)));
        await world.drain(container);
      }
      const told = world.published.reduce(
        (sum, { eventName, record: { count } }) => sum + (eventName === 'AlertStorm' ? Number(count) : 1),
        0,
      );
      const counted = world.table.summary.reduce(
        (sum, { sent, held, storms, grouped }) => sum + sent + held - storms + grouped,
        0,
      );
      const unsent = world.table.summary.reduce(
        (sum, { silenced = 0, onTrial = 0 }) => sum + silenced + onTrial,
        0,
      );
      expect(world.dead).toEqual([]);
      expect(counted).toBe(told);
      expect(told + unsent).toBeGreaterThanOrEqual(times.size);
      expect(told + unsent).toBeLessThanOrEqual(
        [...times.values()].reduce((sum, ofOne) => sum + mostOf(ofOne), 0),
      );
    }),
    { numRuns: 400 },
  );
});
