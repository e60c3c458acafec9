import { createColors } from 'picocolors';
import { toJsonText } from '../../../lib/core/safe-text/json-text';
import { oneLine } from '../../../lib/core/safe-text/one-line';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { renderTable } from '../../outputs/table';
import { toStream } from '../../outputs/text-output';
import { readTrials, type TriedCount } from '../../rules/read-trials';

/** The options of `trailwatch rules trial`, as the command line names them. */
export interface RulesTrialOptions {
  /** ARN of the table of claims. */
  readonly table: string;
  /** A number of days, at most 35: so long are counts kept. */
  readonly days?: string;
  readonly format?: 'table' | 'ndjson';
}

const MAX_DAYS = 35;

/** Columns of the table but for the last one. */
const WIDTHS = [12, 10, 12, 36, 44];
const EXAMPLE_WIDTH = 120;

/**
 * Shows what rules on trial would have sent: a row for each day, rule and actor.
 *
 * @param wanted the name or id of a rule; all rules without it
 */
export async function rulesTrial(
  wanted: string | undefined,
  { table, days: daysText = '7', format }: RulesTrialOptions,
  io: CommandIo,
): Promise<number> {
  const days = Number(daysText);
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
    throw new UserError(`--days '${daysText}' is not a number of days from 1 to ${MAX_DAYS}`);
  const counts = (await readTrials(table, days, io)).filter(
    ({ ruleId, ruleName }) => wanted === undefined || wanted === ruleId || wanted === ruleName,
  );
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  const text = isTable
    ? renderCounts(counts, io)
    : counts.map((count) => `${toJsonText({ ...count })}\n`).join('');
  await toStream(io.stdout).write(text);
  const alerts = counts.reduce((sum, count) => sum + count.alerts, 0);
  const rules = new Set(counts.map(({ ruleId }) => ruleId)).size;
  io.stderr.write(`rules=${rules} alerts=${alerts} days=${days}\n`);
  return 0;
}

function renderCounts(counts: readonly TriedCount[], io: CommandIo): string {
  const colors = createColors(mayColor(io.stdout, io.environment));
  const head = ['DAY', 'ALERTS', 'SEVERITY', 'RULE', 'ACTOR', 'EXAMPLE'].map((name) => colors.bold(name));
  const cell = (text: string, at: number) => oneLine(text, (WIDTHS[at] ?? EXAMPLE_WIDTH) - 1);
  const rows = counts.map(({ day, alerts, severity, ruleName, actor = 'other actors', example = '' }) =>
    [day, String(alerts), severity, ruleName, actor, example].map(cell),
  );
  return renderTable([...WIDTHS, EXAMPLE_WIDTH], [head, ...rows]);
}
