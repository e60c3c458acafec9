import type { createColors } from 'picocolors';
import { clamp, renderTable } from '../../bin/outputs/table';
import { paintSeverity } from '../../bin/outputs/text-layout';
import type { Alert } from '../../lib/core/alert/alert';
import { SEVERITIES } from '../../lib/core/rule/rule';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { renderRoutes } from './render-routes';
import type { DemoResult } from './run-demo';

/** As many lines as the table has: with the notes below it, one screen. */
const MAX_LINES = 18;

/** The columns of the table but for the first text, which takes what is left of the line. */
const WIDTHS = { severity: 10, times: 7, who: 26, where: 28 };
const NARROWEST_WHAT = 30;

const NEXT = `  npm run demo -- PATH                      the same with your own folder of log files
  node dist/bin/trailwatch.js scan PATH     the same rules without the queue; --format ndjson for the documents
  node dist/bin/trailwatch.js rules list    what is looked for
  npx cdk synth                             the reference app, deployable as it is
`;

/** The terminal that is written for. */
export interface DemoPage {
  /** Absent where it is no terminal: then nothing is cut. */
  readonly columns?: number | undefined;
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

/** One line for the alerts of a rule on an actor in an account and Region, the worst first. */
function renderAlerts(alerts: readonly Alert[], { columns, colors }: DemoPage): string {
  const alike = new Map<string, Alert[]>();
  for (const alert of worstFirst(alerts)) {
    const { title, actor, recipientAccountId, awsRegion } = alert;
    const key = JSON.stringify([alert.severity, title, actor.name, recipientAccountId, awsRegion]);
    alike.set(key, [...(alike.get(key) ?? []), alert]);
  }
  const groups = [...alike.values()];
  const widths = widthsOf(groups.slice(0, MAX_LINES), columns);
  const head = ['SEVERITY', 'TIMES', 'WHAT', 'WHO', 'WHERE'].map((name) => colors.bold(name));
  const rows = groups.slice(0, MAX_LINES).map((group) => toRow(group, widths, colors));
  const left = groups.slice(MAX_LINES).flat().length;
  return `${renderTable(widths, [head, ...rows])}${left === 0 ? '' : `and ${left} more alerts, none of them worse\n`}`;
}

/** Those of the columns: of a terminal, or as wide as their texts. */
function widthsOf(groups: readonly (readonly Alert[])[], columns: number | undefined): readonly number[] {
  const { severity, times, who, where } = WIDTHS;
  if (columns !== undefined)
    return [severity, times, Math.max(NARROWEST_WHAT, columns - severity - times - who - where), who, where];
  const all = groups.flatMap(([first]) => (first === undefined ? [] : [textsOf(first)]));
  const widest = [0, 1, 2].map((at) => Math.max(0, ...all.map((texts) => texts[at]?.length ?? 0)) + 2);
  return [severity, times, ...widest];
}

function textsOf({ title, actor, recipientAccountId, awsRegion }: Alert): readonly string[] {
  return [title, actor.name, `${recipientAccountId} ${awsRegion}`.trim()];
}

function toRow(
  group: readonly Alert[],
  widths: readonly number[],
  colors: DemoPage['colors'],
): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  return [
    paintSeverity(first.severity, colors),
    String(group.length),
    ...textsOf(first).map((text, at) => toPrintable(clamp(text, (widths[at + 2] ?? 2) - 1))),
  ];
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
      `${counts.grouped} more alerts, past 20 an hour for a rule and account: a storm report counts them`,
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
