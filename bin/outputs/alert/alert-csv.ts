import type { Alert } from '../../../lib/core/alert/alert';
import { factTexts, fileOf } from '../../../lib/core/alert/message/alert-lines';
import { toCsvCell, toCsvLine } from '../../../lib/core/safe-text/printable';

type Column = readonly [name: string, value: (alert: Alert) => string | undefined];

/** The text members of alerts, with their column names. */
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

/** The locations of source addresses, if requested. */
const LOCATION_COLUMNS: readonly Column[] = [
  ['sourceCountry', ({ sourceLocation }) => sourceLocation?.country],
  ['sourceCity', ({ sourceLocation }) => sourceLocation?.city],
  ['sourceAsNumber', ({ sourceLocation }) => sourceLocation?.asNumber?.toString()],
  ['sourceAsOrganization', ({ sourceLocation }) => sourceLocation?.asOrganization],
];

/** The names of accounts, if requested. */
const ACCOUNT_COLUMNS: readonly Column[] = [
  ['recipientAccountName', ({ recipientAccount }) => recipientAccount?.name],
];

/** The requested columns in addition to the fixed ones. */
export interface AlertCsvOptions {
  readonly isLocated?: boolean;
  readonly isNamed?: boolean;
}

/** The names of the columns. */
export function alertCsvHead(options: AlertCsvOptions): string {
  return toCsvLine(columnsOf(options).map(([name]) => name));
}

export function alertCsvLine(alert: Alert, options: AlertCsvOptions): string {
  return toCsvLine(columnsOf(options).map(([, value]) => toCsvCell(value(alert) ?? '')));
}

function columnsOf({ isLocated = false, isNamed = false }: AlertCsvOptions): readonly Column[] {
  return [...COLUMNS, ...(isLocated ? LOCATION_COLUMNS : []), ...(isNamed ? ACCOUNT_COLUMNS : [])];
}

/** Facts as `sharedWith: 444455556666, 555566667777; ports: tcp 22`. */
function factsOf({ details }: Alert): string {
  return factTexts(details)
    .map(([fact, text]) => `${fact}: ${text}`)
    .join('; ');
}
