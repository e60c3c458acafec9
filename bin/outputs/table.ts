import Table from 'cli-table3';

/**
 * Rows under each other in columns of the given widths, blanks between them and no lines. Words wrap; a word that is
 * longer than its column goes on in the next line, because names of roles and sessions are such words.
 */
export function renderTable(widths: readonly number[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const table = new Table({
    colWidths: [...widths],
    wordWrap: true,
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map((cell, at) => breakLongWords(cell, (widths[at] ?? 2) - 1))));
  return `${table.toString().replace(/ +$/gm, '')}\n`;
}

/** The table would cut such words off. */
function breakLongWords(text: string, width: number): string {
  return text.includes('\u001b') ? text : text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$&\n');
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'mid']
    .flatMap((row) => [row, `${row}-mid`, `${row}-left`, `${row}-right`])
    .concat('left', 'left-mid', 'right', 'right-mid', 'middle')
    .map((part) => [part, '']),
);
