import type { Batch } from './batch-cost';

/** Where the figures of `npm run bench:scale` are kept, from the root. */
export const SCALE_FIGURES_PATH = 'bin/generators/scale-figures.json';

/** What was measured. */
export interface ScaleFigures {
  /** `2026-11-21` */
  readonly date: string;
  readonly machine: string;
  /** The load average of the machine meanwhile. */
  readonly load: number;
  readonly records: number;
  /** Uncompressed. */
  readonly bytesARecord: number;
  /** How many times smaller log files are than their text. */
  readonly gzipRatio: number;
  /** How many times smaller the Parquet of `trailwatch convert` is than the text of log files. */
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
