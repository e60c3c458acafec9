import { isJsonObject, type JsonObject } from '../json/json-value';

/** Accounts whose Regions are to send events to the home bus. */
export interface CoveredAccounts {
  readonly regions: readonly string[];
  /**
   * Their numbers; `all` for every account of the archive; `heard` for those that send heartbeats from some Region, where a
   * StackSet is for organizational units, whose accounts are not known.
   */
  readonly accounts: 'all' | 'heard' | readonly string[];
  /** Accounts that are none of them. */
  readonly excluded: readonly string[];
}

/** From where realtime rules are to send events to a home bus. */
export interface RealtimeCoverage {
  /** `<account>/<Region>` of the home bus, which sends heartbeats, too. */
  readonly home: string;
  readonly covered: readonly CoveredAccounts[];
}

/** What a state or a property holds, read again; undefined for whatever is no coverage. */
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
