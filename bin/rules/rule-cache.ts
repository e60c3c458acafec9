import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../lib/core/record/sha256';
import { decodeInOrder, encodeInOrder } from '../../lib/core/rule/rule-document';
import type { SigmaSource } from '../../lib/core/sigma/sigma-file';
import { cacheFolder, isSafe, makeSafeFolder, openSafely } from '../cli/cache-folder';
import type { CommandIo } from '../cli/command-io';
import { packageRoot, packageVersion } from '../cli/package-root';
import type { OwnRules } from './own-rules';

/** The maximum number of rule sets that are cached: the oldest are removed. */
const MAX_ENTRIES = 16;

const ENTRY = /^rules-[0-9a-f]{64}$/;

/**
 * Remembers what was parsed of rule files, under the hash of their names and texts and of this build of trailwatch: 800 Sigma
 * files take a second to parse, and a tenth of that to remember.
 *
 * It is in the user's cache folder. Entries that others may write to, or that are damaged in any way, are ignored, and so is a
 * folder that cannot be used: then everything is parsed, as without the cache. Errors of the cache are never reported.
 *
 *     <hash of the rest> \n {"notices": …, "ids": …, "filters": …} \n <rule document>
 */
export class RuleCache {
  /** The cache of the user; undefined if there is to be none. */
  static of(environment: CommandIo['environment']): RuleCache | undefined {
    const folder = cacheFolder(environment);
    return folder === undefined ? undefined : new RuleCache(folder);
  }

  private constructor(private readonly folder: string) {}

  /** What was remembered of rule files; undefined if nothing was, or if it cannot be trusted. */
  read(sources: readonly SigmaSource[]): OwnRules | undefined {
    try {
      if (!isSafe(lstatSync(this.folder))) return undefined;
      return decode(readSafely(join(this.folder, nameOf(sources))));
    } catch {
      return undefined;
    }
  }

  /** Remembers what rule files hold; an entry appears only when it is whole. */
  write(sources: readonly SigmaSource[], rules: OwnRules): void {
    try {
      if (!makeSafeFolder(this.folder)) return;
      const temporary = join(this.folder, `${randomUUID()}.tmp`);
      try {
        writeFileSync(temporary, encode(rules), { flag: 'wx', mode: 0o600 });
        renameSync(temporary, join(this.folder, nameOf(sources)));
      } finally {
        rmSync(temporary, { force: true });
      }
      this.#makeRoom();
    } catch {
      // The next run parses again.
    }
  }

  #makeRoom(): void {
    const entries = readdirSync(this.folder)
      .filter((name) => ENTRY.test(name))
      .map((name) => join(this.folder, name))
      .map((path) => ({ path, writtenMs: statSync(path).mtimeMs }))
      .sort((one, other) => other.writtenMs - one.writtenMs);
    for (const { path } of entries.slice(MAX_ENTRIES)) rmSync(path, { force: true });
  }
}

/** Names and texts as they follow each other, each behind its length, behind what parses them. */
function nameOf(sources: readonly SigmaSource[]): string {
  const hash = createHash('sha256').update(`${packageVersion()} ${buildOf()} ${sources.length}\n`);
  for (const { file, text } of sources) hash.update(`${file.length} ${text.length} ${file}${text}`);
  return `rules-${hash.digest('hex')}`;
}

/** Tells two builds of one version apart. */
function buildOf(): string {
  const { size, mtimeMs } = statSync(join(packageRoot(), 'dist/bin/trailwatch.js'));
  return `${size} ${mtimeMs}`;
}

function readSafely(path: string): string {
  const file = openSafely(path);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function encode({ document, ...head }: OwnRules): string {
  const rest = `${JSON.stringify(head)}\n${encodeInOrder(document)}`;
  return `${sha256Hex(rest)}\n${rest}`;
}

/** @throws if the text is not what `encode` gives */
function decode(text: string): OwnRules {
  const hashEnd = text.indexOf('\n');
  const rest = text.slice(hashEnd + 1);
  if (hashEnd < 0 || sha256Hex(rest) !== text.slice(0, hashEnd)) throw new Error('damaged');
  const headEnd = rest.indexOf('\n');
  const head = JSON.parse(rest.slice(0, headEnd)) as Omit<OwnRules, 'document'>;
  return { document: decodeInOrder(rest.slice(headEnd + 1)), ...head };
}
