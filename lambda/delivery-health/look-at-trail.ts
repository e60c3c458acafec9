import type { LimitFunction } from 'p-limit';
import type { DeliveryConditionKind } from '../../lib/core/alert/operational/delivery-rule';
import type { Condition } from '../../lib/core/delivery/condition';
import { judgeTrail } from '../../lib/core/trail-status/judge-trail';
import type { TrailFindingKind } from '../../lib/core/trail-status/trail-status';
import type { TrailReach } from '../aws/trail/get-trail';
import type { Ports } from './ports';
import { isRefusal } from './raise-problems';

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
