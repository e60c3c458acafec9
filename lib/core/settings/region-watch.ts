import type { JsonObject } from '../json/json-value';
import { ownMessageCodec } from './own-message';

/** What the scheduled rule of `RealtimeAlerts` sends every hour: whose heartbeats have ended is to be looked for. */
export interface RegionWatch {
  /** ISO 8601. */
  readonly at: string;
}

const KIND = 'region-watch';

/** The messages that ask for it. */
export const REGION_WATCH = ownMessageCodec<RegionWatch>({ kind: KIND, read });

/** The members of the message that EventBridge sends on a schedule; the time is its input path `$.time`. */
export function regionWatchMessage<Time>(at: Time): Readonly<Record<string, string | number | Time>> {
  return { trailwatch: KIND, version: 1, at };
}

function read({ at }: JsonObject): RegionWatch | undefined {
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { at } : undefined;
}
