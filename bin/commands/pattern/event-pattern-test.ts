import { parseEventPattern } from '../../../lib/core/pattern/event-pattern/event-pattern';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { renderTable } from '../../outputs/table';
import { inPortions, toStream } from '../../outputs/text-output';
import { envelopesOf, eventsOf, printProblem, readText } from '../../patterns/read-events';

/** The options of `trailwatch event-pattern test`, as the command line names them. */
export interface EventPatternTestOptions {
  readonly records?: boolean;
  readonly format?: 'table' | 'ndjson';
}

/**
 * Says of every event of a file or of standard input whether an EventBridge pattern matches it, as TestEventPattern
 * would. Gives the exit status: 2 if the service would refuse the pattern, or the events cannot be read.
 */
export async function eventPatternTest(
  patternFile: string,
  file: string | undefined,
  options: EventPatternTestOptions,
  io: CommandIo,
): Promise<number> {
  if (patternFile === '-' && (file === undefined || file === '-')) {
    throw new UserError('pattern and events cannot both be standard input; name a file for one of them');
  }
  const text = await readText(patternFile, io);
  const parsed = parseEventPattern(text, patternFile);
  const problems = 'problems' in parsed ? parsed.problems : parsed.pattern.warnings;
  for (const problem of problems) printProblem(problem, text, io);
  if ('problems' in parsed) return 2;
  const values = eventsOf(await readText(file, io), file ?? '-', io);
  if (values === undefined) return 2;
  const render = rendererFor(options, io);
  const output = inPortions(toStream(io.stdout));
  const events = options.records === true ? envelopesOf(values) : values;
  let matches = 0;
  for (const [index, event] of events.entries()) {
    const matched = parsed.pattern.matches(event);
    if (matched) matches += 1;
    await output.write(render(index, matched));
  }
  await output.finish();
  io.stderr.write(`events=${events.length} matched=${matches}\n`);
  return 0;
}

const COLUMN_WIDTHS = [8, 10];

function rendererFor(
  { format }: EventPatternTestOptions,
  io: CommandIo,
): (index: number, matched: boolean) => string {
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  if (!isTable) return (index, matched) => `${toJsonText({ index, matched })}\n`;
  return (index, matched) => renderTable(COLUMN_WIDTHS, [[String(index), matched ? 'matched' : '-']]);
}
