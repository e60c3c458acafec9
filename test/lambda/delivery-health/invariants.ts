import type { Alert } from '../../../lib/core/alert/alert';
import { miscountsOf } from '../alert-invariants';
import { drainWithFaults, type FaultInjector } from '../fault';
import { ACCOUNT, DAY_MS, HOUR_MS, SETTINGS, START_MS, TRAIL, World } from './world';

const OTHER = TRAIL.replace('audit', 'other');
const BUCKET = 'arn:aws:s3:::archive';
const PUBLIC = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }] };

/** What is told in {@link passHours}, and how often: what comes again after a recovery is another alert. */
const EXPECTED = {
  [`trailwatch-bucket-drift ${BUCKET}`]: 1,
  [`trailwatch-log-group-error ${TRAIL}`]: 2,
  [`trailwatch-notification-error ${OTHER}`]: 1,
  [`trailwatch-region-silent ${ACCOUNT}`]: 1,
};

/** What is over in the end, and how often. */
const ENDED = { [`trailwatch-log-group-error ${TRAIL}`]: 1 };

/** Enough receives for all faults of a run. */
const settings = { ...SETTINGS, trailArns: [TRAIL, OTHER], maxReceiveCount: 20 };

function brokenWorld(): World {
  const world = new World(settings);
  const bucket = { kind: 'bucket', arn: BUCKET, accountId: ACCOUNT, properties: {} } as const;
  world.deploy([{ ...bucket, unknown: [], mfaDelete: false, policy: { Statement: [] } }]);
  world.changed.set(BUCKET, { policy: PUBLIC });
  world.trails.set(OTHER, { isMultiRegion: false, hasValidation: true });
  world.statuses.set(`${OTHER} eu-west-1`, { notificationError: 'NotFound' });
  world.deliverEvery(2 * HOUR_MS, [START_MS - 13 * DAY_MS, START_MS - DAY_MS], { region: 'us-east-1' });
  world.deliverEvery(2 * HOUR_MS, [START_MS - 13 * DAY_MS, START_MS + DAY_MS]);
  return world;
}

/** Lets hours pass with two broken trails, of which one recovers and breaks again, a public bucket, and a silent Region. */
export async function passHours(faultsIn: (world: World) => FaultInjector) {
  const world = brokenWorld();
  const faults = faultsIn(world);
  const place = `${TRAIL} sa-east-1`;
  for (const [hour, job] of (['change', 'accounts', 'check', 'check'] as const).entries()) {
    world.nowMs = Math.max(world.nowMs, START_MS + 3 * hour * HOUR_MS);
    if (hour === 2) world.statuses.delete(place);
    else world.statuses.set(place, { logGroupError: 'AccessDenied' });
    world.trigger(job);
    await drainWithFaults(world, faults);
  }
  return { world, faults };
}

/** Every invariant that does not hold after {@link passHours}. */
export function problemsOf(world: World, faults: FaultInjector): string[] {
  const [told, ended] = [world.published, world.closings].map(timesOf);
  return [
    ...(told === JSON.stringify(EXPECTED) ? [] : [`told was ${told}`]),
    ...(ended === JSON.stringify(ENDED) ? [] : [`closed was ${ended}`]),
    ...faults.repeats.excess(world.closings),
    ...(world.dead.length === 0 ? [] : [`${world.dead.length} dead letters`]),
    ...faults.repeats.excess(world.published),
    ...miscountsOf(world, faults),
  ];
}

/** How often each kind and subject was told, as JSON; an alert that was sent again is the same one. */
function timesOf(alerts: readonly Alert[]): string {
  const ids = new Map<string, Set<string>>();
  for (const { id, ruleId, record } of alerts) {
    const what = `${ruleId} ${record.subject}`;
    ids.set(what, (ids.get(what) ?? new Set()).add(id));
  }
  return JSON.stringify(Object.fromEntries([...ids].map(([what, { size }]) => [what, size] as const).sort()));
}
