import type { JsonObject } from '../json/json-value';
import { ownMessageCodec } from './own-message';

/** What the scheduled rule of a log processor sends every hour: the processor counts, also where nothing is delivered. */
export interface Heartbeat {
  /** ISO 8601. */
  readonly at: string;
  /** Whether the processor sends a test over the way of its alerts. */
  readonly testsAlerts: boolean;
}

const KIND = 'heartbeat';

/** The messages that are heartbeats. */
export const HEARTBEAT = ownMessageCodec<Heartbeat>({ kind: KIND, read });

/** The members of the message that EventBridge sends on a schedule; the time is its input path `$.time`. */
export function heartbeatMessage<Time>(
  at: Time,
  testsAlerts: boolean,
): Readonly<Record<string, string | number | boolean | Time>> {
  return { trailwatch: KIND, version: 1, at, testsAlerts };
}

function read({ at, testsAlerts }: JsonObject): Heartbeat | undefined {
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof testsAlerts !== 'boolean')
    return undefined;
  return { at, testsAlerts };
}
