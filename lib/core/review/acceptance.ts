import { createHash } from 'node:crypto';
import { isJsonObject } from '../json/json-value';
import type { Decision, ReviewChange } from './review-change';

/** A change that is accepted until a date, although the gate reports it. */
export interface Acceptance extends Decision {
  /** Of one change with all its words, and of what was compared: another value is another change. */
  readonly fingerprint: string;
  /** The change in words, for people. */
  readonly change?: string;
}

/** Hex digits of a fingerprint. */
const LENGTH = 16;

/** What an acceptance names: the same change in the next review has the same one. */
export function fingerprintOf(change: ReviewChange): string {
  const { kind, subject, message, logicalId = '', account = '', region = '', between = '' } = change;
  return digestOf([kind, subject, message, logicalId, account, region, between]);
}

function digestOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, LENGTH);
}

/** Reads the file of acceptances; a sentence about the first thing that is wrong in it. */
export function parseAcceptances(file: unknown): readonly Acceptance[] | { readonly problem: string } {
  if (!isJsonObject(file) || file.version !== 1 || !Array.isArray(file.accepted))
    return { problem: 'expected { "version": 1, "accepted": [ … ] }' };
  const entries: readonly unknown[] = file.accepted;
  for (const [place, entry] of entries.entries()) {
    const wrong = wrongIn(entry);
    if (wrong !== undefined) return { problem: `accepted[${place}]: ${wrong}` };
  }
  return entries as readonly Acceptance[];
}

function wrongIn(entry: unknown): string | undefined {
  if (!isJsonObject(entry)) return 'expected a map';
  const { fingerprint, reason, by, until } = entry;
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{16}$/.test(fingerprint))
    return `fingerprint: expected ${LENGTH} hex digits, as the review prints them`;
  for (const [name, value] of Object.entries({ reason, by }))
    if (typeof value !== 'string' || value.trim() === '') return `${name}: expected a text`;
  return typeof until === 'string' && isDay(until) ? undefined : 'until: expected a day, such as 2026-12-31';
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  );
}

/** The changes, each with its fingerprint, and its acceptance if there is one. The one that ends last counts. */
export function withAcceptances(
  changes: readonly ReviewChange[],
  acceptances: readonly Acceptance[],
  now: Date,
): readonly ReviewChange[] {
  // what another release of the library loses is decided on together
  const ofUpgrade = changes
    .filter(({ byUpgrade, effect }) => byUpgrade && effect === 'weaker')
    .map(fingerprintOf);
  const shared = digestOf(ofUpgrade);
  return changes.map((compared) => {
    const { between: _, ...change } = compared;
    const own = fingerprintOf(compared);
    const fingerprint = ofUpgrade.includes(own) ? shared : own;
    const [last] = acceptances
      .filter((each) => each.fingerprint === fingerprint)
      .sort((one, other) => (one.until < other.until ? 1 : -1));
    if (last === undefined) return { ...change, fingerprint };
    const { reason, by, until } = last;
    const isOver = now.getTime() >= Date.parse(`${until}T00:00:00Z`);
    return { ...change, fingerprint, acceptance: { reason, by, until, isOver } };
  });
}

/** Such as `accepted by Ana until 2026-12-31: migration`. */
export function acceptanceWords({ acceptance }: ReviewChange): string | undefined {
  if (acceptance === undefined) return undefined;
  const { reason, by, until, isOver } = acceptance;
  return isOver
    ? `no longer accepted since ${until} (by ${by}: ${reason})`
    : `accepted by ${by} until ${until}: ${reason}`;
}

/** The file with further acceptances, which replace those of the same changes; in the order of their fingerprints. */
export function encodeAcceptances(acceptances: readonly Acceptance[], added: readonly Acceptance[]): string {
  const all = new Map([...acceptances, ...added].map((each) => [each.fingerprint, each]));
  const accepted = [...all.values()].sort((one, other) => (one.fingerprint < other.fingerprint ? -1 : 1));
  return `${JSON.stringify({ version: 1, accepted }, undefined, 2)}\n`;
}
