import { parseEventPattern } from '../../../lib/core/pattern/event-pattern/event-pattern';
import { type EventValue, isEventObject } from '../../../lib/core/pattern/event-pattern/event-value';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { renderTable } from '../../outputs/table';
import { inPortions, toStream } from '../../outputs/text-output';
import { envelopesOf, eventsOf, printProblem, readText } from '../../patterns/read-events';

/** The options of `trailwatch rules match event-pattern`, as the command line names them. */
export interface EventPatternTestOptions {
  readonly records?: boolean;
  readonly format?: 'table' | 'ndjson';
}

/**
 * Reports for every event of a file or standard input whether an EventBridge pattern matches it, like TestEventPattern. Returns
 * the exit status: 2 if the service would reject the pattern, or the events cannot be read.
 */
export async function matchEventPattern(
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
  warnOfPartialEvents(events, options, io);
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

/** TestEventPattern rejects events without these fields; every event on a bus has them. */
const MEMBERS = ['id', 'detail-type', 'source', 'account', 'time', 'region'];

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
function warnOfPartialEvents(
  events: readonly EventValue[],
  { records = false }: EventPatternTestOptions,
  io: CommandIo,
): void {
  const isWhole = (event: EventValue) =>
    isEventObject(event) &&
    MEMBERS.every((member) => event[member] !== undefined) &&
    !(records && isEventObject(event.detail) && event.detail.eventName === undefined);
  const partial = [...events.keys()].filter((index) => !isWhole(events[index] as EventValue));
  const [first] = partial;
  if (first === undefined) return;
  const count = partial.length;
  const whose = records
    ? `no CloudTrail record${count === 1 ? '' : 's'}`
    : `no whole event${count === 1 ? '' : 's'} (${MEMBERS.join(', ')}), and TestEventPattern refuses them; CloudTrail records and log files need --records`;
  io.stderr.write(
    `trailwatch: warning: ${count} of ${events.length}, the first with index ${first}, ${count === 1 ? 'is' : 'are'} ${whose}\n`,
  );
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
