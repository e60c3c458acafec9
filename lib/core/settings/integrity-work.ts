import type { JsonObject } from '../json/json-value';
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
    }
  /** Check again what was delivered between two times. */
  | {
      readonly job: 'recheck';
      readonly folder: string;
      readonly fromMs: number;
      readonly untilMs: number;
    };

const KIND = 'integrity';

/** The messages of the queue. */
export const INTEGRITY_WORK = ownMessageCodec<IntegrityWork>({ kind: KIND, read });

/** The members of the message that EventBridge sends on a schedule; the time is its input path `$.time`. */
export function planMessage<Time>(at: Time): Readonly<Record<string, string | number | Time>> {
  return { trailwatch: KIND, version: 1, job: 'plan', at };
}

function read({ job, at, folder, plannedAtMs, fromMs, untilMs }: JsonObject): IntegrityWork | undefined {
  if (job === 'plan' && typeof at === 'string' && !Number.isNaN(Date.parse(at))) return { job, at };
  if (typeof folder !== 'string' || folder === '') return undefined;
  if (job === 'follow' && isTime(plannedAtMs)) return { job, folder, plannedAtMs };
  const isRange = isTime(fromMs) && isTime(untilMs) && fromMs < untilMs;
  return job === 'recheck' && isRange ? { job, folder, fromMs, untilMs } : undefined;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
