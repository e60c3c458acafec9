import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
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
  readonly options: PlaceOptions & { readonly format?: 'text' | 'json' | 'table' };
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

  /** The counts of the first reading. */
  get counts(): Pick<ArchiveRecords, 'files' | 'pruned' | 'records'> {
    return this.first ?? { files: 0, pruned: 0, records: 0 };
  }

  /** Reports which files were read for late records, or that there was nothing to read, unless something else was reported. */
  reportNothing(): void {
    this.first?.reportNothing();
  }

  /** Reads the chosen records, as often as it is called: those that a condition does not hold for are counted only. */
  async read(take: (record: CloudTrailRecord) => void, asked?: Condition): Promise<void> {
    const seen = new RecentTexts();
    await this.readAgain((record) => {
      if (seen.addRecord(record)) take(record);
    }, asked);
  }

  /** As `read`, but records that were delivered twice are taken twice. */
  async readAgain(take: (record: CloudTrailRecord) => void, asked?: Condition): Promise<void> {
    const { io, paths } = this.order;
    const source = { paths, filter: this.filter, asked };
    const reading = new ArchiveRecords(source, { io, diagnostics: this.diagnostics });
    const inputs =
      this.first === undefined ? this.kept.keeping(reading.inputs()) : this.kept.again(reading.inputs());
    this.first ??= reading;
    for await (const portion of reading.read(inputs)) for (const { record } of portion) take(record);
  }

  /** Writes the answer, and returns the exit status. */
  async answer(document: object, notes: readonly string[] = []): Promise<number> {
    const { options, io } = this.order;
    const { diagnostics } = this;
    if (this.counts.records === 0) this.reportNothing();
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
    return this.finish();
  }

  /** Writes the counts, and returns the exit status. */
  finish(): number {
    const { files, pruned, records } = this.counts;
    this.diagnostics.finish(`files=${files} pruned=${pruned} records=${records}`, this.fromMs);
    return this.diagnostics.problems > 0 ? 2 : 0;
  }
}
