import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import { isBounded, toNamedWidget, toWidgetStatement } from '../../../lib/core/query/widget-statement';

const ID = '0a1b2c3d-0000-4000-8000-000000000000';
const FROM = 'FROM $EventDataStoreId$';

test.each<[string, string, string, readonly string[]]>([
  [
    'the parameters of a refresh, in their order',
    `SELECT date_trunc($Period$, eventTime) AS d ${FROM} WHERE eventTime >= $StartTime$ AND eventTime < $EndTime$`,
    `SELECT date_trunc('?', eventTime) AS d FROM ${ID} WHERE eventTime >= '?' AND eventTime < '?'`,
    ['$Period$', '$StartTime$', '$EndTime$'],
  ],
  [
    'a parameter that is quoted already',
    `SELECT 1 ${FROM} WHERE eventTime > '$StartTime$'`,
    `SELECT 1 FROM ${ID} WHERE eventTime > '?'`,
    ['$StartTime$'],
  ],
  ['none', `SELECT 1 AS "$" ${FROM}, $EventDataStoreId$ AS b`, `SELECT 1 AS "$" FROM ${ID}, ${ID} AS b`, []],
  ['the id itself', `SELECT 1 FROM ${ID}`, `SELECT 1 FROM ${ID}`, []],
])('a widget has %s', (_, sql, statement, parameters) => {
  expect(toWidgetStatement(sql, ID)).toEqual({ statement, parameters });
});

test.each<[string, string, string]>([
  [
    'an unknown parameter',
    `SELECT $Period ${FROM} WHERE eventTime > $Start$`,
    'the SQL has $Start$; a widget takes $StartTime$, $EndTime$, $Period$, $EventDataStoreId$',
  ],
  ['a question mark', `SELECT '?' ${FROM}`, "the SQL has a '?', which CloudTrail treats as a parameter"],
  ['another store', 'SELECT 1 FROM events', 'write FROM $EventDataStoreId$'],
  [
    'a parameter too often',
    `SELECT ${Array(11).fill('$Period$').join(', ')} ${FROM}`,
    'the SQL names parameters 11 times; a widget allows at most 10',
  ],
  [
    'too long a text',
    `SELECT 1 ${FROM}${' '.repeat(9951)}`,
    'the SQL has 10001 characters; a widget allows at most 10000',
  ],
])('fails with %s', (_, sql, problem) => {
  expect(toWidgetStatement(sql, ID)).toEqual({ problem: expect.stringContaining(problem) });
});

test('every named query is a widget that reads the time range of the refresh', () => {
  const range = `(SELECT * FROM ${ID} WHERE eventTime >= '?' AND eventTime < '?')`;
  expect(NAMED_QUERIES.length).toBeGreaterThan(39);
  for (const query of NAMED_QUERIES) {
    const values = new Map(query.parameters.map(({ name, example }) => [name, example]));
    const compiled = toNamedWidget(query, values, ID);
    if ('problem' in compiled) throw new Error(`${query.name}: ${compiled.problem}`);
    expect(compiled.statement.split(range)).toHaveLength(2);
    expect(compiled.statement.split('?')).toHaveLength(3);
    expect(compiled.parameters).toEqual(['$StartTime$', '$EndTime$']);
    expect(isBounded(compiled)).toBe(true);
  }
});

test.each(['a?', 'before $EndTime$', '$other$'])('fails with %s as the value of a parameter', (value) => {
  const query = NAMED_QUERIES.find(({ parameters }) => parameters[0]?.type === 'text');
  const [parameter] = query?.parameters ?? [];
  if (query === undefined || parameter === undefined) throw new Error('no query has a text');
  expect(toNamedWidget(query, new Map([[parameter.name, value]]), ID)).toEqual({
    problem: `parameter ${parameter.name} is '${value}'; in a widget it may have neither '?' nor '$…$'`,
  });
});
