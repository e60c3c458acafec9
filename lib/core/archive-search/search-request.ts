import { isJsonObject, type Json, type JsonObject } from '../json/json-value';
import { LATE_DELIVERY_DAYS } from '../record/object-key';
import { SEVERITIES, type Severity } from '../rule/rule';

/** The scope of one search of an archive: the input of an execution, and a contract. */
export interface SearchRequest {
  /** The first day of delivery that is searched, as keys of log files have it: `YYYY-MM-DD`. */
  readonly start: string;
  /** The last one. */
  readonly end: string;
  /** On how many further days of delivery records of these days are searched, which came late: 31 at most; 0 where it is absent. */
  readonly lateDays?: number;
  /** Only these accounts; all that the archive has files of where the list is absent. */
  readonly accounts?: readonly string[];
  /** Only these Regions; all of them where the list is absent. */
  readonly regions?: readonly string[];
  /** Hex SHA-256 of the rule document that was put into the results bucket; the deployed rules where it is absent. */
  readonly rules?: string;
  /** Alerts at or above this severity are sent to the topic of the log processor, too; none where it is absent. */
  readonly send?: Severity;
  /** Only alerts of these rules and correlations are sent, each by its name or its id. */
  readonly sendRules?: readonly string[];
  /** Whether the log processor learns what actors, accounts and resources of the records are known by; false by default. */
  readonly learn?: boolean;
}

/** The request, or one sentence that says what is wrong with it: lower case, no full stop. */
export type ParsedSearchRequest =
  | { readonly request: SearchRequest; readonly problem?: undefined }
  | { readonly request?: undefined; readonly problem: string };

const DAY = /^\d{4}-\d\d-\d\d$/;

const ACCOUNT = /^\d{12}$/;

const REGION = /^[a-z]{2,4}(-[a-z]{2,16}){1,2}-\d{1,2}$/;

const SHA256 = /^[0-9a-f]{64}$/;

const RULE = /^.{1,256}$/;

/** More accounts than an organization has by default, and few enough for the input of an execution. */
const MAX_NAMES = 5_000;

const MEMBERS: readonly string[] = [
  'start',
  'end',
  'lateDays',
  'accounts',
  'regions',
  'rules',
  'send',
  'sendRules',
  'learn',
] satisfies readonly (keyof SearchRequest)[];

/** Reads the input of an execution. A member that is not known is refused: it may be a limit that is misspelt. */
export function parseSearchRequest(value: Json | undefined): ParsedSearchRequest {
  if (!isJsonObject(value)) return { problem: 'the input is not a JSON object' };
  const problem =
    unknownMember(value) ??
    dayProblem('start', value.start) ??
    dayProblem('end', value.end) ??
    orderProblem(value) ??
    lateProblem(value.lateDays) ??
    listProblem('accounts', value.accounts, { pattern: ACCOUNT, each: 'an account id of twelve digits' }) ??
    listProblem('regions', value.regions, { pattern: REGION, each: 'a Region such as eu-west-1' }) ??
    rulesProblem(value.rules) ??
    sendProblem(value) ??
    (value.learn === undefined || typeof value.learn === 'boolean'
      ? undefined
      : `learn is ${shown(value.learn)}, not true or false`);
  return problem === undefined ? { request: value as unknown as SearchRequest } : { problem };
}

/** The days of a request, in milliseconds since 1970. */
export interface SearchRange {
  /** The beginning of the first day. */
  readonly fromMs: number;
  /** The end of the last day. */
  readonly untilMs: number;
  /** The end of the last day of delivery that is listed for records that came late. */
  readonly lateUntilMs: number;
}

/** When the days of a request begin and end. */
export function rangeOf({
  start,
  end,
  lateDays = 0,
}: Pick<SearchRequest, 'start' | 'end' | 'lateDays'>): SearchRange {
  const untilMs = Date.parse(`${end}T00:00:00Z`) + DAY_MS;
  return {
    fromMs: Date.parse(`${start}T00:00:00Z`),
    untilMs: Math.min(untilMs, LAST_DAY_MS),
    lateUntilMs: Math.min(untilMs + lateDays * DAY_MS, LAST_DAY_MS),
  };
}

const DAY_MS = 86_400_000;

/** No key of a day sorts after that of this day. */
const LAST_DAY_MS = Date.parse('9999-12-31T00:00:00Z');

type Reason = string | undefined;

function unknownMember(value: JsonObject): Reason {
  const name = Object.keys(value).find((each) => !MEMBERS.includes(each));
  return name === undefined ? undefined : `'${name}' is not known; an input has ${MEMBERS.join(', ')}`;
}

function dayProblem(name: string, value: Json | undefined): Reason {
  const expected = `${name} is ${shown(value)}, not a day such as 2026-01-31`;
  if (typeof value !== 'string' || !DAY.test(value)) return expected;
  const time = new Date(`${value}T00:00:00Z`);
  // `Date` alone would take 31 February for 3 March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value) ? undefined : expected;
}

function orderProblem({ start, end }: JsonObject): Reason {
  return String(start) > String(end) ? `start '${String(start)}' is after end '${String(end)}'` : undefined;
}

function lateProblem(days: Json | undefined): Reason {
  if (days === undefined) return undefined;
  const isCount = typeof days === 'number' && Number.isInteger(days) && days >= 0;
  return isCount && days <= LATE_DELIVERY_DAYS
    ? undefined
    : `lateDays is ${shown(days)}, not a number of days from 0 to ${LATE_DELIVERY_DAYS}`;
}

function listProblem(
  name: string,
  value: Json | undefined,
  { pattern, each }: { readonly pattern: RegExp; readonly each: string },
): Reason {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return `${name} is ${shown(value)}, not a list`;
  if (value.length === 0) return `${name} is an empty list; leave it out for all of them`;
  if (value.length > MAX_NAMES) return `${name} has ${value.length} elements, more than ${MAX_NAMES}`;
  const wrong = value.find((one) => typeof one !== 'string' || !pattern.test(one));
  return wrong === undefined ? undefined : `${name} holds ${shown(wrong)}, not ${each}`;
}

function rulesProblem(value: Json | undefined): Reason {
  if (value === undefined || (typeof value === 'string' && SHA256.test(value))) return undefined;
  return `rules is ${shown(value)}, not the SHA-256 of a rule document in 64 hexadecimal digits`;
}

function sendProblem({ send, sendRules, rules }: JsonObject): Reason {
  if (send === undefined)
    return sendRules === undefined
      ? undefined
      : 'sendRules is given without send, which names the least severity';
  if (!SEVERITIES.some((severity) => severity === send))
    return `send is ${shown(send)}, not one of ${SEVERITIES.join(', ')}`;
  if (rules !== undefined)
    return 'send is given with rules, but only alerts of the deployed rules are sent; leave out one of the two';
  return listProblem('sendRules', sendRules, { pattern: RULE, each: 'the name or the id of a rule' });
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'absent' : (JSON.stringify(value) ?? '').slice(0, 100);
}

/** The request cannot be searched, and retries do not help. Step Functions shows the name as the error. */
export class SearchRefused extends Error {
  override readonly name = 'SearchRefused';
}
