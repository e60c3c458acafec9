import pLimit, { type LimitFunction } from 'p-limit';
import {
  DELIVERY_CONDITIONS,
  type DeliveryConditionKind,
} from '../../lib/core/alert/operational/delivery-rule';
import {
  type Condition,
  type OpenCondition,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import { judgeTrail, type TrailFindingKind } from '../../lib/core/delivery/trail-status';
import type { TrailReach } from '../aws/trail/get-trail';
import { type Invocation, type Ports, readState, type State, writeState } from './ports';
import { isRefusal, raiseProblems } from './raise-problems';

/** What a look at a trail has to know. */
export interface TrailLook {
  readonly arn: string;
  /** The Regions of the account, of which a multi-Region trail logs each. */
  readonly allRegions: readonly string[];
  readonly nowMs: number;
  readonly limit: LimitFunction;
}

/** What a look at a trail found. */
export interface LookedAt {
  readonly conditions: readonly Condition[];
  /** Regions whose status was read. */
  readonly places: number;
  /** Regions of which nothing new is known: they did not answer, or refused to. */
  readonly unseen: readonly string[] | 'all';
  /** Those that did not answer. */
  readonly failures: readonly Failure[];
}

/** Why a Region did not answer. */
export interface Failure {
  readonly arn: string;
  readonly region: string;
  readonly problem: string;
}

const MISSING = 'TrailNotFoundException';

/** What is wrong with a trail in its home Region, and where it is a multi-Region trail in all others. */
export async function lookAtTrail(
  ports: Pick<Ports, 'getTrail' | 'getTrailStatus'>,
  look: TrailLook,
): Promise<LookedAt> {
  const [, , , homeRegion = ''] = look.arn.split(':');
  const reach = await ask(look, homeRegion, {
    send: () => ports.getTrail(homeRegion, look.arn),
    missing: { kind: 'trail-missing', text: 'the trail does not exist' },
  });
  if ('conditions' in reach) return reach.places > 0 ? reach : { ...reach, unseen: 'all' };
  const regions = reach.answer.isMultiRegion ? [...new Set([homeRegion, ...look.allRegions])] : [homeRegion];
  const looked = await Promise.all(
    regions.map((region) => look.limit(() => lookAtRegion(ports, { ...look, region, reach: reach.answer }))),
  );
  return {
    conditions: looked.flatMap(({ conditions }) => conditions),
    places: looked.reduce((total, { places }) => total + places, 0),
    unseen: looked.flatMap(({ unseen }) => unseen),
    failures: looked.flatMap(({ failures }) => failures),
  };
}

async function lookAtRegion(
  ports: Pick<Ports, 'getTrailStatus'>,
  look: TrailLook & { readonly region: string; readonly reach: TrailReach },
): Promise<LookedAt> {
  const { arn, region, nowMs, reach } = look;
  const status = await ask(look, region, {
    send: () => ports.getTrailStatus(region, { arn, hasValidation: reach.hasValidation }),
    missing: { kind: 'region-unlogged', text: 'the trail does not log the Region' },
  });
  if ('conditions' in status) return status;
  const conditions = judgeTrail(status.answer, nowMs).map(({ kind, text }) =>
    conditionOf(arn, region, { kind: KIND_OF[kind], text }),
  );
  return { conditions, places: 1, unseen: [], failures: [] };
}

const KIND_OF: Readonly<Record<TrailFindingKind, DeliveryConditionKind>> = {
  'no-trail': 'region-unlogged',
  'not-logging': 'not-logging',
  'log-file-error': 'log-file-error',
  'digest-error': 'digest-error',
  'digest-late': 'digest-late',
  'log-group-error': 'log-group-error',
  'notification-error': 'notification-error',
};

type Wrong = Pick<Condition, 'kind' | 'text'>;

/** An answer, or what comes of an error: a condition where CloudTrail refused, and else that nothing is known. */
async function ask<Answer>(
  { arn }: Pick<TrailLook, 'arn'>,
  region: string,
  { send, missing }: { readonly send: () => Promise<Answer>; readonly missing: Wrong },
): Promise<{ readonly answer: Answer } | LookedAt> {
  try {
    return { answer: await send() };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === MISSING)
      return { conditions: [conditionOf(arn, region, missing)], places: 1, unseen: [], failures: [] };
    const unknown = { conditions: [], places: 0, unseen: [region], failures: [] };
    if (!isRefusal(error)) return { ...unknown, failures: [{ arn, region, problem: String(error) }] };
    const text = `the status of the trail cannot be read (${name})`;
    return { ...unknown, conditions: [conditionOf(arn, region, { kind: 'status-refused', text })] };
  }
}

function conditionOf(subject: string, region: string, wrong: Wrong): Condition {
  const [, , , , accountId = ''] = subject.split(':');
  return { ...wrong, subject, accountId, region };
}

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
