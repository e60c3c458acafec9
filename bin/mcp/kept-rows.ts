import { SEVERITIES } from '../../lib/core/rule/rule';

/** Rows of a result as JSON, the most severe first, in bounded memory: what does not fit is counted, the least severe first. */
export class KeptRows {
  /** All rows that came. */
  total = 0;
  private bytes = 0;
  private rows = 0;
  private readonly bySeverity = new Map<string, string[]>();
  private readonly dropped = new Map<string, number>();

  /** @param isBySeverity whether the rows have severities; otherwise they stay as they come */
  constructor(
    private readonly isBySeverity: boolean,
    private readonly most: { readonly rows: number; readonly bytes: number },
  ) {}

  /** @returns whether it is kept; further ones without severities need not come */
  add(text: string): boolean {
    const severity = this.isBySeverity ? severityOf(text) : '';
    if (!this.isBySeverity && !this.hasRoom(text)) return false;
    this.total += 1;
    this.bytes += text.length;
    this.rows += 1;
    const rows = this.bySeverity.get(severity);
    if (rows === undefined) this.bySeverity.set(severity, [text]);
    else rows.push(text);
    while (this.rows > this.most.rows || this.bytes > this.most.bytes) this.drop();
    return true;
  }

  /** Those that are kept. */
  get kept(): readonly KeptRow[] {
    return this.inOrder.flatMap(([severity, rows]) => rows.map((text) => ({ severity, text })));
  }

  /** How many were dropped, by severity. */
  get beyond(): ReadonlyMap<string, number> {
    return this.dropped;
  }

  private hasRoom(text: string): boolean {
    return this.rows < this.most.rows && this.bytes + text.length <= this.most.bytes;
  }

  private drop(): void {
    const [severity, rows = []] = this.inOrder.filter(([, one]) => one.length > 0).at(-1) ?? [''];
    const text = rows.pop() ?? '';
    this.rows -= 1;
    this.bytes -= text.length;
    this.dropped.set(severity, (this.dropped.get(severity) ?? 0) + 1);
  }

  private get inOrder(): readonly (readonly [string, string[]])[] {
    const place = (severity: string) => (SEVERITIES as readonly string[]).indexOf(severity);
    return [...this.bySeverity].sort(([one], [other]) => place(other) - place(one));
  }
}

/** A row as JSON. */
export interface KeptRow {
  /** Empty where rows have none. */
  readonly severity: string;
  readonly text: string;
}

function severityOf(text: string): string {
  const { severity } = JSON.parse(text) as { readonly severity?: unknown };
  return typeof severity === 'string' ? severity : '';
}
