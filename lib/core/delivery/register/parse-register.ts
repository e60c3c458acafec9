import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';
import { type Problem, ProblemList } from '../../problem/problem';
import { DAY_OR_TIME, parseDayOrTime } from '../../record/parse-time';
import { REGION_NAME } from '../../record/region';
import { periodOf, type Register, type RegisterEntry, subjectOf } from './register';

/** What a register says, or what is wrong in its text. */
export interface ParsedRegister {
  readonly register: Register;
  readonly problems: readonly Problem[];
}

const ACCOUNT = /^\d{12}$/;
const ACCOUNT_OF_ARN = /^arn:[a-z-]+:[a-z]+:[a-z0-9-]*:(\d{12}):/;
const TRAIL = /^[A-Za-z0-9._-]{3,128}$/;

/** The trail of an organization reaches a new account within a day. */
export const JOIN_MS = 24 * 60 * 60 * 1000;

/**
 * Reads a register: a line each with an account, a Region, or both, and perhaps `trail=`, `from=` and `until=`; or what `trailwatch trails`,
 * `aws organizations list-accounts` or `aws account list-regions` prints as JSON.
 *
 * @param file its name, for problems
 */
export function parseRegister(file: string, text: string): ParsedRegister {
  const problems = new ProblemList(file, text);
  const entries = entriesOf(text).flatMap(({ value, offset }): readonly (RegisterEntry & Placed)[] => {
    const read = isJsonObject(value) ? toEntryOfObject(value) : toEntryOfLine(value);
    if (typeof read === 'string') problems.error('register-entry', `${shorten(value)} ${read}`, offset);
    return typeof read === 'string' || read === NOTHING
      ? []
      : [{ ...read, offset, isLine: !isJsonObject(value) }];
  });
  findOverlaps(entries, problems);
  if (entries.length === 0 && problems.all.length === 0)
    problems.error('register-empty', 'it names no account and no Region', 0);
  return { register: entries.map(({ offset, isLine, ...entry }) => entry), problems: problems.all };
}

interface Placed {
  readonly offset: number;
  readonly isLine: boolean;
}

function shorten(value: Json): string {
  return JSON.stringify(value).slice(0, 100);
}

/** Two lines of one subject whose times overlap contradict each other: the end in one would have no effect. */
function findOverlaps(entries: readonly (RegisterEntry & Placed)[], problems: ProblemList): void {
  const earlier = new Map<string, (RegisterEntry & Placed)[]>();
  for (const entry of entries.filter(({ isLine }) => isLine)) {
    const subject = subjectOf(entry);
    const others = earlier.get(subject) ?? [];
    const { fromMs, untilMs } = periodOf(entry);
    const other = others.find((one) => periodOf(one).fromMs < untilMs && periodOf(one).untilMs > fromMs);
    if (other !== undefined)
      problems.error(
        'register-overlap',
        `${subject} is in line ${problems.lineOf(other.offset)}, too, and the times overlap: remove one of the two, or give each its from and until`,
        entry.offset,
      );
    earlier.set(subject, [...others, entry]);
  }
}

interface Entry {
  readonly value: Json;
  readonly offset: number;
}

/** The entries of a JSON text, of JSON lines, or the lines of a plain one. */
function entriesOf(text: string): readonly Entry[] {
  const json = parseJson(text);
  const at = (values: readonly Json[]) => values.map((value) => ({ value, offset: 0 }));
  if (Array.isArray(json)) return at(json);
  if (isJsonObject(json)) {
    const lists = [json.Accounts, json.Regions].filter((list) => Array.isArray(list));
    return at(lists.length === 0 ? [json] : lists.flat());
  }
  let offset = 0;
  return text.split('\n').flatMap((line): readonly Entry[] => {
    const trimmed = line.replace(/#.*/, '').trim();
    const entry = { value: trimmed.startsWith('{') ? (parseJson(trimmed) ?? trimmed) : trimmed, offset };
    offset += line.length + 1;
    return trimmed === '' ? [] : [entry];
  });
}

/** Of an entry of which nothing is expected. */
const NOTHING: RegisterEntry = {};

const UNKNOWN = 'is neither an account, nor a Region, nor a trail';

const TIMES = { from: 'fromMs', until: 'untilMs' } as const;

/** Such as `111122223333 eu-west-1 trail=audit from=2026-01-01 until=2026-10-01T14:20:00Z`, or what is wrong with it. */
function toEntryOfLine(value: Json): RegisterEntry | string {
  const entry: { -readonly [Name in keyof RegisterEntry]: RegisterEntry[Name] } = {};
  for (const word of typeof value === 'string' ? value.split(/[\s,]+|(?<=\d{12})\//) : []) {
    const [, name = '', text = ''] = /^(trail|from|until)=(.*)$/.exec(word) ?? [];
    if (ACCOUNT.test(word) && entry.account === undefined) entry.account = word;
    else if (REGION_NAME.test(word) && entry.region === undefined) entry.region = word;
    else if (name === 'trail' && TRAIL.test(text) && entry.trail === undefined) entry.trail = text;
    else if (name === 'from' || name === 'until') {
      const timeMs = parseDayOrTime(text);
      if (timeMs === undefined) return `has no time in ${name}: write ${DAY_OR_TIME}`;
      if (entry[TIMES[name]] !== undefined) return `has ${name} twice`;
      entry[TIMES[name]] = timeMs;
    } else return UNKNOWN;
  }
  const { fromMs, untilMs } = periodOf(entry);
  if (fromMs >= untilMs) return 'ends before it begins: from is not before until';
  return entry.account === undefined && entry.region === undefined ? UNKNOWN : entry;
}

/** A Region that an account has not enabled, or no longer. */
const CLOSED_REGIONS: readonly unknown[] = ['DISABLED', 'DISABLING'];

/** Nothing is expected of a closed account, of a Region that is not enabled, and of one without a trail that validates. */
function toEntryOfObject(entry: JsonObject): RegisterEntry | string {
  const { Id: id, RegionName: name, RegionOptStatus: enabled, region, trail, roleArn } = entry;
  if (typeof id === 'string' && ACCOUNT.test(id)) {
    // the API had `Status` alone at first, and retired it
    const state = entry.State ?? entry.Status ?? 'ACTIVE';
    const joinedMs = timeOf(entry.JoinedTimestamp);
    if (state !== 'ACTIVE') return NOTHING;
    return { account: id, ...(joinedMs === undefined ? {} : { fromMs: joinedMs + JOIN_MS }) };
  }
  if (typeof name === 'string' && REGION_NAME.test(name))
    return CLOSED_REGIONS.includes(enabled) ? NOTHING : { region: name };
  if (typeof region !== 'string' || !REGION_NAME.test(region)) return UNKNOWN;
  if (!isJsonObject(trail) || (isJsonObject(entry.status) && entry.status.hasValidation === false))
    return NOTHING;
  const [, account] = ACCOUNT_OF_ARN.exec(String(roleArn ?? trail.arn)) ?? [];
  return account === undefined ? UNKNOWN : { account, region };
}

/** The AWS CLI prints times as text, or as seconds since 1970. */
function timeOf(value: Json | undefined): number | undefined {
  const timeMs = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
