import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Detections } from '../../lib/core/correlation/detections';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { Redactor } from '../../lib/core/redact/redactor';
import { ruleWords } from '../../lib/core/redact/rule-words';
import { toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { failing, UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { Diagnostics } from '../outputs/diagnostics';
import type { TextOutput } from '../outputs/text-output';
import { openOutput } from '../outputs/to-file';
import { ArchiveRecords, type FoundRecord } from '../records/archive-records';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { loadRules } from '../rules/load-rules';
import { readCallCatalogue } from '../rules/read-call-catalogue';

/** The options of `trailwatch redact`, as the command line names them. */
export interface RedactOptions extends PlaceOptions {
  readonly rules?: readonly string[];
  readonly keyFile?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** A shorter key can be guessed. */
const MIN_KEY_BYTES = 16;

/**
 * Writes the records of archives with identities and resources redacted. Records that would then match other rules are omitted
 * and reported. Returns the exit status.
 */
export async function redact(
  paths: readonly string[],
  options: RedactOptions,
  io: CommandIo,
): Promise<number> {
  const fromMs = io.nowMs();
  const filter = RecordFilter.of(options);
  const key = await readKey(options.keyFile);
  const diagnostics = new Diagnostics(io);
  const { rules, correlations } = await loadRules(
    { folders: options.rules ?? [], builtIn: true },
    { diagnostics, io },
  );
  const sample = new Sample(key, Detections.of(rules, correlations));
  const keyFiles = options.keyFile === undefined ? [] : [options.keyFile];
  const output = await openOutput(options, io);
  const except = new ExcludedFiles([...output.paths, ...keyFiles]);
  const archive = new ArchiveRecords({ paths, filter, except }, { io, diagnostics });
  const written = await writeAll(archive, { sample, output, diagnostics });
  archive.reportNothing();
  const { files, pruned, records } = archive;
  diagnostics.finish(`files=${files} pruned=${pruned} records=${records} written=${written}`, fromMs);
  return diagnostics.problems > 0 ? 2 : 0;
}

interface Writing {
  readonly sample: Sample;
  readonly output: TextOutput;
  readonly diagnostics: Diagnostics;
}

/** Writes the records that can be redacted. Returns their number. */
async function writeAll(archive: ArchiveRecords, { sample, output, diagnostics }: Writing): Promise<number> {
  let written = 0;
  try {
    for await (const portion of archive.read()) {
      for (const found of portion) {
        const redacted = sample.redact(found);
        if (typeof redacted === 'string') diagnostics.problem(redacted);
        else {
          await output.write(`${toJsonText(redacted)}\n`);
          written += 1;
        }
      }
    }
    await output.finish();
  } finally {
    output.discard();
  }
  return written;
}

/** Records that match the same rules as before they were redacted. */
class Sample {
  private readonly redactor: Redactor;

  constructor(
    key: Uint8Array,
    private readonly detections: Detections,
  ) {
    this.redactor = new Redactor(key, ruleWords(detections.conditions), readCallCatalogue());
  }

  /** @returns the record, or a sentence with the reason why there is none */
  redact({ record, file }: FoundRecord): CloudTrailRecord | string {
    const redacted = this.redactor.redact(record);
    const [before, after] = [this.rulesOf(record), this.rulesOf(redacted)];
    const changed = [...before, ...after].filter((rule) => !(before.has(rule) && after.has(rule)));
    if (changed.length === 0) return redacted;
    return `${file}: record ${record.eventID ?? 'without an eventID'} is left out: redacted, it is not judged as before by ${changed.join(', ')}`;
  }

  private rulesOf(record: CloudTrailRecord): ReadonlySet<string> {
    return new Set(this.detections.match(record).satisfied.map(({ name }) => name));
  }
}

/**
 * Without a file, the key is generated now and discarded: nothing then links the redacted records to the originals, or to
 * another run.
 */
async function readKey(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined) return randomBytes(32);
  const bytes = await readFile(path).catch(failing(`--key-file ${path} cannot be read`));
  if (bytes.length >= MIN_KEY_BYTES) return createHash('sha256').update(bytes).digest();
  throw new UserError(
    `--key-file ${path} has ${bytes.length} bytes; a key has ${MIN_KEY_BYTES} or more: openssl rand 32 > key`,
  );
}
