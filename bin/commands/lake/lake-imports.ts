import {
  type CloudTrailClient,
  GetImportCommand,
  type GetImportResponse,
  ListImportFailuresCommand,
  type ListImportFailuresResponse,
  ListImportsCommand,
  type ListImportsResponse,
  StartImportCommand,
  StopImportCommand,
} from '@aws-sdk/client-cloudtrail';
import { pagesOf } from '../../../lambda/aws/answers';
import { toJsonText, toPrintable } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { isForTable } from '../../lake/lake-price';
import { arnOfStore, askAgain, askLake, findStore, makeLakeClient } from '../../lake/lake-store';
import { renderTable } from '../../outputs/table';
import { toStream, whileOpen } from '../../outputs/text-output';

/** The options of `trailwatch lake imports list`. */
export interface LakeImportsListOptions {
  readonly format?: 'table' | 'ndjson';
}

/** The options of commands on one import. */
export interface LakeImportOptions extends LakeImportsListOptions {
  readonly region?: string;
}

/** A list of the command: its columns, and their widths in a table. */
interface Listing {
  readonly widths: readonly number[];
  readonly titles: readonly string[];
}

type Row = Readonly<Record<string, string>>;

const IMPORTS: Listing = { widths: [38, 14, 26, 26], titles: ['IMPORT', 'STATUS', 'STARTED', 'UPDATED'] };
const FAILURES: Listing = { widths: [10, 24, 60, 60], titles: ['STATUS', 'ERROR', 'LOCATION', 'MESSAGE'] };

/** Lists the imports into an event data store. Returns the exit status. */
export async function lakeImportsList(
  name: string,
  options: LakeImportsListOptions,
  io: CommandIo,
): Promise<number> {
  const isTable = isForTable(options, io);
  const store = await findStore(name, io.wait);
  const question = { where: store.where, needs: 'cloudtrail:ListImports' };
  try {
    const Destination = await arnOfStore(store, io.wait);
    const ask = (NextToken: string | undefined) =>
      askAgain(question, io, () => store.client.send(new ListImportsCommand({ Destination, NextToken })));
    const pages = pagesOf('CloudTrail Lake: ListImports', ask, UserError);
    await writeRows(
      io,
      isTable,
      IMPORTS,
      rowsOf(pages, ({ Imports = [] }) => Imports.map(toImportRow)),
    );
  } finally {
    store.client.destroy();
  }
  return 0;
}

function toImportRow(found: NonNullable<ListImportsResponse['Imports']>[number]): Row {
  const { ImportId = '', ImportStatus = '', CreatedTimestamp, UpdatedTimestamp } = found;
  return {
    ...{ id: ImportId, status: ImportStatus },
    startedAt: CreatedTimestamp?.toISOString() ?? '',
    updatedAt: UpdatedTimestamp?.toISOString() ?? '',
  };
}

/** Prints the status of an import. Returns the exit status: 1 if it failed or was stopped. */
export async function lakeImportStatus(
  id: string,
  options: LakeImportOptions,
  io: CommandIo,
): Promise<number> {
  const status = await writeImport(id, 'cloudtrail:GetImport', options, io, (client) =>
    client.send(new GetImportCommand({ ImportId: id })),
  );
  return status === 'FAILED' || status === 'STOPPED' ? 1 : 0;
}

/** Lists the failures of an import. Returns the exit status: 1 if there are some that it will not retry. */
export async function lakeImportFailures(
  id: string,
  options: LakeImportOptions,
  io: CommandIo,
): Promise<number> {
  const isTable = isForTable(options, io);
  const client = makeLakeClient(options.region);
  const question = { where: `import '${id}'`, needs: 'cloudtrail:ListImportFailures' };
  const ask = (NextToken: string | undefined) =>
    askAgain(question, io, () => client.send(new ListImportFailuresCommand({ ImportId: id, NextToken })));
  const pages = pagesOf('CloudTrail Lake: ListImportFailures', ask, UserError);
  let failed = false;
  const toRows = ({ Failures = [] }: ListImportFailuresResponse) =>
    Failures.map(({ Status = '', ErrorType = '', Location = '', ErrorMessage = '' }): Row => {
      failed ||= Status === 'FAILED';
      return { status: Status, error: ErrorType, location: Location, message: ErrorMessage };
    });
  try {
    await writeRows(io, isTable, FAILURES, rowsOf(pages, toRows));
  } finally {
    client.destroy();
  }
  return failed ? 1 : 0;
}

/** Resumes an import that failed or was stopped, and retries its failures. Returns the exit status. */
export async function lakeImportRetry(
  id: string,
  options: LakeImportOptions,
  io: CommandIo,
): Promise<number> {
  await writeImport(id, 'cloudtrail:StartImport', options, io, (client) =>
    client.send(new StartImportCommand({ ImportId: id })),
  );
  return 0;
}

/** Stops an import. Copied events are kept. Returns the exit status. */
export async function lakeImportStop(id: string, options: LakeImportOptions, io: CommandIo): Promise<number> {
  await writeImport(id, 'cloudtrail:StopImport', options, io, (client) =>
    client.send(new StopImportCommand({ ImportId: id })),
  );
  return 0;
}

/** Sends a call about an import, and prints the response. Returns the status of the import. */
async function writeImport(
  id: string,
  needs: string,
  options: LakeImportOptions,
  io: CommandIo,
  send: (client: CloudTrailClient) => Promise<GetImportResponse>,
): Promise<string> {
  const answer = await askLake({ where: `import '${id}'`, needs, region: options.region }, io, send);
  const state = toState(id, answer);
  const lines = Object.entries(state).map(([name, value]) => `${name}: ${toPrintable(String(value))}\n`);
  await whileOpen(toStream(io.stdout)).write(
    isForTable(options, io) ? lines.join('') : `${toJsonText(state)}\n`,
  );
  return state.status;
}

/** The response of StartImport contains no progress. */
function toState(id: string, answer: GetImportResponse) {
  const { ImportStatus = 'INITIALIZING', Destinations = [], ImportSource, ImportStatistics } = answer;
  const location = ImportSource?.S3?.S3LocationUri;
  return {
    ...{ id, status: ImportStatus },
    ...(Destinations[0] === undefined ? {} : { eventDataStore: Destinations[0] }),
    ...(location === undefined ? {} : { location }),
    ...(answer.StartEventTime === undefined ? {} : { start: answer.StartEventTime.toISOString() }),
    ...(answer.EndEventTime === undefined ? {} : { end: answer.EndEventTime.toISOString() }),
    ...(ImportStatistics === undefined ? {} : toProgress(ImportStatistics)),
  };
}

function toProgress({
  PrefixesFound = 0,
  PrefixesCompleted = 0,
  FilesCompleted = 0,
  EventsCompleted = 0,
  FailedEntries = 0,
}: NonNullable<GetImportResponse['ImportStatistics']>) {
  return {
    ...{ prefixesFound: PrefixesFound, prefixesCompleted: PrefixesCompleted },
    ...{ filesCompleted: FilesCompleted, eventsCompleted: EventsCompleted, failedEntries: FailedEntries },
  };
}

async function* rowsOf<T>(
  pages: AsyncIterable<T>,
  toRows: (page: T) => readonly Row[],
): AsyncGenerator<readonly Row[], void> {
  for await (const page of pages) yield toRows(page);
}

async function writeRows(
  io: CommandIo,
  isTable: boolean,
  { widths, titles }: Listing,
  pages: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const output = whileOpen(toStream(io.stdout));
  if (isTable) await output.write(renderTable([...widths], [[...titles]]));
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    const table = () =>
      renderTable(
        [...widths],
        rows.map((row) => Object.values(row).map(toPrintable)),
      );
    const lines = () => rows.map((row) => `${toJsonText(row)}\n`).join('');
    await output.write(isTable ? table() : lines());
  }
}
