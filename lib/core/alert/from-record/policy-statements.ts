import { identity } from '../../compile/predicate/record-facts';
import { textAt } from '../../fact/text-at';
import { isJsonObject, type JsonObject, parseJson } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { oneLine, someOf } from '../../safe-text/one-line';
import { isIdle, isPublic, toStatement } from '../../statement/statement';
import { MAX_MEMBERS, textsAt, VALUE_LENGTH } from '../call/texts-at';

/**
 * An account where AWS writes one: alone, in a list, in an ARN, in the address of a queue or of a registry of images. The end of
 * a UUID is not one, nor is a part of a name or of a number.
 */
const ACCOUNT = /(?<![\w.+-])\d{12}(?![\w-]|\.(?!dkr\.|\s|$))/g;

/** Most texts have no such number, which is found much faster than where one ends. */
const TWELVE_DIGITS = /\d{12}/;

/** How deep, and how many members of each object or list, are looked at, and how many accounts are included. */
const MAX_DEPTH = 8;
const MAX_VALUES = 200;

/** No text that is longer is looked through: no policy of AWS is. */
const MAX_LENGTH = 25_000;

/** Members that only name the record, or are the caller's own words. */
const NAMES_NOTHING: ReadonlySet<string> = new Set(['eventID', 'requestID', 'userAgent', 'tlsDetails']);

/** The accounts of a record: where it was made, and the caller's. A sentence names them anyway. */
export function ownAccountsOf(record: CloudTrailRecord): readonly string[] {
  const own = [textAt(record, 'recipientAccountId'), identity.accountId(record)];
  return own.filter((account) => account !== undefined);
}

/** Every account that a record names, other than those it belongs to, which are `own`. */
export function otherAccounts(record: CloudTrailRecord, own: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const name in record) if (!NAMES_NOTHING.has(name)) addAccounts(record[name], 0, found);
  return without(own, found);
}

/** The accounts that values name, other than `own`. */
export function otherAccountsIn(values: readonly unknown[], own: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const value of values) addAccounts(value, 0, found);
  return without(own, found);
}

function without(own: readonly string[], found: Set<string>): readonly string[] {
  for (const account of own) found.delete(account);
  return [...found];
}

function addAccounts(value: unknown, depth: number, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length < 12 || value.length > MAX_LENGTH || !TWELVE_DIGITS.test(value)) return;
    // An iterator of matches takes three times as long.
    ACCOUNT.lastIndex = 0;
    for (let match = ACCOUNT.exec(value); match !== null; match = ACCOUNT.exec(value)) found.add(match[0]);
  } else if (depth < MAX_DEPTH && Array.isArray(value)) {
    for (const member of value.slice(0, MAX_VALUES)) addAccounts(member, depth + 1, found);
  } else if (depth < MAX_DEPTH && isJsonObject(value)) {
    let left = MAX_VALUES;
    for (const name in value) {
      if (left === 0) break;
      left -= 1;
      addAccounts(value[name], depth + 1, found);
    }
  }
}

/** A longer text with a policy is not looked at: no policy of AWS is. */
const MAX_POLICY_LENGTH = 20_000;

/** The maximum number of actions, resources or principals of a statement, and keys of its condition, that are shown. */
const MAX_LISTED = 3;

/**
 * The statements of a parameter that is a policy, or has one among its members, as an object or as JSON; in short, the widest
 * opening first: `Allow sts:AssumeRole for arn:aws:iam::444455556666:root without a condition`. The principals and the actions of
 * each have the same order.
 *
 * @param own the accounts that do not count as others
 */
export function statementsIn(parameter: unknown, own: readonly string[]): readonly string[] {
  const statements = statementsOf(parameter);
  // Most parameters have none.
  if (statements.length === 0) return [];
  return statements
    .slice(0, MAX_MEMBERS)
    .filter(isJsonObject)
    .map((statement) => toWords(statement, own))
    .sort((one, other) => other.openness - one.openness)
    .map(({ words }) => words);
}

function statementsOf(parameter: unknown, isInside = false): readonly unknown[] {
  if (typeof parameter === 'string') {
    const isPolicy = parameter.length <= MAX_POLICY_LENGTH && parameter.includes('"Statement"');
    return isPolicy ? statementsOf(parseJson(parameter), true) : [];
  }
  if (!isJsonObject(parameter)) return [];
  if (parameter.Statement !== undefined) return [parameter.Statement].flat();
  const members = isInside ? [] : Object.values(parameter).slice(0, MAX_MEMBERS);
  return members.flatMap((member) => statementsOf(member, true));
}

function toWords(
  statement: JsonObject,
  own: readonly string[],
): { readonly words: string; readonly openness: number } {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
  const read = toStatement(statement);
  const principals = widestFirst(principalsOf(Principal), (text) => strangeness(text, own));
  const actions = widestFirst(Action, wildness);
  const resources = widestFirst(Resource, wildness);
  const keys = [...new Set(read.conditions.filter((each) => !isIdle(each)).map(({ name }) => name))];
  const isForStrangers = strangeness(principals[0] ?? '', own) > 0 || NotPrincipal !== undefined;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['', textsAt([Effect], [])],
    ['', actions],
    ['all but ', textsAt([NotAction], [])],
    ['for ', isPublic(read) ? principals.map((text) => (text === '*' ? 'everyone' : text)) : principals],
    ['for all but ', textsAt([principalsOf(NotPrincipal)], [])],
    ['on ', resources],
    ['on all but ', textsAt([NotResource], [])],
    ['if ', keys],
  ];
  const isOpen = Effect === 'Allow' && isForStrangers && keys.length === 0;
  const told = [...parts.flatMap(listed), ...(isOpen ? ['without a condition'] : [])].join(' ');
  const openness =
    (NotPrincipal === undefined ? strangeness(principals[0] ?? '', own) : 3) * 16 +
    (isPublic(read) || keys.length === 0 ? 8 : 0) +
    (NotAction === undefined ? wildness(actions[0] ?? '') : 3) * 2 +
    (NotResource === undefined && wildness(resources[0] ?? '') < 3 ? 0 : 1);
  return { words: oneLine(told, VALUE_LENGTH), openness: Effect === 'Allow' ? 1 + openness : 0 };
}

function listed([word, texts]: readonly [string, readonly string[]]): readonly string[] {
  return texts.length === 0 ? [] : [`${word}${someOf(texts, MAX_LISTED)}`];
}

function widestFirst(value: unknown, widthOf: (text: string) => number): readonly string[] {
  return [...textsAt([value], [])].sort((one, other) => widthOf(other) - widthOf(one));
}

/** Everyone, one of another account, or one of the account's own and its services. */
function strangeness(principal: string, own: readonly string[]): number {
  if (principal.includes('*')) return 3;
  return otherAccountsIn([principal], own).length > 0 ? 2 : 0;
}

/** Everything, everything of a kind, or one. */
function wildness(text: string): number {
  if (text === '*') return 3;
  return text.includes('*') ? 1 : 0;
}

function principalsOf(principal: unknown): unknown {
  return isJsonObject(principal) ? Object.values(principal).flat() : principal;
}
