import { sieveOfCondition } from '../../lib/core/prefilter/late-sieve';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { DecidedRecords } from '../inputs/decided-records';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { Input } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import { readPrefilter } from '../inputs/read-prefilter';
import { TextCache } from '../inputs/text-cache';
import type { Diagnostics } from '../outputs/diagnostics';
import { RecordReader } from '../selectors/read-records';
import { PrunedFiles, type RecordFilter } from './record-filter';

/** What records are read from. */
export interface ArchiveSource {
  /** As the user wrote them: files, folders, glob patterns, `s3://bucket/prefix`, `-`. */
  readonly paths: readonly string[];
  readonly filter: RecordFilter;
  /**
   * The filter chooses files only, and all their records are read.
   *
   * @default false
   */
  readonly wholeFiles?: boolean;
  /** Holds for every record that is asked for, and for some others: records for which it does not hold are counted, and left out. */
  readonly asked?: Condition | undefined;
  readonly except?: ExcludedFiles;
  /** Called after the last record of an input that is a log file, or has one, with whether it could be read to its end. */
  readonly onEnd?: (name: string, isRead: boolean) => void;
}

/** A record, and the file that it is in. */
export interface FoundRecord {
  readonly record: CloudTrailRecord;
  readonly file: string;
}

/** Reads the chosen records of an archive. A file that cannot hold one, by its key, is not opened. */
export class ArchiveRecords {
  /** Files that were opened. */
  files = 0;
  private taken = 0;
  private readonly reader: RecordReader;
  private readonly prunedFiles = new PrunedFiles();
  private readonly decided: DecidedRecords | undefined;

  constructor(
    private readonly source: ArchiveSource,
    private readonly tools: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
  ) {
    if (source.paths.filter((path) => path === '-').length > 1)
      throw new UserError("'-' can be given only once");
    const { onEnd, asked, filter } = source;
    const ahead = aheadOf(source.paths);
    const sieve = asked && sieveOfCondition(asked, readPrefilter(), filter.choice);
    const question = JSON.stringify([asked, filter.parts]);
    this.decided = asked && DecidedRecords.of({ paths: source.paths, io: tools.io }, question);
    this.reader = new RecordReader(tools.diagnostics, {
      ...{ ahead, sieve, decided: this.decided },
      ...(onEnd === undefined ? {} : { onEnd }),
    });
  }

  /** Chosen records. */
  get records(): number {
    return this.taken + this.reader.passed;
  }

  /** In portions, in the order of the paths and names. What cannot be read is reported to the diagnostics. */
  async *read(inputs: AsyncIterable<Input> = this.inputs()): AsyncGenerator<readonly FoundRecord[], void> {
    const { filter, wholeFiles = false } = this.source;
    try {
      for await (const portion of this.reader.read(inputs)) {
        const found =
          wholeFiles || filter.isOpen ? portion : portion.filter(({ record }) => filter.matches(record));
        this.taken += found.length;
        this.tools.diagnostics.progress(() => `files=${this.files} records=${this.records}`);
        if (found.length > 0) yield found;
      }
    } finally {
      this.decided?.close();
    }
  }

  /** The inputs that may hold chosen records. */
  async *inputs(): AsyncGenerator<Input, void> {
    const { paths, filter, except = new ExcludedFiles() } = this.source;
    const listed = listInputs({ paths, io: this.tools.io, except });
    const chosen = this.prunedFiles.prune(filter, listed);
    const looked = this.decided?.looking(chosen) ?? chosen;
    const kept =
      TextCache.of({ paths, io: this.tools.io })?.keeping(looked, (input) => this.decided?.has(input)) ??
      looked;
    for await (const input of kept) yield this.counted(input);
  }

  /** Files that were left out by their keys. */
  get pruned(): number {
    return this.prunedFiles.count;
  }

  /** Says which files were read for late records, and that no log file was read, unless something else was reported. */
  reportNothing(): void {
    this.prunedFiles.reportLate(this.tools.diagnostics);
    if (!this.reader.hasRead) this.prunedFiles.reportNothing(this.tools.diagnostics);
  }

  private counted(input: Input): Input {
    if ('open' in input) this.files += 1;
    return input;
  }
}

/** An object is longer on its way than a file. */
function aheadOf(paths: readonly string[]): number {
  return paths.some((path) => path.startsWith('s3://')) ? 16 : 4;
}
