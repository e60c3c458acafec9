/** What the handler said of one file, last time it was read. */
interface FileLine {
  readonly records: number;
  readonly duplicates: number;
  readonly matched: number;
  readonly unmatched: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly problem?: string;
}

const SUMMED = ['records', 'duplicates', 'matched', 'unmatched', 'rejected', 'bytes'] as const;

/**
 * Counts from the handler's own structured log: one line a file, of which the last counts, because a damaged file is
 * read again until its message goes to the dead-letter queue.
 */
export class DemoCounts {
  private readonly lines = new Map<string, FileLine>();

  /** Takes one line of the function's log. */
  add(line: string): void {
    const fields = parseLine(line);
    if (typeof fields?.key === 'string' && typeof fields.records === 'number') {
      this.lines.set(fields.key, fields as unknown as FileLine);
    }
  }

  get files(): number {
    return this.lines.size;
  }

  /** What was wrong with the files that could not be read wholly, each naming its file. */
  get problems(): readonly string[] {
    return [...this.lines.values()].flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  }

  totals(): Record<(typeof SUMMED)[number], number> {
    const lines = [...this.lines.values()];
    const sums = SUMMED.map((name) => [name, lines.reduce((sum, line) => sum + line[name], 0)]);
    return Object.fromEntries(sums) as Record<(typeof SUMMED)[number], number>;
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
