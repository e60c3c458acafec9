import { createColors } from 'picocolors';
import { type NotedResponse, readNoted } from '../../lambda/aws/table/noted-responses';
import { RESPONSE_ACTIONS } from '../../lib/core/response/response-actions';
import { outcomeInWords } from '../../lib/core/response/response-plan';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { toJsonText } from '../../lib/core/safe-text/printable';
import { withTable } from '../aws/claim-table';
import { isAlertId } from '../cli/alert-id';
import { type CommandIo, mayColor } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { renderTable } from '../outputs/table';
import { toStream } from '../outputs/text-output';

/** The options of `trailwatch response`, as the command line names them. */
export interface ResponseOptions {
  /** ARN of the table of the responder. */
  readonly table: string;
  readonly format?: 'table' | 'ndjson';
}

/** The columns of the table except the last one. */
const WIDTHS = [14, 28, 26];
const WORDS_WIDTH = 110;

/**
 * Shows what was done for an alert, as its responder noted it: a row for each action. The table is only read.
 *
 * @param alertId the id, or its first 8 characters or more
 */
export async function response(
  alertId: string,
  { table: tableArn, format }: ResponseOptions,
  io: CommandIo,
): Promise<number> {
  if (!isAlertId(alertId))
    throw new UserError(
      `'${alertId}' is not the id of an alert; give its 64 hexadecimal digits, or at least the first 8`,
    );
  const noted = await withTable(tableArn, io, async (readPart) => {
    const found: NotedResponse[] = [];
    for (const action of Object.keys(RESPONSE_ACTIONS))
      found.push(...(await readPart((table) => readNoted(table, action, alertId))));
    return found;
  });
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  const text = isTable
    ? renderNoted(noted, io)
    : noted.map((one) => `${toJsonText({ ...one, inWords: inWords(one) })}\n`).join('');
  await toStream(io.stdout).write(text);
  io.stderr.write(`${summaryOf(alertId, noted)}\n`);
  return 0;
}

function renderNoted(noted: readonly NotedResponse[], io: CommandIo): string {
  const colors = createColors(mayColor(io.stdout, io.environment));
  const head = ['ALERT', 'ACTION', 'STARTED', 'OUTCOME'].map((name) => colors.bold(name));
  const cell = (text: string, at: number) => oneLine(text, (WIDTHS[at] ?? WORDS_WIDTH) - 1);
  const rows = noted.map((one) =>
    [one.alertId.slice(0, 12), one.action, one.startedAt ?? '-', inWords(one)].map(cell),
  );
  return renderTable([...WIDTHS, WORDS_WIDTH], [head, ...rows]);
}

/** What is known: an action whose end was not noted may be under way, or have ended without a report. */
function inWords({ outcome, alertId }: NotedResponse): string {
  return outcome === undefined
    ? `was started, and no end is noted: the execution ${alertId} of its state machine has the result`
    : outcomeInWords(outcome);
}

function summaryOf(alertId: string, noted: readonly NotedResponse[]): string {
  if (noted.length > 0) return `actions=${noted.length}`;
  return `nothing is noted of the alert ${alertId}: no response is for its rule, or it needed none, or it came more than 15 days ago, or the responder has another table`;
}
