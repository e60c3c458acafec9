import {
  type ArchiveFolder,
  firstKeyOfDay,
  keyPrefixOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import type { HashArchive, ReadArchive } from '../../lib/core/digest/archive-reader';
import { findContinuation } from '../../lib/core/digest/chain/find-continuation';
import { FolderCheck } from '../../lib/core/digest/check-folder';
import { REDELIVERY_MS } from '../../lib/core/digest/digest';
import type { Finding } from '../../lib/core/digest/finding';
import type { ChainProof } from '../../lib/core/digest/proven-time';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { parseObjectKey } from '../../lib/core/record/object-key';
import type { TimeRange } from '../cli/time-range';
import { type ArchiveSource, startedEarly } from './archive-source';
import { findStrays } from './strays/stray-keys';

/** What is checked in each folder, and with what. */
export interface Validation {
  readonly source: ArchiveSource;
  /** All folders of the archive: a chain may go on in another one. */
  readonly folders: readonly ArchiveFolder[];
  readonly range: TimeRange;
  /** When the archive is read, in milliseconds since 1970. */
  readonly nowMs: number;
  /** The public keys of a Region. */
  readonly keysOf: (region: string) => Promise<PublicKeys>;
  /** Only the chains of this trail; then log files that no digest lists are not reported: another trail may list them. */
  readonly trail?: { readonly name: string; readonly homeRegion: string };
  /** The bucket that CloudTrail delivered to; absent if no digest file of a copy names one. */
  readonly bucket?: string;
}

/** A folder's findings in portions; the last one is marked. */
export interface FolderFindings {
  readonly folder: ArchiveFolder;
  readonly findings: readonly Finding[];
  readonly isLast: boolean;
  /** How much of the range each chain proves; complete with the last portion. */
  readonly proofs: readonly ChainProof[];
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
      started.push(new Portions(folder, new FolderValidation(folder, validation)));
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

/** Reads a folder's findings ahead, up to a limit. */
class Portions {
  private readonly ready: Promise<FolderFindings>[] = [];
  private isEnded = false;

  private readonly findings: AsyncGenerator<Finding, void>;

  constructor(
    private readonly folder: ArchiveFolder,
    private readonly validation: FolderValidation,
  ) {
    this.findings = validation.findings();
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
    const proofs = this.isEnded ? this.validation.proofs : [];
    return { folder: this.folder, findings, isLast: this.isEnded, proofs };
  }
}

/** The validation of one account and Region. */
class FolderValidation {
  proofs: readonly ChainProof[] = [];
  /** Keys of the range that do not fit the layout. */
  private readonly strays: string[] = [];
  private readonly listedElsewhere = new Set<string>();

  constructor(
    private readonly folder: ArchiveFolder,
    private readonly validation: Validation,
  ) {}

  async *findings(): AsyncGenerator<Finding, void> {
    const { source, folders, range, nowMs, trail, bucket: known } = this.validation;
    const { folder } = this;
    // All that is listed is on its way before CloudTrail has given the keys.
    const digestKeys = startedEarly(digestKeysOf(this.folder, this.validation, this.strays, REDELIVERY_MS));
    const logKeys = trail === undefined ? startedEarly(this.logKeys()) : [];
    // Another trail may have delivered what this one does not list.
    const strays = trail === undefined ? this.findStrays() : [];
    const bucket = known === undefined ? {} : { bucket: known };
    const readers = readersOf(this.validation);
    const keys = await this.validation.keysOf(folder.region);
    const place = { folder, ...bucket, isCopy: source.bucket === undefined, keys };
    const check = new FolderCheck({
      ...{ ...place, ...readers, ...range, nowMs, ahead: source.ahead, digestKeys, logKeys },
      continuationOf: (chain, last) =>
        findContinuation(
          {
            ...{ ...place, folders, read: readers.read },
            listKeys: (keyPrefix, after) => source.keys(keyPrefix, after),
          },
          chain,
          last,
        ),
    });
    for await (const finding of check.findings()) {
      if (finding.kind === 'log' && isElsewhere(finding.key)) this.listedElsewhere.add(finding.key);
      yield finding;
    }
    this.proofs = check.proofs;
    yield* strays;
  }

  private findStrays(): AsyncIterable<Finding> {
    const { source, range, nowMs } = this.validation;
    const { folder, strays: met, listedElsewhere: listed } = this;
    return findStrays({ source, range, nowMs, folder, met, listed });
  }

  private logKeys(): AsyncIterable<string> {
    const { source, range } = this.validation;
    const keys = keysIn(source, keyPrefixOf(this.folder, 'CloudTrail'), range, { marginMs: 0 });
    return withStrays(keys, this.strays);
  }
}

/** A replica holds what digest files say of the bucket that it was copied from. */
function readersOf({ source, bucket }: Validation): {
  readonly read: ReadArchive;
  readonly hash: HashArchive;
} {
  const isReplica = source.bucket !== undefined && source.bucket !== bucket;
  if (!isReplica) return { read: source.read, hash: source.hash };
  return { read: ({ key }) => source.read({ key }), hash: ({ key }) => source.hash({ key }) };
}

function isElsewhere(key: string): boolean {
  return !key.includes('/CloudTrail/');
}

/** Puts aside the keys that do not fit CloudTrail's layout. */
async function* withStrays(keys: AsyncIterable<string>, strays: string[]): AsyncGenerator<string, void> {
  for await (const key of keys) {
    if (parseObjectKey(key) === undefined) strays.push(key);
    else yield key;
  }
}

/** The keys of a folder's digest files, of the range and some hours around it, and of so long after that. */
export async function* digestKeysOf(
  folder: ArchiveFolder,
  validation: Pick<Validation, 'source' | 'range' | 'trail'>,
  strays: string[] = [],
  laterMs = 0,
): AsyncGenerator<string, void> {
  const { source, range, trail } = validation;
  const chain = trail && `${trail.name} ${trail.homeRegion}`;
  const keyPrefix = keyPrefixOf(folder, 'CloudTrail-Digest');
  const keys = keysIn(source, keyPrefix, range, { marginMs: CONTEXT_MS, laterMs });
  const later = firstKeyOfDay(keyPrefix, range.endMs + CONTEXT_MS + DAY_MS);
  for await (const key of keys) {
    const parsed = parseDigestKey(key);
    if (parsed === undefined && key < later) strays.push(key);
    else if (chain === undefined || (parsed?.kind === 'chained' && isOf(parsed.chain, chain))) yield key;
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
  { marginMs, laterMs = 0 }: { readonly marginMs: number; readonly laterMs?: number },
): AsyncGenerator<string, void> {
  const after = startMs === undefined ? undefined : firstKeyOfDay(keyPrefix, startMs - marginMs);
  const dayAfter = firstKeyOfDay(keyPrefix, endMs + marginMs + laterMs + DAY_MS);
  for await (const key of source.keys(keyPrefix, after)) {
    if (key >= `${dayAfter}/`) return;
    yield key;
  }
}
