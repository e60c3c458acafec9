import type { ReadArchive, StoredObject } from './archive-reader';
import type { ListedLog } from './digest';
import { type FileFinding, type FileProblem, problemFile, validFile } from './finding';
import { hashLogFile } from './single-member';

/** Checks a log file against a digest file that lists it; `isProven`: whether that digest is valid. */
export async function checkLog(log: ListedLog, isProven: boolean, read: ReadArchive): Promise<FileFinding> {
  const stored = await read({ bucket: log.bucket, key: log.key });
  if (stored.kind !== 'stored') return problemFile('log', log.key, unread(stored));
  const content = await hashLogFile(stored.chunks);
  if (content.kind === 'problem')
    return problemFile('log', log.key, { status: 'invalid', reason: content.reason });
  const { hash, sizeBytes } = content;
  if (hash !== log.hash)
    return problemFile('log', log.key, { status: 'invalid', reason: 'wrong-hash', sizeBytes });
  if (isProven) return validFile('log', log.key, sizeBytes);
  return problemFile('log', log.key, { status: 'unverified', reason: 'digest-unverified', sizeBytes });
}

function unread(stored: Exclude<StoredObject, { kind: 'stored' }>): FileProblem {
  return stored.kind === 'absent'
    ? { status: 'missing', reason: 'absent' }
    : { status: 'unverified', reason: 'unreadable', detail: stored.problem };
}
