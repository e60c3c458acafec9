import { resolve } from 'node:path';
import type { Register } from '../../lib/core/delivery/register/register';
import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import { findArchiveFolders, LayoutNotFound } from '../../lib/core/digest/find-archive-folders';
import { toTime } from '../../lib/core/digest/finding';
import { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import type { CommandIo } from '../cli/command-io';
import { parseTimeRange, type TimeRange } from '../cli/time-range';
import { UserError } from '../cli/user-error';
import { Diagnostics } from '../outputs/diagnostics';
import { type FindingFormat, findingText } from '../outputs/finding/finding-text';
import type { FindingText } from '../outputs/finding/findings-in-portions';
import { toStream, whileOpen } from '../outputs/text-output';
import { type ArchiveSource, findBucket } from '../validate/archive-source';
import type { BucketOptions } from '../validate/bucket-source';
import { readRegisters } from '../validate/expected-places';
import { openFolder } from '../validate/folder-source';
import { defaultWorkers, LogHasher, MAX_WORKERS } from '../validate/log-hasher';
import { ValidationProgress } from '../validate/progress';
import { countFinding, renderValidationCounts } from '../validate/proof-summary';
import { readPublicKeys } from '../validate/read-keys';
import { NO_SIGNATURES, openSavedSignatures } from '../validate/saved-signatures';
import { openValidationState, type ValidationState } from '../validate/state';
import { findArchiveStrays } from '../validate/strays/archive-strays';
import { digestKeysOf, type Validation, validateFolders } from '../validate/validate-folders';
import {
  judgeValidation,
  renderValidationProof,
  type ValidationOutcome,
} from '../validate/validation-outcome';

/** The selected accounts and Regions; all if a list is empty. */
interface FolderChoice {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** The options of `trailwatch validate`, as the command line names them. */
export interface ValidateOptions {
  readonly start?: string;
  readonly end?: string;
  readonly publicKeys?: readonly string[];
  readonly metadata?: string;
  readonly bucket?: string;
  readonly trailArn?: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly expect?: readonly string[];
  readonly resume?: string;
  readonly payForRequests?: boolean;
  readonly workers?: string;
  readonly format?: FindingFormat;
}

/** Verifies that the digest and log files of an archive are unmodified. Returns the exit status. */
export async function validate(path: string, options: ValidateOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const workers = parseWorkers(options.workers);
  const expected = await readRegisters(options.expect ?? []);
  const state = await openState(path, options, io);
  if (state.begunAtMs !== undefined) {
    const { begunAtMs, range } = state;
    diagnostics.info(
      `--resume: continues the validation that began at ${toTime(begunAtMs)}, of files up to ${toTime(range.endMs)}; what it has done is not read again`,
    );
  }
  const { metadata } = options;
  const signatures = metadata === undefined ? NO_SIGNATURES : await openSavedSignatures(metadata);
  const paysForRequests = options.payForRequests === true;
  const hasher = new LogHasher({ workers });
  const publicKeys = options.publicKeys === undefined ? undefined : await readPublicKeys(options.publicKeys);
  const keys = publicKeys === undefined ? {} : { publicKeys };
  const opened = { signatures, hasher, paysForRequests, nowMs: state.nowMs, ...keys };
  const source = await openArchive(path, opened, io);
  const run: ValidationRun = { source, options, expected, state, diagnostics, io, ...keys };
  try {
    const outcome = await runValidation(run);
    for (const line of renderValidationProof(outcome)) diagnostics.line(line);
    diagnostics.finish(renderValidationCounts(state.counts, io.nowMs() - fromMs));
    return statusOf(outcome, state.counts, diagnostics);
  } finally {
    await source.close();
    signatures.close();
  }
}

/** What is proven to be wrong comes before what could not be read: one unreadable object hides no other. */
function statusOf(
  { isProven }: ValidationOutcome,
  { invalid, missing, extra, unreadable }: ValidationState['counts'],
  { problems }: Diagnostics,
): number {
  if (problems > 0) return 2;
  if (invalid + missing + extra > 0) return 1;
  if (unreadable > 0) return 2;
  return isProven ? 0 : 1;
}

interface ValidationRun {
  readonly source: ArchiveSource;
  readonly options: ValidateOptions;
  readonly expected: readonly Register[];
  /** Those of files; absent where none are named. */
  readonly publicKeys?: PublicKeys;
  readonly state: ValidationState;
  readonly diagnostics: Diagnostics;
  readonly io: CommandIo;
}

/** The state is bound to the archive, wherever the command is run from, to the range, and to all options. */
function openState(path: string, options: ValidateOptions, io: CommandIo): Promise<ValidationState> {
  const archive = path.startsWith('s3://') ? path : resolve(path);
  const asked = { path: archive, ...options, resume: undefined, format: undefined, workers: undefined };
  const now = io.currentTime();
  return openValidationState({ file: options.resume, io }, asked, {
    ...parseTimeRange(options, now),
    nowMs: now.getTime(),
  });
}

async function runValidation(run: ValidationRun): Promise<ValidationOutcome> {
  const { source, options, expected, state, io } = run;
  const folders: ArchiveFolder[] = [];
  const { account: accounts = [], region: regions = [] } = options;
  for await (const folder of findFolders(source, { accounts, regions })) folders.push(folder);
  const validation = await toValidation(run, folders);
  const format = options.format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson');
  const text = findingText(format, source.name, io);
  const output = whileOpen(toStream(io.stdout));
  await writeFindings(run, { validation, folders, text, output });
  await writeStrays(run, { validation, folders, text, output });
  if (output.isOpen) await state.complete();
  const { counts, proofs, range, nowMs } = state;
  const { bucket } = validation;
  const outcome = judgeValidation({
    folders,
    counts,
    proofs,
    options,
    expected,
    range,
    nowMs,
    archive: source.name,
    bucket,
    ...(run.publicKeys === undefined ? {} : { publicKeys: run.publicKeys }),
  });
  await output.write(text.end(outcome));
  await output.finish();
  return outcome;
}

async function toValidation(
  { source, options, publicKeys, state }: ValidationRun,
  folders: readonly ArchiveFolder[],
): Promise<Validation> {
  const trail = options.trailArn === undefined ? {} : { trail: parseTrailArn(options.trailArn) };
  const range: TimeRange = state.range;
  const keysOf = async (region: string): Promise<PublicKeys> =>
    publicKeys ?? source.publicKeys?.(region) ?? new PublicKeys();
  const digestKeys = (folder: ArchiveFolder) => digestKeysOf(folder, { source, range, ...trail });
  const bucket =
    options.bucket ?? source.bucket ?? (await findBucket({ source, folders, digestKeys, keysOf }));
  return {
    ...{ source, folders, range, nowMs: state.nowMs, keysOf, ...trail },
    ...(bucket === undefined ? {} : { bucket }),
  };
}

interface FindingWriter {
  readonly validation: Validation;
  readonly folders: readonly ArchiveFolder[];
  readonly text: FindingText;
  readonly output: Pick<ReturnType<typeof whileOpen>, 'isOpen' | 'write'>;
}

async function writeFindings(
  { state, diagnostics, io }: ValidationRun,
  { validation, folders, text, output }: FindingWriter,
): Promise<void> {
  const waiting = folders.filter((folder) => !state.isDone(folder));
  const progress = new ValidationProgress(waiting.length, validation.range, io.nowMs());
  for await (const { folder, findings, isLast, proofs } of validateFolders(waiting, validation)) {
    for (const finding of findings) {
      countFinding(state.counts, finding);
      if (finding.kind === 'gap') diagnostics.info(`${finding.key}: ${finding.message}`);
    }
    diagnostics.clearProgress();
    await output.write(text.next(findings));
    if (isLast) await state.finish(folder, proofs, output.isOpen);
    progress.add(findings, isLast);
    diagnostics.progress(() => progress.render(io.nowMs()));
  }
}

/** Files outside account and Region folders, which are not considered if accounts or Regions are selected. */
async function writeStrays(
  { source, options, state, diagnostics }: ValidationRun,
  { validation, folders, text, output }: FindingWriter,
): Promise<void> {
  const { trailArn, account = [], region = [] } = options;
  if (trailArn !== undefined || account.length + region.length > 0) return;
  for await (const finding of findArchiveStrays({ source, folders, range: validation.range })) {
    countFinding(state.counts, finding);
    diagnostics.clearProgress();
    await output.write(text.next([finding]));
  }
}

const TRAIL_ARN = /^arn:[a-z-]+:cloudtrail:([a-z0-9-]+):\d{12}:trail\/([A-Za-z0-9._-]+)$/;

function parseTrailArn(arn: string): { readonly name: string; readonly homeRegion: string } {
  const [, homeRegion, name] = TRAIL_ARN.exec(arn) ?? [];
  if (homeRegion !== undefined && name !== undefined) return { name, homeRegion };
  throw new UserError(
    `--trail-arn is '${arn}'; it looks like arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit`,
  );
}

function parseWorkers(text: string | undefined): number {
  if (text === undefined) return defaultWorkers();
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= MAX_WORKERS) return count;
  throw new UserError(`--workers is '${text}'; it is a number of worker threads from 0 to ${MAX_WORKERS}`);
}

/**
 * The accounts and Regions for which an archive contains log or digest files, in the order of their keys.
 *
 * @throws {@link UserError} if the root of CloudTrail's layout is not found
 */
async function* findFolders(
  source: ArchiveSource,
  choice: FolderChoice,
): AsyncGenerator<ArchiveFolder, void> {
  const { scope } = source;
  const subfolders = (keyPrefix: string) => source.subfolders(keyPrefix);
  try {
    yield* findArchiveFolders({ scope, subfolders, ...choice });
  } catch (error) {
    throw error instanceof LayoutNotFound ? new UserError(`${source.name} ${error.message}`) : error;
  }
}

/** Opens a folder, or `s3://bucket/prefix`. The AWS SDK takes a while to load, and a folder does not need it. */
async function openArchive(
  path: string,
  options: BucketOptions,
  io: Pick<CommandIo, 'environment' | 'wait'>,
): Promise<ArchiveSource> {
  if (!path.startsWith('s3://')) return openFolder(path, options);
  const { openBucket } = await import('../validate/bucket-source');
  return openBucket(path, options, io);
}
