import { resolve } from 'node:path';
import type { Json } from '@duckdb/node-api';
import stringWidth from 'string-width';
import { toCsvCell, toCsvLine, toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { checkOutputFile } from '../outputs/check-output-file';
import { peopleIn, renderTable, toCell } from '../outputs/table';
import { makeTemporaryFile, type TemporaryFile } from '../outputs/temporary-file';
import type { TextOutput } from '../outputs/text-output';
import { openOutput } from '../outputs/to-file';
import type { QueryResult } from './result-rows';

type ResultTextFormat = 'table' | 'ndjson' | 'csv' | 'json';

type Row = readonly Json[];

/** Writes the rows of a result. @returns how many they are */
export async function writeResult(
  { columns, rows }: QueryResult,
  format: ResultTextFormat,
  { output, stdout }: { readonly output: TextOutput; readonly stdout: CommandIo['stdout'] },
): Promise<number> {
  const text = resultText(format, columns, stdout.columns ?? DEFAULT_COLUMNS);
  let count = 0;
  await output.write(text.head);
  for await (const portion of rows) {
    count += portion.length;
    await output.write(text.next(portion));
  }
  await output.write(text.end());
  return count;
}

interface ResultText {
  readonly head: string;
  readonly next: (rows: readonly Row[]) => string;
  readonly end: () => string;
}

function resultText(format: ResultTextFormat, columns: readonly string[], width: number): ResultText {
  switch (format) {
    case 'ndjson':
      return {
        head: '',
        next: (rows) => rows.map((row) => `${objectOf(columns, row)}\n`).join(''),
        end: () => '',
      };
    case 'json':
      return jsonText(columns);
    case 'csv':
      return { head: csvLine(columns), next: (rows) => rows.map(csvLine).join(''), end: () => '' };
    case 'table':
      return tableText(columns, width);
    default:
      return format satisfies never;
  }
}

function objectOf(columns: readonly string[], row: Row): string {
  return toJsonText(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
}

function jsonText(columns: readonly string[]): ResultText {
  let written = 0;
  return {
    head: '[',
    next: (rows) => rows.map((row) => `${written++ === 0 ? '' : ','}\n${objectOf(columns, row)}`).join(''),
    end: () => '\n]\n',
  };
}

/** A number is no formula, though it may begin with a minus sign. */
function csvLine(row: Row): string {
  const cells = row.map((cell) => (typeof cell === 'number' ? String(cell) : toCsvCell(textOf(cell))));
  return toCsvLine(cells);
}

function textOf(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

const DEFAULT_COLUMNS = 100;
const MIN_WIDTH = 8;

/** The columns of who acted: mail addresses in them are names. */
const ACTORS = ['actor', 'actor_name'];

/** The first portion decides the widths. */
function tableText(columns: readonly string[], width: number): ResultText {
  let widths: readonly number[] | undefined;
  const head = columns.map((name) => toCell(name).toUpperCase());
  const start = (rows: readonly (readonly string[])[]) => {
    widths = widthsOf([head, ...rows], width);
    return renderTable(widths, [head]);
  };
  return {
    head: '',
    next: (rows) => {
      const cells = rows.map((row) =>
        row.map((cell, at) => {
          const text = textOf(cell);
          return toCell(text, ACTORS.includes(columns[at] ?? '') ? peopleIn(text) : []);
        }),
      );
      const heading = widths === undefined ? start(cells) : '';
      return heading + renderTable(widths ?? [], cells);
    },
    end: () => (widths === undefined ? start([]) : ''),
  };
}

/** As wide as the cells or, if that is too wide, with the widest columns narrowed first. */
function widthsOf(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const count = rows[0]?.length ?? 0;
  const widths = Array.from({ length: count }, (_, at) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[at] ?? '') + 2), MIN_WIDTH),
  );
  for (let over = sum(widths) - width; over > 0; over = sum(widths) - width) {
    const widest = Math.max(...widths);
    const next = Math.max(MIN_WIDTH, ...widths.filter((one) => one < widest));
    if (widest === MIN_WIDTH) break;
    const at = widths.indexOf(widest);
    widths[at] = Math.max(next === widest ? widest - 1 : next, widest - over, MIN_WIDTH);
    if (widths[at] === widest) widths[at] = widest - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** The options for the destination and format of rows. */
export interface ResultOptions {
  readonly format?: ResultTextFormat | 'parquet';
  readonly out?: string;
  readonly force?: boolean;
}

/** Where the rows go. */
export interface ResultPlace {
  readonly paths: readonly string[];
  readonly format: ResultTextFormat;
  readonly text?: TextOutput;
  readonly parquet?: TemporaryFile;
  discard(): void;
}

/** @throws {@link UserError} if it cannot be written */
export async function placeOf(
  { format, out, force = false }: ResultOptions,
  io: CommandIo,
): Promise<ResultPlace> {
  if (format === 'parquet') {
    if (out === undefined) throw new UserError('--format parquet needs a file; add --out FILE');
    await checkOutputFile({ out, force });
    const parquet = makeParquet(out, io);
    return { paths: [out, parquet.path], format: 'ndjson', parquet, discard: () => parquet.remove() };
  }
  const text = await openOutput({ ...(out !== undefined && { out }), force }, io);
  const usual = out === undefined && io.stdout.isTTY === true ? 'table' : 'ndjson';
  return { paths: text.paths, format: format ?? usual, text, discard: () => text.discard() };
}

function makeParquet(out: string, io: CommandIo): TemporaryFile {
  try {
    return makeTemporaryFile(resolve(out), io);
  } catch (error) {
    throw new UserError(`--out ${out} cannot be written: ${renderReason(error)}`);
  }
}
