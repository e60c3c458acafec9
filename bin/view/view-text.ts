import { toActor } from '../../lib/core/alert/from-record/to-actor';
import { resourceText, toResources } from '../../lib/core/alert/from-record/to-resources';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { timeTextOf } from '../../lib/core/record/to-event-time';
import { toCsvCell, toCsvLine } from '../../lib/core/safe-text/csv-text';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import type { CommandIo } from '../cli/command-io';
import { eventTable } from '../outputs/event-table';
import { AGGREGATE_COLUMNS, aggregateCells } from '../records/aggregate';
import type { FoundRecord } from '../records/archive-records';
import { INSIGHT_COLUMNS, insightCells } from '../records/insight';

export type ViewFormat = 'table' | 'ndjson' | 'csv';

/** Text of records as they come. */
export interface ViewText {
  readonly head: string;
  readonly next: (found: FoundRecord) => string;
}

/** The text of a format. `ndjson` is the records themselves. */
export function viewText(format: ViewFormat, { stdout }: Pick<CommandIo, 'stdout'>): ViewText {
  switch (format) {
    case 'ndjson':
      return { head: '', next: ({ record }) => `${toJsonText(record)}\n` };
    case 'csv':
      return {
        head: csvLine(COLUMNS.map(([name]) => name)),
        next: (found) => csvLine(COLUMNS.map(([, value]) => value(found))),
      };
    case 'table':
      return tableText(stdout);
    default:
      return format satisfies never;
  }
}

type Column = readonly [name: string, value: (found: FoundRecord) => string];

const COLUMNS: readonly Column[] = [
  ['eventTime', ({ record }) => timeTextOf(record) ?? ''],
  ['eventName', ({ record }) => textOf(record, 'eventName')],
  ['eventSource', ({ record }) => textOf(record, 'eventSource')],
  ['actor', ({ record }) => toActor(record).name],
  ['userIdentityArn', ({ record }) => toActor(record).arn ?? ''],
  ['accessKeyId', ({ record }) => textOf(record.userIdentity, 'accessKeyId')],
  ['sourceIPAddress', ({ record }) => textOf(record, 'sourceIPAddress')],
  ['userAgent', ({ record }) => textOf(record, 'userAgent')],
  ['awsRegion', ({ record }) => textOf(record, 'awsRegion')],
  ['recipientAccountId', ({ record }) => recordIdentity(record).recipientAccountId],
  ['errorCode', ({ record }) => textOf(record, 'errorCode')],
  ['errorMessage', ({ record }) => textOf(record, 'errorMessage')],
  ['resources', ({ record }) => toResources(record).map(resourceText).join(' ')],
  ['readOnly', ({ record }) => (record.readOnly === undefined ? '' : String(record.readOnly))],
  ['eventID', ({ record }) => textOf(record, 'eventID') || textOf(record, 'eventId')],
  ['file', ({ file }) => file],
  ...INSIGHT_COLUMNS.map(([name, , value]): Column => [name, ({ record }) => value(record)]),
  ...AGGREGATE_COLUMNS.map(([name, value]): Column => [name, ({ record }) => value(record)]),
];

function textOf(value: unknown, key: string): string {
  const text = (value as CloudTrailRecord | null | undefined)?.[key];
  return typeof text === 'string' ? text : '';
}

function csvLine(cells: readonly string[]): string {
  return toCsvLine(cells.map(toCsvCell));
}

function tableText(stdout: CommandIo['stdout']): ViewText {
  const { head, row } = eventTable(stdout, 'ACTOR');
  return {
    head,
    next: ({ record }) => {
      const many = insightCells(record) ?? aggregateCells(record);
      return row([
        timeTextOf(record),
        many?.event ?? textOf(record, 'eventName'),
        many?.who ?? toActor(record).name,
        many?.source ?? textOf(record, 'sourceIPAddress'),
        textOf(record, 'awsRegion'),
        many?.error ?? textOf(record, 'errorCode'),
      ]);
    },
  };
}
