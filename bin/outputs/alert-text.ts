import type { Alert } from '../../lib/core/alert/alert';
import { type CommandIo, mayColor } from '../cli/command-io';
import { AlertSummary } from './alert-summary';
import { AlertTable } from './alert-table';

/** How alerts are written. */
export type AlertFormat = 'table' | 'ndjson' | 'json';

/** An alert, and the same as JSON of one line: an output asks for one of them. */
export interface WritableAlert {
  readonly alert: Alert;
  readonly json: string;
}

/** The text of alerts that come one by one. */
export interface AlertText {
  /** The next alert; what stands before the first one comes with it. */
  next(alert: WritableAlert): string;
  /** What is left to write once there are no more. */
  end(): string;
}

/** A table as wide as standard output with a summary below it, an alert a line, or one array. */
export function alertText(format: AlertFormat, io: Pick<CommandIo, 'stdout' | 'environment'>): AlertText {
  switch (format) {
    case 'table':
      return tableText(io);
    case 'ndjson':
      return {
        next: ({ json }) => `${json}\n`,
        end: () => '',
      };
    case 'json':
      return arrayText();
    default:
      return format satisfies never;
  }
}

const COLUMNS_OFF_A_TERMINAL = 120;

function tableText({ stdout, environment }: Pick<CommandIo, 'stdout' | 'environment'>): AlertText {
  const columns = stdout.columns ?? COLUMNS_OFF_A_TERMINAL;
  const table = new AlertTable(columns, mayColor(stdout, environment));
  const summary = new AlertSummary();
  let head = table.renderHead();
  return {
    next: ({ alert }) => {
      const text = head + table.renderRows([alert]);
      head = '';
      summary.add(alert);
      return text;
    },
    end: () => summary.render(columns),
  };
}

function arrayText(): AlertText {
  let before = '[\n';
  return {
    next: ({ json }) => {
      const text = before + json;
      before = ',\n';
      return text;
    },
    end: () => (before === '[\n' ? '[]\n' : '\n]\n'),
  };
}
