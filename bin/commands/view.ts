import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { Diagnostics } from '../outputs/diagnostics';
import { openOutput } from '../outputs/open-output';
import type { TextOutput } from '../outputs/text-output';
import { ArchiveRecords } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { type RecordQuestions, toRecordTest } from '../view/record-test';
import { type ViewFormat, viewText } from '../view/view-text';

/** The options of `trailwatch view`, as the command line names them. */
export interface ViewOptions extends PlaceOptions, RecordQuestions {
  readonly limit?: string;
  readonly format?: ViewFormat;
  readonly out?: string;
  readonly force?: boolean;
}

/** Prints records of archives, in the order of the files, each once. Gives the exit status. */
export async function view(paths: readonly string[], options: ViewOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const limit = limitOf(options);
  const filter = RecordFilter.of(options);
  const diagnostics = new Diagnostics(io);
  const output = await openOutput({ ...options, inputs: paths }, io);
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
  diagnostics.finish(
    `files=${files} pruned=${pruned} records=${records} printed=${printed} seconds=${((io.nowMs() - fromMs) / 1000).toFixed(2)}`,
  );
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
  const text = viewText(formatOf(options, io), io);
  const seen = new RecentTexts();
  let printed = 0;
  await output.write(text.head);
  for await (const portion of archive.read()) {
    for (const found of portion) {
      if (!isAsked(found.record) || !seen.add(JSON.stringify(found.record))) continue;
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

function formatOf({ format, out }: ViewOptions, io: CommandIo): ViewFormat {
  const isFile = out !== undefined && out !== '-';
  return format ?? (!isFile && io.stdout.isTTY === true ? 'table' : 'ndjson');
}
