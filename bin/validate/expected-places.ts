import { isJsonObject, type Json, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { REGION_NAME } from '../../lib/core/record/region';
import { readOptionFile, UserError } from '../cli/user-error';

/** The accounts and Regions that an archive must hold digest files of. */
export interface ExpectedPlaces {
  readonly accounts: readonly string[];
  /** Each in every account of the list, or in any if it has none. */
  readonly regions: readonly string[];
  /** Such as `111122223333 eu-west-1`. */
  readonly places: readonly string[];
}

const ACCOUNT = /^\d{12}$/;
const ACCOUNT_OF_ARN = /^arn:[a-z-]+:[a-z]+:[a-z0-9-]*:(\d{12}):/;

/**
 * Reads what is expected from files: a line each with an account, a Region, or both; or what `trailwatch trails`,
 * `aws organizations list-accounts` or `aws account list-regions` prints as JSON.
 *
 * @throws {@link UserError} if a file cannot be read, or has anything else in it
 */
export async function readExpectedPlaces(files: readonly string[]): Promise<ExpectedPlaces> {
  const found = { accounts: new Set<string>(), regions: new Set<string>(), places: new Set<string>() };
  for (const file of files) {
    const text = await readOptionFile(file);
    const before = sizeOf(found);
    for (const entry of entriesOf(text)) {
      const place = toPlace(entry);
      if (place === undefined)
        throw new UserError(
          `${file}: ${JSON.stringify(entry).slice(0, 100)} is neither an account, nor a Region, nor a trail`,
        );
      add(found, place);
    }
    if (sizeOf(found) === before) throw new UserError(`${file}: it names no account and no Region`);
  }
  return { accounts: [...found.accounts], regions: [...found.regions], places: [...found.places] };
}

/** One sentence for each that is expected and not there; `isAsked` leaves out what the validation is not about. */
export function absentPlaces(
  { accounts, regions, places }: ExpectedPlaces,
  present: readonly string[],
  isAsked: (accountId: string | undefined, region: string | undefined) => boolean,
): readonly string[] {
  const there = new Set(present.flatMap((place) => [place, ...place.split(' ')]));
  const everywhere = accounts.flatMap((account) => regions.map((region) => `${account} ${region}`));
  const expected = [
    ...(regions.length === 0 ? accounts : []),
    ...(accounts.length === 0 ? regions : everywhere),
    ...places,
  ];
  const isDue = (place: string) => {
    const names = place.split(' ');
    return isAsked(
      names.find((name) => ACCOUNT.test(name)),
      names.find((name) => !ACCOUNT.test(name)),
    );
  };
  const absent = [...new Set(expected)].filter((place) => isDue(place) && !there.has(place)).sort();
  return absent.map((place) => `${place}: expected, but not proven: it has no digest file in the range`);
}

type Found = Readonly<Record<keyof ExpectedPlaces, Set<string>>>;

interface Place {
  readonly account?: string;
  readonly region?: string;
}

function sizeOf({ accounts, regions, places }: Found): number {
  return accounts.size + regions.size + places.size;
}

function add({ accounts, regions, places }: Found, { account, region }: Place): void {
  if (account !== undefined && region !== undefined) places.add(`${account} ${region}`);
  else if (account !== undefined) accounts.add(account);
  else if (region !== undefined) regions.add(region);
}

/** The entries of a JSON text, of JSON lines, or the lines of a plain one. */
function* entriesOf(text: string): Generator<Json> {
  const json = parseJson(text);
  if (Array.isArray(json)) return yield* json;
  if (isJsonObject(json)) {
    const lists = [json.Accounts, json.Regions].filter((list) => Array.isArray(list));
    return yield* lists.length === 0 ? [json] : lists.flat();
  }
  for (const line of text.split('\n')) {
    const trimmed = line.replace(/#.*/, '').trim();
    if (trimmed !== '') yield trimmed.startsWith('{') ? (parseJson(trimmed) ?? trimmed) : trimmed;
  }
}

/** A Region that an account has not enabled, or no longer. */
const CLOSED_REGIONS: readonly unknown[] = ['DISABLED', 'DISABLING'];

/**
 * Undefined if the entry is none; nothing is expected of a closed account, of a Region that is not enabled, and of one without a trail
 * that validates.
 */
function toPlace(entry: Json): Place | undefined {
  if (isJsonObject(entry)) return toPlaceOfObject(entry);
  const names = typeof entry === 'string' ? entry.split(/[\s,/]+/) : [];
  const accounts = names.filter((name) => ACCOUNT.test(name));
  const regions = names.filter((name) => REGION_NAME.test(name));
  if (names.length === 0 || accounts.length + regions.length !== names.length) return undefined;
  const [account] = accounts;
  const [region] = regions;
  return accounts.length > 1 || regions.length > 1 ? undefined : { account, region };
}

function toPlaceOfObject(entry: JsonObject): Place | undefined {
  const { Id: id, RegionName: name, RegionOptStatus: enabled, region, trail, roleArn } = entry;
  if (typeof id === 'string' && ACCOUNT.test(id)) {
    // the API had `Status` alone at first, and retired it
    const state = entry.State ?? entry.Status ?? 'ACTIVE';
    return state === 'ACTIVE' ? { account: id } : {};
  }
  if (typeof name === 'string' && REGION_NAME.test(name))
    return CLOSED_REGIONS.includes(enabled) ? {} : { region: name };
  if (typeof region !== 'string' || !REGION_NAME.test(region)) return undefined;
  if (!isJsonObject(trail) || (isJsonObject(entry.status) && entry.status.hasValidation === false)) return {};
  const [, account] = ACCOUNT_OF_ARN.exec(String(roleArn ?? trail.arn)) ?? [];
  return account === undefined ? undefined : { account, region };
}
