import { readFile } from 'node:fs/promises';
import {
  type EventValue,
  isEventObject,
  parseEvents,
} from '../../lib/core/pattern/event-pattern/event-value';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { type Problem, ProblemList, renderProblem } from '../../lib/core/problem/problem';
import { toPrintable } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';

/** The text of a file, or of standard input for `-` and for none. */
export async function readText(file: string | undefined, io: CommandIo): Promise<string> {
  try {
    if (file !== undefined && file !== '-') return await readFile(file, 'utf8');
    const chunks: Uint8Array[] = [];
    for await (const chunk of io.stdin) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw new UserError(`${file ?? '-'}: ${renderReason(error)}`);
  }
}

/** The events of a text; numbers keep their original form. */
export function eventsOf(text: string, file: string, io: CommandIo): readonly EventValue[] | undefined {
  const read = parseEvents(text);
  if ('events' in read) return read.events;
  const problems = new ProblemList(file, text);
  problems.error('invalid-json', read.problem.message, read.problem.at);
  for (const problem of problems.all) printProblem(problem, text, io);
  return undefined;
}

/** The events of bare records, or of log files that hold them. What is an event already stays as it is. */
export function envelopesOf(values: readonly EventValue[]): readonly EventValue[] {
  return values.flatMap((value) => {
    if (!isEventObject(value) || isEventObject(value.detail)) return [value];
    return Array.isArray(value.Records) ? envelopesOf(value.Records) : [toEnvelope(value)];
  });
}

/** Writes a problem to standard error, with the line it is in and a mark under the place. */
export function printProblem(problem: Problem, text: string, io: CommandIo): void {
  const kind = problem.severity === 'warning' ? 'warning: ' : '';
  io.stderr.write(`trailwatch: ${kind}${toPrintable(renderProblem(problem))}\n`);
  io.stderr.write(renderExcerpt(text, problem.line, problem.column));
}

const WIDTH = 76;

const INDENT = '  ';

/**
 * The line in which something is, and a caret under it. Of a long line only what is near.
 *
 * @param line 1-based
 * @param column 1-based
 */
function renderExcerpt(text: string, line: number, column: number): string {
  const whole = text.split('\n')[line - 1] ?? '';
  const start =
    whole.length <= WIDTH ? 0 : Math.max(0, Math.min(column - 1 - WIDTH / 2, whole.length - WIDTH));
  const before = toPrintable(whole.slice(start, column - 1));
  const after = toPrintable(whole.slice(column - 1, start + WIDTH));
  return `${INDENT}${before}${after}\n${INDENT}${' '.repeat(before.length)}^\n`;
}
