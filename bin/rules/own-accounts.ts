import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';
import { readNamedLines } from './ignore-file';

const OPTION = '--own-accounts';
const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;

/** What accounts are found with. */
export interface OwnAccountTools {
  readonly io: Pick<CommandIo, 'environment' | 'wait'>;
  /** Of the buckets, where it is known. */
  readonly region?: string;
  /** Called with a sentence on how they are known. */
  readonly diagnostics: Pick<Diagnostics, 'info'>;
}

/**
 * The accounts that are your own: those that the option names; without it those whose folders are in the archives that are searched:
 * `AWSLogs/ACCOUNT` and `AWSLogs/ORGANIZATION/ACCOUNT`, on disk and in S3. CloudTrail makes these folders. What cannot be listed adds none.
 */
export async function findOwnAccounts(
  named: readonly string[] | undefined,
  paths: readonly string[],
  tools: OwnAccountTools,
): Promise<readonly string[]> {
  if (named !== undefined) {
    const ids = distinct((await Promise.all(named.map(readNamed))).flat());
    if (ids.length === 0) throw new UserError(`${OPTION} ${named.join(', ')} names no account`);
    tools.diagnostics.info(`own accounts: ${ids.length}, as ${OPTION} says`);
    return ids;
  }
  const ids = distinct((await Promise.all(paths.map((path) => accountsBelow(path, tools)))).flat());
  // The account of a record is no other account anyway.
  if (ids.length < 2) return [];
  tools.diagnostics.info(
    `own accounts: ${ids.length}, by the folders of the archive; ${OPTION} names others`,
  );
  return ids;
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
async function accountsBelow(path: string, tools: OwnAccountTools): Promise<readonly string[]> {
  if (path === '-') return [];
  if (path.startsWith('s3://')) return accountsInBucket(path, tools).catch(() => []);
  const name = basename(resolve(path));
  const isInside = name === 'AWSLogs' || ORGANIZATION.test(name);
  const folders = isInside ? [path, join(path, 'AWSLogs')] : [join(path, 'AWSLogs')];
  return accountsIn(folders, foldersIn);
}

/** The same of a bucket, whatever is named of the archive there: a prefix without `AWSLogs/` is what is before it. */
async function accountsInBucket(url: string, { io, region }: OwnAccountTools): Promise<readonly string[]> {
  const place = parseS3Url(url);
  if (place === undefined) return [];
  const { bucket, prefix } = place;
  const [root = `${prefix.replace(/(?<=[^/])$/, '/')}AWSLogs/`] = /^(?:.*\/)?AWSLogs\//.exec(prefix) ?? [];
  const { listFoldersOf } = await import('../aws/list-bucket');
  return accountsIn([root], await listFoldersOf(bucket, io, region));
}

async function accountsIn(
  roots: readonly string[],
  foldersOf: (folder: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const found = (await Promise.all(roots.map(foldersOf))).flat();
  const organizations = found.filter((folder) => ORGANIZATION.test(basename(folder)));
  const members = (await Promise.all(organizations.map(foldersOf))).flat();
  return [...found, ...members].map((folder) => basename(folder)).filter((each) => ACCOUNT.test(each));
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}
