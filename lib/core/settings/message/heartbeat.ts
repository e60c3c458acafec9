import type { JsonObject } from '../../json/json-value';
import { ownMessageCodec } from './own-message';

/** What a heartbeat makes the processor do in addition to counting it. */
export interface HeartbeatWork {
  /** Whether the processor sends a test over the way of its alerts. */
  readonly testsAlerts: boolean;
  /** The hour in UTC in which the summary of the day before is sent; undefined: none is. */
  readonly summaryHour?: number | undefined;
}

/** What the scheduled rule of a log processor sends every hour: the processor counts, also where nothing is delivered. */
export interface Heartbeat extends HeartbeatWork {
  /** ISO 8601. */
  readonly at: string;
}

const KIND = 'heartbeat';

/** The messages that are heartbeats. */
export const HEARTBEAT = ownMessageCodec<Heartbeat>({ kind: KIND, read });

/** The members of the message that EventBridge sends on a schedule; the time is its input path `$.time`. */
export function heartbeatMessage<Time>(
  at: Time,
  { testsAlerts, summaryHour }: HeartbeatWork,
): Readonly<Record<string, string | number | boolean | Time>> {
  return {
    ...{ trailwatch: KIND, version: 1, at, testsAlerts },
    ...(summaryHour === undefined ? {} : { summaryHour }),
  };
}

function read({ at, testsAlerts, summaryHour }: JsonObject): Heartbeat | undefined {
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof testsAlerts !== 'boolean')
    return undefined;
  return { at, testsAlerts, ...(typeof summaryHour === 'number' ? { summaryHour } : {}) };
}
