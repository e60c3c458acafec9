import fc from 'fast-check';
import { beginRaising, endRaising } from '../../../lambda/raise/raising';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { Detections } from '../../../lib/core/correlation/detections';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Rule } from '../../../lib/core/rule/rule';
import { SILENCEABLE, silenceActor } from '../alert-invariants';
import { logFile, logKey, record } from './log-files';
import { SETTINGS, World } from './world';

const ACTOR = 'arn:aws:iam::111122223333:user/mallory';
const ALERTS = 40;
const WRITTEN_MS = Date.parse('2026-11-20T02:30:00Z');

/** What comes, one after the other: a file with some alerts, of which a later file may have the same, an event with one, a silence that is set or ended, or a deployment that begins or ends the trial. */
const STEPS = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.uniqueArray(fc.nat(ALERTS - 1), { minLength: 1, maxLength: ALERTS }) },
    { weight: 1, arbitrary: fc.nat(ALERTS - 1) },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 1, arbitrary: fc.constantFrom('on trial' as const, 'live' as const) },
  ),
  { minLength: 2, maxLength: 10 },
);

function created(at: number) {
  const userIdentity = { type: 'IAMUser', userName: 'mallory', arn: ACTOR };
  const errorCode = at % 3 === 0 ? { errorCode: 'AccessDenied' } : {};
  return record(`e${at}`, {
    ...{ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', userIdentity },
    ...errorCode,
  });
}

/** As the function of realtime alerts does it, which has the same table. */
async function raiseEvent(world: World, rule: Rule, at: number): Promise<void> {
  const container = world.container();
  const { raiser, repeats, summary } = beginRaising(container, new AbortController().signal);
  const source = { bucket: '', key: '', index: 0 };
  const event = created(at) as unknown as CloudTrailRecord;
  await raiser.raise(toAlert(rule, event, { route: 'event-bus', source }), rule);
  await endRaising({ ...container, raiser, repeats, summary });
}

test('each alert is sent, reported, or counted as silenced or on trial, and that once, whenever silences and trials begin and end and its record comes again', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const world = new World([SILENCEABLE], { ...SETTINGS, stormThreshold: 3 });
      silenceActor(world, { arn: ACTOR, writtenMs: WRITTEN_MS, visibleMs: Number.POSITIVE_INFINITY });
      let rule: Rule = SILENCEABLE;
      let container = world.container();
      const delivered = new Set<number>();
      for (const [at, step] of steps.entries()) {
        if (typeof step === 'string') {
          rule = step === 'live' ? SILENCEABLE : { ...SILENCEABLE, trialUntil: '2026-12-20T00:00:00Z' };
          world.detections = Detections.of([rule], []);
          container = world.container();
          continue;
        }
        if (typeof step === 'boolean') {
          silenceActor(world, {
            arn: ACTOR,
            writtenMs: WRITTEN_MS,
            visibleMs: step ? 0 : Number.POSITIVE_INFINITY,
          });
          // A container knows within a minute.
          world.nowMs += 61_000;
          continue;
        }
        for (const one of [step].flat()) delivered.add(one);
        if (typeof step === 'number') await raiseEvent(world, rule, step);
        else world.deliver(logKey(`file${at}`), logFile(step.map(created)));
        await world.drain(container);
      }
      const singles = world.published.filter(({ eventName }) => eventName !== 'AlertStorm');
      expect(new Set(singles.map(({ id }) => id)).size).toBe(singles.length);
      const counted = world.table.summary.reduce(
        (sum, { sent, held, storms, grouped, silenced = 0, onTrial = 0 }) =>
          sum + sent + held - storms + grouped + silenced + onTrial,
        0,
      );
      expect(counted).toBe(delivered.size);
    }),
    { numRuns: 200 },
  );
});
