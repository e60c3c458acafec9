import {
  type ArchiveFolder,
  type ChainName,
  type DigestKey,
  keyPrefixOf,
  parseDigestKey,
} from './archive-folder';
import type { ReadArchive } from './archive-reader';
import { ChainFollower } from './chain-follower';
import { checkLog } from './check-log';
import { DIGEST_PERIOD_MS, LISTING_DELAY_MS } from './digest-period';
import { DigestWindow, type WindowEntry } from './digest-window';
import { type FileProblem, type FileReason, type Finding, gap, problemFile, validFile } from './finding';
import { type FolderPosition, markOf, REDELIVERY_MS } from './folder-position';
import { judgeDigest } from './judge-digest';
import { type LoadedDigest, loadDigest } from './loaded-digest';
import { mapAhead } from './map-ahead';
import type { PublicKeys } from './public-keys';
import { type LogMark, UnlistedLogs } from './unlisted-logs';

/** Keys in S3's order, which for CloudTrail's is that of their characters. */
export type SortedKeys = AsyncIterable<string> | Iterable<string>;

/** What is checked of a folder, and by what means. */
export interface FolderCheckProps {
  readonly folder: ArchiveFolder;
  /** The bucket in which the keys were listed; absent where only a folder is at hand. */
  readonly bucket?: string;
  /** All keys under `keyPrefixOf(folder, 'CloudTrail-Digest')`, or those from some hours before the range to two after. */
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
  readonly keys: PublicKeys;
  /** So many objects of the folder are under way at a time, twice: digest files and log files. */
  readonly ahead: number;
  /** Where an earlier check ended: its findings are not repeated. */
  readonly position?: FolderPosition;
}

type Task = () => Promise<Finding>;

/** Digest files this long outside the range are read as context for the first and the last one of the range. */
const CONTEXT_MS = 2 * DIGEST_PERIOD_MS;

/** Maximum time that a resumable check waits for a silent chain. */
const MAX_WAIT_MS = 24 * DIGEST_PERIOD_MS;

/**
 * Checks one folder. Findings come in the order of the digest keys, each digest's log files behind it in the order of
 * theirs, and last what concerns the whole: silence, and log files that no digest lists. Memory does not grow with the
 * length of the chains.
 */
export class FolderCheck {
  private readonly window = new DigestWindow();
  private readonly chains = new Map<ChainName, ChainFollower>();
  private readonly unlisted: UnlistedLogs;

  constructor(private readonly props: FolderCheckProps) {
    const { position, startMs, endMs, logKeys } = props;
    const logsFromMs = position?.logsUntilMs ?? startMs;
    this.unlisted = new UnlistedLogs(logKeys, {
      ...(logsFromMs === undefined ? {} : { startMs: logsFromMs }),
      endMs,
    });
    for (const chain of Object.keys(position?.chains ?? {})) this.follow(chain);
  }

  findings(): AsyncGenerator<Finding, void> {
    return mapAhead(this.tasks(), this.props.ahead, (task) => task());
  }

  /** Where the next check may go on; complete once the findings are at their end. */
  get position(): FolderPosition {
    const chains: Record<ChainName, FolderPosition['chains'][string]> = {};
    for (const [name, { position }] of this.chains) if (position !== undefined) chains[name] = position;
    return { chains, logsUntilMs: this.logsSettledMs };
  }

  private async *tasks(): AsyncGenerator<Task, void> {
    for await (const read of mapAhead(this.listed(), this.props.ahead, (listed) => this.load(listed))) {
      if (read.kind === 'foreign') this.window.addForeign(read.listed);
      else this.window.add(read.loaded);
      yield* this.settleReady();
    }
    this.window.end();
    yield* this.settleReady();
    yield* this.settleRest();
  }

  private async *listed(): AsyncGenerator<DigestKey, void> {
    for await (const key of this.props.digestKeys) {
      const listed = parseDigestKey(key);
      if (listed !== undefined && this.isNeeded(listed)) yield listed;
    }
  }

  private async load(listed: DigestKey): Promise<Exclude<WindowEntry, { kind: 'missing' }>> {
    if (listed.kind === 'foreign') return { kind: 'foreign', listed };
    const { bucket, folder, read, keys } = this.props;
    const place = { listed, region: folder.region, ...(bucket === undefined ? {} : { bucket }) };
    return { kind: 'loaded', loaded: await loadDigest(place, read, keys) };
  }

  private async *settleReady(): AsyncGenerator<Task, void> {
    for (const entry of this.window.take()) {
      if (entry.kind === 'loaded') yield* this.settleDigest(entry.loaded);
      else if (entry.kind === 'missing') yield* this.settleMissing(entry);
      else
        yield () =>
          done(problemFile('digest', entry.listed.key, { status: 'extra', reason: 'foreign-name' }));
    }
  }

  private async *settleDigest(loaded: LoadedDigest): AsyncGenerator<Task, void> {
    const { listed } = loaded.place;
    const problem = judgeDigest(loaded);
    const isDue = this.isDue(listed);
    const found = this.follow(listed.chain).add(loaded, problem);
    if (isDue && found !== undefined) yield () => done(found);
    if (isDue || this.isProvenLate(loaded, problem)) yield () => done(digestFinding(loaded, problem));
    await this.unlisted.pull(loaded.endTimeMs);
    if (problem === undefined || problem.status === 'unverified')
      yield* this.settleLogs(loaded, isDue, problem === undefined);
    loaded.forgetLogs();
    yield* this.settleUnlisted(loaded.endTimeMs - REDELIVERY_MS);
  }

  private *settleLogs({ digest }: LoadedDigest, isDue: boolean, isProven: boolean): Generator<Task, void> {
    const logs = [...(digest?.logs ?? [])].sort((one, other) => (one.key < other.key ? -1 : 1));
    for (const log of logs) {
      this.unlisted.list(log.key);
      if (isDue) yield () => checkLog(log, isProven, this.props.read);
    }
  }

  private *settleMissing({
    listed,
    namers,
  }: Extract<WindowEntry, { kind: 'missing' }>): Generator<Task, void> {
    const isTrusted = namers.some((namer) => judgeDigest(namer)?.status !== 'invalid');
    const chain = this.follow(listed.chain);
    if (!isTrusted || !this.isDue(listed) || chain.missing.has(listed.key)) return;
    chain.addMissing(listed);
    const isCertain = namers.some((namer) => namer.isAuthentic);
    const detail = isCertain ? undefined : 'the one that names it is not verified';
    const problem: FileProblem = {
      status: 'missing',
      reason: 'absent',
      ...(detail === undefined ? {} : { detail }),
    };
    yield () => done(problemFile('digest', listed.key, problem));
  }

  private async *settleRest(): AsyncGenerator<Task, void> {
    const { endMs, nowMs, folder, startMs } = this.props;
    await this.unlisted.pull(Number.POSITIVE_INFINITY);
    if (this.chains.size === 0 && this.unlisted.count > 0) {
      const found = gap(
        keyPrefixOf(folder, 'CloudTrail-Digest'),
        'no-digests',
        startMs,
        Math.min(endMs, nowMs),
      );
      yield () => done(found);
    }
    for (const chain of this.chains.values()) {
      const found = chain.silence(endMs, nowMs);
      if (found !== undefined) yield () => done(found);
    }
    yield* this.settleUnlisted(
      this.props.position === undefined ? Number.POSITIVE_INFINITY : this.logsSettledMs,
    );
  }

  private *settleUnlisted(beforeMs: number): Generator<Task, void> {
    for (const mark of this.unlisted.takeBefore(beforeMs)) {
      const reason = this.reasonFor(mark);
      const status = reason === 'not-listed' ? 'extra' : 'unverified';
      yield () => done(problemFile('log', mark.key, { status, reason }));
    }
  }

  /** Only if every chain has shown all that it might list is a log file one too many. */
  private reasonFor(mark: LogMark): FileReason {
    const verdicts = [...this.chains.values()].map((chain) => chain.verdictOn(mark));
    const doubt = verdicts.find((verdict) => verdict !== 'covered' && verdict !== 'not-begun');
    if (doubt !== undefined) return doubt as FileReason;
    return verdicts.includes('covered') ? 'not-listed' : 'no-digest';
  }

  private follow(name: ChainName): ChainFollower {
    const { position, startMs } = this.props;
    const mark = markOf(position, name);
    const known = mark && { ...mark, missing: position?.chains[name]?.missing ?? [] };
    const chain = this.chains.get(name) ?? new ChainFollower(name, startMs, known);
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

  /** Whether to report it: its hour touches the range, and no earlier check reported it. */
  private isDue(listed: Extract<DigestKey, { kind: 'chained' }>): boolean {
    const { endMs } = this.props;
    if (listed.endTimeMs - DIGEST_PERIOD_MS >= endMs) return false;
    return listed.endTimeMs > this.seenMs(listed.chain) || this.isAwaited(listed);
  }

  private isAwaited({ key, chain }: Extract<DigestKey, { kind: 'chained' }>): boolean {
    return this.chains.get(chain)?.missing.has(key) === true && this.props.position !== undefined;
  }

  /** The last digest of an earlier check was judged before anyone named it. */
  private isProvenLate({ place, key }: LoadedDigest, problem: FileProblem | undefined): boolean {
    return problem?.status === 'invalid' && markOf(this.props.position, place.listed.chain)?.key === key;
  }

  private seenMs(chain: ChainName): number {
    const { position, startMs = Number.NEGATIVE_INFINITY } = this.props;
    return markOf(position, chain)?.endTimeMs ?? startMs;
  }

  private get logsSettledMs(): number {
    const { position, startMs, endMs, nowMs } = this.props;
    const newestMs = [...this.chains.values()].map(({ gaps }) => gaps.newest?.endTimeMs ?? endMs);
    const settledMs = Math.min(endMs, ...newestMs) - LISTING_DELAY_MS;
    return Math.max(position?.logsUntilMs ?? startMs ?? 0, settledMs, nowMs - MAX_WAIT_MS);
  }
}

function digestFinding(loaded: LoadedDigest, problem: FileProblem | undefined): Finding {
  if (problem !== undefined) return problemFile('digest', loaded.key, problem);
  return validFile('digest', loaded.key, loaded.sizeBytes);
}

function done(finding: Finding): Promise<Finding> {
  return Promise.resolve(finding);
}
