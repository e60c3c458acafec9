import { isJsonObject, type JsonObject } from '../../json/json-value';
import { isPlainArgument } from '../../safe-text/message-text';
import type { Alert } from '../alert';

const DAY = /^\d{4}-\d\d-\d\d/;

/**
 * The command line that shows what the actor of an alert about several records did, from the day of the first record on;
 * undefined if there is no ARN that every shell takes as it is. `PATH` is a placeholder for log files whose place is not known.
 */
export function actorCommand({
  actor: { arn = '' },
  source,
  record,
}: Pick<Alert, 'actor' | 'source'> & { readonly record: JsonObject }): string | undefined {
  const [first] = recordsKnownOf(record);
  if (first === undefined || !arn.startsWith('arn:') || !isPlainArgument(arn)) return undefined;
  const day = DAY.exec(typeof first.eventTime === 'string' ? first.eventTime : '')?.[0];
  return `trailwatch actor ${arn} ${folderOf(source)}${day === undefined ? '' : ` --start ${day}`}`;
}

/** The folder of all accounts of the archive. */
function folderOf({ bucket, key = '' }: Alert['source']): string {
  const end = key.indexOf('AWSLogs/');
  const folder = `s3://${bucket}/${key.slice(0, end)}AWSLogs/`;
  return bucket === undefined || end < 0 || !isPlainArgument(folder) ? 'PATH' : folder;
}

/** The records that the facts of an alert about several records name, the earliest first; empty of any other alert. */
export function recordsKnownOf({ knownWhenRaised }: JsonObject): readonly JsonObject[] {
  const records = isJsonObject(knownWhenRaised) ? knownWhenRaised.records : undefined;
  return Array.isArray(records) ? records.filter(isJsonObject) : [];
}
