import { toKeyStart } from '../../core/policy/trail-coordinates';
import type { ILogArchive } from './log-archive-interface';

/** What every key of CloudTrail's in the archive begins with. */
export function rootOf({ keyPrefix }: ILogArchive): string {
  return `${toKeyStart(keyPrefix)}AWSLogs/`;
}
