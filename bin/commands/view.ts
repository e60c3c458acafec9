import { resourceText, toResources } from '../../lib/core/alert/from-record/to-resources';
import { actorOf, errorCodeOf, errorMessageOf } from '../../lib/core/compile/predicate/record-facts';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { timeTextOf } from '../../lib/core/record/to-event-time';
import { toCsvRow, toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { Diagnostics } from '../outputs/diagnostics';
import { eventTable } from '../outputs/table';
import type { TextOutput } from '../outputs/text-output';
import { openOutput, streamFormat } from '../outputs/to-file';
import { AGGREGATE_COLUMNS, aggregateCells } from '../records/aggregate';
import { ArchiveRecords, type FoundRecord } from '../records/archive-records';
import { INSIGHT_COLUMNS, insightCells } from '../records/insight';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { type RecordQuestions, toRecordTest } from '../view/record-test';

/** The options of `trailwatch view`, as the command line names them. */
export interface ViewOptions extends PlaceOptions, RecordQuestions {
  readonly limit?: string;
  readonly format?: ViewFormat;
  readonly out?: string;
  readonly force?: boolean;
}

/** Prints records of archives, in the order of the files, without duplicates. Returns the exit status. */
export async function view(paths: readonly string[], options: ViewOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const limit = limitOf(options);
  const filter = RecordFilter.of(options);
  const diagnostics = new Diagnostics(io);
  const output = await openOutput(options, io);
  const archive = new ArchiveRecords(
    { paths, filter, except: new ExcludedFiles(output.paths) },
    { io, diagnostics },
  );
  let printed = 0;
  try {
    printed = await printRecords({ archive, output, limit }, options, io);
    await output.finish();
  } finally {
    output.discard();
  }
  if (printed < limit) archive.reportNothing();
  const { files, pruned, records } = archive;
  diagnostics.finish(`files=${files} pruned=${pruned} records=${records} printed=${printed}`, fromMs);
  return diagnostics.problems > 0 ? 2 : 0;
}

interface Printing {
  readonly archive: ArchiveRecords;
  readonly output: TextOutput;
  readonly limit: number;
}

/** @returns how many records were printed */
async function printRecords(
  { archive, output, limit }: Printing,
  options: ViewOptions,
  io: CommandIo,
): Promise<number> {
  const isAsked = toRecordTest(options);
  const text = viewText(streamFormat(options, io), io);
  const seen = new RecentTexts();
  let printed = 0;
  await output.write(text.head);
  for await (const portion of archive.read()) {
    for (const found of portion) {
      if (!isAsked(found.record) || !seen.addRecord(found.record)) continue;
      await output.write(text.next(found));
      printed += 1;
      if (printed === limit) return printed;
    }
  }
  return printed;
}

function limitOf({ limit }: ViewOptions): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,9}$/.test(limit)) return Number(limit);
  throw new UserError(`--limit is '${limit}'; write a whole number of records, 1 or more`);
}

type ViewFormat = 'table' | 'ndjson' | 'csv';

/** The text of records, as a stream. */
interface ViewText {
  readonly head: string;
  readonly next: (found: FoundRecord) => string;
}

/** The text of a format. `ndjson` is the records themselves. */
function viewText(format: ViewFormat, { stdout }: Pick<CommandIo, 'stdout'>): ViewText {
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
  ['accessKeyId', ({ record }) => textOf(record.userIdentity, 'accessKeyId')],
  ['sourceIPAddress', ({ record }) => textOf(record, 'sourceIPAddress')],
  ['userAgent', ({ record }) => textOf(record, 'userAgent')],
  ['awsRegion', ({ record }) => textOf(record, 'awsRegion')],
  ['recipientAccountId', ({ record }) => recordIdentity(record).recipientAccountId],
  ['errorCode', ({ record }) => errorCodeOf(record) ?? ''],
  ['errorMessage', ({ record }) => errorMessageOf(record) ?? ''],
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
        many?.source ?? textOf(record, 'sourceIPAddress'),
        textOf(record, 'awsRegion'),
        many?.error ?? errorCodeOf(record),
      ]);
    },
  };
}
