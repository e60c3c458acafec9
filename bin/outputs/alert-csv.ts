import type { Alert } from '../../lib/core/alert/alert';
import { toCsvCell, toCsvLine } from '../../lib/core/safe-text/csv-text';

type Column = readonly [name: string, value: (alert: Alert) => string | undefined];

/** The members of alerts that are texts, with the names that they have there. */
const COLUMNS: readonly Column[] = [
  ['eventTime', ({ eventTime }) => eventTime],
  ['severity', ({ severity }) => severity],
  ['title', ({ title }) => title],
  ['eventName', ({ eventName }) => eventName],
  ['eventSource', ({ eventSource }) => eventSource],
  ['actor', ({ actor }) => actor.name],
  ['actorArn', ({ actor }) => actor.arn],
  ['sourceIPAddress', ({ sourceIPAddress }) => sourceIPAddress],
  ['userAgent', ({ userAgent }) => userAgent],
  ['recipientAccountId', ({ recipientAccountId }) => recipientAccountId],
  ['awsRegion', ({ awsRegion }) => awsRegion],
  ['errorCode', ({ errorCode }) => errorCode],
  ['resources', ({ resources }) => resources.join(' ')],
  ['summary', ({ summary }) => summary],
  ['details', factsOf],
  ['ruleId', ({ ruleId }) => ruleId],
  ['id', ({ id }) => id],
  ['eventID', ({ eventID }) => eventID],
  ['file', ({ source }) => fileOf(source)],
];

/** The names of the columns. */
export function alertCsvHead(): string {
  return toCsvLine(COLUMNS.map(([name]) => name));
}

export function alertCsvLine(alert: Alert): string {
  return toCsvLine(COLUMNS.map(([, value]) => toCsvCell(value(alert) ?? '')));
}

/** Facts as `sharedWith: 444455556666, 555566667777; ports: tcp 22`. */
function factsOf({ details = {} }: Alert): string {
  return Object.entries(details)
    .map(([fact, values]) => `${fact}: ${values.join(', ')}`)
    .join('; ');
}

/** The file that a record is in, as its user named it; empty for an alert about several records. */
export function fileOf({ bucket, key }: Alert['source']): string {
  return bucket === undefined ? (key ?? '') : `s3://${bucket}/${key ?? ''}`;
}
