import type { Alert } from '../../../lib/core/alert/alert';
import { peopleOf } from '../../../lib/core/alert/people';
import { SEVERITIES, type Severity } from '../../../lib/core/rule/rule';
import { inAlphabet } from '../../../lib/core/safe-text/in-alphabet';
import { clamp, renderTable, toCell } from '../table';

/** The maximum number of lines per section, for the most frequent values; the others share one line. */
const MAX_LINES = 10;

/** The maximum number of distinct values per section; for further ones, only the number of alerts is counted. */
const MAX_VALUES = 100_000;

const COUNT_WIDTH = 9;

type Line = readonly [value: string, count: number];

/** What alerts are counted by. */
interface Part {
  readonly name: string;
  readonly valueOf: (alert: Alert) => string;
  /** The order of the lines, if it is not that of the counts. */
  readonly compare?: (one: string, other: string) => number;
}

const PARTS: readonly Part[] = [
  {
    name: 'SEVERITY',
    valueOf: ({ severity }) => severity,
    compare: (one, other) => SEVERITIES.indexOf(other as Severity) - SEVERITIES.indexOf(one as Severity),
  },
  { name: 'RULE', valueOf: ({ title }) => title },
  { name: 'ACTOR', valueOf: ({ actor }) => actor.name },
  {
    name: 'ACCOUNT',
    valueOf: ({ recipientAccountId, recipientAccount: { name } = {} }) =>
      name === undefined ? recipientAccountId : `${recipientAccountId}, ${name}`,
  },
  { name: 'DAY', valueOf: ({ eventTime }) => eventTime.slice(0, 10), compare: inAlphabet },
];

class PartCounts {
  private readonly counts = new Map<string, number>();
  private uncounted = 0;

  constructor(private readonly part: Part) {}

  add(alert: Alert): void {
    // Cut first: the name of an actor may have megabytes.
    const value = clamp(this.part.valueOf(alert));
    const count = this.counts.get(value);
    if (count === undefined && this.counts.size >= MAX_VALUES) this.uncounted += 1;
    else this.counts.set(value, (count ?? 0) + 1);
  }

  render(columns: number): string {
    const { name, compare } = this.part;
    const lines = [...this.counts].sort(byCount);
    const rest = lines.slice(MAX_LINES).reduce((sum, [, count]) => sum + count, this.uncounted);
    const shown = lines.slice(0, MAX_LINES);
    if (compare !== undefined) shown.sort(([one], [other]) => compare(one, other));
    const rows = shown.map(([value, count]) => [
      String(count),
      toCell(value, peopleOf({ actor: { name: value } })) || '-',
    ]);
    const last = rest === 0 ? [] : [[String(rest), 'others']];
    return renderTable([COUNT_WIDTH, columns - COUNT_WIDTH], [['ALERTS', name], ...rows, ...last]);
  }
}

/** How many alerts there are by severity, rule, actor, account and day: what is below a table of them. */
export class AlertSummary {
  private readonly parts = PARTS.map((part) => new PartCounts(part));
  /** Whether no alert was added. */
  isEmpty = true;

  add(alert: Alert): void {
    this.isEmpty = false;
    for (const part of this.parts) part.add(alert);
  }

  /** Empty without alerts. */
  render(columns: number): string {
    return this.isEmpty ? '' : this.parts.map((part) => `\n${part.render(columns)}`).join('');
  }
}

function byCount([one, times]: Line, [other, otherTimes]: Line): number {
  return otherTimes - times || inAlphabet(one, other);
}
