import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../cli/user-error';
import { readNamedLines } from './ignore-file';

const OPTION = '--own-accounts';
const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;

/** Accounts that are your own, and in one sentence how they are known. */
export interface OwnAccounts {
  readonly ids: readonly string[];
  /** Undefined if none are known but the account of each record. */
  readonly said?: string;
}

/**
 * The accounts that the option names; without it those whose folders are in the archives that are searched:
 * `AWSLogs/ACCOUNT` and `AWSLogs/ORGANIZATION/ACCOUNT` on disk. CloudTrail makes these folders. What cannot be listed adds none.
 */
export async function findOwnAccounts(
  named: readonly string[] | undefined,
  paths: readonly string[],
): Promise<OwnAccounts> {
  if (named !== undefined) {
    const ids = distinct((await Promise.all(named.map(readNamed))).flat());
    if (ids.length === 0) throw new UserError(`${OPTION} names no account`);
    return { ids, said: `own accounts: ${ids.length}, as ${OPTION} says` };
  }
  const ids = distinct((await Promise.all(paths.map(accountsBelow))).flat());
  // The account of a record is no other account anyway.
  if (ids.length < 2) return { ids: [] };
  return { ids, said: `own accounts: ${ids.length}, by the folders of the archive; ${OPTION} names others` };
}

function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort();
}

async function readNamed(text: string): Promise<readonly string[]> {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.every((part) => /^\d+$/.test(part))) return parts.map((part) => checked(part, OPTION));
  const lines = await readNamedLines(text, { option: OPTION, what: 'account' });
  return lines.map((line) => checked(line.text, line.from));
}

function checked(text: string, from: string): string {
  if (ACCOUNT.test(text)) return text;
  throw new UserError(`${from}: '${text}' is not an account id of twelve digits`);
}

/** The accounts with a folder in an archive: the path may be the folder above `AWSLogs`, `AWSLogs`, or that of the organization. */
async function accountsBelow(path: string): Promise<readonly string[]> {
  if (path === '-' || path.startsWith('s3://')) return [];
  const name = basename(resolve(path));
  const isInside = name === 'AWSLogs' || ORGANIZATION.test(name);
  const folders = isInside ? [path, join(path, 'AWSLogs')] : [join(path, 'AWSLogs')];
  const found = (await Promise.all(folders.map(foldersIn))).flat();
  const organizations = found.filter((folder) => ORGANIZATION.test(basename(folder)));
  const members = (await Promise.all(organizations.map(foldersIn))).flat();
  return [...found, ...members].map((folder) => basename(folder)).filter((each) => ACCOUNT.test(each));
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}
