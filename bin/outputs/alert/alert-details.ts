import { createColors } from 'picocolors';
import type { Alert } from '../../../lib/core/alert/alert';
import { toLinks } from '../../../lib/core/alert/console-links';
import { alertLines } from '../../../lib/core/alert/message/alert-lines';
import { peopleOf } from '../../../lib/core/alert/people';
import { boundedSteps, runbookOfRule } from '../../../lib/core/alert/rule-members';
import { toPrintable } from '../../../lib/core/safe-text/printable';
import { clamp, renderTable, toCell } from '../table';
import { paintSeverity, wrapText } from '../text-layout';

const NARROWEST = 72;

/** Two spaces and the longest name of a line. */
const NAME_WIDTH = 12;

const FOUND_IN = 'Found in';

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
    const people = peopleOf(alert);
    const head = [
      toCell(eventTime, people),
      paintSeverity(severity, this.colors),
      this.colors.bold(toCell(title, people)),
    ];
    const steps = boundedSteps(alert.firstSteps).map((step, at) =>
      wrapText(toPrintable(step), this.columns, `    ${at + 1}. `),
    );
    const lines = [
      ['Summary', summary] as const,
      // The head says it.
      ...alertLines(alert).filter(([name]) => name !== 'Severity' && name !== 'When'),
    ];
    return [
      `${head.filter((part) => part !== '').join('  ')}\n`,
      ...lines.map(([name, value]) => this.fact(name, value, people)),
      ...linksOf(alert).map(([name, link]) => `  ${name.padEnd(NAME_WIDTH)}${toPrintable(link)}\n`),
      ...(steps.length === 0 ? [] : ['  First steps\n']),
      ...steps.map((step) => `${step}\n`),
      '\n',
    ].join('');
  }

  private fact(name: string, value: string, people: readonly string[]): string {
    const widths = [NAME_WIDTH, this.columns - NAME_WIDTH - 2];
    const rows =
      name === 'Summary'
        ? renderTable(widths, [[name, toCell(value, people, SUMMARY_LENGTH)]], SUMMARY_LENGTH)
        : // Where the record is, is the name of the user's own file, to copy.
          renderTable(widths, [
            [name, name === FOUND_IN ? toPrintable(clamp(value)) : toCell(value, people)],
          ]);
    return rows.replace(/^(?=.)/gm, '  ');
  }
}

/** Addresses that trailwatch makes: each is one word to copy, and is not broken. */
function linksOf(alert: Alert): readonly (readonly [string, string])[] {
  const { record, actor } = toLinks(alert);
  const links = { Record: record, History: actor, Runbook: runbookOfRule(alert.ruleName) };
  return Object.entries(links).flatMap(([name, link]) => (link === undefined ? [] : [[name, link]]));
}
