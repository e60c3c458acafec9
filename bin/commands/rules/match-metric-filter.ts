import { parseMetricFilter } from '../../../lib/core/pattern/metric-filter/parse-metric-filter';
import { toJsonText, toPrintable } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { renderReason, UserError } from '../../cli/user-error';
import { readFileChunks } from '../../inputs/input-file';
import { readLines } from '../../inputs/read-lines';
import { renderTable } from '../../outputs/table';
import { inPortions, toStream } from '../../outputs/text-output';
import { printProblem } from '../../patterns/read-events';

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
    yield* readLines(isStandardInput ? io.stdin : readFileChunks(file), 'log event');
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
