import type { JsonObject } from '../../json/json-value';
import { ownMessageCodec } from './own-message';

/** A piece of work on the queue of the integrity monitor. */
export type IntegrityWork =
  /** List all accounts and Regions, and queue each. The scheduled rule of `IntegrityMonitor` sends it. */
  | { readonly job: 'plan'; readonly at: string }
  /** Check what is new in an account's Region. */
  | {
      readonly job: 'follow';
      /** What the keys of its log files begin with. */
      readonly folder: string;
      /** When it was planned: what was checked later is not checked again. */
      readonly plannedAtMs: number;
      /** Whether it had a state then. */
      readonly isMet: boolean;
    }
  /** Check again what was delivered between two times. */
  | {
      readonly job: 'recheck';
      readonly folder: string;
      readonly fromMs: number;
      readonly untilMs: number;
      /** Since when the result waits for digest files that may list a log file which was delivered late. */
      readonly waitingSinceMs?: number;
    }
  /** List the versions of what was delivered since a time, and check again what was changed. */
  | {
      readonly job: 'sweep';
      readonly folder: string;
      /** Files that were delivered since then. */
      readonly fromMs: number;
      /** Versions that were written since then. */
      readonly sinceMs: number;
      /** The key behind which to go on. */
      readonly after?: string;
    };

const KIND = 'integrity';

/** The messages of the queue. */
export const INTEGRITY_WORK = ownMessageCodec<IntegrityWork>({ kind: KIND, read });

/** The members of the message that EventBridge sends on a schedule; the time is its input path `$.time`. */
export function planMessage<Time>(at: Time): Readonly<Record<string, string | number | Time>> {
  return { trailwatch: KIND, version: 1, job: 'plan', at };
}

function read(members: JsonObject): IntegrityWork | undefined {
  const { job, at, folder, plannedAtMs, isMet } = members;
  if (job === 'plan' && typeof at === 'string' && !Number.isNaN(Date.parse(at))) return { job, at };
  if (typeof folder !== 'string' || folder === '') return undefined;
  if (job === 'follow' && isTime(plannedAtMs)) return { job, folder, plannedAtMs, isMet: isMet === true };
  if (job === 'recheck') return readRecheck(folder, members);
  return job === 'sweep' ? readSweep(folder, members) : undefined;
}

function readRecheck(
  folder: string,
  { fromMs, untilMs, waitingSinceMs }: JsonObject,
): IntegrityWork | undefined {
  if (!isTime(fromMs) || !isTime(untilMs) || fromMs >= untilMs) return undefined;
  const waiting = isTime(waitingSinceMs) ? { waitingSinceMs } : {};
  return { job: 'recheck', folder, fromMs, untilMs, ...waiting };
}

function readSweep(folder: string, { fromMs, sinceMs, after }: JsonObject): IntegrityWork | undefined {
  if (!isTime(fromMs) || !isTime(sinceMs)) return undefined;
  return { job: 'sweep', folder, fromMs, sinceMs, ...(typeof after === 'string' ? { after } : {}) };
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
