import { join } from 'node:path';
import { textLiteral } from '../../lib/core/compile/sql/sql-literal';
import { UserError } from '../cli/user-error';
import type { ParquetSource } from '../query/query-database';
import type { RecordFilter } from '../records/record-filter';
import { Dataset } from './dataset-files';

/** Paths of log files, and the files of datasets among the paths. */
export interface SplitPaths {
  readonly paths: readonly string[];
  readonly parquet: ParquetSource | undefined;
  /** Parquet files that cannot hold chosen records, by their folders. */
  readonly pruned: number;
}

/** Tells datasets from other paths, and leaves out what cannot hold chosen records. */
export async function splitDatasets(paths: readonly string[], filter: RecordFilter): Promise<SplitPaths> {
  const others: string[] = [];
  const files: string[] = [];
  let pruned = 0;
  let isDataset = false;
  for (const path of paths) {
    const isLocal = path !== '-' && !path.startsWith('s3://');
    const dataset = isLocal ? await Dataset.find(path) : undefined;
    if (dataset === undefined) {
      others.push(path);
      continue;
    }
    if (dataset.kind === 'ocsf')
      throw new UserError(`${path} holds OCSF, which the view events does not; convert without --ocsf`);
    isDataset = true;
    const wanted = dataset.parts.filter((part) => filter.mayHoldPartition(partitionOf(part)));
    pruned += dataset.parts.length - wanted.length;
    files.push(...wanted.map((part) => join(dataset.folder, part)));
  }
  return { paths: others, pruned, parquet: isDataset ? { files, where: whereOf(filter) } : undefined };
}

function partitionOf(part: string): { account?: string; region?: string; date?: string } {
  return Object.fromEntries(
    [...part.matchAll(/(account|region|date)=([^/]*)\//g)].map(([, key, value]) => [key, value]),
  );
}

/** Accounts and Regions are folders already; within a day, the time decides. */
function whereOf({ range }: RecordFilter): string {
  if (range === undefined) return 'TRUE';
  const time = (ms: number) =>
    `TIMESTAMP ${textLiteral(new Date(ms).toISOString().replace('T', ' ').replace('Z', ''))}`;
  return [
    'TRUE',
    ...(range.startMs === undefined ? [] : [`event_time >= ${time(range.startMs)}`]),
    ...(range.endMs === undefined ? [] : [`event_time < ${time(range.endMs)}`]),
  ].join(' AND ');
}
