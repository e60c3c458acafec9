import { createColors } from 'picocolors';
import type { Alert } from '../../lib/core/alert/alert';
import { paintSeverity } from './paint-severity';
import { toPrintable } from './printable';
import { renderTable } from './table';

const NARROWEST = 72;
const TIME_WIDTH = 21;
const SEVERITY_WIDTH = 14;
/** How the rest of the width is shared by title, who and where. */
const SHARES = [0.42, 0.28, 0.3] as const;

/** Renders alerts as rows of one table, as they come: the columns' widths depend on the terminal alone. */
export class AlertTable {
  private readonly widths: readonly number[];
  private readonly colors: ReturnType<typeof createColors>;

  constructor(columns: number, color: boolean) {
    const rest = Math.max(columns, NARROWEST) - TIME_WIDTH - SEVERITY_WIDTH;
    this.widths = [TIME_WIDTH, SEVERITY_WIDTH, ...SHARES.map((share) => Math.floor(rest * share))];
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
