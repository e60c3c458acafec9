import {
  type ArchiveFolder,
  type ChainName,
  type DigestKey,
  keyPrefixOf,
  parseDigestKey,
} from './archive-folder';
import type { HashArchive, ReadArchive, SortedKeys } from './archive-reader';
import { ChainFollower } from './chain/chain-follower';
import type { ChainMark } from './chain/chain-mark';
import { type LoadedDigest, loadDigest } from './chain/loaded-digest';
import { mapAhead } from './chain/map-ahead';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS, type ListedLog, REDELIVERY_MS } from './digest';
import { DigestWindow, type WindowEntry } from './digest-window';
import { type FileProblem, type Finding, gap, isMissingIn, problemFile } from './finding';
import { type FolderPosition, markOf } from './folder-position';
import { folderProofs } from './folder-proofs';
import {
  checkLog,
  checkMoved,
  digestFinding,
  hashHere,
  isContentProven,
  isTailOfCopy,
  judgeDigest,
  type LogListing,
} from './judge-digest';
import { judgeUnlisted } from './judge-unlisted';
import { LogClaims } from './log-claims';
import type { ChainProof, ProvenHour, Stretch } from './proven-time';
import type { PublicKeys } from './signature/public-keys';
import { type LogMark, UnlistedLogs } from './unlisted-logs';

/** The scope of a check of a folder, and its means. */
export interface FolderCheckProps {
  readonly folder: ArchiveFolder;
  /** The bucket that CloudTrail delivered to; absent where it is not known. A digest file of another one is `moved`. */
  readonly bucket?: string;
  /** Whether the objects are copies without metadata; by default, where the bucket is not known. */
  readonly isCopy?: boolean;
  /**
   * All keys under `keyPrefixOf(folder, 'CloudTrail-Digest')`, or those from some hours before the range to two after; up to
   * `REDELIVERY_MS` after it, a log file that was delivered late is found in the digest file that lists it.
   */
  readonly digestKeys: SortedKeys;
  /** All keys under `keyPrefixOf(folder, 'CloudTrail')` in the range, or none: then nothing is found to be extra. */
  readonly logKeys: SortedKeys;
  /**
   * Checked is every digest file whose hour touches the range, with all log files that it lists; asked about is every
   * log file delivered in the range. Without `startMs` the range has no beginning.
   */
  readonly startMs?: number;
  readonly endMs: number;
  /** When the keys were listed: an hour later a digest file that is not there is silence. */
  readonly nowMs: number;
  readonly read: ReadArchive;
  /**
   * Reads log files and hashes them.
   *
   * @default - they are read by `read`, and hashed in this thread
   */
  readonly hash?: HashArchive;
  readonly keys: PublicKeys;
  /**
   * The maximum number of log files of the folder that are processed concurrently, with at most {@link MAX_DIGESTS_AHEAD}
   * digest files.
   */
  readonly ahead: number;
  /** Where an earlier check ended: its findings are not repeated. */
  readonly position?: FolderPosition;
  /**
   * The authentic digest file with which a chain continues from its last one here in another folder of the archive, where it
   * is checked by itself: the prefix of the trail was changed, or it became one of an organization.
   *
   * @default - a chain that continues elsewhere is silent
   */
  readonly continuationOf?: (chain: ChainName, last: ChainMark) => Promise<LoadedDigest | undefined>;
}

/** The digest file that lists log files, as far as it matters to them. */
interface Listing extends LogListing {
  readonly hour: ProvenHour | undefined;
}

type Task = () => Promise<Finding | undefined>;

/** A digest file that waits holds the names and hashes of all log files of its hour. */
const MAX_DIGESTS_AHEAD = 64;

/** Digest files this long outside the range are read as context for the first and the last one of the range. */
const CONTEXT_MS = 2 * DIGEST_PERIOD_MS;

/** Maximum time that a resumable check waits for a silent chain. */
const MAX_WAIT_MS = 24 * DIGEST_PERIOD_MS;

/** A chain that starts anew has its first digest file this long after its first log file. */
const RESTART_MS = 2 * DIGEST_PERIOD_MS;

/**
 * Checks one folder. Findings come in the order of the digest keys, each digest followed by its log files in the order
 * of their keys, and last those on the whole: silence, and log files that no digest lists. Memory does not grow with
 * the length of the chains.
 */
export class FolderCheck {
  private readonly window = new DigestWindow();
  private readonly chains = new Map<ChainName, ChainFollower>();
  private readonly unlisted: UnlistedLogs;
  private readonly claims = new LogClaims();
  private uncoveredFromMs: number | undefined;
  /** The hours with log files that no digest file covers, each with the time of these files. */
  private readonly uncoveredHours = new Map<number, Stretch>();
  private isEnded = false;
  /** Digest files after the range: one of them lists each log file of the range that was delivered late. */
  private readonly later: DigestKey[] = [];
  private readonly hash: HashArchive;

  constructor(private readonly props: FolderCheckProps) {
    this.hash = props.hash ?? hashHere(props.read);
    const { position, startMs, endMs, logKeys } = props;
    const logsFromMs = position?.logsUntilMs ?? startMs;
    this.unlisted = new UnlistedLogs(logKeys, {
      ...(logsFromMs === undefined ? {} : { startMs: logsFromMs }),
      endMs,
    });
    for (const chain of Object.keys(position?.chains ?? {})) this.follow(chain);
  }

  async *findings(): AsyncGenerator<Finding, void> {
    for await (const finding of mapAhead(this.tasks(), this.props.ahead, (task) => task())) {
      if (finding !== undefined) yield finding;
    }
  }

  /** How much of the range each chain proves; complete once the findings are at their end. */
  get proofs(): readonly ChainProof[] {
    const { uncoveredFromMs, uncoveredHours, props } = this;
    return folderProofs([...this.chains.values()], { ...props, uncoveredFromMs, uncoveredHours });
  }

  /** Where the next check can continue; complete once the findings are at their end. */
  get position(): FolderPosition {
    const chains: Record<ChainName, FolderPosition['chains'][string]> = {};
    for (const [name, { position }] of this.chains) if (position !== undefined) chains[name] = position;
    return { chains, logsUntilMs: this.logsSettledMs };
  }

  private async *tasks(): AsyncGenerator<Task, void> {
    yield* this.settleAll(this.listed());
    await this.unlisted.pull(this.props.endMs);
    yield* this.settleAll(this.listedLater());
    this.window.end();
    yield* this.settleReady();
    yield* this.settleRest();
  }

  private async *settleAll(
    digests: AsyncIterable<DigestKey> | Iterable<DigestKey>,
  ): AsyncGenerator<Task, void> {
    const ahead = Math.min(this.props.ahead, MAX_DIGESTS_AHEAD);
    for await (const read of mapAhead(digests, ahead, (listed) => this.load(listed))) {
      if (read.kind === 'foreign') this.window.addForeign(read.listed);
      else this.window.add(read.loaded);
      yield* this.settleReady();
    }
  }

  private async *listed(): AsyncGenerator<DigestKey, void> {
    for await (const key of this.props.digestKeys) {
      const listed = parseDigestKey(key);
      if (listed === undefined) continue;
      if (this.isNeeded(listed)) yield listed;
      else if (this.isLater(listed)) this.later.push(listed);
    }
  }

  /** Digests after the range, while a log file of the range is in no digest file. */
  private *listedLater(): Generator<DigestKey, void> {
    for (const listed of this.later) {
      if (this.unlisted.count === 0) return;
      yield listed;
    }
  }

  private async load(listed: DigestKey): Promise<Exclude<WindowEntry, { kind: 'missing' }>> {
    if (listed.kind === 'foreign') return { kind: 'foreign', listed };
    const { bucket, folder, read, keys, isCopy = bucket === undefined } = this.props;
    const place = { listed, region: folder.region, isCopy, ...(bucket === undefined ? {} : { bucket }) };
    return { kind: 'loaded', loaded: await loadDigest(place, read, keys) };
  }

  private async *settleReady(): AsyncGenerator<Task, void> {
    for (const entry of this.window.take()) {
      if (entry.kind === 'loaded') yield* this.settleDigest(entry.loaded);
      else if (entry.kind === 'missing') yield* this.settleMissing(entry);
      else
        yield () =>
          Promise.resolve(
            problemFile('digest', entry.listed.key, { status: 'extra', reason: 'foreign-name' }),
          );
    }
  }

  private async *settleDigest(loaded: LoadedDigest): AsyncGenerator<Task, void> {
    const { listed } = loaded.place;
    const isDue = this.isDue(listed);
    const chain = this.follow(listed.chain);
    const verdict = this.judge(loaded, chain);
    const problem = isContentProven(loaded, verdict) ? undefined : verdict;
    await this.unlisted.pull(loaded.endTimeMs);
    const found = chain.add(loaded, problem);
    if (found && (isDue || isMissingIn(this.props, found))) yield () => Promise.resolve(found);
    // Anyone may write a digest file that names an object of another folder.
    const isMoved = isDue && problem === undefined && found?.reason === 'place-changed';
    if (isMoved) yield () => checkMoved(loaded, this.props);
    if (isDue || this.isProvenLate(loaded, verdict))
      yield () => Promise.resolve(digestFinding(loaded, verdict));
    if (problem === undefined || problem.status === 'unverified') {
      const state = problem === undefined ? 'valid' : problem.isPending === true ? 'pending' : 'unverified';
      const hour = problem === undefined ? chain.hour : undefined;
      yield* this.settleLogs(loaded, isDue, { state, hour, bucket: this.props.bucket });
    }
    loaded.forgetLogs();
    yield* this.settleUnlisted(loaded.endTimeMs - REDELIVERY_MS);
  }

  /** Only a chain that is proven up to its last digest file has one that may still be proven. */
  private judge(loaded: LoadedDigest, { isAuthentic }: ChainFollower): FileProblem | undefined {
    const problem = judgeDigest(loaded);
    if (problem?.isPending !== true || isAuthentic) return problem;
    const { isPending: _, ...unproven } = problem;
    return unproven;
  }

  private *settleLogs(loaded: LoadedDigest, isDue: boolean, listing: Listing): Generator<Task, void> {
    const logs = [...(loaded.digest?.logs ?? [])].sort((one, other) => (one.key < other.key ? -1 : 1));
    const isAuthenticated = listing.state === 'valid' || loaded.isAnchored || isTailOfCopy(loaded);
    for (const log of logs) {
      if (!isAuthenticated && this.unlisted.isWaiting(log.key)) {
        if (isDue) yield this.claims.add(log.key, () => checkLog(log, listing, this.hash));
        else this.claims.addKnown(log.key);
      } else {
        this.unlisted.list(log.key);
        if (isDue) yield () => this.checkListed(log, listing);
      }
    }
  }

  private async checkListed(log: ListedLog, listing: Listing): Promise<Finding> {
    const { hour } = listing;
    const finding = await checkLog(log, listing, this.hash);
    if (hour !== undefined && finding.status !== 'valid') hour.isDamaged = true;
    return finding;
  }

  private *settleMissing({
    listed,
    namers,
  }: Extract<WindowEntry, { kind: 'missing' }>): Generator<Task, void> {
    const isTrusted = namers.some((namer) => {
      const verdict = judgeDigest(namer);
      return verdict?.status !== 'invalid' || isContentProven(namer, verdict);
    });
    const chain = this.follow(listed.chain);
    const isDue = this.isDue(listed);
    if (!isTrusted || !(isDue || this.isLater(listed)) || chain.missing.has(listed.key)) return;
    const isCertain = namers.some((namer) => namer.isAuthentic);
    chain.addMissing(
      listed,
      namers.some((namer) => namer.isAnchored),
    );
    if (!isDue) return;
    const detail = isCertain ? undefined : 'the one that names it is not verified';
    const problem: FileProblem = {
      status: 'missing',
      reason: 'absent',
      ...(detail === undefined ? {} : { detail }),
    };
    yield () => Promise.resolve(problemFile('digest', listed.key, problem));
  }

  private async *settleRest(): AsyncGenerator<Task, void> {
    const { endMs, nowMs, folder, startMs } = this.props;
    await this.unlisted.pull(Number.POSITIVE_INFINITY);
    this.isEnded = true;
    if (this.chains.size === 0 && this.unlisted.count > 0) {
      this.uncoveredFromMs = startMs ?? this.unlisted.first?.fromMs;
      const time = { fromMs: startMs, untilMs: Math.min(endMs, nowMs) };
      const found = gap(keyPrefixOf(folder, 'CloudTrail-Digest'), 'no-digests', time);
      yield () => Promise.resolve(found);
    }
    for (const [name, chain] of this.chains) {
      const found = chain.silence(endMs, nowMs);
      const isContinued = found !== undefined && (await this.continueElsewhere(name, chain));
      if (found !== undefined && !isContinued) yield () => Promise.resolve(found);
    }
    yield* this.settleUnlisted(
      this.props.position === undefined ? Number.POSITIVE_INFINITY : this.logsSettledMs,
    );
    yield* this.claims.rest();
  }

  /**
   * Whether the chain continues in another folder. The digest file there lists what was delivered here in its hour, and is
   * checked there.
   */
  private async continueElsewhere(name: ChainName, chain: ChainFollower): Promise<boolean> {
    const { newest } = chain.gaps;
    if (newest === undefined || !chain.wasEverAuthentic) return false;
    const next = chain.isLongContinued ? undefined : await this.props.continuationOf?.(name, newest);
    // What was proven once stays so, also if the digest file there cannot be read this time.
    if (next === undefined && !chain.wasContinued) return false;
    chain.continueElsewhere();
    for (const { key } of next?.digest?.logs ?? []) this.unlisted.list(key);
    return true;
  }

  private *settleUnlisted(beforeMs: number): Generator<Task, void> {
    const { nowMs } = this.props;
    for (const mark of this.unlisted.takeBefore(beforeMs)) {
      const chains = [...this.chains.values()];
      const problem = judgeUnlisted(mark, { chains, nowMs, isEnded: this.isEnded });
      if (problem.status === 'unverified' && problem.isPending !== true) this.addUncovered(mark);
      yield this.claims.settle(mark.key, problem);
    }
  }

  private addUncovered({ fromMs, untilMs, isLogName }: LogMark): void {
    if (!isLogName) return;
    const hourMs = Math.floor(fromMs / DIGEST_PERIOD_MS) * DIGEST_PERIOD_MS;
    const known = this.uncoveredHours.get(hourMs) ?? { fromMs, untilMs };
    this.uncoveredHours.set(hourMs, {
      fromMs: Math.min(fromMs, known.fromMs),
      untilMs: Math.max(untilMs, known.untilMs),
    });
  }

  private follow(name: ChainName): ChainFollower {
    const { position } = this.props;
    const mark = markOf(position, name);
    const known = mark && { missing: [], ...position?.chains[name], ...mark };
    const time = { ...this.props, firstLogMs: () => this.unlisted.firstMs };
    const chain = this.chains.get(name) ?? new ChainFollower(name, time, known);
    this.chains.set(name, chain);
    return chain;
  }

  /** Whether to read the digest file: it is in the range, or is context for one that is. */
  private isNeeded(listed: DigestKey): boolean {
    const { position, startMs = Number.NEGATIVE_INFINITY, endMs } = this.props;
    if (listed.kind === 'foreign') return listed.dayMs < endMs && listed.dayMs + MAX_WAIT_MS > startMs;
    const fromMs = Math.min(position?.logsUntilMs ?? startMs, this.seenMs(listed.chain)) - CONTEXT_MS;
    const isNear = listed.endTimeMs > fromMs && listed.endTimeMs <= endMs + DIGEST_PERIOD_MS + CONTEXT_MS;
    return isNear || this.isAwaited(listed);
  }

  /** Whether it comes after the range and may list a log file of it that was delivered late; a check that continues reads it later. */
  private isLater(listed: DigestKey): boolean {
    const { position, endMs } = this.props;
    if (position !== undefined || listed.kind === 'foreign') return false;
    return listed.endTimeMs - DIGEST_PERIOD_MS >= endMs && listed.endTimeMs <= endMs + REDELIVERY_MS;
  }

  /** Whether to report it: its hour touches the range, and no earlier check reported it. */
  private isDue(listed: Extract<DigestKey, { kind: 'chained' }>): boolean {
    const { endMs } = this.props;
    if (listed.endTimeMs - DIGEST_PERIOD_MS >= endMs) return false;
    return listed.endTimeMs > this.seenMs(listed.chain) || this.isAwaited(listed);
  }

  private isAwaited({ key, chain }: Extract<DigestKey, { kind: 'chained' }>): boolean {
    return this.chains.get(chain)?.missing.has(key) === true && this.props.position !== undefined;
  }

  /** The last digest of an earlier check was judged before another digest named it. */
  private isProvenLate({ place, key }: LoadedDigest, problem: FileProblem | undefined): boolean {
    return problem?.status === 'invalid' && markOf(this.props.position, place.listed.chain)?.key === key;
  }

  private seenMs(chain: ChainName): number {
    const { position, startMs = Number.NEGATIVE_INFINITY } = this.props;
    return markOf(position, chain)?.endTimeMs ?? startMs;
  }

  /** Up to when the digest files of a chain are known: one that has ended would otherwise delay the others for a day. */
  private knownUntil({ gaps, endedAtMs }: ChainFollower): number {
    const { endMs, nowMs } = this.props;
    const newestMs = gaps.newest?.endTimeMs ?? endMs;
    const isOver = endedAtMs !== undefined || newestMs < nowMs - MAX_WAIT_MS;
    return isOver ? Math.max(newestMs, nowMs - RESTART_MS) : newestMs;
  }

  private get logsSettledMs(): number {
    const { position, startMs, endMs, nowMs } = this.props;
    const chains = [...this.chains.values()];
    // A chain that anyone may have written does not delay the others.
    const own = chains.filter(({ wasEverAuthentic }) => wasEverAuthentic);
    const newestMs = (own.length > 0 ? own : chains).map((chain) => this.knownUntil(chain));
    const settledMs = Math.min(endMs, ...newestMs) - LISTING_DELAY_MS;
    return Math.max(position?.logsUntilMs ?? startMs ?? 0, settledMs, nowMs - MAX_WAIT_MS);
  }
}
