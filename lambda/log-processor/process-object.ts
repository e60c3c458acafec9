import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  toUnreadableFileAlert,
  UNREADABLE_FILE_RULE_ID,
} from '../../lib/core/alert/operational/operational-alert';
import { renderWithoutFile } from '../../lib/core/problem/read-problem';
import { parseObjectKey } from '../../lib/core/record/object-key';
import type { ObjectAddress } from '../aws/s3/read-object';
import { deliveryTimeOf } from '../raise/expiry';
import type { Raised } from '../raise/raise-alert';
import { decisiveOf, isUnsent, RetryLater } from '../raise/retry-later';
import { beginReading, ObjectReadError } from './begin-reading';
import { CONTINUATION, type FileProgress, NO_PROGRESS } from './continuation-message';
import type { Invocation } from './invocation';
import { type Search, searchObject } from './search-object';

/** An object that a message names. */
export interface NamedObject extends ObjectAddress {
  /** How often its message has been received, this time included. */
  readonly receiveCount: number;
  /** How far an earlier message came with it. */
  readonly begun?: FileProgress;
}

/**
 * Processes one object, writes one log line about it, and throws if its message must return to the queue.
 *
 * The message of a damaged file returns until it moves to the dead-letter queue, where it is kept.
 */
export async function processObject(
  invocation: Invocation,
  { begun = NO_PROGRESS, ...object }: NamedObject,
): Promise<void> {
  if (invocation.outOfTime.aborted) {
    throw new RetryLater(`out of time before s3://${object.bucket}/${object.key} was started`);
  }
  refuseForeign(invocation, object);
  const search = await readAndSearch(invocation, object, begun);
  count(invocation, search);
  const problem = unreadable(invocation, object, search);
  const errors = [...search.errors];
  if (problem !== undefined) {
    invocation.counts.add('FilesRejected');
    await raiseUnreadable(invocation, object, problem).catch((error) => errors.push(error));
  }
  if (problem === undefined) {
    await sendContinuation(invocation, object, search).catch((error) => errors.push(error));
  }
  logOutcome(invocation, object, { search, problem, errors });
  if (problem !== undefined) throw new Error(problem, { cause: decisiveOf(errors) });
  if (errors.length > 0) throw decisiveOf(errors);
}

/** All objects of a batch are requested before the rules and the search code are loaded: S3 takes about as long to respond. */
async function readAndSearch(
  invocation: Invocation,
  { receiveCount, ...object }: Omit<NamedObject, 'begun'>,
  begun: FileProgress,
): Promise<Search> {
  const endSearch = invocation.gathered.beginSearch();
  const { chunks, end } = beginReading(invocation, object);
  try {
    await nextTurn();
    await invocation.members.refresh();
    const isAgain = receiveCount > 1 || begun !== NO_PROGRESS;
    return await searchObject(invocation, { object, chunks, begun, isAgain, endSearch });
  } finally {
    endSearch();
    await end();
  }
}

/**
 * Anyone who may send to the queue can name any object. One that is not the archive's is not read, and its message moves to the
 * dead-letter queue: a log file of another trail would otherwise raise alerts as if it were evidence.
 */
function refuseForeign({ settings: { bucketName, root } }: Invocation, { bucket, key }: ObjectAddress): void {
  if (bucket === bucketName && key.startsWith(root)) return;
  throw new Error(`s3://${bucket}/${key} is not read: this processor is for s3://${bucketName}/${root}`);
}

/** Lets another message go on where only the time ran out. It is another one so that its receives are counted anew. */
async function sendContinuation(
  { detections, ports }: Invocation,
  { bucket, key, versionId }: NamedObject,
  { progress }: Search,
): Promise<void> {
  if (progress === undefined) return;
  const object = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  await ports.sendMessage(CONTINUATION.encode({ object, ...progress, rules: detections.fingerprint }), 0);
}

/** Why the file cannot be read: damage at once; errors of S3 at the last receive of the message. */
function unreadable({ settings }: Invocation, object: NamedObject, search: Search): string | undefined {
  const { firstDamage, damages } = search.scan;
  if (firstDamage !== undefined) {
    const problem = renderWithoutFile(firstDamage);
    return damages === 1 ? problem : `${problem} (and ${damages - 1} more)`;
  }
  const isLast = object.receiveCount >= settings.maxReceiveCount;
  const error = search.errors.find((candidate) => candidate instanceof ObjectReadError);
  return isLast && error !== undefined ? error.problem : undefined;
}

/** One alert a file, however often it is processed: its id and its window follow from the file alone. */
async function raiseUnreadable(
  invocation: Invocation,
  { bucket, key, versionId }: NamedObject,
  problem: string,
): Promise<void> {
  const { counts, ports, raiser } = invocation;
  const place = parseObjectKey(key);
  const alert = toUnreadableFileAlert({
    bucket,
    key,
    versionId,
    problem,
    foundAt: new Date(ports.nowMs()).toISOString().replace(/\.\d+Z$/, 'Z'),
    recipientAccountId: place?.accountId,
    awsRegion: place?.region,
    route: 'log-file',
  });
  const rule = { name: UNREADABLE_FILE_RULE_ID };
  counts.addRaised(await raiser.raise(alert, rule, deliveryTimeOf(key) ?? 'undated'));
}

function count({ counts, ports }: Invocation, { scan, alerts }: Search): void {
  counts.add('Files');
  counts.add('Bytes', scan.bytes);
  counts.add('Records', scan.counts.records);
  counts.add('Duplicates', scan.counts.duplicates);
  counts.add('Matched', scan.counts.matched);
  counts.add('Unmatched', scan.counts.unmatched);
  counts.add('Rejected', scan.counts.rejected);
  counts.add('Allowed', scan.allowed.total);
  counts.allowed.addAll(scan.allowed.counts);
  for (const [raised, number] of Object.entries(alerts)) counts.addRaised(raised as Raised, number);
  const newestRecordMs = Date.parse(scan.newestEventTime);
  if (!Number.isNaN(newestRecordMs)) counts.measure('DeliveryLag', ports.nowMs() - newestRecordMs);
}

interface Outcome {
  readonly search: Search;
  readonly problem: string | undefined;
  readonly errors: readonly unknown[];
}

/** One line a file: counts and places, never the content of a record. */
function logOutcome({ log, settings }: Invocation, object: NamedObject, outcome: Outcome): void {
  const { search, problem, errors } = outcome;
  const fields = {
    ...object,
    ...fieldsOf(search),
    ...(problem === undefined ? {} : { problem }),
    ...(errors.length === 0 ? {} : { errors: errors.slice(0, 3).map(String) }),
  };
  const isDone = problem === undefined && errors.length === 0;
  if (isDone && search.scan.changed > 0) {
    log.warn('log file searched; records with the same identity have different content', fields);
  } else if (isDone) log.info('log file searched', fields);
  else if (object.receiveCount >= settings.maxReceiveCount) {
    if (isUnsent(decisiveOf(errors)))
      log.error('log file processing failed; its alerts are not sent yet', fields);
    else log.error('log file processing failed; the message moves to the dead-letter queue', fields);
  } else log.warn('log file processing failed; the message returns to the queue', fields);
}

function fieldsOf({ scan, alerts, progress }: Search): Record<string, unknown> {
  const { counts, bytes, ignored, rejections, changed, totals, allowed } = scan;
  const { withoutTime = 0 } = totals ?? {};
  return {
    ...{ ...counts, bytes, alerts },
    ...(changed === 0 ? {} : { changed }),
    ...(withoutTime === 0 ? {} : { withoutTime }),
    ...(allowed.total === 0 ? {} : { allowed: allowed.largest }),
    ...(progress === undefined ? {} : { continuesAt: progress }),
    ...(ignored === undefined ? {} : { ignored }),
    ...(rejections.length === 0 ? {} : { rejections: rejections.map(renderWithoutFile) }),
  };
}
