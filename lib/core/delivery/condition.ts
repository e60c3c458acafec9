import type { DeliveryProblem } from '../alert/operational/delivery-alert';
import type { DeliveryConditionKind } from '../alert/operational/delivery-rule';
import { isJsonObject, type JsonObject } from '../json/json-value';
import { groupBy } from '../keyed/grouped';

/** Something that is wrong at a place. */
export interface Condition {
  readonly kind: DeliveryConditionKind;
  /** The ARN of a trail, or an account. */
  readonly subject: string;
  readonly accountId: string;
  /** Empty where it concerns no single Region. */
  readonly region: string;
  /** Distinguishes conditions of one kind, subject and Region, such as two settings of a trail. */
  readonly part?: string;
  /** Of a part of the pipeline: what its stack calls it, by which it is known where CloudFormation has no name of it. */
  readonly logicalId?: string;
  /** A part of a sentence, such as `log files are not delivered (AccessDenied)`. */
  readonly text: string;
  /** What the alert has in addition, such as figures. */
  readonly facts?: JsonObject;
}

/** A condition that lasts, and since when it is known. */
export interface OpenCondition extends Condition {
  readonly sinceMs: number;
  /** Whether it had lasted long enough at a check to be reported. */
  readonly isDue?: true;
  /** When a check no longer found it, of one that was reported: it is kept until its end is told. */
  readonly endedMs?: number;
}

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** A deployment changes a resource some minutes before it writes the expected settings; the second look after a change comes later. */
const DEPLOYMENT_MS = 14 * MINUTE_MS;

/**
 * How long a condition lasts before it is reported to people. CloudTrail adds a trail to a Region within hours after the Region
 * was enabled, and a new permission takes effect within minutes.
 */
const PATIENCE_MS: Partial<Record<DeliveryConditionKind, number>> = {
  'region-unlogged': 24 * HOUR_MS,
  // a StackSet reaches a new account, or a Region that was enabled, within hours
  'realtime-missing': 24 * HOUR_MS,
  'status-refused': HOUR_MS,
  'settings-refused': HOUR_MS,
  'trail-drift': DEPLOYMENT_MS,
  'bucket-drift': DEPLOYMENT_MS,
  'key-drift': DEPLOYMENT_MS,
  'topic-drift': DEPLOYMENT_MS,
  'part-drift': DEPLOYMENT_MS,
  // people confirm a subscription when they read their mail
  'subscription-unconfirmed': 24 * HOUR_MS,
};

/** Whether a check could not look at what a condition is about, so that its known state stays. */
export type IsUnknown = (condition: Pick<Condition, 'subject' | 'region' | 'part' | 'logicalId'>) => boolean;

/**
 * Whether a check saw that what it did not find is right: its place was read, and its subject is there, is still watched, and has
 * nothing else wrong that may be the same. Not to be found may also mean that it is gone, or worse.
 */
export type IsRight = (condition: OpenCondition) => boolean;

/** How many values of a setting that somebody changes again and again are kept to be told as over. */
const MOST_HELD = 20;

/** Whether a condition lasts. */
export function isLasting({ endedMs }: OpenCondition): boolean {
  return endedMs === undefined;
}

/**
 * The conditions after a check: those that it found, those of places that it could not look at, those that were reported and that it
 * did not see to be right, and, of those that were reported and have ended, those that ended with this check or whose problem lasts
 * elsewhere.
 */
export function updateConditions(
  open: readonly OpenCondition[],
  found: readonly Condition[],
  {
    nowMs,
    isUnknown,
    isRight,
  }: { readonly nowMs: number; readonly isUnknown: IsUnknown; readonly isRight: IsRight },
): readonly OpenCondition[] {
  const lasting = open.filter(isLasting);
  const known = new Map(lasting.map((condition) => [nameOf(condition), condition]));
  const after = found.map((condition) => {
    // The text may name the time of the last file: that of the first check stays with its alert.
    const before = known.get(nameOf(condition));
    return before ?? { ...condition, sinceMs: nowMs };
  });
  const names = new Set(after.map(nameOf));
  const others = lasting.filter((condition) => !names.has(nameOf(condition)));
  const reported = others.filter((condition) => condition.isDue === true && !isUnknown(condition));
  const stays = [
    ...after,
    ...others.filter(isUnknown),
    ...newestOf(reported.filter((condition) => !isRight(condition))),
  ];
  const ended = reported.filter(isRight);
  const untold = new Set([...stays, ...ended].map(problemNameOf));
  return [
    ...stays.map((condition) =>
      isDue(condition, nowMs) ? { ...condition, isDue: true as const } : condition,
    ),
    ...open.filter((condition) => !isLasting(condition) && untold.has(problemNameOf(condition))),
    ...ended.map((condition) => ({ ...condition, endedMs: nowMs })),
  ];
}

/** A state has no room for every value that a setting ever had; nothing says of those before that they are over. */
function newestOf(held: readonly OpenCondition[]): readonly OpenCondition[] {
  const bySubject = groupBy(held, ({ kind, subject, region }) => JSON.stringify([kind, subject, region]));
  return [...bySubject.values()].flatMap((all) =>
    [...all].sort((one, other) => one.sinceMs - other.sinceMs).slice(-MOST_HELD),
  );
}

function isDue({ kind, sinceMs }: OpenCondition, nowMs: number): boolean {
  return sinceMs + (PATIENCE_MS[kind] ?? 0) <= nowMs;
}

/**
 * The problems to raise: conditions that have lasted long enough, those of a subject that began together as one. It has ended once
 * each of them has.
 */
export function problemsOf(open: readonly OpenCondition[], nowMs: number): readonly DeliveryProblem[] {
  const due = open.filter((condition) => isDue(condition, nowMs));
  return [...groupBy(due, problemNameOf).values()].map(toProblem);
}

function problemNameOf({ kind, subject, sinceMs, part }: OpenCondition): string {
  return JSON.stringify([kind, subject, sinceMs, part]);
}

function toProblem(conditions: readonly OpenCondition[]): DeliveryProblem {
  const [{ kind, subject, accountId, part, facts, sinceMs }] = conditions as [OpenCondition];
  return {
    ...{ kind, subject, accountId, sinceMs, texts: conditions.map(({ text }) => text) },
    ...(part === undefined ? {} : { part }),
    ...(facts === undefined ? {} : { facts }),
    regions: conditions.flatMap(({ region }) => (region === '' ? [] : [region])),
    ...(conditions.some(isLasting)
      ? {}
      : { endedMs: Math.max(...conditions.map(({ endedMs = 0 }) => endedMs)) }),
  };
}

/** The conditions in a stored state; entries that no check wrote are left out. */
export function readConditions(
  value: unknown,
  kinds: readonly DeliveryConditionKind[],
): readonly OpenCondition[] {
  return Array.isArray(value)
    ? value.filter(isJsonObject).flatMap((entry) => readCondition(entry, kinds))
    : [];
}

function readCondition(entry: JsonObject, kinds: readonly DeliveryConditionKind[]): OpenCondition[] {
  const { subject, accountId, region, part, logicalId, text, facts, sinceMs } = entry;
  const kind = kinds.find((one) => one === entry.kind);
  if (kind === undefined || typeof subject !== 'string' || typeof accountId !== 'string') return [];
  if (typeof region !== 'string' || typeof text !== 'string' || !Number.isSafeInteger(sinceMs)) return [];
  const own = {
    ...(typeof part === 'string' ? { part } : {}),
    ...(typeof logicalId === 'string' ? { logicalId } : {}),
    ...(isJsonObject(facts) ? { facts } : {}),
    ...(entry.isDue === true ? { isDue: true as const } : {}),
    ...(Number.isSafeInteger(entry.endedMs) ? { endedMs: entry.endedMs as number } : {}),
  };
  return [{ kind, subject, accountId, region, ...own, text, sinceMs: sinceMs as number }];
}

function nameOf({ kind, subject, region, part }: Condition): string {
  return JSON.stringify([kind, subject, region, part]);
}
