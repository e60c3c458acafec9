import pLimit, { type LimitFunction } from 'p-limit';
import {
  DELIVERY_CONDITIONS,
  type DeliveryConditionKind,
} from '../../lib/core/alert/operational/delivery-rule';
import {
  type Condition,
  isLasting,
  type OpenCondition,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import {
  judgeTrail,
  showsEnd,
  type TrailFindingKind,
  type TrailStatus,
} from '../../lib/core/delivery/trail-status';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import type { TrailReach } from '../aws/trail/get-trail';
import { CHECKED_HOURS, type Invocation, type Ports, readState, type State, writeState } from './ports';
import { raiseEnded, raiseProblems } from './raise-problems';

/** The input of a trail check. */
export interface TrailLook {
  readonly arn: string;
  /** The Regions of the account, of which a multi-Region trail logs each. */
  readonly allRegions: readonly string[];
  /** What was said where their list was refused: then they are those of an earlier look. */
  readonly listRefusal?: string | undefined;
  readonly nowMs: number;
  /** When its validation was seen to be enabled after it was off, or for the first time; `off` before. */
  readonly validatedMs: number | 'off' | undefined;
  readonly limit: LimitFunction;
}

/** The result of a trail check. */
export interface LookedAt {
  readonly conditions: readonly Condition[];
  /** Regions whose status was read. */
  readonly places: number;
  /** Regions of which nothing new is known: they did not answer, or refused to. */
  readonly unseen: readonly string[] | 'all';
  /** What the Regions said that answered. */
  readonly statuses: ReadonlyMap<string, TrailStatus>;
  /** Those that did not answer. */
  readonly failures: readonly Failure[];
  /** What the trail delivers to; undefined where it did not answer. */
  readonly reach?: TrailReach;
}

/** Why a Region did not answer. */
export interface Failure {
  readonly arn: string;
  readonly region: string;
  readonly problem: string;
}

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
  const { arn, listRefusal } = look;
  const text = `the Regions of the account cannot be listed (${listRefusal}), so new Regions are not checked`;
  const isUnlisted = reach.answer.isMultiRegion && listRefusal !== undefined;
  return {
    conditions: [
      ...looked.flatMap(({ conditions }) => conditions),
      ...(isUnlisted ? [conditionOf(arn, homeRegion, { kind: 'status-refused', text, part: LIST })] : []),
    ],
    places: looked.reduce((total, { places }) => total + places, 0),
    unseen: looked.flatMap(({ unseen }) => unseen),
    statuses: new Map(looked.flatMap(({ statuses }) => [...statuses])),
    failures: looked.flatMap(({ failures }) => failures),
    reach: reach.answer,
  };
}

async function lookAtRegion(
  ports: Pick<Ports, 'getTrailStatus'>,
  look: TrailLook & { readonly region: string; readonly reach: TrailReach },
): Promise<LookedAt> {
  const { arn, region, nowMs, reach, validatedMs } = look;
  const status = await ask(look, region, {
    send: () => ports.getTrailStatus(region, { arn, hasValidation: reach.hasValidation }),
    missing: { kind: 'region-unlogged', text: 'the trail is not logging' },
  });
  if ('conditions' in status) return status;
  const conditions = judgeTrail(
    { ...status.answer, validatedMs: validatedMs === 'off' ? nowMs : validatedMs },
    nowMs,
  ).map(({ kind, text }) => conditionOf(arn, region, { kind: KIND_OF[kind], text }));
  return { ...NOTHING, conditions, places: 1, statuses: new Map([[region, status.answer]]) };
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

const NOTHING: LookedAt = { conditions: [], places: 0, unseen: [], statuses: new Map(), failures: [] };

type Wrong = Pick<Condition, 'kind' | 'text' | 'part'>;

/** Of a condition of a trail in its home Region: that the Regions of the account cannot be listed. */
const LIST = 'list';

/** An answer, or what comes of an error: a condition where CloudTrail refused, and else that nothing is known. */
async function ask<Answer>(
  { arn }: Pick<TrailLook, 'arn'>,
  region: string,
  { send, missing }: { readonly send: () => Promise<Answer>; readonly missing: Wrong },
): Promise<{ readonly answer: Answer } | LookedAt> {
  try {
    return { answer: await send() };
  } catch (error) {
    const { isAbsent, isRefused } = failureOf(awsErrorOf(error));
    if (isAbsent) return { ...NOTHING, conditions: [conditionOf(arn, region, missing)], places: 1 };
    const unknown = { ...NOTHING, unseen: [region] };
    if (!isRefused) return { ...unknown, failures: [{ arn, region, problem: String(error) }] };
    const text = `the status of the trail cannot be read (${awsErrorOf(error).code})`;
    return { ...unknown, conditions: [conditionOf(arn, region, { kind: 'status-refused', text })] };
  }
}

function conditionOf(subject: string, region: string, wrong: Wrong): Condition {
  const [, , , , accountId = ''] = subject.split(':');
  return { ...wrong, subject, accountId, region };
}

/** Under this name the conditions of trails are kept. */
const TRAILS = 'trails';

/** The maximum number of Regions of a trail that are queried concurrently; CloudTrail allows ten calls per second in each. */
const AT_ONCE = 8;

/**
 * Reads the status of every trail in every Region that it logs, records the problems and their start, and raises alerts. The
 * state of unreadable trails is kept, and the message is retried after everything else is done.
 */
export async function checkTrails(invocation: Invocation): Promise<void> {
  const { ports, settings, counts, log } = invocation;
  const nowMs = ports.nowMs();
  const limit = pLimit(AT_ONCE);
  const state = await readState(invocation, TRAILS, CHECKED_HOURS);
  const { regions: allRegions, error } = await regionsOf(invocation, state);
  const asked = awsErrorOf(error);
  const listRefusal = failureOf(asked).isRefused ? asked.code : undefined;
  const looked = await Promise.all(
    settings.trailArns.map(async (arn) => {
      const validatedMs = validatedBefore(arn, state);
      const found = await lookAtTrail(ports, { arn, allRegions, listRefusal, nowMs, validatedMs, limit });
      return { arn, ...found, validatedMs: validatedAfter(validatedMs, found, nowMs) };
    }),
  );
  const failures = looked.flatMap((one) => one.failures);
  const before = openIn(state);
  const open = updateConditions(
    before,
    looked.flatMap(({ conditions }) => conditions),
    {
      nowMs,
      isUnknown: ({ subject, region, part }) =>
        looked.some(({ arn, unseen, reach }) => {
          if (arn !== subject) return false;
          if (part === LIST)
            return error !== undefined && (unseen === 'all' || reach?.isMultiRegion === true);
          return unseen === 'all' || unseen.includes(region);
        }),
      isRight: (condition) => isRightIn(looked, { condition, nowMs, isListed: error === undefined }),
    },
  );
  await raiseEnded(invocation, before);
  await writeState(invocation, state, {
    open,
    scopes: scopesOf(invocation, looked, state),
    validated: Object.fromEntries(looked.map(({ arn, validatedMs }) => [arn, validatedMs])),
    regions: allRegions,
  });
  counts.add(
    'Places',
    looked.reduce((total, { places }) => total + places, 0),
  );
  const lasting = open.filter(isLasting).length;
  counts.add('OpenConditions', lasting);
  log.info('status of trails read', { trails: looked.length, open: lasting, failures });
  await raiseProblems(invocation, problemsOf(open, nowMs));
  // A rejection is reported as a condition.
  if (error !== undefined && listRefusal === undefined) throw error;
  const [failure] = failures;
  if (failure !== undefined) {
    throw new Error(
      `the status of trails could not be read (${failures.length}); ${failure.arn} in ${failure.region}: ${failure.problem}`,
    );
  }
  counts.add('Checks');
}

/** Whether a trail that is there, in a Region that said how it is, no longer has what was wrong. */
function isRightIn(
  looked: readonly (LookedAt & { readonly arn: string })[],
  { condition, nowMs, isListed }: { condition: Condition; nowMs: number; isListed: boolean },
): boolean {
  const { kind, subject, region, part } = condition;
  const trail = looked.find(({ arn, reach }) => arn === subject && reach !== undefined);
  if (trail === undefined) return false;
  if (kind === 'trail-missing') return true;
  if (part === LIST) return isListed;
  const status = trail.statuses.get(region);
  return status !== undefined && showsEnd(kind, status, nowMs);
}

/** The Regions of the account; those of the last look where they are not listed now. */
async function regionsOf(
  { ports, settings }: Invocation,
  { members }: State,
): Promise<{ readonly regions: readonly string[]; readonly error?: unknown }> {
  if (settings.regions.length > 0) return { regions: settings.regions };
  try {
    return { regions: await ports.listRegions() };
  } catch (error) {
    const before = Array.isArray(members.regions) ? members.regions : [];
    return { regions: before.filter((one) => typeof one === 'string'), error };
  }
}

/** The deployment with which a trail is looked at for the first time may have enabled its validation. */
function validatedBefore(arn: string, { members }: State): TrailLook['validatedMs'] {
  const scopes = isJsonObject(members.scopes) ? members.scopes : {};
  const known = isJsonObject(members.validated) ? members.validated[arn] : undefined;
  if (known === 'off' || typeof known === 'number') return known;
  return scopes[arn] === undefined ? 'off' : undefined;
}

function validatedAfter(before: TrailLook['validatedMs'], { reach }: LookedAt, nowMs: number) {
  if (reach === undefined) return before;
  if (!reach.hasValidation) return 'off';
  return before === 'off' ? nowMs : before;
}

/** Whose files a trail delivers to the archive: those of its account, or of its organization's accounts; none if it delivers elsewhere. */
function scopesOf(
  { settings: { bucketName, root } }: Invocation,
  looked: readonly (LookedAt & { readonly arn: string })[],
  { members }: State,
): JsonObject {
  const before = isJsonObject(members.scopes) ? members.scopes : {};
  const scopes = looked.map(({ arn, reach }) => {
    if (reach === undefined) return [arn, before[arn] ?? 'unknown'];
    const isHere = reach.bucketName === bucketName && reach.root === root;
    return [arn, isHere ? (reach.isOrganizationTrail === true ? 'organization' : 'account') : 'elsewhere'];
  });
  return Object.fromEntries(scopes) as JsonObject;
}

/** While a trail has one of these, what it logs is silent, and its own alert says so. */
const CAUSES: readonly string[] = ['trail-missing', 'not-logging', 'log-file-error'];

/**
 * Returns the Regions of an account whose silence is explained by problems that the last check found with the trails that
 * deliver there.
 */
export async function explainedRegions(
  invocation: Invocation,
  { accountId, isOfOrganization }: { readonly accountId: string; readonly isOfOrganization: boolean },
): Promise<(region: string) => boolean> {
  const state = await readState(invocation, TRAILS, CHECKED_HOURS);
  const scopes = isJsonObject(state.members.scopes) ? state.members.scopes : {};
  const causes = openIn(state).filter(
    (open) =>
      isLasting(open) &&
      CAUSES.includes(open.kind) &&
      (isOfOrganization
        ? scopes[open.subject] === 'organization'
        : scopes[open.subject] === 'account' && open.accountId === accountId),
  );
  return (region) => causes.some((cause) => cause.kind === 'trail-missing' || cause.region === region);
}

function openIn({ members }: State): readonly OpenCondition[] {
  return readConditions(members.open, DELIVERY_CONDITIONS);
}
