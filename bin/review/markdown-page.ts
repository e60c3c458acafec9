/** A comment on GitHub ends at 65,536 characters. */
const MAX_LENGTH = 65_000;

/** What is kept free for the sentence that says what was left out. */
const RESERVED = 400;

/** A part of a page of which rows may be left out. */
export interface MarkdownTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** Cells that are Markdown already. */
  readonly rows: readonly (readonly string[])[];
}

/** A page that is never longer than a comment may be: what does not fit is counted. */
export class MarkdownPage {
  private text: string;
  private omitted = 0;

  constructor(top: string) {
    this.text = top;
  }

  /** A table to unfold; nothing where it has no rows. */
  add({ title, columns, rows }: MarkdownTable): void {
    if (rows.length === 0) return;
    const head = `\n<details><summary>${title}</summary>\n\n${toRow(columns)}${toRow(columns.map(() => '---'))}`;
    const end = '\n</details>\n';
    let room = MAX_LENGTH - RESERVED - this.text.length - head.length - end.length;
    const fitting: string[] = [];
    for (const row of rows.map(toRow)) {
      if (row.length > room) break;
      room -= row.length;
      fitting.push(row);
    }
    this.omitted += rows.length - fitting.length;
    if (fitting.length > 0) this.text += head + fitting.join('') + end;
  }

  toString(): string {
    if (this.omitted === 0) return this.text;
    const rows = this.omitted === 1 ? '1 row is' : `${this.omitted.toLocaleString('en')} rows are`;
    return `${this.text}\n${rows} left out here, since a comment holds ${MAX_LENGTH.toLocaleString('en')} characters; <code>--format json</code> has all.\n`;
  }
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
