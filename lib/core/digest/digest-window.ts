import { type ChainName, type DigestKey, parseDigestKey } from './archive-folder';
import type { LoadedDigest } from './chain/loaded-digest';

/** An entry that leaves the window: a digest file, one that another names and that does not exist, or an object of no chain. */
export type WindowEntry =
  | { readonly kind: 'loaded'; readonly loaded: LoadedDigest }
  | {
      readonly kind: 'missing';
      readonly listed: Extract<DigestKey, { kind: 'chained' }>;
      /** All digests that name it, valid or not. */
      readonly namers: readonly LoadedDigest[];
    }
  | { readonly kind: 'foreign'; readonly listed: Extract<DigestKey, { kind: 'foreign' }> };

/** Redelivered digest files may name one another out of order, but rarely further apart than a day. */
const NEIGHBOURS = 24;

/** The digests of a chain that were read last, oldest first. */
interface Neighbourhood {
  readonly loaded: LoadedDigest[];
  /** The keys that were read earlier are forgotten: up to this end time no digest is reported as missing. */
  forgottenUntilMs: number;
}

/**
 * Takes the digest files of a folder in the order of their keys, links each to the digests that name it, and returns
 * them in the same order once they can be judged: when an authentic digest names them, or none is expected to.
 */
export class DigestWindow {
  private readonly entries: WindowEntry[] = [];
  private readonly chains = new Map<ChainName, Neighbourhood>();
  private isEnded = false;

  addForeign(listed: Extract<DigestKey, { kind: 'foreign' }>): void {
    this.entries.push({ kind: 'foreign', listed });
  }

  add(loaded: LoadedDigest): void {
    const chain = this.neighbourhoodOf(loaded);
    for (const other of chain.loaded) {
      if (loaded.names(other)) other.namers.push(loaded);
      if (other.names(loaded)) loaded.namers.push(other);
    }
    this.addMissing(loaded, chain);
    chain.loaded.push(loaded);
    this.entries.push({ kind: 'loaded', loaded });
    const forgotten = chain.loaded.length > 2 * NEIGHBOURS ? chain.loaded.shift() : undefined;
    if (forgotten !== undefined) chain.forgottenUntilMs = forgotten.endTimeMs;
  }

  /** Marks the end of the digest files. */
  end(): void {
    this.isEnded = true;
  }

  /** The entries that can be judged now. */
  *take(): Generator<WindowEntry, void> {
    for (;;) {
      const [first] = this.entries;
      if (first === undefined || !this.isReady(first)) return;
      this.entries.shift();
      if (first.kind === 'loaded') {
        first.loaded.isPassedBy = this.isPassedBy(first.loaded);
        first.loaded.isLast = this.isLast(first.loaded);
      }
      yield first;
    }
  }

  /** Whether the chain ends with the digest, or starts anew after it. */
  private isLast(loaded: LoadedDigest): boolean {
    const later = this.neighbourhoodOf(loaded).loaded.filter(({ endTimeMs }) => endTimeMs > loaded.endTimeMs);
    const [next] = later.sort((one, other) => one.endTimeMs - other.endTimeMs);
    return next === undefined || (next.digest !== undefined && next.digest.previous === undefined);
  }

  /** Whether a later authentic digest is linked to an earlier one, and none names this one. */
  private isPassedBy(loaded: LoadedDigest): boolean {
    if (loaded.isAnchored || loaded.isNamed) return false;
    return this.neighbourhoodOf(loaded).loaded.some((later) => {
      const { previous } = later;
      if (previous === undefined || later.previousIsElsewhere || later.endTimeMs <= loaded.endTimeMs)
        return false;
      const listed = parseDigestKey(previous.key);
      return listed?.kind === 'chained' && listed.endTimeMs < loaded.endTimeMs && later.isAuthentic;
    });
  }

  private neighbourhoodOf(loaded: LoadedDigest): Neighbourhood {
    const name = loaded.place.listed.chain;
    const known = this.chains.get(name) ?? { loaded: [], forgottenUntilMs: Number.NEGATIVE_INFINITY };
    this.chains.set(name, known);
    return known;
  }

  /** Keys come in order: a named digest that belongs before this one and has not come does not exist. */
  private addMissing(loaded: LoadedDigest, chain: Neighbourhood): void {
    const { previous } = loaded;
    if (previous === undefined || loaded.previousIsElsewhere) return;
    const listed = parseDigestKey(previous.key);
    if (listed?.kind !== 'chained' || listed.chain !== loaded.place.listed.chain) return;
    if (listed.endTimeMs >= loaded.endTimeMs || listed.endTimeMs <= chain.forgottenUntilMs) return;
    if (chain.loaded.some(({ key }) => key === listed.key)) return;
    const at = this.entries.findIndex((entry) => keyOf(entry) >= listed.key);
    const place = at < 0 ? this.entries.length : at;
    const there = this.entries[place];
    const known = there?.kind === 'missing' && there.listed.key === listed.key ? there : undefined;
    const entry: WindowEntry = { kind: 'missing', listed, namers: [...(known?.namers ?? []), loaded] };
    this.entries.splice(place, known === undefined ? 0 : 1, entry);
  }

  private isReady(entry: WindowEntry): boolean {
    if (this.isEnded) return true;
    switch (entry.kind) {
      case 'loaded':
        return this.isJudgeable(entry.loaded);
      case 'missing':
        return entry.namers.every((namer) => this.isJudgeable(namer));
      case 'foreign':
        return true;
    }
  }

  private isJudgeable(loaded: LoadedDigest): boolean {
    if (loaded.digest === undefined || loaded.namers.some((namer) => namer.isAuthentic)) return true;
    const chain = this.neighbourhoodOf(loaded).loaded;
    return chain.length - chain.indexOf(loaded) > NEIGHBOURS;
  }
}

function keyOf(entry: WindowEntry): string {
  return entry.kind === 'loaded' ? entry.loaded.key : entry.listed.key;
}
