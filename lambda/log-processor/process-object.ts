import { toUnreadableFileAlert, UNREADABLE_FILE_RULE_ID } from '../../lib/core/alert/operational-alert';
import { type ObjectKey, parseObjectKey } from '../../lib/core/record/object-key';
import type { ObjectAddress } from '../aws/read-object';
import { alertWindow } from '../raise/alert-window';
import type { Raised } from '../raise/raise-alert';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './invocation';
import { ObjectReadError } from './object-read-error';
import { type Search, searchObject } from './search-object';

/** An object that a message names. */
export interface NamedObject extends ObjectAddress {
  /** How often its message has been received, this time included. */
  readonly receiveCount: number;
}

/**
 * Does all that one object asks for, writes one line about it, and throws if its message must come back.
 *
 * A damaged file comes back until the queue gives up on it: the dead-letter queue is where its notice is kept.
 */
export async function processObject(invocation: Invocation, object: NamedObject): Promise<void> {
  if (invocation.outOfTime.aborted) {
    throw new RetryLater(`the time ran out before s3://${object.bucket}/${object.key} was begun`);
  }
  const search = await searchObject(invocation, object);
  count(invocation, search);
  const fault = unreadable(invocation, object, search);
  const errors = [...search.errors];
  if (fault !== undefined) {
    invocation.counts.add('FilesRejected', 1);
    await raiseUnreadable(invocation, object, fault).catch((error) => errors.push(error));
  }
  tell(invocation, object, { search, fault, errors });
  if (fault !== undefined) throw new Error(fault);
  if (errors.length > 0) throw errors[0];
}

/** What makes the file one that cannot be read: damage at once; S3's errors when the message is received no more. */
function unreadable({ settings }: Invocation, object: NamedObject, search: Search): string | undefined {
  const [problem] = search.problems;
  if (problem !== undefined) {
    const more = search.problems.length - 1;
    return more === 0 ? problem : `${problem} (and ${more} more)`;
  }
  const isLast = object.receiveCount >= settings.maxReceiveCount;
  const error = search.errors.find((candidate) => candidate instanceof ObjectReadError);
  return isLast && error !== undefined ? error.fault : undefined;
}

/** One alert a file, however often it is tried: its id and its window follow from the file alone. */
async function raiseUnreadable(
  invocation: Invocation,
  { bucket, key, versionId }: NamedObject,
  problem: string,
): Promise<void> {
  const { counts, ports, raiser, settings } = invocation;
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
  const window = alertWindow(
    UNREADABLE_FILE_RULE_ID,
    alert.recipientAccountId,
    deliveredAt(place) ?? 'undated',
    settings.stormWindowMinutes,
  );
  counts.addRaised(await raiser.raise({ alert, ruleName: UNREADABLE_FILE_RULE_ID, window }), 1);
}

/** When the file was delivered, as its name says, or the day of its folder. */
function deliveredAt(place: ObjectKey | undefined): string | undefined {
  return place?.file.kind === 'log' ? place.file.deliveryTime : place?.date;
}

function count({ counts, ports }: Invocation, { tally }: Search): void {
  counts.add('Files', 1);
  counts.add('Bytes', tally.bytes);
  counts.add('Records', tally.records);
  counts.add('Duplicates', tally.duplicates);
  counts.add('Matched', tally.matched);
  counts.add('Unmatched', tally.unmatched);
  counts.add('Rejected', tally.rejected);
  for (const [raised, number] of Object.entries(tally.alerts)) counts.addRaised(raised as Raised, number);
  if (tally.newestRecordMs !== undefined) {
    counts.lagsMs.push(Math.max(0, ports.nowMs() - tally.newestRecordMs));
  }
}

interface Outcome {
  readonly search: Search;
  readonly fault: string | undefined;
  readonly errors: readonly unknown[];
}

/** One line a file: counts and places, never what a record says. */
function tell({ log, settings }: Invocation, object: NamedObject, { search, fault, errors }: Outcome): void {
  const { tally } = search;
  const fields = {
    ...object,
    ...tally.toFields(),
    ...(fault === undefined ? {} : { problem: fault }),
    ...(errors.length === 0 ? {} : { errors: errors.slice(0, 3).map(String) }),
  };
  const isDone = fault === undefined && errors.length === 0;
  if (isDone) log.info('log file searched', fields);
  else if (object.receiveCount >= settings.maxReceiveCount) {
    log.error('log file not done, and its message goes to the dead-letter queue', fields);
  } else log.warn('log file not done; its message comes back', fields);
}
