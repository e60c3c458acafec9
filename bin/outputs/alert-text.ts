import type { Alert } from '../../lib/core/alert/alert';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import { type CommandIo, mayColor } from '../cli/command-io';
import { AlertTable } from './alert-table';

/** How alerts are written. */
export type AlertFormat = 'table' | 'ndjson' | 'json';

/** The text of alerts that come in portions. */
export interface AlertText {
  /** The next alerts; what stands before the first of them comes with these. */
  next(alerts: readonly Alert[]): string;
  /** What is left to write once there are no more. */
  end(): string;
}

/** A table as wide as standard output, an alert a line, or one array. */
export function alertText(format: AlertFormat, io: Pick<CommandIo, 'stdout' | 'environment'>): AlertText {
  switch (format) {
    case 'table':
      return tableText(io);
    case 'ndjson':
      return {
        next: (alerts) => alerts.map((alert) => `${toJsonText(alert)}\n`).join(''),
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
  const table = new AlertTable(stdout.columns ?? COLUMNS_OFF_A_TERMINAL, mayColor(stdout, environment));
  let head = table.renderHead();
  return {
    next: (alerts) => {
      const text = head + table.renderRows(alerts);
      head = '';
      return text;
    },
    end: () => '',
  };
}

function arrayText(): AlertText {
  let before = '[\n';
  return {
    next: (alerts) => {
      const text = before + alerts.map((alert) => toJsonText(alert)).join(',\n');
      before = ',\n';
      return text;
    },
    end: () => (before === '[\n' ? '[]\n' : '\n]\n'),
  };
}
