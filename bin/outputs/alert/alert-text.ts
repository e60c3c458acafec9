import type { Alert } from '../../../lib/core/alert/alert';
import { AlertGroups } from '../../../lib/core/alert/alert-groups';
import { fileOf } from '../../../lib/core/alert/message/alert-lines';
import { runbookOfRule } from '../../../lib/core/alert/rule-members';
import { toAlertNotice } from '../../../lib/core/alert/sink/notice';
import { toDetectionFinding } from '../../../lib/core/alert/sink/to-detection-finding';
import type { Rule, Severity } from '../../../lib/core/rule/rule';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { SarifDocument, toPhysicalLocation } from '../sarif-document';
import { openTempStore } from '../temp-store';
import { alertCsvHead, alertCsvLine } from './alert-csv';
import { AlertDetailText } from './alert-details';
import type { AlertFormat } from './alert-formats';
import { AlertGrouper } from './alert-grouper';
import { AlertRows } from './alert-rows';
import { AlertSorter, bySeverity } from './alert-sorter';
import { AlertSummary } from './alert-summary';
import { AlertTable } from './alert-table';

/** What a code scanning tool shows as an error, a warning or a note. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/** An alert, and the same as JSON of one line: an output asks for one of them. */
export interface WritableAlert {
  readonly alert: Alert;
  readonly json: string;
  /** The pieces of the JSON, where it was not put together. */
  readonly jsonPieces?: readonly string[];
}

/** The text of alerts that come one by one. */
export interface AlertText {
  /** The next alert; what is before the first one comes with it. */
  next(alert: WritableAlert): string | readonly string[];
  /** What is left to write once there are no more, in pieces. */
  end(): Iterable<string>;
}

/** How a table of alerts is written. */
export interface AlertTextOptions {
  /**
   * The details of each alert instead of a row.
   *
   * @default false
   */
  readonly details?: boolean;
  /**
   * One alert for the many of a storm.
   *
   * @default false
   */
  readonly group?: boolean;
  /**
   * Whether a table has each alert in a row as it comes, and in no order.
   *
   * @default false
   */
  readonly isStream?: boolean;
  /**
   * Whether alerts may have locations, for which csv has columns.
   *
   * @default false
   */
  readonly isLocated?: boolean;
  /**
   * Whether accounts may have names, for which csv has a column.
   *
   * @default false
   */
  readonly isNamed?: boolean;
  /**
   * The command that raised them, which SARIF names.
   *
   * @default 'scan'
   */
  readonly command?: string;
  /**
   * The rules that may raise them, which SARIF describes.
   *
   * @default - none: SARIF has their ids only
   */
  readonly rules?: readonly DescribedRule[];
}

type DescribedRule = Pick<Rule, 'id' | 'name' | 'title' | 'description' | 'severity' | 'tags' | 'firstSteps'>;

/**
 * A table with the most severe alerts first, as wide as standard output, with a summary below it; an alert a line, one array, columns for a spreadsheet, results for code
 * scanning, an OCSF Detection Finding a line, or a line for all alerts of a rule on an actor.
 */
export function alertText(
  format: AlertFormat,
  io: Pick<CommandIo, 'stdout' | 'environment' | 'currentTime'>,
  options: AlertTextOptions = {},
): AlertText {
  switch (format) {
    case 'table':
      return tableText(io, options);
    case 'ndjson':
      return {
        next: (alert) => [...piecesOf(alert), '\n'],
        end: () => [],
      };
    case 'json':
      return arrayText();
    case 'csv':
      return csvText(options);
    case 'sarif':
      return sarifText(options);
    case 'ocsf':
      return ocsfText(io);
    case 'summary':
      return summaryText();
    default:
      return format satisfies never;
  }
}

function piecesOf(alert: WritableAlert): readonly string[] {
  return alert.jsonPieces ?? [alert.json];
}

const COLUMNS_OFF_A_TERMINAL = 120;

function tableText(
  { stdout, environment }: Pick<CommandIo, 'stdout' | 'environment'>,
  { details = false, group = false, isStream = false }: AlertTextOptions,
): AlertText {
  const columns = stdout.columns ?? COLUMNS_OFF_A_TERMINAL;
  const color = mayColor(stdout, environment);
  const table = new AlertTable(columns, color);
  const blocks = new AlertDetailText(columns, color);
  const summary = new AlertSummary();
  const headOf = () => (details ? '' : table.renderHead());
  if (isStream)
    return {
      next: ({ alert }) => {
        const head = summary.isEmpty ? headOf() : '';
        summary.add(alert);
        return head + (details ? blocks.render(alert) : table.renderRows([alert]));
      },
      end: () => [summary.render(columns)],
    };
  // Storms are of an hour.
  const sorter = group
    ? new AlertSorter(openTempStore)
    : new AlertSorter(openTempStore, undefined, bySeverity);
  const rows = new AlertRows();
  const textOf = (alert: Alert): string => {
    if (details) return blocks.render(alert);
    if (group) return table.renderRows([alert]);
    const row = rows.next(alert);
    return row === undefined ? '' : table.renderRow(row);
  };
  return {
    next: ({ alert }) => {
      summary.add(alert);
      sorter.add(alert);
      if (!details && !group) rows.add(alert);
      return '';
    },
    end: function* () {
      if (!summary.isEmpty) yield headOf();
      for (const alert of group ? grouped(sorter.sorted()) : parsed(sorter.sorted())) {
        const text = textOf(alert);
        if (text !== '') yield text;
      }
      yield summary.render(columns);
    },
  };
}

function* parsed(sorted: Iterable<string>): Generator<Alert, void> {
  for (const json of sorted) yield JSON.parse(json) as Alert;
}

function* grouped(sorted: Iterable<string>): Generator<Alert, void> {
  const grouper = new AlertGrouper();
  for (const alert of parsed(sorted)) yield* grouper.next(alert);
  yield* grouper.end();
}

function arrayText(): AlertText {
  let before = '[\n';
  return {
    next: (alert) => {
      const pieces = [before, ...piecesOf(alert)];
      before = ',\n';
      return pieces;
    },
    end: () => [before === '[\n' ? '[]\n' : '\n]\n'],
  };
}

function csvText(options: AlertTextOptions): AlertText {
  let head = alertCsvHead(options);
  return {
    next: ({ alert }) => {
      const text = head + alertCsvLine(alert, options);
      head = '';
      return text;
    },
    end: () => [head],
  };
}

function summaryText(): AlertText {
  const groups = new AlertGroups();
  return {
    next: ({ alert }) => {
      groups.add(alert);
      return '';
    },
    end: function* () {
      for (const group of groups.all) yield `${toJsonText(group)}\n`;
      for (const [severity, alerts] of groups.beyond) yield `${toJsonText({ severity, others: alerts })}\n`;
    },
  };
}

const INFORMATION_URI = 'https://github.com/trailwatch/cdk-trailwatch#readme';

function sarifText({ command = 'scan', rules = [] }: AlertTextOptions): AlertText {
  const driver = { name: `trailwatch ${command}`, informationUri: INFORMATION_URI };
  const document = new SarifDocument({ ...driver, rules: rules.map(toSarifRule) });
  return { next: ({ alert }) => document.next([toSarifResult(alert)]), end: () => [document.end()] };
}

function ocsfText(io: Pick<CommandIo, 'currentTime'>): AlertText {
  const publishedAt = io.currentTime().toISOString();
  const findingOf = (alert: Alert) => toDetectionFinding(toAlertNotice(alert, { publishedAt }));
  return { next: ({ alert }) => `${toJsonText(findingOf(alert))}\n`, end: () => [] };
}

/** A rule with the texts that code scanning shows above its results, which have its id only. */
function toSarifRule({ id, name, title, description, severity, tags, firstSteps }: DescribedRule): object {
  const helpUri = runbookOfRule(name);
  return {
    ...{ id, name, shortDescription: { text: title }, fullDescription: { text: description || title } },
    help: { text: firstSteps.join('\n') || title },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags },
  };
}

/** The result of an alert. Its fingerprint is the alert's id: the same alert of another scan is the same result. */
function toSarifResult(alert: Alert): object {
  const { id, ruleId, title, summary, severity, eventTime, details = {}, source, recipientAccount } = alert;
  const file = fileOf(source);
  return {
    ruleId,
    level: LEVELS[severity],
    message: { text: `${title}: ${summary}` },
    ...(file === '' ? {} : { locations: [toPhysicalLocation(file)] }),
    partialFingerprints: { 'trailwatchAlertId/v1': id },
    properties: {
      ...{ severity, eventTime, details },
      ...(recipientAccount === undefined ? {} : { recipientAccountName: recipientAccount.name }),
    },
  };
}
