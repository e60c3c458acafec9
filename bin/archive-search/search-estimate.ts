import {
  type ArchiveLister,
  findSearchedFolders,
  listLogFiles,
} from '../../lib/core/archive-search/list-log-files';
import { toBatches } from '../../lib/core/archive-search/search-batch';
import type { SearchPlace } from '../../lib/core/archive-search/search-place';
import type { SearchCost } from '../../lib/core/archive-search/search-price';
import { rangeOf, type SearchRequest } from '../../lib/core/archive-search/search-request';
import type { PlannedCounts } from '../../lib/core/archive-search/search-summary';
import { PRICES_DATE } from '../../lib/core/cost/price/prices';
import { parseObjectKey } from '../../lib/core/record/object-key';
import { dayOf } from '../../lib/core/record/to-event-time';
import { listBucket, listObjects } from '../aws/list-bucket';
import { openObjectGetter } from '../aws/open-object-getter';
import { renderListingError } from '../aws/s3-error';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

/** A page is requested while another is read. */
const CONNECTIONS = 2;

/** The files that a search will search. */
export interface SearchEstimate extends PlannedCounts {
  /** Requested accounts and Regions that the archive does not contain. */
  readonly absent: readonly string[];
  /** How many were delivered after the days of the search. */
  readonly late: number;
}

/** Lists the archive as the plan of the search does, and counts. */
export async function estimateSearch(
  { archiveBucket: bucket, root }: SearchPlace,
  request: SearchRequest,
  {
    region,
    io,
    diagnostics,
  }: { readonly region: string; readonly io: CommandIo; readonly diagnostics: Diagnostics },
): Promise<SearchEstimate> {
  const getter = await openObjectGetter({ connections: CONNECTIONS, region }, io);
  const tools = { getter, wait: io.wait };
  const lister: ArchiveLister = {
    root,
    subfolders: (prefix) => listBucket({ bucket, prefix, folders: true }, tools),
    objects: async function* (prefix, after) {
      for await (const { key, bytes } of listObjects({ bucket, prefix, after }, tools)) {
        yield { key, sizeBytes: bytes, modifiedMs: 0 };
      }
    },
  };
  let counts: PlannedCounts = { batches: 0, files: 0, bytes: 0 };
  let late = 0;
  try {
    const { prefixes, absent } = await findSearchedFolders(lister, request);
    const { start, end, lateDays = 0 } = request;
    const range = { start, end, lateDays, after: '', writtenUntilMs: 0 };
    const behind = dayOf(rangeOf(request).untilMs);
    for await (const { files } of toBatches(listLogFiles(lister, prefixes, range))) {
      counts = {
        batches: counts.batches + 1,
        files: counts.files + files.length,
        bytes: counts.bytes + files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
      late += files.filter(({ key }) => (parseObjectKey(key)?.date ?? '') >= behind).length;
      diagnostics.progress(() => `files=${counts.files} bytes=${counts.bytes}`);
    }
    return { ...counts, absent, late };
  } catch (error) {
    throw new UserError(`s3://${bucket}/${root} could not be listed: ${renderListingError(error)}`);
  } finally {
    diagnostics.clearProgress();
    getter.close();
  }
}

/** @throws {@link UserError} if there is nothing to search */
export function checkEstimate({ files, absent }: SearchEstimate): void {
  if (absent.length > 0) throw new UserError(`the archive has no log files of ${absent.join(', ')}`);
  if (files === 0) throw new UserError('the archive has no log files for these days, accounts and Regions');
}

/** What a search reads and costs, for people. */
export function renderEstimate({ files, late, bytes, batches }: SearchEstimate, cost: SearchCost): string {
  const usd = (amount: number) => `$${amount.toFixed(2)}`;
  const { s3Usd, kmsUsd, lambdaUsd, stepFunctionsUsd, totalUsd } = cost;
  const ofThem =
    late === 0
      ? ''
      : ` (${late} of them ${late === 1 ? 'was' : 'were'} delivered after these days and ${late === 1 ? 'is' : 'are'} searched for records that came late; --late-days says how many days)`;
  return (
    `${files} log files of ${(bytes / 1e6).toFixed(1)} MB in ${batches} batches${ofThem}; about ${usd(totalUsd)} by list prices of ${PRICES_DATE}: ` +
    `S3 ${usd(s3Usd)}, KMS ${usd(kmsUsd)} at most, Lambda ${usd(lambdaUsd)}, Step Functions ${usd(stepFunctionsUsd)}`
  );
}
