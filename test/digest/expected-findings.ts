import type { MutatedArchive } from './mutation';
import type { PlannedDigest } from './signed-archive';

/**
 * What must be reported of a mutated archive, worked out from what was done to it: no hash, no signature and no order of
 * reading comes into it. One line a finding; why a log
 * file is unverified or extra is left to the tests by name.
 */
export function expectedFindings(
  mutated: MutatedArchive,
  isFolder: boolean,
  endMs: number,
): readonly string[] {
  const { digests } = mutated.archive;
  const chains = [...new Set(digests.map(({ chain }) => chain))];
  const models = chains.map(
    (name) =>
      new ChainModel(
        mutated,
        digests.filter(({ chain }) => chain === name),
        isFolder,
      ),
  );
  return [...models.flatMap((model) => model.lines(endMs)), ...unlistedLines(mutated, models, endMs)].sort();
}

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

type Verdict = 'valid' | `invalid ${string}` | `unverified ${string}` | 'missing absent' | 'unknown';

class ChainModel {
  readonly verdicts: readonly Verdict[];

  constructor(
    private readonly mutated: MutatedArchive,
    readonly digests: readonly PlannedDigest[],
    private readonly isFolder: boolean,
  ) {
    const verdicts: Verdict[] = [];
    // Whether a deleted digest is known to be missing depends on the verdict on the one after it.
    for (let at = digests.length - 1; at >= 0; at -= 1) verdicts[at] = this.verdictAt(at, verdicts[at + 1]);
    this.verdicts = verdicts;
  }

  lines(endMs: number): readonly string[] {
    const own = this.digests.flatMap(({ key }, at) => {
      const verdict = this.verdicts[at]!;
      if (verdict === 'unknown') return [];
      return [
        verdict === 'valid' && !this.isWronglySigned(at)
          ? `valid digest ${key}`
          : lineOf(verdict === 'valid' ? 'invalid wrong-signature' : verdict, 'digest', key),
        ...this.logLines(at),
      ];
    });
    return [...own, ...this.gapLines(endMs)];
  }

  /** Whether anybody may have written the digest: then its list neither proves nor excuses a log file. */
  isClaimAt(at: number): boolean {
    if (!this.verdicts[at]!.startsWith('unverified') || this.namer(at) === 'authentic') return false;
    return !this.isTailOfCopy(at);
  }

  /** The log files that the digest still lists, if its list counts. */
  listedAt(at: number): readonly string[] {
    const verdict = this.verdicts[at]!;
    if (verdict !== 'valid' && !verdict.startsWith('unverified')) return [];
    const { logKeys } = this.digests[at]!;
    return this.isRewritten(at) ? logKeys.slice(1) : logKeys;
  }

  get isKnown(): boolean {
    return this.verdicts.some((verdict) => verdict !== 'unknown');
  }

  /** Whether one of its digests is proven: another chain neither covers nor excuses a log file. */
  get isAuthentic(): boolean {
    return this.verdicts.includes('valid');
  }

  /** Whether digests are due at the time that are not there. */
  isSilent(endMs: number): boolean {
    const newest = this.newestMember;
    return newest !== undefined && endMs - newest.endMs > 2 * HOUR_MS;
  }

  /** Whether the chain lists all its files of the time, cannot list any, or may list one. */
  verdictOn(fromMs: number, untilMs: number): 'covered' | 'out of reach' | 'doubt' {
    if (this.holds(fromMs, untilMs)) return this.hasLaterDoubt(fromMs) ? 'doubt' : 'covered';
    const authenticMs = Math.max(
      ...this.digests.filter((_, at) => this.verdicts[at] === 'valid').map(({ endMs }) => endMs),
    );
    if (fromMs > authenticMs + 2 * HOUR_MS) return 'out of reach';
    const opening = this.verdicts.findIndex((verdict) => verdict !== 'unknown');
    const isBefore = opening === 0 && this.verdicts[0] === 'valid' && untilMs < this.digests[0]!.startMs;
    return isBefore ? 'out of reach' : 'doubt';
  }

  /** Whether valid digests, each following the one before in one chain, cover the time. */
  private holds(fromMs: number, untilMs: number): boolean {
    const at = this.digests.findIndex(({ startMs, endMs }) => startMs <= fromMs && fromMs < endMs);
    for (let next = at; next >= 0 && next < this.digests.length; next += 1) {
      if (this.verdicts[next] !== 'valid') return false;
      if (next > at && this.digests[next]!.previousKey === undefined) return false;
      if (untilMs <= this.digests[next]!.endMs) return true;
    }
    return false;
  }

  /** A digest that existed for certain, and is not valid, may have listed a file that was delivered again. */
  private hasLaterDoubt(fromMs: number): boolean {
    return this.digests.some(({ endMs }, at) => {
      const verdict = this.verdicts[at]!;
      return (
        verdict !== 'valid' && verdict !== 'unknown' && endMs >= fromMs && this.namer(at) === 'authentic'
      );
    });
  }

  /** The digests that count as parts of the chain: one that anybody may have written does not. */
  private get members(): readonly (PlannedDigest & { readonly at: number })[] {
    const firstValid = this.verdicts.indexOf('valid');
    return this.digests
      .map((digest, at) => ({ ...digest, at }))
      .filter(({ at }) => {
        const verdict = this.verdicts[at]!;
        if (verdict === 'unknown') return false;
        const isTailOfCopy = this.isTailOfCopy(at);
        if (!verdict.startsWith('unverified') || isTailOfCopy) return true;
        return firstValid < 0 || firstValid > at || this.namer(at) === 'authentic';
      });
  }

  /** Whether a copy's chain ends with the digest, or starts anew after it: nothing else carries its signature. */
  private isTailOfCopy(at: number): boolean {
    if (!this.isFolder || this.verdicts[at] !== 'unverified no-signature' || this.namer(at) !== 'none')
      return false;
    const next = this.digests
      .slice(at + 1)
      .find((digest) => this.mutated.stateOfDigest(digest) !== 'deleted');
    if (next === undefined) return true;
    const state = this.mutated.stateOfDigest(next);
    return next.previousKey === undefined && !(typeof state === 'object' && 'unreadable' in state);
  }

  /** The last sign that the chain goes on: not an invalid digest that no authentic one names. */
  private get newestMember() {
    const firstValid = this.verdicts.indexOf('valid');
    return [...this.members].reverse().find(({ at }) => {
      const isInvalid = this.verdicts[at]!.startsWith('invalid');
      return !isInvalid || firstValid < 0 || firstValid > at || this.namer(at) === 'authentic';
    });
  }

  private verdictAt(at: number, next: Verdict | undefined): Verdict {
    const state = this.mutated.stateOfDigest(this.digests[at]!);
    const namer = this.namer(at);
    if (state === 'deleted') {
      return namer !== 'none' && next?.startsWith('invalid') === false ? 'missing absent' : 'unknown';
    }
    if (state !== 'whole' && 'unreadable' in state) return `invalid ${state.unreadable}`;
    if (state !== 'whole' && 'rewritten' in state) {
      if (state.rewritten === 'under an unknown key') {
        const isContradicted = namer === 'readable' && this.isUnderUnknownKey(at + 1);
        return namer === 'authentic' || isContradicted ? 'invalid not-as-linked' : 'unverified no-key';
      }
      return namer === 'authentic' || !this.isFolder ? 'invalid wrong-signature' : 'unverified no-signature';
    }
    if (this.isWronglySigned(at) && namer === 'none') return 'invalid wrong-signature';
    return this.hasSignature(at) || namer !== 'none' ? 'valid' : 'unverified no-signature';
  }

  /** The digest that names this one: not there or not readable, readable, or beyond that what CloudTrail wrote. */
  private namer(at: number): 'none' | 'readable' | 'authentic' {
    const next = this.digests[at + 1];
    if (next?.previousKey === undefined) return 'none';
    const state = this.mutated.stateOfDigest(next);
    if (state === 'deleted' || (state !== 'whole' && 'unreadable' in state)) return 'none';
    if (state !== 'whole' && 'rewritten' in state) return 'readable';
    return this.hasSignature(at + 1) || this.namer(at + 1) !== 'none' ? 'authentic' : 'readable';
  }

  private hasSignature(at: number): boolean {
    const state = this.mutated.stateOfDigest(this.digests[at]!);
    return !this.isFolder && (state === 'whole' || (state !== 'deleted' && !('signature' in state)));
  }

  /** Whether only its metadata has another signature: then the digest that names it may still prove its content. */
  private isWronglySigned(at: number): boolean {
    const state = this.mutated.stateOfDigest(this.digests[at]!);
    return (
      typeof state === 'object' && 'signature' in state && state.signature === 'another' && !this.isFolder
    );
  }

  private isRewritten(at: number): boolean {
    const state = this.mutated.stateOfDigest(this.digests[at]!);
    return state !== 'whole' && state !== 'deleted' && 'rewritten' in state;
  }

  private isUnderUnknownKey(at: number): boolean {
    const state = this.mutated.stateOfDigest(this.digests[at]!);
    return typeof state === 'object' && 'rewritten' in state && state.rewritten === 'under an unknown key';
  }

  private logLines(at: number): readonly string[] {
    return this.listedAt(at).flatMap((key) => {
      const state = this.mutated.stateOfLog(key);
      if (state === 'deleted') return `missing log absent ${key}`;
      if (state !== 'whole') return `invalid log ${state.invalid} ${key}`;
      if (this.isClaimAt(at)) return [];
      return this.verdicts[at] === 'valid' ? `valid log ${key}` : `unverified log ${key}`;
    });
  }

  private gapLines(endMs: number): readonly string[] {
    const lines: string[] = [];
    const known = this.members;
    const believed = known.filter(({ at }) => /^(?:valid|unverified)/.test(this.verdicts[at]!));
    for (const digest of believed) {
      const before = believed[believed.indexOf(digest) - 1];
      if (digest.previousKey === undefined) {
        if (before !== undefined) lines.push(gapLine('restarted', before.endMs, digest.startMs));
        continue;
      }
      const doubted = known.slice(before === undefined ? 0 : known.indexOf(before), known.indexOf(digest));
      if (doubted.at(-1)?.at !== digest.at - 1) continue;
      const pairs = doubted
        .slice(1)
        .map((later, at) => ({ fromMs: doubted[at]!.endMs, untilMs: later.endMs }));
      const wide = pairs.filter(({ fromMs, untilMs }) => untilMs - fromMs > 75 * MINUTE_MS);
      if (wide.length > 0) lines.push(gapLine('digests-missing', wide[0]!.fromMs, wide.at(-1)!.untilMs));
    }
    const newest = this.newestMember;
    if (newest !== undefined && endMs - newest.endMs > 2 * HOUR_MS)
      lines.push(gapLine('silence', newest.endMs, endMs));
    return lines;
  }
}

/** The log files in the archive that no digest lists whose list counts. */
function unlistedLines(
  mutated: MutatedArchive,
  models: readonly ChainModel[],
  endMs: number,
): readonly string[] {
  const isSettled = (model: ChainModel, at: number, key: string) =>
    !model.isClaimAt(at) || mutated.stateOfLog(key) !== 'whole';
  const listed = new Set(
    models.flatMap((model) =>
      model.digests.flatMap((_, at) => model.listedAt(at).filter((key) => isSettled(model, at, key))),
    ),
  );
  const present = mutated.archive.keys.filter((key) => !key.includes('-Digest/') && !listed.has(key));
  const lines = present.map((key) => {
    const chains = models.filter(
      (model) => model.isKnown && folderOf(model.digests[0]!.key) === folderOf(key),
    );
    const [, date = '', time = ''] = /_(\d{8})T(\d{4})Z_/.exec(key)!;
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    const fromMs = Date.parse(`${day}T${time.slice(0, 2)}:${time.slice(2)}:00Z`);
    const authentic = chains.filter((model) => model.isAuthentic);
    const verdicts = authentic.map((model) => model.verdictOn(fromMs, fromMs + MINUTE_MS + HOUR_MS));
    const isShort = authentic.some((model) => model.isSilent(endMs));
    const isExtra = verdicts.includes('covered') && !verdicts.includes('doubt') && !isShort;
    return `${isExtra ? 'extra' : 'unverified'} log ${key}`;
  });
  const orphans = [...new Set(mutated.archive.keys.map(folderOf))].filter(
    (folder) =>
      present.some((key) => folderOf(key) === folder) &&
      !models.some((model) => model.isKnown && folderOf(model.digests[0]!.key) === folder),
  );
  return [...lines, ...orphans.map(() => gapLine('no-digests', undefined, endMs))];
}

/** Account and Region of a key, with what is before them: AWS documents the two folders side by side. */
function folderOf(key: string): string {
  const [, account = '', region = ''] = /^(.*)\/CloudTrail(?:-Digest)?\/([^/]+)\//.exec(key) ?? [];
  return `${account} ${region}`;
}

function lineOf(verdict: Verdict, kind: string, key: string): string {
  const [status, reason] = verdict.split(' ');
  return `${status} ${kind} ${reason} ${key}`;
}

function gapLine(reason: string, fromMs: number | undefined, untilMs: number): string {
  const time = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  return `gap ${reason} ${fromMs === undefined ? '-' : time(fromMs)} ${time(untilMs)}`;
}
