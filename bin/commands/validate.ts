import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import type { PublicKeys } from '../../lib/core/digest/public-keys';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { Diagnostics } from '../outputs/diagnostics';
import { type FindingFormat, findingText } from '../outputs/finding-text';
import { toStream } from '../outputs/text-output';
import type { ArchiveSource } from '../validate/archive-source';
import { findFolders } from '../validate/find-folders';
import { openArchive } from '../validate/open-archive';
import { ValidationProgress } from '../validate/progress';
import { readPublicKeys, readSignatures } from '../validate/read-keys';
import { openValidationState, type ValidationState } from '../validate/state';
import { parseTimeRange, type TimeRange } from '../validate/time-range';
import { type Validation, validateFolders } from '../validate/validate-folders';
import { countFinding, renderValidationCounts, type ValidationCounts } from '../validate/validation-counts';

/** The options of `trailwatch validate`, as the command line names them. */
export interface ValidateOptions {
  readonly start?: string;
  readonly end?: string;
  readonly publicKeys?: readonly string[];
  readonly metadata?: string;
  readonly trailArn?: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly resume?: string;
  readonly payForRequests?: boolean;
  readonly format?: FindingFormat;
}

/** Verifies that the digest and log files of an archive are unmodified. Returns the exit status. */
export async function validate(path: string, options: ValidateOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const asked = { path, ...options, resume: undefined, format: undefined };
  const now = io.currentTime();
  const state = await openValidationState({ file: options.resume, io }, asked, {
    ...parseTimeRange(options, now),
    nowMs: now.getTime(),
  });
  const signatures = await readSignatures(options.metadata);
  const paysForRequests = options.payForRequests === true;
  const source = await openArchive(path, { signatures, paysForRequests, nowMs: state.nowMs }, io);
  const validation = await toValidation({ source, options, state });
  try {
    await writeFindings({ validation, state, diagnostics }, options, io);
  } finally {
    source.close();
  }
  const { counts } = state;
  noteNothingProven(counts, options, diagnostics);
  diagnostics.finish(renderValidationCounts(counts, io.nowMs() - fromMs));
  if (diagnostics.faults > 0 || counts.unreadable > 0) return 2;
  return isAsItShouldBe(counts) ? 0 : 1;
}

/** What is asked about is whether the archive is proven; where nothing at all is, it is not. */
function isAsItShouldBe({ invalid, missing, extra, digests, validDigests }: ValidationCounts): boolean {
  return invalid + missing + extra === 0 && (digests === 0 || validDigests > 0);
}

interface ValidationOrder {
  readonly source: ArchiveSource;
  readonly options: ValidateOptions;
  readonly state: ValidationState;
}

async function toValidation({ source, options, state }: ValidationOrder): Promise<Validation> {
  const saved = await readPublicKeys(options.publicKeys ?? []);
  const isSaved = options.publicKeys !== undefined;
  const trail = options.trailArn === undefined ? undefined : parseTrailArn(options.trailArn);
  const range: TimeRange = state.range;
  const keysOf = (region: string): Promise<PublicKeys> =>
    isSaved || source.publicKeys === undefined ? Promise.resolve(saved) : source.publicKeys(region, range);
  return { source, range, nowMs: state.nowMs, keysOf, ...(trail === undefined ? {} : { trail }) };
}

interface ValidationRun {
  readonly validation: Validation;
  readonly state: ValidationState;
  readonly diagnostics: Diagnostics;
}

async function writeFindings(
  { validation, state, diagnostics }: ValidationRun,
  options: ValidateOptions,
  io: CommandIo,
): Promise<void> {
  const { source, range } = validation;
  const folders = await foldersOf(source, options, diagnostics);
  const waiting = folders.filter((folder) => !state.isDone(folder));
  const progress = new ValidationProgress(waiting.length, range, io.nowMs());
  const format = options.format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson');
  const text = findingText(format, source.name, io);
  const output = toStream(io.stdout);
  for await (const { folder, findings, isLast } of validateFolders(waiting, validation)) {
    for (const finding of findings) {
      countFinding(state.counts, finding);
      if (finding.kind === 'gap' && format === 'ndjson')
        diagnostics.tell(`${finding.key}: ${finding.message}`);
    }
    diagnostics.clearProgress();
    await output.write(text.next(findings));
    if (isLast) await state.finish(folder);
    progress.add(findings, isLast);
    diagnostics.progress(() => progress.render(io.nowMs()));
  }
  await output.write(text.end());
  await output.finish();
}

async function foldersOf(
  source: ArchiveSource,
  { account = [], region = [] }: ValidateOptions,
  diagnostics: Diagnostics,
): Promise<readonly ArchiveFolder[]> {
  const folders: ArchiveFolder[] = [];
  for await (const folder of findFolders(source, { accounts: account, regions: region }))
    folders.push(folder);
  if (folders.length > 0) return folders;
  const chosen =
    account.length + region.length === 0 ? '' : ' of the accounts and Regions that were asked for';
  diagnostics.fault(
    `${source.name}: no log or digest files${chosen} lie below it in the layout of CloudTrail`,
  );
  return folders;
}

function noteNothingProven(
  { digests, validDigests, unverified }: ValidationCounts,
  { publicKeys }: ValidateOptions,
  diagnostics: Diagnostics,
): void {
  if (digests === 0 || validDigests > 0 || unverified === 0) return;
  const way =
    publicKeys === undefined
      ? "; name CloudTrail's keys by --public-keys FILE, which 'aws cloudtrail list-public-keys' of the Region writes"
      : '; the keys may be of another Region or time';
  diagnostics.note(`no digest file could be verified, so nothing is proven${way}`);
}

const TRAIL_ARN = /^arn:[a-z-]+:cloudtrail:([a-z0-9-]+):\d{12}:trail\/([A-Za-z0-9._-]+)$/;

function parseTrailArn(arn: string): { readonly name: string; readonly homeRegion: string } {
  const [, homeRegion, name] = TRAIL_ARN.exec(arn) ?? [];
  if (homeRegion !== undefined && name !== undefined) return { name, homeRegion };
  throw new UserError(
    `--trail-arn is '${arn}'; it looks like arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit`,
  );
}
