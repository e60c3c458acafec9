import { unitUsd } from '../cost/price/price';
import { PRICES } from '../cost/price/prices';
import type { PlannedCounts } from './search-summary';

/** The child workflow's start, its one state, its end, and one state of the map. */
const TRANSITIONS_A_BATCH = 4;

/** Files of the results that each batch reads or writes: itself, the rules, alerts, contributions, the outcome. */
const READ_A_BATCH = 3;
const WRITTEN_A_BATCH = 6;

/** The memory of the function that searches, unless it is set: one processor. More of it makes a search no faster. */
export const DEFAULT_MEMORY_MIB = 1769;

/**
 * How long one processor works on a stored megabyte, and in addition on each file. Not measured on Lambda; on the careful side of
 * the 0.2 seconds per megabyte in docs/deploy/scale.md.
 */
const SECONDS_A_MB = 0.5;
const SECONDS_A_FILE = 0.01;

/** How long a batch takes before its first file: the start of a container, and the rules. */
const SECONDS_A_BATCH = 2;

/** The estimated cost of a search. */
export interface SearchCost {
  readonly s3Usd: number;
  readonly kmsUsd: number;
  readonly lambdaUsd: number;
  readonly stepFunctionsUsd: number;
  readonly totalUsd: number;
}

/** The use of functions by a search. */
export interface SearchCompute {
  /** @default 1769 */
  readonly memoryMib?: number | undefined;
  /** @default - a careful assumption */
  readonly seconds?: number;
}

/**
 * The cost of a search, from its files and stored bytes, by the list prices of us-east-1; transfer within the Region is free.
 * x86 functions cost a fourth more.
 */
export function estimateCost(
  counts: PlannedCounts,
  { memoryMib = DEFAULT_MEMORY_MIB, seconds = assumedSeconds(counts) }: SearchCompute,
): SearchCost {
  const { batches, files } = counts;
  const s3Usd =
    unitUsd(PRICES.s3Get) * (files + READ_A_BATCH * batches) +
    unitUsd(PRICES.s3Put) * (files / 1000 + (WRITTEN_A_BATCH + 1) * batches);
  const lambdaUsd =
    unitUsd(PRICES.lambdaArm) * (memoryMib / 1024) * seconds + unitUsd(PRICES.lambdaInvocation) * batches;
  const stepFunctionsUsd = unitUsd(PRICES.transition) * TRANSITIONS_A_BATCH * batches;
  // where the archive's key is not an S3 Bucket Key: at most one request per file
  const kmsUsd = unitUsd(PRICES.kmsRequest) * files;
  return {
    s3Usd,
    kmsUsd,
    lambdaUsd,
    stepFunctionsUsd,
    totalUsd: s3Usd + kmsUsd + lambdaUsd + stepFunctionsUsd,
  };
}

function assumedSeconds({ batches, files, bytes }: PlannedCounts): number {
  return SECONDS_A_MB * (bytes / 1_000_000) + SECONDS_A_FILE * files + SECONDS_A_BATCH * batches;
}
