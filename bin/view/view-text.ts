import { renderTargets } from '../../lib/core/alert/from-record/render-targets';
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
import { toCsvRow, toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { eventTable } from '../outputs/table';
import { AGGREGATE_COLUMNS, aggregateCells } from '../records/aggregate';
import type { FoundRecord } from '../records/archive-records';
import { INSIGHT_COLUMNS, insightCells } from '../records/insight';

/** The formats of `trailwatch view`. */
export type ViewFormat = 'table' | 'ndjson' | 'csv';

/** The text of records, as a stream. */
interface ViewText {
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
        head: toCsvRow(COLUMNS.map(([name]) => name)),
        next: (found) => toCsvRow(COLUMNS.map(([, value]) => value(found))),
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
  ['actor', ({ record }) => actorOf(record).name],
  ['userIdentityArn', ({ record }) => actorOf(record).arn ?? ''],
  ['accessKeyId', ({ record }) => identity.accessKey(record) ?? ''],
  ['sourceIPAddress', ({ record }) => origin.source(record) ?? ''],
  ['userAgent', ({ record }) => origin.agent(record) ?? ''],
  ['awsRegion', ({ record }) => textOf(record, 'awsRegion')],
  ['recipientAccountId', ({ record }) => recordIdentity(record).recipientAccountId],
  ['errorCode', ({ record }) => errorCodeOf(record) ?? ''],
  ['errorMessage', ({ record }) => errorMessageOf(record) ?? ''],
  ['resources', ({ record }) => targetsOf(record).map(resourceText).join(' ')],
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

function tableText(stdout: CommandIo['stdout']): ViewText {
  const { head, row } = eventTable(stdout, 'ACTOR');
  return {
    head,
    next: ({ record }) => {
      const many = insightCells(record) ?? aggregateCells(record);
      return row([
        timeTextOf(record),
        many?.event ?? textOf(record, 'eventName'),
        many?.who ?? actorOf(record).name,
        many === undefined ? renderTargets(targetsOf(record)) : undefined,
        many?.source ?? origin.source(record),
        textOf(record, 'awsRegion'),
        many?.error ?? errorCodeOf(record),
      ]);
    },
  };
}
