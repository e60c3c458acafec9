import { isJsonObject } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { textAt } from './text-at';

/**
 * An account where AWS writes one: alone, in a list, in an ARN, in the address of a queue or of a registry of images. The end of a
 * UUID is none, nor is a part of a name or of a number.
 */
const ACCOUNT = /(?<![\w.+-])\d{12}(?![\w-]|\.(?!dkr\.|\s|$))/g;

/** Most texts have no such number, which is found much faster than where one ends. */
const TWELVE_DIGITS = /\d{12}/;

/** How deep, and how many members of each object or list, are looked at, and how many accounts are included. */
const MAX_DEPTH = 8;
const MAX_MEMBERS = 200;
const MAX_ACCOUNTS = 10;

/** No text that is longer is looked through: no policy of AWS is. */
const MAX_LENGTH = 25_000;

/** Members that only name the record, or are the caller's own words. */
const NAMES_NOTHING: ReadonlySet<string> = new Set(['eventID', 'requestID', 'userAgent', 'tlsDetails']);

/** The accounts that a record is of: where it was made, and the caller's. A sentence names them anyway. */
export function ownAccountsOf(record: CloudTrailRecord): readonly string[] {
  const own = [textAt(record, 'recipientAccountId'), textAt(record, 'userIdentity', 'accountId')];
  return own.filter((account) => account !== undefined);
}

/** Every account that a record names beside those it is of, at most ten. */
export function otherAccounts(record: CloudTrailRecord): readonly string[] {
  const members = Object.entries(record).filter(([name]) => !NAMES_NOTHING.has(name));
  return otherAccountsIn(
    members.map(([, value]) => value),
    ownAccountsOf(record),
  );
}

/** The accounts that values name beside the own ones. */
export function otherAccountsIn(values: readonly unknown[], own: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const value of values) addAccounts(value, 0, found);
  for (const account of own) found.delete(account);
  return [...found].slice(0, MAX_ACCOUNTS);
}

function addAccounts(value: unknown, depth: number, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length < 12 || value.length > MAX_LENGTH || !TWELVE_DIGITS.test(value)) return;
    for (const [account] of value.matchAll(ACCOUNT)) found.add(account);
  } else if (depth < MAX_DEPTH && (Array.isArray(value) || isJsonObject(value))) {
    for (const member of Object.values(value).slice(0, MAX_MEMBERS)) addAccounts(member, depth + 1, found);
  }
}
