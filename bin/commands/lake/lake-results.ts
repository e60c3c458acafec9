import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULT_SIGN_NAME } from '../../../lib/core/digest/signature/parse-result-sign';
import type { CommandIo } from '../../cli/command-io';
import { makeFolder } from '../../cli/make-folder';
import { failing, UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { makeTemporaryFile, type TemporaryFile } from '../../outputs/temporary-file';
import { type TextOutput, toStream, whileOpen } from '../../outputs/text-output';
import { findResultSets, type ResultSet } from '../../results/find-result-sets';
import {
  type KeysOf,
  keysOfResults,
  type ResultCounts,
  type ResultFormat,
  renderResultCounts,
  renderResultFinding,
  type VerifiedResults,
  verifyResultSet,
} from '../../results/verify-result-set';

/** The options of `trailwatch lake results verify`, as the command line names them. */
export interface ResultsVerifyOptions {
  readonly publicKeys?: readonly string[];
  readonly format?: ResultFormat;
}

/** Verifies saved results of CloudTrail Lake queries. Returns the exit status. */
export async function resultsVerify(
  place: string,
  options: ResultsVerifyOptions,
  io: CommandIo,
): Promise<number> {
  const run = await ResultsRun.begin(options, io);
  const { sets, problems } = await findResultSets(place, io);
  for (const set of sets) await run.report(set.folder, await verifyResultSet(set, run.keysOf));
  return run.finish(sets.length, problems);
}

/** Writes verdicts as they are received, and counts them. */
export class ResultsRun {
  private readonly counts: ResultCounts = { valid: 0, invalid: 0, missing: 0, extra: 0, unverified: 0 };
  private readonly diagnostics: Diagnostics;
  private readonly output: TextOutput;

  private constructor(
    private readonly format: ResultFormat,
    readonly keysOf: KeysOf,
    io: CommandIo,
  ) {
    this.diagnostics = new Diagnostics(io);
    this.output = whileOpen(toStream(io.stdout));
  }

  /** Reads the public keys, if files are given. */
  static async begin({ publicKeys, format }: ResultsVerifyOptions, io: CommandIo): Promise<ResultsRun> {
    const keysOf = await keysOfResults(publicKeys, io);
    return new ResultsRun(format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson'), keysOf, io);
  }

  /** Writes the verdicts on one query's results, and returns whether all of them are proven. */
  async report(folder: string, { findings, sign }: VerifiedResults): Promise<boolean> {
    for (const finding of findings) {
      this.counts[finding.status] += 1;
      await this.output.write(renderResultFinding(finding, this.format));
    }
    const isProven = sign !== undefined && findings.every(({ status }) => status === 'valid');
    this.diagnostics.info(
      isProven
        ? `${folder}: proven: CloudTrail signed it in ${sign.region} with key ${sign.fingerprint}`
        : `${folder}: not proven`,
    );
    return isProven;
  }

  /** Writes the counts, and returns the exit status. */
  finish(sets: number, problems: readonly string[]): number {
    for (const problem of problems) this.diagnostics.problem(problem);
    this.diagnostics.finish(renderResultCounts(this.counts, sets));
    const { valid: _valid, ...others } = this.counts;
    if (problems.length > 0) return 2;
    return Object.values(others).every((count) => count === 0) ? 0 : 1;
  }
}

/** The options of `trailwatch lake results download`, as the command line names them. */
export interface ResultsDownloadOptions extends ResultsVerifyOptions {
  readonly out: string;
  readonly force?: boolean;
}

/**
 * Copies saved results of CloudTrail Lake queries to a folder, each set only if it is completely proven. Returns the exit
 * status.
 */
export async function resultsDownload(
  place: string,
  options: ResultsDownloadOptions,
  io: CommandIo,
): Promise<number> {
  if (!place.startsWith('s3://'))
    throw new UserError(`${place}: results are downloaded from s3://bucket/prefix`);
  const run = await ResultsRun.begin(options, io);
  const { sets, problems } = await findResultSets(place, io);
  const { length } = commonFolder(sets);
  const refused: string[] = [];
  const used = new Set<string>();
  for (const set of sets) {
    const target = join(options.out, set.folder.slice(length));
    const why = whyNotCopied(set, set.folder.slice(length), { ...options, used });
    if (why !== undefined) {
      refused.push(`${set.folder}: not copied, because ${why}`);
      continue;
    }
    const copy = new SavedCopy(target, io);
    try {
      const verified = await verifyResultSet(set, run.keysOf, (name, chunk) => copy.write(name, chunk));
      if (!(await run.report(set.folder, verified))) continue;
      await copy.keep();
      used.add(target);
    } finally {
      await copy.discard();
    }
  }
  return run.finish(sets.length, [...problems, ...refused]);
}

/** The reason why a set is left where it is; the others are copied nevertheless. */
function whyNotCopied(
  { files }: ResultSet,
  name: string,
  { out, force = false, used }: ResultsDownloadOptions & { readonly used: ReadonlySet<string> },
): string | undefined {
  if (leadsOut(name)) return `'..' in its keys leads out of ${out}`;
  const target = join(out, name);
  // `a//b` and `a/b` are two folders in S3, and one on disk.
  if (used.has(target)) return `the results of another query are copied to ${target}`;
  const there = [RESULT_SIGN_NAME, ...files.keys()].map((file) => join(target, file)).find(existsSync);
  return force || there === undefined ? undefined : `${there} is there; replace it with --force`;
}

/** S3 keeps `..` in a key as it is written, and any principal that may write to the bucket chooses keys. */
function leadsOut(folder: string): boolean {
  return folder.split(/[/\\]/).includes('..');
}

/** The common prefix of all folders, up to the last slash: the rest distinguishes them. */
function commonFolder(sets: readonly ResultSet[]): string {
  const [first = '', ...rest] = sets.map(({ folder }) => folder);
  let common = first;
  while (!rest.every((folder) => folder.startsWith(common))) common = common.replace(/[^/]*\/$/, '');
  return common;
}

interface CopiedFile {
  readonly temporary: TemporaryFile;
  readonly handle: FileHandle;
}

/** Files that are written next to their destination, and moved there together after all are proven. */
class SavedCopy {
  private readonly files = new Map<string, CopiedFile>();

  constructor(
    private readonly folder: string,
    private readonly io: Pick<CommandIo, 'onInterrupt'>,
  ) {}

  /**
   * Adds bytes to the end of a file.
   *
   * @throws {@link UserError} if it cannot be written
   */
  async write(name: string, chunk: Uint8Array): Promise<void> {
    await this.trying(name, async () => {
      const file = this.files.get(name) ?? (await this.begin(name));
      await file.handle.appendFile(chunk);
    });
  }

  /**
   * Moves all files to their destination.
   *
   * @throws {@link UserError} if they cannot be moved
   */
  async keep(): Promise<void> {
    for (const { handle } of this.files.values()) {
      await handle.sync();
      await handle.close();
    }
    for (const [name, { temporary }] of this.files) {
      await this.trying(name, () => temporary.replaceTarget());
    }
    this.files.clear();
  }

  /** Removes the temporary files. No effect after `keep`. */
  async discard(): Promise<void> {
    for (const { handle, temporary } of this.files.values()) {
      temporary.remove();
      await handle.close().catch(() => undefined);
    }
    this.files.clear();
  }

  private async begin(name: string): Promise<CopiedFile> {
    const target = join(this.folder, name);
    makeFolder(this.folder);
    const temporary = makeTemporaryFile(target, this.io);
    const file = { temporary, handle: await open(temporary.path, 'a') };
    this.files.set(name, file);
    return file;
  }

  private async trying(name: string, step: () => Promise<void>): Promise<void> {
    await step().catch(failing(`${join(this.folder, name)} cannot be written`));
  }
}
