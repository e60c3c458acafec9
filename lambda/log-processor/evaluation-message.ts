import type { CorrelationGroup } from '../../lib/core/correlation/contribution';

/** A message to oneself: see whether a group satisfied its correlation in a period. */
export interface VerdictMessage {
  /** The definition of the correlation. */
  readonly fingerprint: string;
  readonly group: CorrelationGroup;
  readonly periodStartMs: number;
}

const KIND = 'correlation-verdict';

/** The body of the message, in ASCII: SQS refuses some characters that records may hold. */
export function encodeVerdictMessage({ fingerprint, group, periodStartMs }: VerdictMessage): string {
  const text = JSON.stringify({ trailwatch: KIND, version: 1, fingerprint, group, periodStartMs });
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The message in a body; undefined for a body of any other kind. Throws on one that is not whole. */
export function decodeVerdictMessage(body: string): VerdictMessage | undefined {
  if (!body.startsWith(`{"trailwatch":"${KIND}"`)) return undefined;
  const { fingerprint, group, periodStartMs } = JSON.parse(body) as Partial<VerdictMessage>;
  const isWhole =
    typeof fingerprint === 'string' &&
    typeof group?.key === 'string' &&
    Array.isArray(group.values) &&
    Number.isSafeInteger(periodStartMs);
  if (!isWhole || periodStartMs === undefined) {
    throw new Error(
      'a verdict message lacks its correlation, group or period; this handler did not write it',
    );
  }
  return { fingerprint, group, periodStartMs };
}
