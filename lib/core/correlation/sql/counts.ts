import type { CorrelationPlan } from '../correlation-plan';

/** A WITH clause: its name and its query. */
export type Clause = readonly [name: string, sql: string];

/**
 * The clauses from `matched` to `counts`: the rows of `matched`, each with the count of the window that it ends. What
 * is at the same time as a row is in its window.
 */
export function toCounts(plan: CorrelationPlan): readonly Clause[] {
  return plan.correlation.kind === 'temporal_ordered' ? chainCounts(plan) : distinctCounts(plan);
}

const TIMED = 'FROM matched\nWHERE event_ms IS NOT NULL';

/**
 * How many different keys a window holds. A key counts from its time until it comes again, when the next one counts, or
 * until the window has left it behind. So the count is the sum of these steps up to an instant:
 *
 *     key a   +1────────(comes again) −1
 *                                     +1──────timespan──────−1
 *     key b            +1──────timespan──────−1
 *     count    1        2             2       1              0
 */
function distinctCounts({ timespanMs }: CorrelationPlan): readonly Clause[] {
  const left = `event_ms + ${timespanMs}`;
  const again = 'LEAD(event_ms) OVER (PARTITION BY group_values, count_key ORDER BY event_ms)';
  const at = 'CASE step WHEN 1 THEN event_ms ELSE until_ms END';
  const summed = `SUM(step) OVER (PARTITION BY group_values ORDER BY ${at})`;
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
