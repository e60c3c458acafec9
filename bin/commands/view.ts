import type { CommandIo } from '../cli/command-io';
import { readLimit } from '../cli/limit-option';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { Diagnostics } from '../outputs/diagnostics';
import type { TextOutput } from '../outputs/text-output';
import { openOutput, streamFormat } from '../outputs/to-file';
import { ArchiveRecords, type FoundRecord } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { askedCondition, type RecordQuestions, toRecordTest } from '../view/record-test';
import { RecordsInOrder } from '../view/records-in-order';
import { type ViewFormat, viewText } from '../view/view-text';

/** The options of `trailwatch view`, as the command line names them. */
export interface ViewOptions extends PlaceOptions, RecordQuestions {
  readonly limit?: string;
  readonly last?: boolean;
  readonly order?: ViewOrder;
  readonly format?: ViewFormat;
  readonly columns?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** A stream is in the order of the files. */
type ViewOrder = 'time' | 'files';

/** Prints records of archives, without duplicates. Returns the exit status. */
export async function view(paths: readonly string[], options: ViewOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const choice = choiceOf(options, io);
  const filter = RecordFilter.of(options);
  const text = viewText(choice.format, io, options.columns);
  const diagnostics = new Diagnostics(io);
  const output = await openOutput(options, io);
  const archive = new ArchiveRecords(
    { paths, filter, except: new ExcludedFiles(output.paths), asked: askedCondition(options) },
    { io, diagnostics },
  );
  let printed = 0;
  try {
    const found = foundIn(archive, toRecordTest(options));
    const records = choice.order === 'files' ? found : inOrder(found, choice, diagnostics);
    await output.write(text.head);
    printed = await printRecords({ records, output, limit: choice.limit }, text.next);
    await output.finish();
  } finally {
    output.discard();
  }
  if (choice.order === 'time' || printed < choice.limit) archive.reportNothing();
  const { files, pruned, records } = archive;
  diagnostics.finish(`files=${files} pruned=${pruned} records=${records} printed=${printed}`, fromMs);
  return diagnostics.problems > 0 ? 2 : 0;
}

/** Which records are printed, and how. */
interface Choice {
  readonly format: ViewFormat;
  readonly order: ViewOrder;
  readonly limit: number;
  readonly isLast: boolean;
}

/** People read a table, and a limit keeps a part: in the order of time. Streams are printed while they are read. */
function choiceOf(options: ViewOptions, io: CommandIo): Choice {
  const format = streamFormat(options, io);
  const limit = readLimit(options.limit, 'records') ?? Number.POSITIVE_INFINITY;
  const { last: isLast = false } = options;
  const order = options.order ?? (format === 'table' || options.limit !== undefined ? 'time' : 'files');
  if (isLast && options.limit === undefined)
    throw new UserError('--last needs --limit: the number of records to print');
  if (isLast && order === 'files')
    throw new UserError('--last needs --order time: the last records are known at the end only');
  return { format, order, limit, isLast };
}

type IsAsked = ReturnType<typeof toRecordTest>;

/** The records that are asked for, each once, in the order of the files. */
async function* foundIn(archive: ArchiveRecords, isAsked: IsAsked): AsyncGenerator<FoundRecord, void> {
  const seen = new RecentTexts();
  for await (const portion of archive.read())
    for (const found of portion) if (isAsked(found.record) && seen.addRecord(found.record)) yield found;
}

/** The records in the order of time; says which are left out. */
async function* inOrder(
  found: AsyncIterable<FoundRecord>,
  { limit, isLast }: Choice,
  diagnostics: Diagnostics,
): AsyncGenerator<FoundRecord, void> {
  const records = new RecordsInOrder({ most: limit, isLast });
  for await (const one of found) records.add(one);
  const ordered = records.inOrder();
  const what = `the ${isLast ? 'last' : 'first'} ${ordered.length} of ${records.added} records by time`;
  if (records.hasNoRoom)
    diagnostics.problem(
      `only ${what} are printed, as no more are held to be sorted; choose fewer with --start, --end or --actor, or print all with --format ndjson --order files`,
    );
  else if (ordered.length < records.added)
    diagnostics.note(`${what} are printed${isLast ? '' : '; --last prints the last ones'}`);
  yield* ordered;
}

interface Printing {
  readonly records: AsyncIterable<FoundRecord>;
  readonly output: TextOutput;
  readonly limit: number;
}

/** @returns how many records were printed */
async function printRecords(
  { records, output, limit }: Printing,
  textOf: (found: FoundRecord) => string,
): Promise<number> {
  let printed = 0;
  for await (const found of records) {
    await output.write(textOf(found));
    printed += 1;
    if (printed === limit) break;
  }
  return printed;
}
