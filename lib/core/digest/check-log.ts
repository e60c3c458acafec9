import type { ReadArchive, StoredObject } from './archive-reader';
import type { ListedLog } from './digest';
import { type Fault, type FileFinding, faultyFile, validFile } from './finding';
import { hashLogFile } from './single-member';

/** Checks a log file against a digest file that lists it; `isProven` says whether that digest is valid. */
export async function checkLog(log: ListedLog, isProven: boolean, read: ReadArchive): Promise<FileFinding> {
  const stored = await read({ bucket: log.bucket, key: log.key });
  if (stored.kind !== 'stored') return faultyFile('log', log.key, unread(stored));
  const content = await hashLogFile(stored.chunks);
  if (content.kind === 'fault')
    return faultyFile('log', log.key, { status: 'invalid', reason: content.reason });
  const { hash, sizeBytes } = content;
  if (hash !== log.hash)
    return faultyFile('log', log.key, { status: 'invalid', reason: 'wrong-hash', sizeBytes });
  if (isProven) return validFile('log', log.key, sizeBytes);
  return faultyFile('log', log.key, { status: 'unverified', reason: 'digest-unverified', sizeBytes });
}

function unread(stored: Exclude<StoredObject, { kind: 'stored' }>): Fault {
  return stored.kind === 'absent'
    ? { status: 'missing', reason: 'absent' }
    : { status: 'unverified', reason: 'unreadable', detail: stored.fault };
}
