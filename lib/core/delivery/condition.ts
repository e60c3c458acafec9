import type { DeliveryProblem } from '../alert/operational/delivery-alert';
import type { DeliveryConditionKind } from '../alert/operational/delivery-rule';
import { isJsonObject, type JsonObject } from '../json/json-value';

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

/** The conditions that are open after a check: those that it found, and those of places that it could not look at. */
export function updateConditions(
  open: readonly OpenCondition[],
  found: readonly Condition[],
  { nowMs, isUnknown }: { readonly nowMs: number; readonly isUnknown: IsUnknown },
): readonly OpenCondition[] {
  const known = new Map(open.map((condition) => [nameOf(condition), condition]));
  const after = found.map((condition) => {
    // The text may name the time of the last file: that of the first check stays with its alert.
    const before = known.get(nameOf(condition));
    return before ?? { ...condition, sinceMs: nowMs };
  });
  const names = new Set(after.map(nameOf));
  return [...after, ...open.filter((condition) => isUnknown(condition) && !names.has(nameOf(condition)))].map(
    (condition) => (isDue(condition, nowMs) ? { ...condition, isDue: true } : condition),
  );
}

function isDue({ kind, sinceMs }: OpenCondition, nowMs: number): boolean {
  return sinceMs + (PATIENCE_MS[kind] ?? 0) <= nowMs;
}

/**
 * The problems that a check before had to report, if one of their conditions has ended: what failed to be sent then is not known
 * to any later check. They are whole, so that an alert names each Region that it would have named.
 */
export function endedProblemsOf(
  before: readonly OpenCondition[],
  after: readonly OpenCondition[],
): readonly DeliveryProblem[] {
  const lasting = new Set(after.map((condition) => `${nameOf(condition)} ${condition.sinceMs}`));
  const due = before.filter((condition) => condition.isDue === true);
  const hasEnded = due.some((condition) => !lasting.has(`${nameOf(condition)} ${condition.sinceMs}`));
  return hasEnded ? problemsOf(due, Number.POSITIVE_INFINITY) : [];
}

/** The problems to raise: open conditions that have lasted long enough, those of a subject that began together as one. */
export function problemsOf(open: readonly OpenCondition[], nowMs: number): readonly DeliveryProblem[] {
  const problems = new Map<string, DeliveryProblem>();
  for (const condition of open) {
    if (!isDue(condition, nowMs)) continue;
    const { kind, subject, accountId, region, part, text, facts, sinceMs } = condition;
    const name = JSON.stringify([kind, subject, sinceMs, part]);
    const { regions = [], texts = [] } = problems.get(name) ?? {};
    problems.set(name, {
      ...{ kind, subject, accountId, sinceMs, texts: [...texts, text] },
      ...(part === undefined ? {} : { part }),
      ...(facts === undefined ? {} : { facts }),
      regions: region === '' ? regions : [...regions, region],
    });
  }
  return [...problems.values()];
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
  };
  return [{ kind, subject, accountId, region, ...own, text, sinceMs: sinceMs as number }];
}

function nameOf({ kind, subject, region, part }: Condition): string {
  return JSON.stringify([kind, subject, region, part]);
}
