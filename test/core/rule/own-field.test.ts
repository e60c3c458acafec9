import { toEventPattern } from '../../../lib/core/compile/event-pattern/to-event-pattern';
import { toInsights } from '../../../lib/core/compile/insights/to-insights';
import { toMetricFilter } from '../../../lib/core/compile/metric-filter/to-metric-filter';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { ATHENA_TABLE } from '../../../lib/core/compile/sql/athena-table';
import { DUCKDB_TABLE } from '../../../lib/core/compile/sql/duckdb-table';
import { LAKE_TABLE } from '../../../lib/core/compile/sql/lake-table';
import { toSelect } from '../../../lib/core/compile/sql/select-statement';
import type { Condition } from '../../../lib/core/rule/condition';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import { withoutOwnFields } from '../../../lib/core/rule/own-field';

const CONDITIONS: readonly Condition[] = [
  { kind: 'equals', field: 'trailwatch.firstSeen.sourceNetwork', values: ['account'], cased: false },
  { kind: 'exists', field: 'trailwatch.firstSeen' },
  { kind: 'not', of: { kind: 'exists', field: 'trailwatch.firstSeen.awsRegion' } },
];

describe.each([
  ['an event pattern', toEventPattern],
  ['a metric filter', toMetricFilter],
  ['a query of Logs Insights', toInsights],
  ['a statement for Athena', (condition: Condition) => toSelect(condition, ATHENA_TABLE)],
  ['a statement for Lake', (condition: Condition) => toSelect(condition, LAKE_TABLE)],
  ['a statement for DuckDB', (condition: Condition) => toSelect(condition, DUCKDB_TABLE)],
])('%s', (_, compile) => {
  test.each(CONDITIONS)('refuses what only the log processor adds: %j', (condition) => {
    const result = compile(condition, {});
    expect(result.kind).toBe('refused');
    if (result.kind !== 'refused') return;
    expect(result.obstacles.map(({ code }) => code)).toEqual(['own-field']);
    expect(result.obstacles[0]?.reason).toContain('is added by the log processor');
  });
});

const LOGIN: Condition = { kind: 'equals', field: 'eventName', values: ['ConsoleLogin'], cased: false };
const HOME: Condition = { kind: 'equals', field: 'trailwatch.country', values: ['NL'], cased: false };
const NOT_HOME: Condition = { kind: 'not', of: HOME };
const ALICE: Condition = { kind: 'equals', field: 'userIdentity.userName', values: ['alice'], cased: false };

test.each<[string, Condition, string, boolean]>([
  ['asks for a mark', { kind: 'and', of: [LOGIN, HOME] }, 'alice', false],
  ['asks that a mark is not there', { kind: 'and', of: [LOGIN, NOT_HOME] }, 'alice', false],
  ['negates twice', { kind: 'and', of: [LOGIN, { kind: 'not', of: NOT_HOME }] }, 'alice', false],
  ['holds whatever is marked', { kind: 'or', of: [LOGIN, NOT_HOME] }, 'alice', true],
  ['allows by a mark', narrowed(LOGIN, [{ name: 'allow list', condition: NOT_HOME }]), 'alice', false],
  [
    'allows somebody by a mark',
    narrowed(LOGIN, [
      { name: 'allow list', condition: { kind: 'not', of: { kind: 'and', of: [ALICE, HOME] } } },
    ]),
    'mallory',
    true,
  ],
])('of a record as CloudTrail writes it, a condition that %s', (_, condition, userName, expected) => {
  const record = { eventName: 'ConsoleLogin', userIdentity: { userName } };
  expect(toPredicate(withoutOwnFields(condition))(record)).toBe(expected);
});
