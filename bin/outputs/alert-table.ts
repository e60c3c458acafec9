import { createColors } from 'picocolors';
import type { Alert } from '../../lib/core/alert/alert';
import { paintSeverity } from './paint-severity';
import { toPrintable } from './printable';
import { renderTable } from './table';

const NARROWEST = 72;
const TIME_WIDTH = 21;
const SEVERITY_WIDTH = 14;
/** An account and a Region. */
const WHERE_WIDTH = 28;

/** Renders alerts as rows of one table, as they come: the columns' widths depend on the terminal alone. */
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
    const names = ['TIME', 'SEVERITY', 'TITLE', 'WHO', 'WHERE'];
    return renderTable(this.widths, [names.map((name) => this.colors.bold(name))]);
  }

  renderRows(alerts: readonly Alert[]): string {
    return renderTable(
      this.widths,
      alerts.map((alert) => this.row(alert)),
    );
  }

  private row(alert: Alert): string[] {
    return [
      toPrintable(alert.eventTime),
      paintSeverity(alert.severity, this.colors),
      toPrintable(alert.title),
      toPrintable(alert.actor.name),
      toPrintable(`${alert.recipientAccountId} ${alert.awsRegion}`.trim()),
    ];
  }
}
