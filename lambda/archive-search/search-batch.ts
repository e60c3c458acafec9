import { AlertLines, encodeOutcome, type StoredGroup } from '../../lib/core/archive-search/batch-outcome';
import { Lessons } from '../../lib/core/archive-search/lessons';
import { decodeBatch } from '../../lib/core/archive-search/search-batch';
import { nameOfBatch, SEARCH_FILES, searchPrefix } from '../../lib/core/archive-search/search-place';
import type { SearchRules } from '../../lib/core/archive-search/search-rules';
import type { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import type { StoredObject } from '../../lib/core/digest/archive-reader';
import type { TextStore } from '../aws/s3/text-store';
import { BatchSearch, readAhead } from './batch-search';

/** The input from the state machine. */
export interface SearchEvent {
  readonly execution: string;
  /** The hash of the rules. */
  readonly rules: string;
  /** The key of a batch in the results bucket. */
  readonly batch: string;
}

/** The side effects of searching a batch; its texts are those of the results bucket. */
export interface SearchPorts extends TextStore {
  /** The archive. */
  readonly bucketName: string;
  readonly maxLogFileBytes: number;
  readonly rules: Pick<SearchRules, 'load'>;
  /** A log file of the archive. Throws if a retry may succeed. */
  readonly readLogFile: (key: string) => Promise<StoredObject>;
  /** Aborts when the remaining time is reserved for the response. */
  readonly outOfTime: AbortSignal;
}

/** Thrown if S3 did not return some files of a batch; a retry may succeed. Step Functions shows the name as the error. */
export class FilesUnread extends Error {
  override readonly name = 'FilesUnread';
}

/**
 * Searches the files of one batch like the log processor, and writes the results.
 *
 *     batch ──► read, several at a time ──► match, in order ──► alerts, files named by their content
 *                                                         └──► the outcome, last: it names these files
 *
 * A terminated attempt leaves no outcome, or the complete one of the previous attempt. Retries write the same files again.
 *
 * @throws {@link FilesUnread} after all is written, if a retry may read the remaining files
 */
export async function searchBatch(
  { execution, rules, batch }: SearchEvent,
  ports: SearchPorts,
): Promise<void> {
  const { bucketName, maxLogFileBytes, outOfTime, putText } = ports;
  const detections = await ports.rules.load(rules);
  const planned = await ports.readText(batch);
  if (planned === undefined) throw new Error(`the results bucket has no batch '${batch}'`);
  const folder = searchPrefix(execution);
  const name = nameOfBatch(batch);
  const lines = new AlertLines(`${folder}${SEARCH_FILES.alerts}${name}/`, putText);
  const { files, learns = false } = decodeBatch(planned);
  const lessons = learns ? new Lessons() : undefined;
  const search = new BatchSearch({ detections, lines, bucketName, maxLogFileBytes, outOfTime, lessons });
  for await (const file of readAhead(files, ports.readLogFile)) await search.take(file);
  await lines.end();
  if (lessons !== undefined) await putText(`${folder}${SEARCH_FILES.lessons}${name}.json`, lessons.encode());
  const contributions = await writeContributions(
    `${folder}${SEARCH_FILES.contributions}${name}.json`,
    search.contributions,
    putText,
  );
  const outcome = { ...search.outcome, alertFiles: lines.files, ...contributions };
  await putText(`${folder}${SEARCH_FILES.outcomes}${name}.json`, encodeOutcome(outcome));
  if (search.failures > 0)
    throw new FilesUnread(`${search.failures} of the files could not be read: ${search.firstFailure}`);
}

async function writeContributions(
  key: string,
  contributions: ContributionCollector,
  putText: SearchPorts['putText'],
): Promise<{ readonly contributions?: string }> {
  if (contributions.size === 0) return {};
  const groups = contributions
    .groups()
    .map(({ plan, ...rest }): StoredGroup => ({ ...rest, plan: plan.fingerprint }));
  await putText(key, JSON.stringify({ version: 1, groups }));
  return { contributions: key };
}
