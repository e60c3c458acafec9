import { type ChainName, isBackfill } from '../archive-folder';
import { Coverage, type CoverageState, type CoverageVerdict } from '../coverage';
import {
  DELIVERY_GRACE_MS,
  DIGEST_PERIOD_MS,
  LISTING_DELAY_MS,
  PERIOD_SLACK_MS,
  REDELIVERY_MS,
} from '../digest';
import type { FileProblem, GapFinding } from '../finding';
import { type ChainPosition, chainPosition } from '../folder-position';
import { type ChainProof, type ChainRun, type ProvenHour, ProvenTime } from '../proven-time';
import type { LogMark } from '../unlisted-logs';
import { ChainGaps, type Follows } from './chain-gaps';
import type { ChainMark } from './chain-mark';
import type { LoadedDigest } from './loaded-digest';
import { beginOf, type Transition } from './transition';

/** The range that is checked, and when. */
export interface CheckedTime {
  readonly startMs?: number;
  readonly endMs: number;
  readonly nowMs: number;
  /** When the first log file of the range was delivered, as far as it is known by now: before it, no trail need have been there. */
  readonly firstLogMs?: () => number | undefined;
}

/** State of one chain during a check. */
export class ChainFollower {
  readonly gaps: ChainGaps;
  readonly missing: Set<string>;
  private readonly coverage = new Coverage();
  private readonly provenTime = new ProvenTime();
  private readonly keys = new Set<string>();
  private readonly runs: ChainRun[] = [];
  private lastKey: string | undefined;
  private lastUntilMs = Number.NEGATIVE_INFINITY;
  private dueFromMs: number | undefined;
  /** Whether the time that it owes begins with a digest file before which it owes nothing. */
  private hasBeginning = false;
  private isContinued = false;
  /** The end of the newest digest file that exists, no matter who wrote it. */
  private seenUntilMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly name: ChainName,
    private readonly time: CheckedTime,
    private readonly known:
      | (ChainMark & Pick<ChainPosition, 'missing' | 'isAuthentic' | 'isContinued'>)
      | undefined,
  ) {
    this.gaps = new ChainGaps(() => time.firstLogMs?.(), known);
    this.missing = new Set(known?.missing);
  }

  /** Adds a judged digest file. Returns the gap before it, if there is one. */
  add(loaded: LoadedDigest, problem: FileProblem | undefined): GapFinding | undefined {
    this.missing.delete(loaded.key);
    if (problem?.status !== 'extra') this.seenUntilMs = Math.max(this.seenUntilMs, loaded.endTimeMs);
    const follows = this.addToGaps(loaded, problem);
    if (follows !== undefined) this.addBetween(loaded, follows.transition);
    if (follows !== undefined && isTrusted(problem)) this.addToRuns(loaded, follows.transition);
    if (problem === undefined && loaded.digest !== undefined) this.addValid(loaded, follows?.transition);
    else this.addProblem(loaded, problem);
    const found = follows?.found;
    // Backfill digests are delivered when they are needed: there is no gap between them.
    return isBackfill(this.name) && found?.reason !== 'digests-missing' ? undefined : found;
  }

  /** The time of the last digest that was added, to be marked if a log file that it lists is not valid. */
  hour: ProvenHour | undefined;

  addMissing(mark: ChainMark, isNamed: boolean): void {
    this.missing.add(mark.key);
    this.gaps.addUntrusted(mark);
    this.addSegment(mark, 'digest-missing', isNamed);
  }

  silence(untilMs: number, nowMs: number): GapFinding | undefined {
    return isBackfill(this.name) ? undefined : this.gaps.silence(untilMs, nowMs);
  }

  /** The chain continues in another folder of the archive: nothing is missing here after its newest digest file. */
  continueElsewhere(): void {
    this.isContinued = true;
  }

  /** Whether an earlier check has proven that it continues elsewhere. */
  get wasContinued(): boolean {
    return this.known?.isContinued === true && this.gaps.newest?.key === this.known.key;
  }

  /** Whether a digest file elsewhere, which expires, can list no more log files of this folder. */
  get isLongContinued(): boolean {
    const { newest } = this.gaps;
    return this.wasContinued && newest !== undefined && this.time.nowMs - newest.endTimeMs > REDELIVERY_MS;
  }

  /** The chain's verdict on a log file that no digest lists. */
  verdictOn({ fromMs, untilMs }: LogMark): CoverageVerdict {
    const found = this.coverage.over(fromMs, untilMs);
    // No digest file follows a final one.
    const verdict = found === 'not-yet-digested' && this.endedAtMs !== undefined ? 'no-digest' : found;
    if (!isBackfill(this.name)) return verdict;
    const isPast = fromMs < (this.gaps.newest?.endTimeMs ?? 0);
    const isOpen = verdict === 'covered' || verdict === 'no-digest' || verdict === 'not-yet-digested';
    return isOpen && (isPast || verdict !== 'not-yet-digested') ? 'out-of-reach' : verdict;
  }

  get isAuthentic(): boolean {
    return this.coverage.isAuthentic;
  }

  /** Whether this check, or an earlier one, has proven one of its digest files. */
  get wasEverAuthentic(): boolean {
    return this.isAuthentic || this.known?.isAuthentic === true;
  }

  get isBackfill(): boolean {
    return isBackfill(this.name);
  }

  /** Whether a digest file is due that is not there. */
  get isSilent(): boolean {
    const { endMs, nowMs } = this.time;
    return !this.isBackfill && this.gaps.silence(endMs, nowMs) !== undefined;
  }

  /** Whether a digest file that is not due yet, by the clock, may list a log file. */
  mayStillList({ untilMs }: LogMark): boolean {
    const newestMs = this.gaps.newest?.endTimeMs ?? Number.NEGATIVE_INFINITY;
    const isUnderWay = this.time.nowMs - newestMs <= DIGEST_PERIOD_MS + DELIVERY_GRACE_MS;
    return isUnderWay && untilMs + LISTING_DELAY_MS > newestMs;
  }

  /** Where the chain ended by a final digest file; undefined if it continues. */
  get endedAtMs(): number | undefined {
    const { newest } = this.gaps;
    return newest?.isFinal === true ? newest.endTimeMs : undefined;
  }

  /**
   * How much of the range the chain proves. `isReplaced`: another chain continues where this one ended. `uncoveredFromMs`: the
   * first log file that no digest file covers. The hours from there to a chain that does not begin are its own.
   */
  proof(isReplaced: boolean, uncoveredFromMs = Number.POSITIVE_INFINITY): ChainProof {
    const { startMs, endMs, nowMs } = this.time;
    const newestMs = this.gaps.newest?.endTimeMs ?? endMs;
    const isOver = this.isContinued || (isReplaced && this.endedAtMs !== undefined);
    const openMs = this.isSilent ? Math.min(endMs, nowMs - DELIVERY_GRACE_MS) : newestMs;
    const untilMs = Math.min(endMs, isOver ? newestMs : Math.max(newestMs, openMs, this.seenUntilMs));
    const proof = this.provenTime.proof(this.name, {
      fromMs: Math.max(this.owesFromMs(uncoveredFromMs), startMs ?? Number.NEGATIVE_INFINITY),
      untilMs,
      pendingUntilMs: isOver ? untilMs : Math.min(endMs, nowMs),
    });
    const isEnded = this.isContinued || this.endedAtMs !== undefined;
    return { ...proof, keys: [...this.keys], isEnded, ...(this.runs.length > 0 && { runs: this.runs }) };
  }

  private owesFromMs(uncoveredFromMs: number): number {
    const { dueFromMs = Number.NEGATIVE_INFINITY } = this;
    if (this.hasBeginning || uncoveredFromMs >= dueFromMs) return dueFromMs;
    return dueFromMs - Math.ceil((dueFromMs - uncoveredFromMs) / DIGEST_PERIOD_MS) * DIGEST_PERIOD_MS;
  }

  get position(): ChainPosition | undefined {
    const { newest } = this.gaps;
    const { missing, wasEverAuthentic, isContinued } = this;
    return newest === undefined
      ? undefined
      : chainPosition(newest, { missing, isAuthentic: wasEverAuthentic, isContinued });
  }

  private addToGaps(loaded: LoadedDigest, problem: FileProblem | undefined): Follows | undefined {
    if (isTrusted(problem)) return this.gaps.add(loaded, true);
    if (problem === undefined || this.isStranger(loaded, problem)) return undefined;
    if (problem.status === 'unverified' && problem.reason !== 'unreadable')
      return this.gaps.add(loaded, false);
    const mark = { key: loaded.key, endTimeMs: loaded.endTimeMs };
    if (problem.status === 'invalid' && this.isAuthentic && !loaded.isNamed) this.gaps.addInvalid(mark);
    else this.gaps.addUntrusted(mark);
    return undefined;
  }

  /** Whether anyone may have written the digest file: it proves nothing about the chain, and is no sign that the chain continues. */
  private isStranger(loaded: LoadedDigest, problem: FileProblem): boolean {
    if (problem.status === 'extra') return true;
    return (
      problem.status === 'unverified' &&
      problem.reason !== 'unreadable' &&
      this.isAuthentic &&
      !loaded.isNamed
    );
  }

  /**
   * Adds the time before a digest file that its chain does not owe. A log file of it is not `extra`: a chain may have begun and ended in
   * that time whose digest files are gone.
   */
  private addBetween({ digest }: LoadedDigest, { between }: Transition): void {
    if (between === 'off')
      this.provenTime.addOff({ fromMs: this.lastUntilMs, untilMs: digest?.startTimeMs ?? 0 });
  }

  private addToRuns(loaded: LoadedDigest, { isBeginning }: Transition): void {
    const { key: lastKey, isFinal, previous, endTimeMs } = loaded;
    const last = this.runs.at(-1);
    if (last !== undefined && !isBeginning) {
      if (endTimeMs > last.untilMs)
        this.runs[this.runs.length - 1] = { ...last, untilMs: endTimeMs, lastKey, isFinal };
      return;
    }
    const run = { fromMs: beginOf(loaded), untilMs: endTimeMs, lastKey, isFinal };
    this.runs.push(previous === undefined ? run : { ...run, previousKey: previous.key });
  }

  private addValid(loaded: LoadedDigest, transition: Transition | undefined): void {
    const { digest, previous, endTimeMs } = loaded;
    if (digest === undefined) return;
    const isLinked = previous !== undefined && previous.key === this.lastKey;
    const isNear = digest.startTimeMs - this.lastUntilMs <= PERIOD_SLACK_MS;
    const fromMs = isLinked && isNear ? Math.min(this.lastUntilMs, digest.startTimeMs) : digest.startTimeMs;
    const untilMs = Math.max(endTimeMs, digest.endTimeMs);
    const isBeginning = previous === undefined;
    const isOpening = isBeginning || transition?.isBeginning === true;
    if (isOpening) this.hasBeginning ||= this.dueFromMs === undefined;
    this.dueFromMs ??= isOpening ? fromMs : (this.time.startMs ?? fromMs);
    this.coverage.add({ fromMs, untilMs, state: 'valid', isBeginning, isNamed: false });
    this.keys.add(digest.fingerprint);
    this.hour = this.provenTime.addProven(fromMs, untilMs);
    this.lastKey = loaded.key;
    this.lastUntilMs = untilMs;
  }

  private addProblem(loaded: LoadedDigest, problem: FileProblem | undefined): void {
    this.hour = undefined;
    if (problem === undefined || problem.status === 'extra') return;
    if (problem.isPending === true) {
      const fromMs = loaded.digest?.startTimeMs ?? loaded.endTimeMs - DIGEST_PERIOD_MS;
      if (loaded.digest?.previous === undefined) {
        this.hasBeginning ||= this.dueFromMs === undefined;
        this.dueFromMs ??= fromMs;
      }
      this.provenTime.addPending({ fromMs, untilMs: loaded.endTimeMs });
      this.lastUntilMs = loaded.endTimeMs;
    }
    this.addSegment(loaded, stateOf(problem), loaded.isNamed);
  }

  private addSegment({ key, endTimeMs }: ChainMark, state: CoverageState, isNamed: boolean): void {
    const fromMs = endTimeMs - DIGEST_PERIOD_MS;
    this.dueFromMs ??= this.time.startMs ?? fromMs;
    this.coverage.add({ fromMs, untilMs: endTimeMs, state, isBeginning: false, isNamed });
    this.lastKey = key;
  }
}

/** Whether a digest file is proven, or is one that may still be. */
function isTrusted(problem: FileProblem | undefined): boolean {
  return problem === undefined || problem.isPending === true;
}

function stateOf({ status, isPending }: FileProblem): CoverageState {
  if (isPending === true) return 'digest-pending';
  switch (status) {
    case 'unverified':
      return 'digest-unverified';
    case 'missing':
      return 'digest-missing';
    case 'invalid':
    case 'extra':
      return 'digest-invalid';
  }
}
