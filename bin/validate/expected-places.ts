import { lengthOf, type Stretch, subtract } from '../../lib/core/digest/proven-time';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { REGION_NAME } from '../../lib/core/record/region';
import { parseTime, type TimeRange } from '../cli/time-range';
import { readOptionFile, UserError } from '../cli/user-error';
import { renderPlace, type SavedProof } from './proof-summary';

/** An account, a Region or a trail that digest files must be there of, and from when to when: an entry of the register of `--expect`. */
export interface ExpectedPlace {
  readonly account?: string;
  readonly region?: string;
  /** The name of a trail: the times are those of its chains only. */
  readonly trail?: string;
  /** In milliseconds since 1970; absent where it has always been there. */
  readonly fromMs?: number;
  /** When it was closed; absent while it goes on. */
  readonly untilMs?: number;
}

const ACCOUNT = /^\d{12}$/;
const ACCOUNT_OF_ARN = /^arn:[a-z-]+:[a-z]+:[a-z0-9-]*:(\d{12}):/;
const TRAIL = /^[A-Za-z0-9._-]{3,128}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Reads what is expected from files: a line each with an account, a Region, or both, and perhaps `trail=`, `from=` and `until=`; or what
 * `trailwatch trails`, `aws organizations list-accounts` or `aws account list-regions` prints as JSON.
 *
 * @throws {@link UserError} if a file cannot be read, or has anything else in it
 */
export async function readExpectedPlaces(files: readonly string[]): Promise<readonly ExpectedPlace[]> {
  const all: ExpectedPlace[] = [];
  for (const file of files) {
    const places = placesIn(file, await readOptionFile(file));
    if (places.length === 0) throw new UserError(`${file}: it names no account and no Region`);
    all.push(...places);
  }
  return all;
}

function placesIn(file: string, text: string): readonly ExpectedPlace[] {
  return [...entriesOf(text)].flatMap((entry) => {
    const place = isJsonObject(entry) ? toPlaceOfObject(entry) : toPlaceOfLine(file, entry);
    if (place !== undefined) return place === NOTHING ? [] : [place];
    throw new UserError(
      `${file}: ${JSON.stringify(entry).slice(0, 100)} is neither an account, nor a Region, nor a trail`,
    );
  });
}

/**
 * The proofs without the time in which nothing was due of their account, Region or trail: before it was there, and after CloudTrail
 * ended it. What is proven there counts all the same.
 */
export function withinExpected(
  expected: readonly ExpectedPlace[],
  proofs: readonly SavedProof[],
): readonly SavedProof[] {
  return proofs.map((proof) => {
    const [account, region] = renderPlace(proof.folder).split(' ');
    const [trail] = proof.chain.split(' ');
    const { fromMs, untilMs } = periodOf(
      expected.filter((each) => isAbout(each, { account, region, trail })),
    );
    const unproven = subtract(proof.unproven, [
      { fromMs: Number.NEGATIVE_INFINITY, untilMs: fromMs },
      { fromMs: untilMs, untilMs: Number.POSITIVE_INFINITY },
    ]);
    return { ...proof, unproven, dueMs: proof.dueMs - (lengthOf(proof.unproven) - lengthOf(unproven)) };
  });
}

/** One sentence for each that is expected in the range and not there; `isAsked` leaves out what the validation is not about. */
export function absentPlaces(
  expected: readonly ExpectedPlace[],
  present: readonly string[],
  {
    range: { startMs = Number.NEGATIVE_INFINITY, endMs },
    isAsked,
  }: {
    readonly range: TimeRange;
    readonly isAsked: (accountId: string | undefined, region: string | undefined) => boolean;
  },
): readonly string[] {
  const there = new Set(present.flatMap((place) => [place, ...place.split(' ')]));
  const due = everyPlace(expected).filter((place) => {
    const about = expected.filter((each) => each.trail === undefined && isAbout(each, place));
    const { fromMs, untilMs } = periodOf(about);
    return isAsked(place.account, place.region) && fromMs < endMs && untilMs > startMs;
  });
  const names = new Set(due.map(({ account = '', region = '' }) => `${account} ${region}`.trim()));
  return [...names]
    .filter((name) => !there.has(name))
    .sort()
    .map((name) => `${name}: expected, but not proven: it has no digest file in the range`);
}

/** Regions by themselves are expected in each account of the register, or in any if it has none. */
function everyPlace(expected: readonly ExpectedPlace[]): readonly ExpectedPlace[] {
  const accounts = expected.filter(({ region }) => region === undefined);
  const regions = expected.filter(({ account }) => account === undefined);
  const both = expected.filter(({ account, region }) => account !== undefined && region !== undefined);
  if (accounts.length === 0 || regions.length === 0) return [...accounts, ...regions, ...both];
  const everywhere = accounts.flatMap(({ account = '' }) =>
    regions.map(({ region = '' }) => ({ account, region })),
  );
  return [...everywhere, ...both];
}

/** Whether an entry concerns an account, a Region and a trail, as far as they are known. */
function isAbout(
  entry: ExpectedPlace,
  place: { readonly [Name in 'account' | 'region' | 'trail']?: string | undefined },
): boolean {
  return (['account', 'region', 'trail'] as const).every(
    (name) => entry[name] === undefined || entry[name] === place[name],
  );
}

/** The time that all entries have in common. */
function periodOf(entries: readonly ExpectedPlace[]): Stretch {
  return {
    fromMs: Math.max(...entries.map(({ fromMs = Number.NEGATIVE_INFINITY }) => fromMs)),
    untilMs: Math.min(...entries.map(({ untilMs = Number.POSITIVE_INFINITY }) => untilMs)),
  };
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

/** Of an entry of which nothing is expected. */
const NOTHING: ExpectedPlace = {};

const TIMES = { from: 'fromMs', until: 'untilMs' } as const;

/** Such as `111122223333 eu-west-1 trail=audit from=2026-01-01 until=2026-10-01T14:20:00Z`. */
function toPlaceOfLine(file: string, entry: Json): ExpectedPlace | undefined {
  const place: { -readonly [Name in keyof ExpectedPlace]: ExpectedPlace[Name] } = {};
  for (const word of typeof entry === 'string' ? entry.split(/[\s,]+|(?<=\d{12})\//) : []) {
    const [, name = '', value = ''] = /^(trail|from|until)=(.*)$/.exec(word) ?? [];
    if (ACCOUNT.test(word) && place.account === undefined) place.account = word;
    else if (REGION_NAME.test(word) && place.region === undefined) place.region = word;
    else if (name === 'trail' && TRAIL.test(value)) place.trail = value;
    else if (name === 'from' || name === 'until') place[TIMES[name]] = parseTime(`${file}: ${name}`, value);
    else return undefined;
  }
  const { account, region, fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = place;
  if (fromMs >= untilMs) throw new UserError(`${file}: ${String(entry)}: from is not before until`);
  return account === undefined && region === undefined ? undefined : place;
}

/** A Region that an account has not enabled, or no longer. */
const CLOSED_REGIONS: readonly unknown[] = ['DISABLED', 'DISABLING'];

/**
 * Nothing is expected of a closed account, of a Region that is not enabled, and of one without a trail that validates. The trail of an
 * organization reaches a new account within a day.
 */
function toPlaceOfObject(entry: JsonObject): ExpectedPlace | undefined {
  const { Id: id, RegionName: name, RegionOptStatus: enabled, region, trail, roleArn } = entry;
  if (typeof id === 'string' && ACCOUNT.test(id)) {
    // the API had `Status` alone at first, and retired it
    const state = entry.State ?? entry.Status ?? 'ACTIVE';
    const joinedMs = timeOf(entry.JoinedTimestamp);
    if (state !== 'ACTIVE') return NOTHING;
    return { account: id, ...(joinedMs === undefined ? {} : { fromMs: joinedMs + DAY_MS }) };
  }
  if (typeof name === 'string' && REGION_NAME.test(name))
    return CLOSED_REGIONS.includes(enabled) ? NOTHING : { region: name };
  if (typeof region !== 'string' || !REGION_NAME.test(region)) return undefined;
  if (!isJsonObject(trail) || (isJsonObject(entry.status) && entry.status.hasValidation === false))
    return NOTHING;
  const [, account] = ACCOUNT_OF_ARN.exec(String(roleArn ?? trail.arn)) ?? [];
  return account === undefined ? undefined : { account, region };
}

/** The AWS CLI prints times as text, or as seconds since 1970. */
function timeOf(value: Json | undefined): number | undefined {
  const timeMs = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
