import pLimit from 'p-limit';
import { DELIVERY_CONDITIONS } from '../../lib/core/alert/operational/delivery-rule';
import {
  type OpenCondition,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import { lookAtTrail } from './look-at-trail';
import { type Invocation, readState, type State, writeState } from './ports';
import { raiseProblems } from './raise-problems';

/** Under this name the conditions of trails are kept. */
const TRAILS = 'trails';

/** So many Regions of a trail are asked at once; CloudTrail answers ten a second in each. */
const AT_ONCE = 8;

/**
 * Reads the status of every trail in every Region that it logs, writes down what is wrong and since when, and raises alerts. What
 * could not be read stays as it was, and sends the message back when everything else is done.
 */
export async function checkTrails(invocation: Invocation): Promise<void> {
  const { ports, settings, counts, log } = invocation;
  const nowMs = ports.nowMs();
  const limit = pLimit(AT_ONCE);
  const allRegions = settings.regions.length > 0 ? settings.regions : await ports.listRegions();
  const looked = await Promise.all(
    settings.trailArns.map(async (arn) => ({
      arn,
      ...(await lookAtTrail(ports, { arn, allRegions, nowMs, limit })),
    })),
  );
  const state = await readState(invocation, TRAILS);
  const failures = looked.flatMap((one) => one.failures);
  const open = updateConditions(
    openIn(state),
    looked.flatMap(({ conditions }) => conditions),
    {
      nowMs,
      isUnknown: ({ subject, region }) =>
        looked.some(({ arn, unseen }) => arn === subject && (unseen === 'all' || unseen.includes(region))),
    },
  );
  await writeState(invocation, state, { open });
  counts.add(
    'Places',
    looked.reduce((total, { places }) => total + places, 0),
  );
  counts.add('OpenConditions', open.length);
  log.info('the status of trails was read', { trails: looked.length, open: open.length, failures });
  await raiseProblems(invocation, problemsOf(open, nowMs));
  const [failure] = failures;
  if (failure !== undefined) {
    throw new Error(
      `the status of ${failures.length} places is not known; that of ${failure.arn} in ${failure.region}: ${failure.problem}`,
    );
  }
  counts.add('Checks');
}

/** What is wrong with trails, as the last check found it. */
export async function openOfTrails(invocation: Invocation): Promise<readonly OpenCondition[]> {
  return openIn(await readState(invocation, TRAILS));
}

function openIn({ members }: State): readonly OpenCondition[] {
  return readConditions(members.open, DELIVERY_CONDITIONS);
}
