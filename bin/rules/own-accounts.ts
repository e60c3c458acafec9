import { readdir } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { type AccountSearch, findArchiveAccounts } from '../../lib/core/digest/find-archive-folders';
import { layoutRootOf } from '../../lib/core/record/object-key';
import { parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';
import { readNamedLines } from './ignore-file';

const OPTION = '--own-accounts';
const ACCOUNT = /^\d{12}$/;

/** What accounts are found with. */
export interface OwnAccountTools {
  readonly io: Pick<CommandIo, 'environment' | 'wait'>;
  /** Of the buckets, where it is known. */
  readonly region?: string;
  /** Called with a sentence on how they are known. */
  readonly diagnostics: Pick<Diagnostics, 'info'>;
}

/**
 * The accounts that are your own: those that the option names; without it those whose folders are in the archives that are searched,
 * under any prefix, on disk and in S3. CloudTrail makes these folders. What cannot be listed adds none.
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

/** So many folders are searched for the beginning of the layout: most archives have it in the first or second. */
const MAX_SEARCHED = 100;

/** The accounts with a folder in the archive that a path is of, whatever prefixes it has, and whatever part of it the path names. */
async function accountsBelow(path: string, tools: OwnAccountTools): Promise<readonly string[]> {
  if (path === '-') return [];
  const search = path.startsWith('s3://') ? await inBucket(path, tools) : onDisk(path);
  const accounts: string[] = [];
  try {
    for await (const account of findArchiveAccounts({ ...search, maxSearched: MAX_SEARCHED }))
      accounts.push(account);
  } catch {
    // What was found before counts.
  }
  return accounts;
}

async function inBucket(url: string, { io, region }: OwnAccountTools): Promise<AccountSearch> {
  const { bucket = '', prefix = '' } = parseS3Url(url) ?? {};
  const { listFoldersOf } = await import('../aws/list-bucket');
  let foldersOf: ReturnType<typeof listFoldersOf> | undefined;
  return {
    // All accounts of the archive, also where a part of it is named.
    scope: layoutRootOf(prefix) ?? prefix,
    subfolders: async function* (keyPrefix) {
      foldersOf ??= listFoldersOf(bucket, io, region);
      yield* await (await foldersOf)(keyPrefix);
    },
  };
}

function onDisk(path: string): AccountSearch {
  const name = `${resolve(path)}/`.replaceAll(sep, '/');
  const root = layoutRootOf(name);
  return {
    scope: root ?? name,
    subfolders: async function* (keyPrefix) {
      const entries = await readdir(keyPrefix, { withFileTypes: true }).catch(() => []);
      const folders = entries
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${keyPrefix}${entry.name}/`);
      yield* folders.sort();
    },
  };
}
