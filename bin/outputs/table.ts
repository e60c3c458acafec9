import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { peopleOf } from '../../lib/core/alert/people';
import { remembered } from '../../lib/core/keyed/remembered';
import { isFollowable, toInertText } from '../../lib/core/safe-text/inert-text';
import { toPrintable } from '../../lib/core/safe-text/printable';
import type { OutputStream } from '../cli/command-io';

/** The maximum number of characters of a text in a cell. */
const MAX_CELL_CHARACTERS = 400;

const ELLIPSIS = '…';

/**
 * Rows in columns of the given widths, separated by spaces without lines. Words wrap; a word that is longer than its column
 * continues on the next line, which is common for names of roles and sessions. The time is linear in the length of the text,
 * and the size of a row is bounded.
 */
export function renderTable(
  widths: readonly number[],
  rows: readonly (readonly string[])[],
  characters = MAX_CELL_CHARACTERS,
): string {
  return rows.map((row) => renderRow(widths, row, characters)).join('');
}

/** The beginning of a text, an ellipsis in the place of the rest. Never half of a surrogate pair. */
export function clamp(text: string, characters = MAX_CELL_CHARACTERS): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters - ELLIPSIS.length).replace(/[\ud800-\udbff]$/, '')}${ELLIPSIS}`;
}

/** A text as a terminal shows it whole: printable, and nothing in it that terminals make links of. */
export function toTerminalText(text: string, people: readonly string[] = []): string {
  return toInertText(toPrintable(text), people);
}

/**
 * A text as a cell of a table shows it: the same, and its beginning where it is long.
 *
 * @param people as `toInertText` has them
 */
export function toCell(text: string, people: readonly string[] = [], characters?: number): string {
  const shown = toPrintable(clamp(text, characters));
  if (TIME.test(shown)) return shown;
  const hasPerson = people.some((person) => person.includes('@') && shown.includes(person));
  return hasPerson ? toInertText(shown, people) : inertOf(shown);
}

/** The same names come again in thousands of alerts. */
const inertOf = remembered((text) => toInertText(text));

/** Most alerts have another one. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function renderRow(widths: readonly number[], row: readonly string[], characters: number): string {
  const cells = row.map((cell, at) => linesOf(cell, Math.max(1, (widths[at] ?? 2) - 1), characters));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  let text = '';
  for (let line = 0; line < height; line++) {
    const parts = cells.map((lines, at) => padded(lines[line] ?? '', widths[at] ?? 2));
    text += `${parts.join('').trimEnd()}\n`;
  }
  return text;
}

/** The lines of a coloured cell are short words of ours, and are left as they are. A line feed begins another line. */
function linesOf(cell: string, width: number, characters: number): readonly string[] {
  if (cell.includes('\u001b')) return cell.split('\n');
  return cell.split('\n').flatMap((line) => wrapped(line, width, characters));
}

function wrapped(cell: string, width: number, characters: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of clamp(cell, characters).split(/\s+/)) {
    const pieces = piecesOf(word, width);
    const [first = ''] = pieces;
    const fits = line !== '' && stringWidth(line) + 1 + stringWidth(first) <= width;
    if (fits) line += ` ${first}`;
    else {
      if (line !== '') lines.push(line);
      line = first;
    }
    for (const piece of pieces.slice(1)) {
      lines.push(line);
      line = piece;
    }
  }
  return [...lines, line];
}

/** A word in pieces of at most so many columns. None is an address that the whole word is not. */
function piecesOf(word: string, width: number): readonly string[] {
  if (stringWidth(word) <= width) return [word];
  const characters = Array.from(word);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; ) {
    let columns = stringWidth(characters[at] ?? '');
    let end = at + 1;
    for (; end < characters.length; end++) {
      columns += stringWidth(characters[end] ?? '');
      if (columns > width) break;
    }
    while (end > at + 1 && isFollowable(characters.slice(at, end).join(''))) end -= 1;
    pieces.push(characters.slice(at, end).join(''));
    at = end;
  }
  return pieces;
}

function padded(text: string, width: number): string {
  const shown = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  return text + ' '.repeat(Math.max(0, width - stringWidth(shown)));
}

const DEFAULT_COLUMNS = 120;
const MIN_COLUMNS = 80;
const TIME_WIDTH = 21;
const REGION_WIDTH = 15;

/** The shares of the other columns: event, who, on what, from where, error. */
const SHARES = [0.21, 0.19, 0.25, 0.19, 0.16];

/** The place of the column of who acted. */
const WHO = 2;

/** The mail addresses in the name of who acted, which stay as they are. */
export function peopleIn(name: string): readonly string[] {
  return peopleOf({ actor: { name } });
}

/** The narrowest column of free text. */
const MIN_WIDTH = 14;

/** The widths of columns: those of a known length are never broken, and the others share what is left. */
export function widthsOf(
  { columns = DEFAULT_COLUMNS }: Pick<OutputStream, 'columns'>,
  lengths: readonly (number | undefined)[],
): readonly number[] {
  const known = lengths.filter((length) => length !== undefined);
  const left = Math.max(columns, MIN_COLUMNS) - known.reduce((sum, length) => sum + length + 1, 0);
  const share = Math.max(MIN_WIDTH, Math.floor(left / (lengths.length - known.length)));
  return lengths.map((length) => (length === undefined ? share : length + 1));
}

/** A table of events for a terminal. */
interface EventTable {
  readonly head: string;
  /** A row of seven cells: time, event, who, on what, source address, Region, error. A list is the lines of a cell. */
  readonly row: (cells: readonly (string | readonly string[] | undefined)[]) => string;
}

/** @param who the heading of the third column */
export function eventTable(
  { columns = DEFAULT_COLUMNS }: Pick<OutputStream, 'columns'>,
  who: string,
): EventTable {
  const rest = Math.max(columns, MIN_COLUMNS) - TIME_WIDTH - REGION_WIDTH;
  const [event = 0, actor = 0, target = 0, source = 0, error = 0] = SHARES.map((share) =>
    Math.floor(share * rest),
  );
  const widths = [TIME_WIDTH, event, actor, target, source, REGION_WIDTH, error];
  const row: EventTable['row'] = (cells) =>
    renderTable(widths, [
      cells.map((cell = '', at) =>
        typeof cell === 'string' ? toCell(cell, at === WHO ? peopleIn(cell) : []) : toCells(cell),
      ),
    ]);
  return { head: row(['TIME', 'EVENT', who, 'ON', 'SOURCE', 'REGION', 'ERROR']), row };
}

/** A cell of several lines. */
export function toCells(lines: readonly string[]): string {
  return lines.map((line) => toCell(line)).join('\n');
}
