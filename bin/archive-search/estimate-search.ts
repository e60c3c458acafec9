import {
  type ArchiveLister,
  findSearchedFolders,
  listLogFiles,
} from '../../lib/core/archive-search/list-log-files';
import { toBatches } from '../../lib/core/archive-search/search-batch';
import type { SearchPlace } from '../../lib/core/archive-search/search-place';
import type { SearchRequest } from '../../lib/core/archive-search/search-request';
import type { PlannedCounts } from '../../lib/core/archive-search/search-summary';
import { listBucket, listObjects } from '../aws/list-bucket';
import { openObjectGetter } from '../aws/open-object-getter';
import { renderListingError } from '../aws/s3-error';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

/** A page is asked for while another is read. */
const CONNECTIONS = 2;

/** What a search will find to search. */
export interface SearchEstimate extends PlannedCounts {
  /** Accounts and Regions that the archive does not have. */
  readonly absent: readonly string[];
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
  try {
    const { prefixes, absent } = await findSearchedFolders(lister, request);
    const range = { start: request.start, end: request.end, after: '', writtenUntilMs: 0 };
    for await (const { files } of toBatches(listLogFiles(lister, prefixes, range))) {
      counts = {
        batches: counts.batches + 1,
        files: counts.files + files.length,
        bytes: counts.bytes + files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
      diagnostics.progress(() => `files=${counts.files} bytes=${counts.bytes}`);
    }
    return { ...counts, absent };
  } catch (error) {
    throw new UserError(`s3://${bucket}/${root} could not be listed: ${renderListingError(error)}`);
  } finally {
    diagnostics.clearProgress();
    getter.close();
  }
}
