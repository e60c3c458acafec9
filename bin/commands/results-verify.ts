import type { CommandIo } from '../cli/command-io';
import { Diagnostics } from '../outputs/diagnostics';
import { type TextOutput, toStream } from '../outputs/text-output';
import { findResultSets } from '../results/find-result-sets';
import {
  type ResultCounts,
  type ResultFormat,
  renderResultCounts,
  renderResultFinding,
} from '../results/result-finding';
import {
  type KeysOf,
  keysOfResults,
  type VerifiedResults,
  verifyResultSet,
} from '../results/verify-result-set';

/** The options of `trailwatch results verify`, as the command line names them. */
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

/** Writes verdicts as they come, and counts them. */
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
    this.output = toStream(io.stdout);
  }

  /** Reads the public keys, if files of them are named. */
  static async begin({ publicKeys, format }: ResultsVerifyOptions, io: CommandIo): Promise<ResultsRun> {
    const keysOf = await keysOfResults(publicKeys, io);
    return new ResultsRun(format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson'), keysOf, io);
  }

  /** Writes the verdicts on one query's results, and gives whether all of them are proven. */
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

  /** Writes the counts, and gives the exit status. */
  finish(sets: number, problems: readonly string[]): number {
    for (const problem of problems) this.diagnostics.problem(problem);
    this.diagnostics.finish(renderResultCounts(this.counts, sets));
    const { valid: _valid, ...others } = this.counts;
    if (problems.length > 0) return 2;
    return Object.values(others).every((count) => count === 0) ? 0 : 1;
  }
}
