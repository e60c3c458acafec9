import { createColors } from 'picocolors';
import { type Alert, mayLackResources } from '../../../lib/core/alert/alert';
import { renderLocation } from '../../../lib/core/alert/message/alert-lines';
import { STORM_EVENT } from '../../../lib/core/alert/operational/operational-alert';
import { peopleOf } from '../../../lib/core/alert/people';
import { renderTable, toCell } from '../table';
import { paintSeverity } from '../text-layout';
import type { AlertRow } from './alert-rows';

const NARROWEST = 72;
const TIME_WIDTH = 21;
const SEVERITY_WIDTH = 14;
/** Enough of an id for --alert of `case`. */
const ID_LENGTH = 12;
/** An account and a Region. */
const WHERE_WIDTH = 28;

/** Renders alerts as rows of one table, as a stream: the column widths depend only on the terminal. */
export class AlertTable {
  private readonly widths: readonly number[];
  private readonly colors: ReturnType<typeof createColors>;

  constructor(columns: number, color: boolean) {
    const rest = Math.max(columns, NARROWEST) - TIME_WIDTH - SEVERITY_WIDTH;
    const where = Math.min(WHERE_WIDTH, Math.floor(rest / 3));
    const who = Math.floor((rest - where) * 0.45);
    this.widths = [TIME_WIDTH, SEVERITY_WIDTH, rest - where - who, who, where];
    this.colors = createColors(color);
  }

  renderHead(): string {
    const names = ['TIME', 'SEVERITY', 'WHAT', 'WHO', 'WHERE'];
    return renderTable(this.widths, [names.map((name) => this.colors.bold(name))]);
  }

  renderRows(alerts: readonly Alert[]): string {
    return renderTable(
      this.widths,
      alerts.map((alert) => this.row({ alert, count: 1, last: alert.eventTime })),
    );
  }

  /** A row for several alerts. */
  renderRow(row: AlertRow): string {
    return renderTable(this.widths, [this.row(row)]);
  }

  private row({ alert, count, last }: AlertRow): string[] {
    const people = peopleOf(alert);
    const cell = (...lines: readonly string[]) => toCellOf(lines, people);
    return [
      cell(alert.eventTime, last === alert.eventTime ? '' : last),
      `${paintSeverity(alert.severity, this.colors)}\n${idOf(alert)}`,
      cell(count > 1 ? `${alert.title} × ${count}` : alert.title, callOf(alert)),
      cell(alert.actor.name, alert.sourceIPAddress ?? '', renderLocation(alert.sourceLocation)),
      cell(alert.recipientAccount?.name ?? '', `${accountsOf(alert)} ${alert.awsRegion}`.trim()),
    ];
  }
}

/** None of a report of a storm, which is no alert of a scan. */
function idOf({ id, eventName }: Alert): string {
  return eventName === STORM_EVENT ? '' : id.slice(0, ID_LENGTH);
}

/** A correlation may be over several accounts: those of the records that are known. */
function accountsOf({ recipientAccountId, details = {} }: Alert): string {
  return recipientAccountId === '' ? (details.accounts ?? []).join(' ') : recipientAccountId;
}

/** The call, the first thing that it was about, and the code that it ended with. */
function callOf({ eventName, resources, details, recipientAccountId, errorCode }: Alert): string {
  // The account has a column of its own.
  const [first, ...others] = resources.filter((resource) => resource !== recipientAccountId);
  const name = first === undefined ? '' : nameOf(first);
  const least = mayLackResources({ resources, details }) ? ' or more' : '';
  const more = others.length === 0 ? '' : `+${others.length}${least}`;
  return [eventName, name, more, errorCode ?? ''].filter((part) => part !== '').join(' ');
}

/** An ARN without what the table shows elsewhere: partition, Region and account. */
function nameOf(resource: string): string {
  if (!resource.startsWith('arn:')) return resource;
  return resource.split(':').slice(5).join(':');
}

/** Lines of one cell. A text is cut before its characters are escaped: a record may hold a name of megabytes. */
function toCellOf(lines: readonly string[], people: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map((line) => toCell(line, people))
    .join('\n');
}
