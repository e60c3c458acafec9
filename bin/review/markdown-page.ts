import { BoundedPage, MAX_PAGE_LENGTH } from '../../lib/core/safe-text/markup-text';

/** A part of a page of which rows may be left out. */
export interface MarkdownTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** Cells that are Markdown already. */
  readonly rows: readonly (readonly string[])[];
}

/** A page with tables to unfold, never longer than a comment may be: what does not fit is counted. */
export class MarkdownPage {
  private readonly page: BoundedPage;
  private omitted = 0;

  constructor(top: string) {
    this.page = new BoundedPage(top);
  }

  /** A table to unfold; nothing where it has no rows. */
  add({ title, columns, rows }: MarkdownTable): void {
    this.omitted += this.page.add(rows.map(toRow), {
      before: `\n<details><summary>${title}</summary>\n\n${toRow(columns)}${toRow(columns.map(() => '---'))}`,
      after: '\n</details>\n',
    });
  }

  toString(): string {
    if (this.omitted === 0) return this.page.end('');
    const rows = this.omitted === 1 ? '1 row is' : `${this.omitted.toLocaleString('en')} rows are`;
    return this.page.end(
      `\n${rows} left out here, since a comment holds ${MAX_PAGE_LENGTH.toLocaleString('en')} characters; <code>--format json</code> has all.\n`,
    );
  }
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
