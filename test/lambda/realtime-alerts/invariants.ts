import { SILENT_REGIONS_RULE_ID } from '../../../lib/core/alert/operational/silent-regions-alert';
import { regionWatchMessage } from '../../../lib/core/settings/message/region-watch';
import {
  faultsOf,
  miscountsOf,
  SILENCEABLE,
  silenceActor,
  stopLoggingId,
  TRIAL,
  testAlertId,
  unsentProblemsOf,
} from '../alert-invariants';
import { drainWithFaults, type FaultInjector } from '../fault';
import { busEvent, heartbeat, RULE, SETTINGS, World } from './world';

const MALLORY = 'arn:aws:iam::111122223333:user/mallory';
const START_MS = Date.parse('2026-11-20T03:00:00Z');
const HOUR_MS = 3_600_000;
const HOURS = 7;
const EVENTS = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6'];
const THRESHOLD = 2;

/** Events of a rule on trial, and of one that is silenced for mallory. */
const UNSENT = { [TRIAL.id]: ['t1', 't2', 't3', 't4'], [SILENCEABLE.id]: ['c1', 'c2', 'c3', 'c4'] };

/** Until which hour heartbeats of a Region come. */
const HEARD_UNTIL = { '111122223333/eu-west-1': HOURS, '444455556666/us-east-1': 2 };

/** Enough receives for all faults of a run. */
const settings = { ...SETTINGS, stormThreshold: THRESHOLD, maxReceiveCount: 20 };

/** Lets hours pass with a storm of events, some of rules whose alerts are not sent, and with a Region whose heartbeats end. */
export async function passHours(faultsIn: (world: World) => FaultInjector) {
  const world = new World(settings, [RULE, TRIAL, SILENCEABLE]);
  silenceActor(world, { arn: MALLORY, writtenMs: START_MS, visibleMs: 0 });
  const faults = faultsIn(world);
  for (let hour = 0; hour < HOURS; hour++) {
    world.nowMs = Math.max(world.nowMs, START_MS + hour * HOUR_MS + HOUR_MS / 2);
    const at = new Date(world.nowMs).toISOString();
    for (const place of heardIn(hour)) world.send(heartbeat(place, at));
    world.send(JSON.stringify(regionWatchMessage(at)));
    if (hour === 3) for (const id of EVENTS) world.send(busEvent(id));
    if (hour === 3) for (const event of unsentEvents()) world.send(event);
    await drainWithFaults(world, faults, START_MS + (hour + 1) * HOUR_MS + HOUR_MS / 4);
  }
  await drainWithFaults(world, faults);
  return { world, faults };
}

function unsentEvents(): readonly string[] {
  return Object.entries(UNSENT).flatMap(([ruleId, ids]) =>
    ids.map((id) =>
      busEvent(id, { eventName: ruleId.slice('rule-'.length), eventSource: 'iam.amazonaws.com' }),
    ),
  );
}

function heardIn(hour: number): readonly string[] {
  return Object.entries(HEARD_UNTIL).flatMap(([place, until]) => (hour <= until ? [place] : []));
}

/** Every invariant that does not hold after {@link passHours}. */
export function problemsOf(world: World, faults: FaultInjector): string[] {
  const silent = world.published.filter(({ ruleId }) => ruleId === SILENT_REGIONS_RULE_ID);
  const events = { published: world.published.filter(({ ruleId }) => ruleId === RULE.id), dead: world.dead };
  const ids = EVENTS.map(stopLoggingId);
  const told = new Set(silent.map(({ recipientAccountId }) => recipientAccountId));
  const heard = [...world.heard.values()].reduce((sum, places) => sum + places.size, 0);
  const sent = Array.from({ length: HOURS }, (_, hour) => heardIn(hour).length).reduce((a, b) => a + b);
  return [
    ...faultsOf(events, { ids, stormThreshold: THRESHOLD, retaken: ids.length }, faults.repeats),
    ...faults.repeats.excess(silent),
    ...miscountsOf(world, faults),
    ...Object.entries(UNSENT).flatMap(([ruleId, ids]) =>
      unsentProblemsOf(world, { ruleId, ids: ids.map((id) => testAlertId(ruleId, id)) }, faults),
    ),
    ...(world.published.some(({ ruleId }) => ruleId === TRIAL.id) ? ['alerts on trial were sent'] : []),
    ...([...told].join() === '444455556666' ? [] : [`accounts that are told to be silent: ${[...told]}`]),
    ...(heard === sent ? [] : [`${heard} of ${sent} heartbeats are known`]),
  ];
}
