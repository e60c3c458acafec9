import type { ReadArchive, StoredObject } from './archive-reader';
import type { ListedLog } from './digest';
import { type FileFinding, type FileProblem, problemFile, validFile } from './finding';
import { hashLogFile } from './single-member';

/** The state of the digest file that lists a log file: only a valid one proves it. */
export type ListingState = 'valid' | 'unverified' | 'pending';

/** Checks a log file against a digest file that lists it. */
export async function checkLog(log: ListedLog, state: ListingState, read: ReadArchive): Promise<FileFinding> {
  const stored = await read({ bucket: log.bucket, key: log.key });
  if (stored.kind !== 'stored') return problemFile('log', log.key, unread(stored));
  const found = stored.tag;
  const content = await hashLogFile(stored.chunks);
  if (content.kind === 'problem')
    return problemFile('log', log.key, { status: 'invalid', reason: content.reason, found });
  const { hash, sizeBytes } = content;
  if (hash !== log.hash)
    return problemFile('log', log.key, { status: 'invalid', reason: 'wrong-hash', sizeBytes, found });
  if (state === 'valid') return validFile('log', log.key, sizeBytes);
  const isPending = state === 'pending' ? true : undefined;
  return problemFile('log', log.key, {
    status: 'unverified',
    reason: 'digest-unverified',
    sizeBytes,
    isPending,
  });
}

function unread(stored: Exclude<StoredObject, { kind: 'stored' }>): FileProblem {
  return stored.kind === 'absent'
    ? { status: 'missing', reason: 'absent' }
    : { status: 'unverified', reason: 'unreadable', detail: stored.problem };
}
