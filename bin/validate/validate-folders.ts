import {
  type ArchiveFolder,
  firstKeyOfDay,
  keyPrefixOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import { FolderCheck } from '../../lib/core/digest/check-folder';
import type { Finding } from '../../lib/core/digest/finding';
import type { PublicKeys } from '../../lib/core/digest/public-keys';
import type { ArchiveSource } from './archive-source';
import type { TimeRange } from './time-range';

/** What is checked in each folder, and with what. */
export interface Validation {
  readonly source: ArchiveSource;
  readonly range: TimeRange;
  /** When the archive is read, in milliseconds since 1970. */
  readonly nowMs: number;
  /** The public keys of a Region. */
  readonly keysOf: (region: string) => Promise<PublicKeys>;
  /** Only the chains of this trail; then log files that no digest lists are not reported: another trail may list them. */
  readonly trail?: { readonly name: string; readonly homeRegion: string };
}

/** A folder's findings in portions; the last one is marked. */
export interface FolderFindings {
  readonly folder: ArchiveFolder;
  readonly findings: readonly Finding[];
  readonly isLast: boolean;
}

/** Folders that are checked at a time: a quiet Region has too few files to fill the line to S3. */
const FOLDERS_AT_ONCE = 8;
const PORTION = 256;
/** Portions of a folder that wait for the folders before it. */
const PORTIONS_AHEAD = 8;

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Digest files this long before and after the range are read as context. */
const CONTEXT_MS = 4 * HOUR_MS;

/** Checks folders, several at a time, and gives what was found in the order of the folders. */
export async function* validateFolders(
  folders: readonly ArchiveFolder[],
  validation: Validation,
): AsyncGenerator<FolderFindings, void> {
  const started: Portions[] = [];
  try {
    for (const folder of folders) {
      started.push(new Portions(folder, findingsOf(folder, validation)));
      if (started.length === FOLDERS_AT_ONCE) yield* drain(started);
    }
    while (started.length > 0) yield* drain(started);
  } finally {
    await Promise.all(started.map((portions) => portions.stop()));
  }
}

async function* drain(started: Portions[]): AsyncGenerator<FolderFindings, void> {
  const [first] = started;
  if (first === undefined) return;
  for (;;) {
    const portion = await first.next();
    if (portion.isLast) started.shift();
    yield portion;
    if (portion.isLast) return;
  }
}

/** Reads a folder's findings before they are asked for, up to a bound. */
class Portions {
  private readonly ready: Promise<FolderFindings>[] = [];
  private isEnded = false;

  constructor(
    private readonly folder: ArchiveFolder,
    private readonly findings: AsyncGenerator<Finding, void>,
  ) {
    this.fill();
  }

  next(): Promise<FolderFindings> {
    const portion = this.ready.shift() ?? this.read();
    return portion.then((read) => {
      this.fill();
      return read;
    });
  }

  async stop(): Promise<void> {
    this.isEnded = true;
    await this.findings.return();
  }

  private fill(): void {
    if (this.isEnded || this.ready.length >= PORTIONS_AHEAD) return;
    const portion = (this.ready.at(-1) ?? Promise.resolve()).then(() => this.read());
    // The consumer gets the failure.
    portion.then(
      () => this.fill(),
      () => undefined,
    );
    this.ready.push(portion);
  }

  private async read(): Promise<FolderFindings> {
    const findings: Finding[] = [];
    while (findings.length < PORTION && !this.isEnded) {
      const step = await this.findings.next();
      if (step.done === true) this.isEnded = true;
      else findings.push(step.value);
    }
    return { folder: this.folder, findings, isLast: this.isEnded };
  }
}

async function* findingsOf(folder: ArchiveFolder, validation: Validation): AsyncGenerator<Finding, void> {
  const { source, range, nowMs, trail } = validation;
  const check = new FolderCheck({
    folder,
    ...(source.bucket === undefined ? {} : { bucket: source.bucket }),
    ...range,
    nowMs,
    read: source.read,
    keys: await validation.keysOf(folder.region),
    ahead: source.ahead,
    digestKeys: digestKeys(folder, validation),
    logKeys:
      trail === undefined ? keysIn(source, keyPrefixOf(folder, 'CloudTrail'), range, { marginMs: 0 }) : [],
  });
  yield* check.findings();
}

async function* digestKeys(folder: ArchiveFolder, validation: Validation): AsyncGenerator<string, void> {
  const { source, range, trail } = validation;
  const chain = trail && `${trail.name} ${trail.homeRegion}`;
  const keyPrefix = keyPrefixOf(folder, 'CloudTrail-Digest');
  for await (const key of keysIn(source, keyPrefix, range, { marginMs: CONTEXT_MS })) {
    const parsed = parseDigestKey(key);
    if (chain === undefined || (parsed?.kind === 'chained' && isOf(parsed.chain, chain))) yield key;
  }
}

function isOf(chain: string, trail: string): boolean {
  return chain === trail || chain.startsWith(`${trail} `);
}

/** The keys of the days that the range touches. */
async function* keysIn(
  source: ArchiveSource,
  keyPrefix: string,
  { startMs, endMs }: TimeRange,
  { marginMs }: { readonly marginMs: number },
): AsyncGenerator<string, void> {
  const after = startMs === undefined ? undefined : firstKeyOfDay(keyPrefix, startMs - marginMs);
  const dayAfter = firstKeyOfDay(keyPrefix, endMs + marginMs + DAY_MS);
  for await (const key of source.keys(keyPrefix, after)) {
    if (key >= `${dayAfter}/`) return;
    yield key;
  }
}
