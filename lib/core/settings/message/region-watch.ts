import { isJsonObject, type JsonObject } from '../../json/json-value';
import { ownMessageCodec } from './own-message';

/** What the scheduled rule of `RealtimeAlerts` sends every hour: whose heartbeats have ended is to be looked for. */
export interface RegionWatch {
  /** ISO 8601. */
  readonly at: string;
  /** Whether it was sent again, so that heartbeats that queued up with it are known by now. */
  readonly hasWaited: boolean;
}

const KIND = 'region-watch';

/** The messages that request it. */
export const REGION_WATCH = ownMessageCodec<RegionWatch>({ kind: KIND, read });

/** The members of the message that EventBridge sends on a schedule; the time is its input path `$.time`. */
export function regionWatchMessage<Time>(at: Time): Readonly<Record<string, string | number | Time>> {
  return { trailwatch: KIND, version: 1, at };
}

function read({ at, hasWaited }: JsonObject): RegionWatch | undefined {
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  return { at, hasWaited: hasWaited === true };
}

/** Accounts whose Regions are to send events to the home bus. */
export interface CoveredAccounts {
  readonly regions: readonly string[];
  /**
   * Their numbers; `all` for every account of the archive; `heard` for those that send heartbeats from some Region, where a
   * StackSet is for organizational units, whose accounts are not known.
   */
  readonly accounts: 'all' | 'heard' | readonly string[];
  /** Accounts that are left out. */
  readonly excluded: readonly string[];
}

/** From where realtime rules are to send events to a home bus. */
export interface RealtimeCoverage {
  /** `<account>/<Region>` of the home bus, which sends heartbeats, too. */
  readonly home: string;
  readonly covered: readonly CoveredAccounts[];
}

/** The coverage in a stored state or a property; undefined if it is not one. */
export function readRealtimeCoverage(value: unknown): RealtimeCoverage | undefined {
  if (!isJsonObject(value) || typeof value.home !== 'string' || !Array.isArray(value.covered))
    return undefined;
  const covered = value.covered.filter(isJsonObject).flatMap(readCovered);
  return covered.length === value.covered.length ? { home: value.home, covered } : undefined;
}

function readCovered({ regions, accounts, excluded }: JsonObject): CoveredAccounts[] {
  if (!isTexts(regions) || !isTexts(excluded)) return [];
  if (accounts !== 'all' && accounts !== 'heard' && !isTexts(accounts)) return [];
  return [{ regions, accounts, excluded }];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
