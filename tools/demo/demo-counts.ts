import { basename } from 'node:path';

/** What the handler said of one file, last time it was read. */
interface FileLine {
  readonly records: number;
  readonly duplicates: number;
  readonly matched: number;
  readonly unmatched: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly problem?: string;
  readonly receiveCount: number;
  readonly alerts: { readonly grouped: number; readonly repeated: number };
}

const SUMMED = ['records', 'duplicates', 'matched', 'unmatched', 'rejected', 'bytes'] as const;

/**
 * Counts from the handler's own structured log: one line a file, of which the last counts, because a damaged file is
 * read again until its message goes to the dead-letter queue.
 */
export class DemoCounts {
  private readonly lines = new Map<string, FileLine>();
  private readonly repeatedOf = new Map<string, number>();

  /** How many alerts were held back because their rule and account had too many. */
  grouped = 0;

  /** Takes one line of the function's log. */
  add(line: string): void {
    const fields = parseLine(line);
    if (typeof fields?.key === 'string' && typeof fields.records === 'number') {
      this.addFile(fields.key, fields as unknown as FileLine);
    }
  }

  private addFile(key: string, line: FileLine): void {
    this.lines.set(key, line);
    this.grouped += line.alerts.grouped;
    // A damaged file that is read again repeats its own alerts, which says nothing of deliveries.
    if (line.receiveCount > 1 || line.alerts.repeated === 0) return;
    this.repeatedOf.set(key, (this.repeatedOf.get(key) ?? 0) + line.alerts.repeated);
  }

  /** The files that brought events once more, and how many alerts were not sent for it. */
  get redeliveries(): readonly { readonly file: string; readonly repeated: number }[] {
    return [...this.repeatedOf].map(([key, repeated]) => ({ file: basename(key), repeated }));
  }

  /** How many alerts were not sent because another delivery had raised them. */
  get repeated(): number {
    return this.redeliveries.reduce((sum, { repeated }) => sum + repeated, 0);
  }

  get files(): number {
    return this.lines.size;
  }

  /** What was wrong with the files that could not be read wholly, each naming its file. */
  get problems(): readonly string[] {
    return [...this.lines].flatMap(([key, { problem }]) =>
      problem === undefined ? [] : [`${basename(key)}: ${problem}`],
    );
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
