import {
  actorOf,
  errorCodeOf,
  errorMessageOf,
  identity,
  origin,
} from '../../lib/core/compile/predicate/record-facts';
import { resourceText } from '../../lib/core/fact/targets/target';
import { targetsOf } from '../../lib/core/fact/targets/targets-of';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { timeTextOf } from '../../lib/core/record/to-event-time';
import { UserError } from '../cli/user-error';
import { AGGREGATE_COLUMNS } from '../records/aggregate';
import type { FoundRecord } from '../records/archive-records';
import { INSIGHT_COLUMNS } from '../records/insight';

/** A fact of a record as text. */
export interface ViewColumn {
  readonly name: string;
  readonly value: (found: FoundRecord) => string;
  /** How many characters its values have, if all have as many: they are copied, and are not broken. */
  readonly length?: number;
}

/** All columns, in the order of csv. */
export const VIEW_COLUMNS: readonly ViewColumn[] = [
  { name: 'eventTime', value: ({ record }) => timeTextOf(record) ?? '', length: 20 },
  { name: 'eventName', value: ({ record }) => memberOf(record, 'eventName') },
  { name: 'eventSource', value: ({ record }) => memberOf(record, 'eventSource') },
  { name: 'actor', value: ({ record }) => actorOf(record).name },
  { name: 'userIdentityArn', value: ({ record }) => actorOf(record).arn ?? '' },
  { name: 'accessKeyId', value: ({ record }) => identity.accessKey(record) ?? '', length: 20 },
  { name: 'sourceIPAddress', value: ({ record }) => origin.source(record) ?? '' },
  { name: 'userAgent', value: ({ record }) => origin.agent(record) ?? '' },
  { name: 'awsRegion', value: ({ record }) => memberOf(record, 'awsRegion'), length: 14 },
  {
    name: 'recipientAccountId',
    value: ({ record }) => recordIdentity(record).recipientAccountId,
    length: 18,
  },
  { name: 'errorCode', value: ({ record }) => errorCodeOf(record) ?? '' },
  { name: 'errorMessage', value: ({ record }) => errorMessageOf(record) ?? '' },
  { name: 'resources', value: ({ record }) => targetsOf(record).map(resourceText).join(' ') },
  {
    name: 'readOnly',
    value: ({ record }) => (record.readOnly === undefined ? '' : String(record.readOnly)),
    length: 8,
  },
  {
    name: 'eventID',
    value: ({ record }) => memberOf(record, 'eventID') || memberOf(record, 'eventId'),
    length: 36,
  },
  { name: 'file', value: ({ file }) => file },
  ...INSIGHT_COLUMNS.map(([name, , value]) => ({
    name,
    value: ({ record }: FoundRecord) => value(record),
  })),
  ...AGGREGATE_COLUMNS.map(([name, value]) => ({
    name,
    value: ({ record }: FoundRecord) => value(record),
  })),
];

/**
 * The columns that `--columns` names, in its order.
 *
 * @throws {@link UserError} if there is none of a name
 */
export function chosenColumns(names: string): readonly ViewColumn[] {
  return names.split(',').map((text) => {
    const wanted = text.trim().toLowerCase();
    const column = VIEW_COLUMNS.find(({ name }) => name.toLowerCase() === wanted);
    if (column !== undefined) return column;
    const all = VIEW_COLUMNS.map(({ name }) => name).join(', ');
    throw new UserError(`--columns has '${text.trim()}'; a column is one of ${all}`);
  });
}

/** A member of a record, if it is a text. */
export function memberOf(record: CloudTrailRecord, name: string): string {
  const value: unknown = (record as CloudTrailRecord | null | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}
