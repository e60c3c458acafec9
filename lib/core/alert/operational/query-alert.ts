import type { JsonObject } from '../../json/json-value';
import type { Severity } from '../../rule/rule';
import { oneLine } from '../../safe-text/one-line';
import { type Alert, CUT_FACTS } from '../alert';
import { toOwnAlert } from './operational-alert';

/** What people know of a scheduled query. */
export interface QueryAlertRule {
  /** Lower case with hyphens. */
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
}

/** One execution of a scheduled query. */
export interface QueryRun {
  /** The URL of the queue whose function runs the query, which no other has, wherever it is deployed. */
  readonly queueUrl: string;
  readonly executionId: string;
  /** The time of the schedule, ISO 8601 in UTC without fractions. */
  readonly at: string;
  /** The URL of the file with all rows. */
  readonly results?: string | undefined;
  readonly scannedBytes?: number | undefined;
}

/** The rows of a result, or the first of them. */
export interface QueryRows {
  readonly columns: readonly string[];
  /** A cell is a text; undefined where it is NULL or the row has no such field. */
  readonly rows: readonly (readonly (string | undefined)[])[];
  readonly isComplete: boolean;
}

/** How many rows people are told, as of every fact. */
const MAX_TOLD = 10;

/** Maximum length of a cell in an alert, and of a row that people are told. */
const CELL_LENGTH = 500;
const ROW_LENGTH = 400;
const REASON_LENGTH = 300;

/** The alert with the rows of a query. Of a function it has one id for each time of the schedule: a query that was started twice is reported once. */
export function toQueryAlert(rule: QueryAlertRule, run: QueryRun, result: QueryRows): Alert {
  const { columns, rows, isComplete } = result;
  const count = `${isComplete ? '' : 'more than '}${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  const told = rows.slice(0, MAX_TOLD).map((row) => toWords(columns, row));
  const isCut = !isComplete || rows.length > MAX_TOLD;
  return toOwnAlert({
    ...shared(rule, run),
    ruleId: `trailwatch-query-${rule.name}`,
    title: `Scheduled query: ${rule.title}`,
    severity: rule.severity,
    summary: `query '${rule.name}' has ${rows.length === 0 ? 'no rows' : count}${whereOf(run)}`,
    eventName: 'ScheduledQuery',
    details: rows.length === 0 ? {} : { rows: told, ...(isCut ? { [CUT_FACTS]: ['rows'] } : {}) },
    facts: {
      ...factsOf(rule, run),
      isComplete,
      rows: rows.map((row) => toObject(columns, row)),
    },
  });
}

/** The rule id of alerts about scheduled queries without a result. */
const QUERY_FAILED_RULE_ID = 'trailwatch-query-failed';

/** The alert for a query that has no result. */
export function toQueryFailedAlert(rule: QueryAlertRule, run: QueryRun, reason: string): Alert {
  return toOwnAlert({
    ...shared(rule, run),
    ruleId: QUERY_FAILED_RULE_ID,
    firstSteps: [
      'Read the reason. If the query scanned too much, read fewer days or accounts, or raise maxScan; if a permission is missing, the reason names it.',
      'Run the query again in the console of Athena, in its workgroup, or of Logs Insights: the next scheduled run reads later days.',
    ],
    title: 'Scheduled query failed',
    severity: 'medium',
    summary: `query '${rule.name}' has no result: ${oneLine(reason, REASON_LENGTH)}`,
    eventName: 'ScheduledQueryFailed',
    facts: { ...factsOf(rule, run), reason: oneLine(reason, CELL_LENGTH) },
  });
}

function shared({ name }: QueryAlertRule, { queueUrl, at }: QueryRun) {
  return {
    ...{ ruleName: name, tags: [], identity: [name, queueUrl, at], eventTime: at },
    ...{ awsRegion: '', recipientAccountId: '', route: 'log-file' as const, source: {} },
  };
}

function factsOf({ name }: QueryAlertRule, { executionId, at, results, scannedBytes }: QueryRun): JsonObject {
  return {
    ...{ query: name, executionId, at },
    ...(results === undefined ? {} : { results }),
    ...(scannedBytes === undefined ? {} : { scannedBytes }),
  };
}

function whereOf({ results }: QueryRun): string {
  return results === undefined ? '' : `; all of the result is in ${oneLine(results, ROW_LENGTH)}`;
}

/** `event_name: DeleteTrail, calls: 3`, without what is NULL. */
function toWords(columns: readonly string[], row: QueryRows['rows'][number]): string {
  const cells = columns.flatMap((column, index) =>
    row[index] === undefined || row[index] === '' ? [] : `${column}: ${row[index]}`,
  );
  return oneLine(cells.join(', '), ROW_LENGTH);
}

/** Each cell by the name of its column, which a number distinguishes from an earlier one of the same name. */
function toObject(columns: readonly string[], row: QueryRows['rows'][number]): JsonObject {
  const names = columns.map((name, index) => (columns.indexOf(name) < index ? `${name}_${index + 1}` : name));
  return Object.fromEntries(
    names.map((name, index) => {
      const cell = row[index];
      return [name, cell === undefined ? null : oneLine(cell, CELL_LENGTH)];
    }),
  );
}
