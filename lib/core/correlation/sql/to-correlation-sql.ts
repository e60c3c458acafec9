import { Compilation, toCompileResult } from '../../compile/compilation';
import type { CompileOptions, CompileResult } from '../../compile/compile-result';
import { fitting, type SqlTable } from '../../compile/sql/select-statement';
import { textLiteral } from '../../compile/sql/sql-literal';
import type { Correlation } from '../../rule/correlation';
import { type CorrelationPlan, planCorrelation } from '../correlation-plan';
import { toMatched } from './matched';

/** How many of the records that were counted a row names. */
const SAMPLE_RECORDS = 10;

/**
 * Compiles a correlation to a statement. Over the complete set of records it finds the groups and periods that
 * `findCrossings` finds, a row for each:
 *
 * | column             | what it holds                                                                        |
 * | ------------------ | ------------------------------------------------------------------------------------ |
 * | `correlation_id`   | the correlation's id                                                                 |
 * | `correlation_name` | its name                                                                             |
 * | `group_values`     | an array: the values of the `group-by` fields; without such, the account             |
 * | `period_start`     | ISO 8601: the start of the period; with the id and the group it is the alert         |
 * | `counted`          | the count at the first instant of the period at which the condition held             |
 * | `first_time`       | ISO 8601: the earliest record in the window of that instant                          |
 * | `last_time`        | ISO 8601: that instant, which is the latest                                          |
 * | `sample_event_ids` | an array: the `eventID`s of the earliest records in the window, ten at most          |
 *
 * The table is read once, however many rules there are. Beyond a hundred texts of one list, which of them count may
 * differ from the matcher, which sorts by UTF-16. Records that are the same and have no `eventID` are one only if their
 * members are in the same order.
 *
 * Over-approximation reaches the rules only where more records cannot break the condition of the correlation.
 */
export function toCorrelationSql(
  correlation: Correlation,
  table: SqlTable,
  options: CompileOptions & { readonly table?: string } = {},
): CompileResult {
  if (correlation.kind === 'score')
    return toCompileResult(Compilation.refuse({ code: 'correlation', reason: NO_SCORE }), options);
  const plan = planCorrelation(correlation);
  const overApproximate = (options.overApproximate ?? false) && plan.isMonotone;
  const asked = { ...options, overApproximate };
  const statement = toMatched(plan, table, asked)
    .map((matched) => [withClauses(plan, matched), rows(plan, table)].join('\n'))
    .andThen((sql) => fitting(table, sql));
  return toCompileResult(statement, asked);
}

const NO_SCORE =
  'a score weighs what all rules of a set raise, which one statement does not ask; let the log processor, a scan or an archive search evaluate it';

/** `counts` has a row for each instant of a group, with the count of its window. */
function withClauses(plan: CorrelationPlan, matched: string): string {
  const clauses = [['matched', matched], ...toCounts(plan), ['crossed', crossed(plan)]] as const;
  return `WITH ${clauses.map(([name, sql]) => `${name} AS (\n${indented(sql)}\n)`).join(', ')}`;
}

function indented(sql: string): string {
  return sql.replace(/^/gm, '  ');
}

/** The first instant at which the bounds hold, in the period of each instant, and in the next one. */
function crossed(plan: CorrelationPlan): string {
  const { timespanMs } = plan;
  const conclusion = plan.correlation.concludedBy === undefined ? '' : ' AND concludes';
  const holding = `MIN(CASE WHEN ${boundsOf(plan)}${conclusion} THEN event_ms END)`;
  const period = periodOf(plan, 'event_ms');
  const following = `RANGE BETWEEN ${timespanMs} FOLLOWING AND ${timespanMs} FOLLOWING`;
  return [
    'SELECT *,',
    `  ${holding} OVER (PARTITION BY group_values, ${period}) AS own_ms,`,
    `  ${holding} OVER (PARTITION BY group_values ORDER BY ${period} ${following}) AS next_ms`,
    'FROM counts',
  ].join('\n');
}

const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=', neq: '<>' } as const;

function boundsOf({ bounds }: CorrelationPlan): string {
  return bounds.map(({ operator, value }) => `counted ${SIGNS[operator]} ${value}`).join(' AND ');
}

function periodOf({ timespanMs }: CorrelationPlan, timeMs: string): string {
  return `${timeMs} - ${timeMs} % ${timespanMs}`;
}

/** A record is in the windows of two crossings at most: that of its own period and that of the next. */
function rows(plan: CorrelationPlan, { counting: { timeText } }: SqlTable): string {
  const { correlation, timespanMs } = plan;
  return [
    'SELECT',
    `  ${textLiteral(correlation.id)} AS correlation_id,`,
    `  ${textLiteral(correlation.name)} AS correlation_name,`,
    '  group_values,',
    `  ${timeText(`(${periodOf(plan, 'crossed_ms')})`)} AS period_start,`,
    '  MAX(CASE WHEN event_ms = crossed_ms THEN counted END) AS counted,',
    `  ${timeText('MIN(event_ms)')} AS first_time,`,
    `  ${timeText('crossed_ms')} AS last_time,`,
    `  array_distinct(min_by(event_id, event_ms, ${SAMPLE_RECORDS})) AS sample_event_ids`,
    'FROM crossed CROSS JOIN UNNEST(ARRAY[own_ms, next_ms]) AS crossings (crossed_ms)',
    `WHERE event_ms <= crossed_ms AND event_ms > crossed_ms - ${timespanMs}`,
    ...(correlation.concludedBy === undefined ? [] : ['  AND (NOT concludes OR event_ms = crossed_ms)']),
    'GROUP BY group_values, crossed_ms',
    'ORDER BY period_start',
  ].join('\n');
}

/** A WITH clause: its name and its query. */
type Clause = readonly [name: string, sql: string];

/**
 * The clauses from `matched` to `counts`: the rows of `matched`, each with the count of the window that it ends. Rows
 * of the same time are in its window.
 */
function toCounts(plan: CorrelationPlan): readonly Clause[] {
  return plan.correlation.kind === 'temporal_ordered' ? chainCounts(plan) : distinctCounts(plan);
}

const TIMED = 'FROM matched\nWHERE event_ms IS NOT NULL';

/**
 * The number of different keys in a window. A key counts from its time until it comes again, when the next one counts,
 * or until it leaves the window. So the count is the sum of these steps up to an instant:
 *
 *     key a   +1────────(comes again) −1
 *                                     +1──────timespan──────−1
 *     key b            +1──────timespan──────−1
 *     count    1        2             2       1              0
 */
function distinctCounts({ timespanMs, correlation: { concludedBy } }: CorrelationPlan): readonly Clause[] {
  const [key, counted] =
    concludedBy === undefined
      ? ['count_key', 'step']
      : ['concludes, count_key', 'CASE WHEN concludes THEN 0 ELSE step END'];
  const left = `event_ms + ${timespanMs}`;
  const again = `LEAD(event_ms) OVER (PARTITION BY group_values, ${key} ORDER BY event_ms)`;
  const at = 'CASE step WHEN 1 THEN event_ms ELSE until_ms END';
  const summed = `SUM(${counted}) OVER (PARTITION BY group_values ORDER BY ${at})`;
  return [
    ['lasting', `SELECT *, LEAST(${left}, COALESCE(${again}, ${left})) AS until_ms\n${TIMED}`],
    [
      'stepped',
      `SELECT *, ${summed} AS counted\nFROM lasting CROSS JOIN UNNEST(ARRAY[1, -1]) AS steps (step)`,
    ],
    ['counts', 'SELECT *\nFROM stepped\nWHERE step = 1'],
  ];
}

/**
 * The longest chain of rules in their order in a window. `since_3` is the latest start of a chain of three rules that
 * ends at the row: a chain is in a window if its start is. A row of the rule at place 5 makes chains of three out of
 * chains of two that end, no later, at the places 2 to 4.
 */
function chainCounts(plan: CorrelationPlan): readonly Clause[] {
  const places = plan.ruleIds.map((_, index) => index + 1);
  const longer = places.slice(1).map((length): Clause => {
    const before = `since_${length - 1}`;
    const ends = places.filter((place) => place >= length);
    const starts = ends.map((place) => {
      const latest = `MAX(CASE WHEN count_key < ${place} THEN ${before} END)`;
      return `\n  WHEN ${place} THEN ${latest} ${UP_TO_NOW}`;
    });
    return [
      `chains_${length}`,
      `SELECT *, CASE count_key${starts.join('')} END AS since_${length}\nFROM chains_${length - 1}`,
    ];
  });
  const lengths = [...places].reverse().slice(0, -1);
  const counted = lengths.map(
    (length) => `\n  WHEN MAX(since_${length}) ${UP_TO_NOW} > event_ms - ${plan.timespanMs} THEN ${length}`,
  );
  const count = lengths.length === 0 ? '1' : `CASE${counted.join('')} ELSE 1 END`;
  return [
    ['chains_1', `SELECT *, event_ms AS since_1\n${TIMED}`],
    ...longer,
    ['counts', `SELECT *, ${count} AS counted\nFROM chains_${places.length}`],
  ];
}

const UP_TO_NOW = 'OVER (PARTITION BY group_values ORDER BY event_ms)';
