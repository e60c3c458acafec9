import { createColors } from 'picocolors';
import { type QueriedTable, queryItems } from '../../../lambda/aws/table/query-items';
import { didYouMean } from '../../../lib/core/problem/nearest-word';
import { dayOf } from '../../../lib/core/record/to-event-time';
import { oneLine } from '../../../lib/core/safe-text/one-line';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { SUMMARY_PARTITION } from '../../../lib/core/settings/claim-table';
import { withTable } from '../../aws/claim-table';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { renderTable } from '../../outputs/table';
import { toStream } from '../../outputs/text-output';
import { isCalled } from '../../rules/load-rules';

/** The options of `trailwatch rules trial`, as the command line names them. */
export interface RulesTrialOptions {
  /** ARN of the table of claims. */
  readonly table: string;
  /** A number of days, at most 35, which is the retention of the counts. */
  readonly days?: string;
  readonly format?: 'table' | 'ndjson';
}

const MAX_DAYS = 35;

/** The columns of the table except the last one. */
const WIDTHS = [12, 10, 12, 36, 44];
const EXAMPLE_WIDTH = 120;

/**
 * Shows the alerts that rules on trial would have sent: a row for each day, rule and actor.
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
  const all = await readTrials(table, days, io);
  const counts = all.filter(({ ruleId: id, ruleName: name }) => {
    return wanted === undefined || isCalled({ id, name, title: name }, wanted);
  });
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  const text = isTable
    ? renderCounts(counts, io)
    : counts.map((count) => `${toJsonText({ ...count })}\n`).join('');
  await toStream(io.stdout).write(text);
  const alerts = counts.reduce((sum, count) => sum + count.alerts, 0);
  const rules = new Set(counts.map(({ ruleId }) => ruleId)).size;
  if (wanted !== undefined && counts.length === 0) {
    const names = [...new Set(all.map(({ ruleName }) => ruleName))];
    new Diagnostics(io).info(
      `there are no counts of a rule '${wanted}': it matched nothing, or no rule on trial has this name${didYouMean(wanted, names)}`,
    );
  }
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

/** The alerts that a rule on trial would have sent for one actor on one day. */
interface TriedCount {
  /** UTC. */
  readonly day: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly severity: string;
  /** Undefined for all actors beyond the limit. */
  readonly actor?: string;
  readonly alerts: number;
  /** The summary of the last of them. */
  readonly example?: string;
}

const DAY_MS = 86_400_000;

/**
 * Reads the alerts that rules on trial would have sent, the newest day first. The codes of the items are not verified, which
 * would require the key of the alert topic: principals that may write to the table can change the numbers.
 *
 * @param tableArn of the table of claims
 * @throws {@link UserError} if the text is not the ARN of a table, or the table cannot be read
 */
async function readTrials(
  tableArn: string,
  days: number,
  io: Pick<CommandIo, 'wait' | 'currentTime'>,
): Promise<readonly TriedCount[]> {
  return withTable(tableArn, io, async (readPart) => {
    const nowMs = io.currentTime().getTime();
    const counts: TriedCount[] = [];
    for (let at = 0; at < days; at++) {
      const day = dayOf(nowMs - at * DAY_MS);
      counts.push(...(await readPart((table) => readDay(table, day))));
    }
    return counts;
  });
}

async function readDay(table: QueriedTable, day: string): Promise<readonly TriedCount[]> {
  const counts: TriedCount[] = [];
  for await (const { ruleId, ruleName, severity, actor, example, onTrial } of queryItems(
    table,
    `${SUMMARY_PARTITION}${day}`,
  )) {
    const alerts = Number(onTrial?.N ?? 0);
    if (!(alerts > 0) || ruleId?.S === undefined) continue;
    counts.push({
      ...{ day, ruleId: ruleId.S, ruleName: ruleName?.S ?? ruleId.S, severity: severity?.S ?? '', alerts },
      ...(actor?.S === undefined ? {} : { actor: actor.S }),
      ...(example?.S === undefined ? {} : { example: example.S }),
    });
  }
  return counts;
}
