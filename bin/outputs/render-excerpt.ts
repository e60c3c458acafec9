import { toPrintable } from '../../lib/core/safe-text/printable';

const WIDTH = 76;
const INDENT = '  ';

/**
 * The line in which something stands, and a caret under it. Of a long line only what is near.
 *
 * @param line 1-based
 * @param column 1-based
 */
export function renderExcerpt(text: string, line: number, column: number): string {
  const whole = text.split('\n')[line - 1] ?? '';
  const start =
    whole.length <= WIDTH ? 0 : Math.max(0, Math.min(column - 1 - WIDTH / 2, whole.length - WIDTH));
  const before = toPrintable(whole.slice(start, column - 1));
  const after = toPrintable(whole.slice(column - 1, start + WIDTH));
  return `${INDENT}${before}${after}\n${INDENT}${' '.repeat(before.length)}^\n`;
}
