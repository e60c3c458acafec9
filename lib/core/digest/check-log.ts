import type { HashArchive, HashedObject, ReadArchive } from './archive-reader';
import type { ListedLog } from './digest';
import { type FileFinding, type FileProblem, problemFile, validFile } from './finding';
import { hashLogFile } from './single-member';

/** The state of the digest file that lists a log file: only a valid one proves it. */
export type ListingState = 'valid' | 'unverified' | 'pending';

/** Checks a log file against a digest file that lists it. */
export async function checkLog(log: ListedLog, state: ListingState, hash: HashArchive): Promise<FileFinding> {
  const content = await hash({ bucket: log.bucket, key: log.key });
  if (content.kind === 'absent' || content.kind === 'unreadable')
    return problemFile('log', log.key, unread(content));
  const { tag: found } = content;
  if (content.kind === 'problem')
    return problemFile('log', log.key, { status: 'invalid', reason: content.reason, found });
  const { sizeBytes } = content;
  if (content.hash !== log.hash)
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

/** Hashes where it is called. */
export function hashHere(read: ReadArchive): HashArchive {
  return async (place) => {
    const stored = await read(place);
    if (stored.kind !== 'stored') return stored;
    const { chunks, tag } = stored;
    return { ...(await hashLogFile(chunks)), ...(tag === undefined ? {} : { tag }) };
  };
}

function unread(content: Extract<HashedObject, { kind: 'absent' | 'unreadable' }>): FileProblem {
  return content.kind === 'absent'
    ? { status: 'missing', reason: 'absent' }
    : { status: 'unverified', reason: 'unreadable', detail: content.problem };
}
