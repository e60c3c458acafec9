import type { CloudTrailRecord } from '../../lib/core/record/record';
import { toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { KeptInput } from '../inputs/kept-input';
import { openTempStore } from '../outputs/temp-store';
import { openOutput } from '../outputs/to-file';
import { ArchiveRecords } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { ReportedOnce } from '../records/reported-once';
import { surveyText } from './survey-text';

/** The options of the commands that answer with one document. */
export interface SurveyOptions extends PlaceOptions {
  readonly format?: 'text' | 'json';
}

/** What answers a question, and where it is read from. */
export interface SurveyOrder {
  readonly paths: readonly string[];
  readonly options: SurveyOptions;
  readonly io: CommandIo;
}

/** Readings of the same records, each record once. */
export class SurveyReadings {
  readonly diagnostics: ReportedOnce;
  private readonly filter: RecordFilter;
  private readonly kept = new KeptInput(openTempStore);
  private readonly fromMs: number;
  private first: ArchiveRecords | undefined;

  constructor(private readonly order: SurveyOrder) {
    this.fromMs = order.io.nowMs();
    this.filter = RecordFilter.of(order.options);
    this.diagnostics = new ReportedOnce(order.io);
  }

  /** Reads all chosen records, as often as it is called. */
  async read(take: (record: CloudTrailRecord) => void): Promise<void> {
    const { io, paths } = this.order;
    const reading = new ArchiveRecords({ paths, filter: this.filter }, { io, diagnostics: this.diagnostics });
    const inputs =
      this.first === undefined ? this.kept.keeping(reading.inputs()) : this.kept.again(reading.inputs());
    this.first ??= reading;
    const seen = new RecentTexts();
    for await (const portion of reading.read(inputs))
      for (const { record } of portion) if (seen.addRecord(record)) take(record);
  }

  /** Writes the answer, and returns the exit status. */
  async answer(document: object, notes: readonly string[] = []): Promise<number> {
    const { options, io } = this.order;
    const { diagnostics, first } = this;
    const { files = 0, pruned = 0, records = 0 } = first ?? {};
    if (records === 0) first?.reportNothing();
    diagnostics.clearProgress();
    const format = options.format ?? (io.stdout.isTTY === true ? 'text' : 'json');
    const output = await openOutput({}, io);
    await output.write(
      format === 'text'
        ? surveyText(document)
        : `${toJsonText({ ...document, ...diagnostics.incompleteness })}\n`,
    );
    await output.finish();
    for (const note of notes) diagnostics.info(note);
    diagnostics.finish(`files=${files} pruned=${pruned} records=${records}`, this.fromMs);
    return diagnostics.problems > 0 ? 2 : 0;
  }
}
