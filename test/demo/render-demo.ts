import type { createColors } from 'picocolors';
import { AlertTable } from '../../bin/outputs/alert/alert-table';
import type { Alert } from '../../lib/core/alert/alert';
import { SEVERITIES } from '../../lib/core/rule/rule';
import { renderRoutes } from './render-routes';
import type { DemoResult } from './run-demo';

/** As many alerts as a table shows. */
const MAX_ROWS = 100;

const NEXT = `  npm run demo -- PATH                      the same with your own folder of log files
  node dist/bin/trailwatch.js scan PATH     the same rules without the queue; --format ndjson for the documents
  node dist/bin/trailwatch.js rules list    what is looked for
  npx cdk synth                             the reference app, deployable as it is
`;

/** The terminal that is written for. */
export interface DemoPage {
  readonly columns: number;
  readonly colors: ReturnType<typeof createColors>;
  readonly seconds: number;
}

/** The result as a page: the alerts in a table, what was held back and why, the three routes, the counts, and what to try next. */
export function renderDemo(result: DemoResult, page: DemoPage): string {
  const { bold } = page.colors;
  return [
    `\n${renderAlerts(result.alerts, page)}\n`,
    ...renderNotes(result).map(([name, text]) => `${bold(name.padEnd(19))}${text}\n`),
    `\n${renderRoutes(result.routed, page)}`,
    `\n${renderCounts(result, page.seconds)}\n`,
    `\n${bold('What to try next')}\n${NEXT}`,
  ].join('');
}

function renderAlerts(alerts: readonly Alert[], { columns, colors }: DemoPage): string {
  const shown = worstFirst(alerts)
    .slice(0, MAX_ROWS)
    .sort((one, other) => one.eventTime.localeCompare(other.eventTime));
  const table = new AlertTable(columns, colors.isColorSupported);
  const more = alerts.length - shown.length;
  const rest = more === 0 ? '' : `and ${more} more, none of them worse\n`;
  return `${table.renderHead()}${table.renderRows(shown)}${rest}`;
}

function worstFirst(alerts: readonly Alert[]): Alert[] {
  const rank = ({ severity }: Alert) => SEVERITIES.indexOf(severity);
  return [...alerts].sort(
    (one, other) => rank(other) - rank(one) || one.eventTime.localeCompare(other.eventTime),
  );
}

/** What the table does not tell, each line by what it is. */
function renderNotes({ alerts, tampering, counts }: DemoResult): readonly (readonly [string, string])[] {
  const [worst] = worstFirst(
    alerts.filter((alert) => !tampering.includes(alert) && Object.keys(alert.record).length > 0),
  );
  const notes: (readonly [string, string])[] = [];
  if (worst !== undefined) notes.push(['one of them reads', worst.summary]);
  for (const { file, repeated } of counts.redeliveries) {
    const what = repeated === 1 ? '1 alert' : `${repeated} alerts`;
    notes.push(['not sent again', `${what} on events of ${file}: another delivery had raised them`]);
  }
  if (counts.grouped > 0) {
    notes.push([
      'grouped',
      `${counts.grouped} more alerts, past 20 an hour for a rule and account; a storm report in the table counts them`,
    ]);
  }
  for (const { ruleId, summary } of tampering)
    notes.push([ruleId === 'trailwatch-archive-unwatched' ? 'not proven' : 'tampered with', summary]);
  for (const problem of counts.problems) notes.push(['not readable', problem]);
  return notes;
}

function renderCounts({ alerts, counts, deadLetters }: DemoResult, seconds: number): string {
  const { records, duplicates, matched, unmatched, rejected } = counts.totals();
  return (
    `files=${counts.files} records=${records} duplicates=${duplicates} matched=${matched} unmatched=${unmatched} ` +
    `rejected=${rejected} alerts=${alerts.length} repeated=${counts.repeated} grouped=${counts.grouped} ` +
    `dead-letters=${deadLetters} seconds=${seconds.toFixed(1)}`
  );
}
