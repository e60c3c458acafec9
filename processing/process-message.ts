import { type NoticedObject, parseNotice } from '../lib/core/record/notice';
import { parseObjectKey } from '../lib/core/record/object-key';
import { type FileWork, processFile } from './process-file';
import { ProcessingError, type ProcessingErrorCode, reasonOf } from './processing-error';
import { type LogFileSource, reported, type SourceMessage } from './source';

/** What becomes of a message: it leaves the queue in the first two cases. */
export type MessageEnd = 'processed' | 'filtered' | 'returned';

/** Another try can help: the message returns whatever the options say. */
const RETURNED: readonly ProcessingErrorCode[] = ['download-failed', 'stopped', 'uncaught-exception'];

/** Processes one message. Rejects only with what `onError` throws. */
export async function processMessage(message: SourceMessage, work: FileWork): Promise<MessageEnd> {
  const failures: ProcessingError[] = [];
  const end = await attempt(message, work, failures).catch((error: unknown) => {
    if (!failures.includes(error as ProcessingError)) failures.push(toProcessingError(error, message));
    return 'processed' as const;
  });
  for (const failure of failures) await work.options.onError(failure);
  if (failures.length === 0) return end;
  const isDeleted =
    work.options.deleteOnFailure === true && failures.every(({ code }) => !RETURNED.includes(code));
  return isDeleted ? 'processed' : 'returned';
}

async function attempt(
  message: SourceMessage,
  work: FileWork,
  failures: ProcessingError[],
): Promise<MessageEnd> {
  const { onProgress } = work.options;
  const named = await reported(onProgress, { state: 'parseMessage', message }, async () =>
    sourcesOf(message),
  );
  const sources = await keptOf(named, work);
  if (sources.length === 0) return named.length === 0 ? 'processed' : 'filtered';
  await reported(onProgress, { state: 'processSource', message }, async () => {
    // All files are tried before the message is said to have failed: none holds up another.
    for (const source of sources) {
      await processFile(source, work).catch((error) => failures.push(toProcessingError(error, message)));
    }
    if (failures.length > 0) throw failures[0];
  });
  return 'processed';
}

/** The log files that a message names; none if it is a test of CloudTrail or S3, or names digest files only. */
function sourcesOf(message: SourceMessage): readonly LogFileSource[] {
  const notice = parseNotice(message.body);
  switch (notice.kind) {
    case 'objects':
      return notice.objects.map((object) => toSource(object, message));
    case 'ignored':
      return [];
    case 'unknown': {
      const problem = `message ${message.messageId} is no notice of a log file: ${notice.problem}`;
      throw new ProcessingError('unknown-message', problem, { message });
    }
    default:
      return notice satisfies never;
  }
}

function toSource(object: NoticedObject, message: SourceMessage): LogFileSource {
  const place = parseObjectKey(object.key);
  return { ...object, ...(place === undefined ? {} : { place }), message };
}

async function keptOf(
  sources: readonly LogFileSource[],
  { options: { sourceFilter } }: FileWork,
): Promise<readonly LogFileSource[]> {
  if (sourceFilter === undefined) return sources;
  const kept: LogFileSource[] = [];
  for (const source of sources) {
    try {
      if (await sourceFilter(source)) kept.push(source);
    } catch (cause) {
      const problem = `sourceFilter failed for s3://${source.bucket}/${source.key}: ${reasonOf(cause)}`;
      throw new ProcessingError('source-filter-failed', problem, { source, cause });
    }
  }
  return kept;
}

function toProcessingError(error: unknown, message: SourceMessage): ProcessingError {
  if (error instanceof ProcessingError) return error;
  const problem = `message ${message.messageId} could not be processed: ${reasonOf(error)}`;
  return new ProcessingError('uncaught-exception', problem, { message, cause: error });
}
