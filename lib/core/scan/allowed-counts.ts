import type { Allowed } from '../compile/predicate/allowed-matcher';

/** How many records an entry left out of a rule. */
export interface AllowedCount {
  /** The rule's name. */
  readonly rule: string;
  readonly entry: string;
  readonly records: number;
}

/** How many rules and entries are named in a log line, which takes 256 KB. */
const MAX_NAMED = 100;

/** Counts what allow lists and filters leave out, by rule and entry. It grows with these, not with records. */
export class AllowedCounts {
  readonly #counts = new Map<string, AllowedCount>();

  add({ rule, entry }: Allowed): void {
    this.#add({ rule: rule.name, entry, records: 1 });
  }

  addAll(counts: readonly AllowedCount[]): void {
    for (const count of counts) this.#add(count);
  }

  /** The largest first. */
  get counts(): readonly AllowedCount[] {
    return [...this.#counts.values()].sort((one, other) => other.records - one.records);
  }

  /** As many as a log line has room for. */
  get largest(): readonly AllowedCount[] {
    return this.counts.slice(0, MAX_NAMED);
  }

  /** All together: a record that is left out of two rules counts twice. */
  get total(): number {
    return this.counts.reduce((sum, { records }) => sum + records, 0);
  }

  #add({ rule, entry, records }: AllowedCount): void {
    const key = JSON.stringify([rule, entry]);
    this.#counts.set(key, { rule, entry, records: (this.#counts.get(key)?.records ?? 0) + records });
  }
}
