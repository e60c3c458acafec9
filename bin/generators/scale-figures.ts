import { unitUsd } from '../../lib/core/cost/price/price';
import { PRICES } from '../../lib/core/cost/price/prices';

/** Where the figures of `npm run bench:scale` are kept, from the root. */
export const SCALE_FIGURES_PATH = 'bin/generators/scale-figures.json';

/** What was measured. */
export interface ScaleFigures {
  /** `2026-11-21` */
  readonly date: string;
  readonly machine: string;
  /** The load average of the machine during the measurement. */
  readonly load: number;
  readonly records: number;
  /** Uncompressed. */
  readonly bytesARecord: number;
  /** The compression ratio of log files. */
  readonly gzipRatio: number;
  /** The ratio of the size of the text of log files to the Parquet of `trailwatch convert`. */
  readonly parquetRatio: number;
  /** The share of the records that match a built-in rule. */
  readonly matchedShare: number;
  /** The share of the Parquet that the two columns of the query are. */
  readonly columnShare: number;
  /** CPU time of all threads, without the start of the process. */
  readonly cpuMicrosecondsARecord: {
    readonly scan: number;
    readonly query: number;
    readonly convert: number;
    readonly queryParquet: number;
  };
  /** A batch of the log processor, of management events of which 1 % match or are counted, and of data events as they come. */
  readonly processor: { readonly quiet: Batch; readonly data: Batch };
}

/** Memory with which a function has one vCPU. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_A_VCPU = 1_769;

/** A batch of log files in the log processor, as it was measured. */
export interface Batch {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly files: number;
  /** Uncompressed. */
  readonly bytes: number;
  /** In the units that DynamoDB charges. */
  readonly tableWrites: number;
  readonly tableReads: number;
}

/** The cost of records, and the duration of a batch. */
export interface DailyCost {
  readonly seconds: number;
  /** The number of concurrent functions, if the records are evenly distributed over a day. */
  readonly atATime: number;
  readonly lambdaUsd: number;
  readonly requestsUsd: number;
  readonly tableUsd: number;
  /** All of them. */
  readonly usd: number;
}

/**
 * The daily cost of the log processor for a number of bytes of records, from the duration of a batch, by the memory of its
 * function: all sizes up to one vCPU cost the same.
 */
export function dailyCost(batch: Batch, bytes: number, memoryMb: number = MB_A_VCPU): DailyCost {
  const share = Math.min(1, memoryMb / MB_A_VCPU);
  const seconds = (batch.cpuMs / share + waitingMs(batch)) / 1000;
  const batches = bytes / batch.bytes;
  const gigabyteSeconds = batches * seconds * (memoryMb / 1024);
  // Each file is read, and announced by a message; a batch of messages is received and deleted with a request each.
  const requestsUsd =
    batches * batch.files * (unitUsd(PRICES.s3Get) + unitUsd(PRICES.sqsRequest)) +
    2 * batches * unitUsd(PRICES.sqsRequest);
  const tableUsd =
    batches *
    (batch.tableWrites * unitUsd(PRICES.dynamoWrite) + batch.tableReads * unitUsd(PRICES.dynamoRead));
  const lambdaUsd = gigabyteSeconds * unitUsd(PRICES.lambdaArm) + batches * unitUsd(PRICES.lambdaInvocation);
  return {
    ...{ seconds, atATime: (batches * seconds) / (24 * 3600) },
    ...{ lambdaUsd, requestsUsd, tableUsd, usd: lambdaUsd + requestsUsd + tableUsd },
  };
}

/** The time of a batch in which no CPU is used. */
export function waitingMs({ wallMs, cpuMs }: Batch): number {
  return Math.max(0, wallMs - cpuMs);
}
