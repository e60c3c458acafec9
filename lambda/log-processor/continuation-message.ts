import type { JsonObject } from '../../lib/core/json/json-value';
import { ownMessageCodec } from '../../lib/core/settings/message/own-message';
import type { ObjectAddress } from '../aws/s3/read-object';
import { type AlertPosition, FIRST_POSITION } from './alert-position';

/** How far the processing of a file came. */
export interface FileProgress {
  /** What is raised before it. */
  readonly position: AlertPosition;
  /** How many groups of correlations are counted, in the order in which the file has them. */
  readonly groups: number;
  /** A hash of which groups these are: what became known in the meantime changes which ones a file has. */
  readonly groupsHash: string;
}

/** The progress of a file that was not begun. */
export const NO_PROGRESS: FileProgress = { position: FIRST_POSITION, groups: 0, groupsHash: '' };

/** Asks this function to go on with a file for which the time of an invocation was too short. */
export interface ContinuationMessage extends FileProgress {
  readonly object: ObjectAddress;
  /** The fingerprint of the rules: another set of rules finds other alerts, and begins the file again. */
  readonly rules: string;
}

/** The messages that ask to go on with a file. */
export const CONTINUATION = ownMessageCodec<ContinuationMessage>({ kind: 'log-file-continuation', read });

function read({
  object,
  position,
  groups,
  groupsHash = '',
  rules,
}: JsonObject): ContinuationMessage | undefined {
  const { bucket, key, versionId } = (object ?? {}) as JsonObject;
  const { rank, index } = (position ?? {}) as JsonObject;
  if (typeof bucket !== 'string' || typeof key !== 'string' || typeof rules !== 'string') return undefined;
  if (typeof groupsHash !== 'string') return undefined;
  if (!isCount(rank) || !isCount(index) || !isCount(groups)) return undefined;
  const version = typeof versionId === 'string' ? { versionId } : {};
  return { object: { bucket, key, ...version }, position: { rank, index }, groups, groupsHash, rules };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
