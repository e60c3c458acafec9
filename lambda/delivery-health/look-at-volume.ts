import { problemsOf, readConditions, updateConditions } from '../../lib/core/delivery/condition';
import { trailsOfFolder } from '../../lib/core/delivery/volume/archive-trails';
import { toVolumeCondition } from '../../lib/core/delivery/volume/volume-condition';
import { dayBefore, raisedVolume, readHistory, withDay } from '../../lib/core/delivery/volume/volume-history';
import type { DeliveryWork } from '../../lib/core/settings/message/delivery-work';
import { accountOf, isOfOrganization } from './account-folders';
import { type Invocation, readState, type State, writeState } from './ports';
import { knownTrails } from './queue-work';
import { raiseProblems } from './raise-problems';
import { sampleDay } from './sample-day';

/**
 * Estimates how many events an account delivered on the day before, learns the most of a day, and raises an alert when a day is far
 * above it. A message that comes again finds the day done, and raises what is not raised yet.
 */
export async function lookAtVolume(
  invocation: Invocation,
  { folder, at }: Extract<DeliveryWork, { readonly folder: string }>,
): Promise<void> {
  const day = dayBefore(Date.parse(at));
  const state = await readState(invocation, `${folder}volume`);
  const latest = readHistory(state.members.days).at(-1)?.day ?? '';
  const open = latest >= day ? openIn(state) : await followVolume(invocation, { folder, day, state });
  await raiseProblems(invocation, problemsOf(open, invocation.ports.nowMs()));
}

interface Following {
  readonly folder: string;
  readonly day: string;
  readonly state: State;
}

async function followVolume(invocation: Invocation, { folder, day, state }: Following) {
  const { ports, counts, log, rules } = invocation;
  const accountId = accountOf(folder);
  const trails = trailsOfFolder(await knownTrails(invocation), {
    ...{ accountId, isOfOrganization: isOfOrganization(folder) },
  });
  const sampled = await sampleDay(invocation, folder, { day, trails, rules: rules() });
  const { tally, files, readFiles, regions } = sampled;
  const isPriced = !regions.some((region) => region.startsWith('cn-'));
  const volume = { day, events: Math.round(tally.events), usd: isPriced ? tally.usd : 0 };
  const days = readHistory(state.members.days);
  const raised = raisedVolume(days, volume);
  const found =
    raised === undefined
      ? []
      : [toVolumeCondition({ accountId, folder, volume, raised, tally, files, readFiles, isPriced })];
  const open = updateConditions([], found, { nowMs: ports.nowMs(), isUnknown: () => false });
  await writeState(invocation, state, { days: withDay(days, volume), open });
  counts.add('EventsPerDay', volume.events);
  counts.add('OpenConditions', open.length);
  log.info('the volume of a day was estimated', { folder, ...volume, files, readFiles });
  return open;
}

function openIn({ members }: State) {
  return readConditions(members.open, ['volume-raised']);
}
