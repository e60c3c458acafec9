import type { ChainName } from './archive-folder';

const HOUR_MS = 60 * 60 * 1000;

/** A stretch of time, in milliseconds since 1970. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How much of the range one chain proves. `dueMs` is what it should prove; `pendingMs` is what cannot be proven yet. */
export interface ChainProof {
  readonly chain: ChainName;
  /** The due time, from its beginning to its end; equal if nothing is due. */
  readonly due: Stretch;
  readonly dueMs: number;
  readonly provenMs: number;
  /** The newest hour, and what only the last digest file of a copy covers. */
  readonly pendingMs: number;
  /** Due time that no valid digest file proves, oldest first. */
  readonly unproven: readonly Stretch[];
  /** Fingerprints of the public keys that verified its digest files. */
  readonly keys: readonly string[];
  /** Whether CloudTrail ended the chain with a final digest file, or continues it in another folder. */
  readonly isEnded: boolean;
  /** Its digest files in the folder as far as each names the one before it there, oldest first; absent where there is none. */
  readonly runs?: readonly ChainRun[];
}

/** Digest files of a chain that follow one another in a folder. */
export interface ChainRun extends Stretch {
  /** The digest file in another place that the first one names; absent where the first one starts a chain. */
  readonly previousKey?: string;
  readonly lastKey: string;
  /** Whether CloudTrail ended the chain with the last one. */
  readonly isFinal: boolean;
}

/** The time of one digest file; proven until one of its log files fails. */
export interface ProvenHour extends Stretch {
  isDamaged: boolean;
}

/** The due time of a chain: time in it that is neither proven nor excepted is unproven. */
export interface DueTime extends Stretch {
  /** Up to here a digest file may still be under way; at least `untilMs`. */
  readonly pendingUntilMs: number;
}

/** Adds up the time that the valid digest files of one chain cover. */
export class ProvenTime {
  private readonly proven: ProvenHour[] = [];
  private readonly pending: Stretch[] = [];
  private readonly off: Stretch[] = [];

  /** Adds a valid digest file's time. The answer is to be marked when a log file that it lists is not valid. */
  addProven(fromMs: number, untilMs: number): ProvenHour {
    const hour = { fromMs, untilMs, isDamaged: false };
    this.proven.push(hour);
    return hour;
  }

  /** Adds the time of a digest file that cannot be proven, though nothing shows that it was changed. */
  addPending(stretch: Stretch): void {
    this.pending.push(stretch);
  }

  /** Adds time in which logging was off, between a final digest file and a starting one. */
  addOff(stretch: Stretch): void {
    this.off.push(stretch);
  }

  /** The sum over the due time. */
  proof(chain: ChainName, due: DueTime): Omit<ChainProof, 'keys' | 'isEnded'> {
    const whole = due.untilMs > due.fromMs ? [{ fromMs: due.fromMs, untilMs: due.untilMs }] : [];
    const open = subtract(subtract(whole, this.off), this.pending);
    const unproven = subtract(
      open,
      this.proven.filter(({ isDamaged }) => !isDamaged),
    );
    const dueMs = lengthOf(open);
    const tail = { fromMs: Math.max(due.untilMs, due.fromMs), untilMs: due.pendingUntilMs };
    const pendingMs =
      lengthOf(whole) - dueMs - this.offWithin(whole) + Math.max(0, tail.untilMs - tail.fromMs);
    return {
      ...{ chain, due, dueMs, unproven, pendingMs: Math.max(0, pendingMs) },
      provenMs: dueMs - lengthOf(unproven),
    };
  }

  private offWithin(whole: readonly Stretch[]): number {
    return lengthOf(whole) - lengthOf(subtract(whole, this.off));
  }
}

/**
 * The hours of log files that no digest file covers and that no chain has to cover: due, and not proven.
 * `filesByHour`: for the beginning of each such hour, the time of its files.
 */
export function uncoveredProof(
  filesByHour: ReadonlyMap<number, Stretch>,
  chains: readonly ChainProof[],
): ChainProof | undefined {
  const owed = chains.map(({ due }) => due);
  // An hour of the clock begins before that of a digest file: it matters only whether a chain has to cover
  // the files.
  const hours = [...filesByHour]
    .filter(([, files]) => lengthOf(subtract([files], owed)) > 0)
    .map(([fromMs]) => fromMs)
    .sort((one, other) => one - other);
  const unproven = subtract(joined(hours.map((fromMs) => ({ fromMs, untilMs: fromMs + HOUR_MS }))), owed);
  const [first] = unproven;
  const last = unproven.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const due = { fromMs: first.fromMs, untilMs: last.untilMs };
  const dueMs = lengthOf(unproven);
  return { ...{ chain: '', due, dueMs, unproven }, ...NOTHING_PROVEN };
}

const NOTHING_PROVEN = { provenMs: 0, pendingMs: 0, keys: [], isEnded: false } as const;

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const all: Stretch[] = [];
  for (const stretch of stretches) {
    const last = all.at(-1);
    if (last?.untilMs === stretch.fromMs) all[all.length - 1] = { ...last, untilMs: stretch.untilMs };
    else all.push(stretch);
  }
  return all;
}

/** The parts of the stretches that are in none of the others. */
export function subtract(stretches: readonly Stretch[], others: readonly Stretch[]): readonly Stretch[] {
  let left = [...stretches];
  for (const { fromMs, untilMs } of others) {
    if (untilMs <= fromMs) continue;
    left = left.flatMap((stretch) => [
      ...(stretch.fromMs < fromMs ? [{ ...stretch, untilMs: Math.min(stretch.untilMs, fromMs) }] : []),
      ...(stretch.untilMs > untilMs ? [{ ...stretch, fromMs: Math.max(stretch.fromMs, untilMs) }] : []),
    ]);
  }
  return left;
}

/** The sum of lengths, in milliseconds. */
export function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { fromMs, untilMs }) => sum + Math.max(0, untilMs - fromMs), 0);
}
