import { createColors } from 'picocolors';
import type { Alert } from '../../../lib/core/alert/alert';
import { toLinks } from '../../../lib/core/alert/console-links';
import { alertLines } from '../../../lib/core/alert/message/alert-lines';
import { boundedSteps, runbookOfRule } from '../../../lib/core/alert/rule-members';
import { toPrintable } from '../../../lib/core/safe-text/printable';
import { clamp, renderTable, toCell } from '../table';
import { paintSeverity, wrapText } from '../text-layout';

const NARROWEST = 72;

/** Two spaces and the longest name of a line. */
const NAME_WIDTH = 12;

/** How much of the sentence: it has its own bounds, and its end says where, and how it ended. */
const SUMMARY_LENGTH = 2_000;

/** Renders a complete alert as a block of lines: its facts, the first steps, and links. */
export class AlertDetailText {
  private readonly columns: number;
  private readonly colors: ReturnType<typeof createColors>;

  constructor(columns: number, color: boolean) {
    this.columns = Math.max(columns, NARROWEST);
    this.colors = createColors(color);
  }

  /** Ends with an empty line. */
  render(alert: Alert): string {
    const { eventTime, severity, title, summary } = alert;
    const head = [toCell(eventTime), paintSeverity(severity, this.colors), this.colors.bold(toCell(title))];
    const steps = boundedSteps(alert.firstSteps).map((step, at) =>
      wrapText(toPrintable(step), this.columns, `    ${at + 1}. `),
    );
    const lines = [
      ['Summary', summary] as const,
      // The head says it.
      ...alertLines(alert).filter(([name]) => name !== 'Severity' && name !== 'When'),
      ...linksOf(alert),
    ];
    return [
      `${head.filter((part) => part !== '').join('  ')}\n`,
      ...lines.map(([name, value]) => this.line(name, value)),
      ...(steps.length === 0 ? [] : ['  First steps\n']),
      ...steps.map((step) => `${step}\n`),
      '\n',
    ].join('');
  }

  /** A URL is one word to copy: it is not broken. */
  private line(name: string, value: string): string {
    if (value.startsWith('https://')) return `  ${name.padEnd(NAME_WIDTH)}${toCell(value)}\n`;
    const widths = [NAME_WIDTH, this.columns - NAME_WIDTH - 2];
    const rows =
      name === 'Summary'
        ? renderTable(widths, [[name, toPrintable(clamp(value, SUMMARY_LENGTH))]], SUMMARY_LENGTH)
        : renderTable(widths, [[name, toCell(value)]]);
    return rows.replace(/^(?=.)/gm, '  ');
  }
}

/** Addresses that trailwatch makes. */
function linksOf(alert: Alert): readonly (readonly [string, string])[] {
  const { record, actor } = toLinks(alert);
  const links = { Record: record, History: actor, Runbook: runbookOfRule(alert.ruleName) };
  return Object.entries(links).flatMap(([name, link]) => (link === undefined ? [] : [[name, link]]));
}
