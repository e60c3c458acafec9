import { createHash } from 'node:crypto';

/** So many texts are remembered at least; twice as many at most, in about 100 bytes each. */
const GENERATION = 1_000_000;

/**
 * Remembers the last million texts or more, by 128 bits of their hash. CloudTrail delivers at least once, and a record that
 * comes again is in a file of the same hours: the memory stays bounded however large the archive is.
 */
export class RecentTexts {
  private recent = new Set<string>();
  private before: ReadonlySet<string> = new Set();

  constructor(private readonly generation = GENERATION) {}

  /** Remembers a text; whether it is new. */
  add(text: string): boolean {
    const hash = createHash('sha256').update(text).digest('base64').slice(0, 22);
    if (this.recent.has(hash)) return false;
    const isNew = !this.before.has(hash);
    this.recent.add(hash);
    if (this.recent.size >= this.generation) {
      this.before = this.recent;
      this.recent = new Set();
    }
    return isNew;
  }
}
