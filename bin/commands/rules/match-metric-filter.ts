import { parseMetricFilter } from '../../../lib/core/pattern/metric-filter/parse-metric-filter';
import { toJsonText, toPrintable } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { renderReason, UserError } from '../../cli/user-error';
import { readFileChunks } from '../../inputs/input-file';
import { renderTable } from '../../outputs/table';
import { inPortions, toStream } from '../../outputs/text-output';
import { printProblem } from '../../patterns/read-events';

/** The maximum size of a CloudWatch Logs log event is 1 MB. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/** The options of `trailwatch rules match metric-filter`, as the command line names them. */
export interface PatternTestOptions {
  readonly format?: 'table' | 'ndjson';
}

/**
 * Reports for every log event, which is a line of a file or of standard input, whether a filter pattern matches it, like
 * TestMetricFilter. Returns the exit status: 2 if the service would reject the pattern.
 */
export async function matchMetricFilter(
  pattern: string,
  file: string | undefined,
  options: PatternTestOptions,
  io: CommandIo,
): Promise<number> {
  const filter = parseMetricFilter(pattern);
  if ('problems' in filter) {
    for (const problem of filter.problems) printProblem(problem, pattern, io);
    return 2;
  }
  for (const warning of filter.warnings) printProblem(warning, pattern, io);
  const render = rendererFor(options, io);
  const output = inPortions(toStream(io.stdout));
  const counts = { events: 0, matched: 0 };
  for await (const message of linesOf(file, io)) {
    const matched = filter.matches(message);
    await output.write(render(counts.events, matched, message));
    counts.events += 1;
    if (matched) counts.matched += 1;
  }
  await output.finish();
  io.stderr.write(`events=${counts.events} matched=${counts.matched}\n`);
  return 0;
}

async function* linesOf(file: string | undefined, io: CommandIo): AsyncGenerator<string, void> {
  const isStandardInput = file === undefined || file === '-';
  try {
    yield* readLines(isStandardInput ? io.stdin : readFileChunks(file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file ?? '-'}: ${renderReason(error)}`);
  }
}

type Render = (index: number, matched: boolean, message: string) => string;

const INDEX_WIDTH = 8;
const VERDICT_WIDTH = 10;

function rendererFor({ format }: PatternTestOptions, io: CommandIo): Render {
  if ((format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'ndjson') {
    return (index, matched) => `${toJsonText({ index, matched })}\n`;
  }
  const messageWidth = Math.max(20, (io.stdout.columns ?? 100) - INDEX_WIDTH - VERDICT_WIDTH);
  return (index, matched, message) => {
    const text = toPrintable(message);
    const shown = text.length < messageWidth ? text : `${text.slice(0, messageWidth - 4)}...`;
    return renderTable(
      [INDEX_WIDTH, VERDICT_WIDTH, messageWidth],
      [[String(index), matched ? 'matched' : '-', shown]],
    );
  };
}

/**
 * The lines of a UTF-8 text, without their ends: `\n` or `\r\n`, and nothing else, because JSON may contain other line
 * separators. Text after the last line end is a line, too.
 *
 * @throws {UserError} if it is not text, or if a line exceeds the maximum size of a log event
 */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let waiting = '';
  for await (const chunk of chunks) {
    const lines = (waiting + textOf(decoder, chunk)).split('\n');
    waiting = lines.pop() ?? '';
    if (waiting.length > MAX_LINE_CHARACTERS) {
      throw new UserError(
        `a line is longer than ${MAX_LINE_CHARACTERS} characters; each line is one log event`,
      );
    }
    for (const line of lines) yield withoutReturn(line);
  }
  waiting += textOf(decoder);
  if (waiting !== '') yield withoutReturn(waiting);
}

/** Compressed and binary files would be read as log events that no pattern matches. */
function textOf(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    if (!text.includes('\0')) return text;
  } catch {
    // It is said below.
  }
  throw new UserError('the input is not text in UTF-8; unpack it first, one log event a line');
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
