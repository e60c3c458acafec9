import { createHash } from 'node:crypto';

/** A log file, as listed. */
export interface SizedFile {
  readonly key: string;
  readonly sizeBytes: number;
}

/** A file of a sample, and how many files like it it represents. */
export interface SampledFile extends SizedFile {
  readonly weight: number;
}

/** How large a sample may become. */
export interface SampleBounds {
  readonly maxFiles: number;
  /** The sum of the sizes; one file is taken in any case. */
  readonly maxBytes: number;
}

interface Candidate extends SizedFile {
  readonly priority: number;
}

const HASH_BYTES = 6;
const HASH_RANGE = 2 ** (HASH_BYTES * 8);

/**
 * A sample of files in which larger ones are more likely, since most records are in them: priority sampling. It takes one pass
 * and memory for the sample alone, and the sum over its files, each times its weight, estimates the sum over all files. The
 * weights are scaled so that the weighted bytes are those of all files, to which most counts are proportional. Chance comes from
 * the hash of the key, so that the same files have the same sample; the end of a key is CloudTrail's choice.
 *
 * @see https://doi.org/10.1145/1314690.1314696 Duffield, Lund, Thorup: Priority sampling for estimation of arbitrary subset sums
 */
export class FileSample {
  /** How many files there are. */
  files = 0;
  private bytes = 0;
  private candidates: Candidate[] = [];

  constructor(private readonly bounds: SampleBounds) {}

  /** Takes the next file into account. */
  add({ key, sizeBytes }: SizedFile): void {
    this.files += 1;
    const size = Math.max(1, sizeBytes);
    this.bytes += size;
    this.candidates.push({ key, sizeBytes: size, priority: size / chanceOf(key) });
    if (this.candidates.length > 2 * (this.bounds.maxFiles + 1)) this.candidates = this.foremost();
  }

  /** The sample. */
  chosen(): readonly SampledFile[] {
    const foremost = this.foremost();
    const { maxFiles, maxBytes } = this.bounds;
    let count = 0;
    let bytes = 0;
    for (const { sizeBytes } of foremost.slice(0, maxFiles)) {
      bytes += sizeBytes;
      if (count > 0 && bytes > maxBytes) break;
      count += 1;
    }
    const threshold = foremost[count]?.priority ?? 0;
    const chosen = foremost.slice(0, count);
    const estimated = chosen.reduce((sum, { sizeBytes }) => sum + Math.max(sizeBytes, threshold), 0);
    return chosen.map(({ key, sizeBytes }) => ({
      ...{ key, sizeBytes },
      weight: (Math.max(sizeBytes, threshold) / sizeBytes) * (this.bytes / estimated),
    }));
  }

  /** One more than the sample may have: the threshold of the others. */
  private foremost(): Candidate[] {
    return this.candidates
      .sort((one, other) => other.priority - one.priority)
      .slice(0, this.bounds.maxFiles + 1);
  }
}

/** Above 0, and 1 at most. */
function chanceOf(key: string): number {
  const hash = createHash('sha256').update(key).digest();
  return (hash.readUIntBE(0, HASH_BYTES) + 1) / HASH_RANGE;
}
