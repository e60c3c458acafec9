import type { JsonObject } from '../../../lib/core/json/json-value';
import { toLogsInsights } from '../../../lib/core/query/logs-insights/to-logs-insights';
import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import type { NamedQuery } from '../../../lib/core/query/named-query';
import {
  discovered,
  INSIGHTS_READINGS,
  type InsightsReading,
  readInsights,
} from '../../equivalence/insights';
import expectedRows from './expected-rows.json';
import { FIXTURE_RECORDS } from './fixture-records';

const EXPECTED: Readonly<Record<string, readonly unknown[]>> = expectedRows;

/** What Logs Insights has nothing for, each with the reason that is given. */
const CANNOT: Readonly<Record<string, RegExp>> = {
  'access-denied': /how calls ended/,
  'actor-deletes': /how calls ended/,
  'actors-denied': /distinct values/,
  'address-activity': /CASE/,
  addresses: /CASE/,
  clients: /CASE/,
  'cross-account-calls': /CASE/,
  'cross-account-roles': /CASE/,
  'data-events-cost': /computes with a count/,
  errors: /how calls ended/,
  'events-by-hour': /rounds the time/,
  'events-by-service': /CASE/,
  'failed-sign-ins': /how calls ended/,
  'federated-sessions': /CASE/,
  'first-seen-actors': /compares times/,
  'first-seen-addresses': /joins events/,
  'first-seen-apis': /distinct values/,
  'first-seen-regions': /distinct values/,
  insights: /reads a list/,
  'instances-launched': /CASE/,
  'key-activity': /CASE/,
  'log-deletions': /searches a list/,
  'open-security-groups': /a whole object/,
  'public-buckets': /a whole object/,
  'resource-changes': /absent field/,
  'resource-history': /searches a list/,
  'role-after-revocation': /compares times/,
  'role-chains': /joins events/,
  'secret-readers': /a whole object/,
  'service-calls': /CASE/,
  'sign-ins': /how calls ended/,
  'sign-ins-from-several-addresses': /distinct values/,
  'sign-ins-without-mfa': /how calls ended/,
  'throttled-by-hour': /rounds the time/,
  'user-agents': /distinct values/,
  'vpc-endpoint-calls': /CASE/,
};
const CAN = NAMED_QUERIES.filter(({ name }) => CANNOT[name] === undefined);

/** The rows of a query that says what it must: commands in their order, by the grammar of AWS's pages on them. */
class Evaluation {
  private rows: ReadonlyMap<string, string | number>[];

  constructor(
    records: readonly JsonObject[],
    private readonly reading: InsightsReading,
  ) {
    this.rows = records.map((record) => discovered(record, reading));
    this.records = records;
  }

  private records: readonly JsonObject[];

  run(query: string): readonly (readonly (string | null)[])[] {
    let columns: readonly string[] = [];
    for (const line of query.split('\n| ')) {
      const [, command = '', rest = ''] = /^(\w+) (.*)$/s.exec(line) ?? [];
      if (command === 'filter') this.filter(rest);
      else if (command === 'fields') columns = this.fields(rest);
      else if (command === 'stats') columns = this.stats(rest);
      else if (command === 'sort') expect(rest).toMatch(/^[a-z_]+ (?:asc|desc)$/);
      else expect(line).toBe('limit 10000');
    }
    const text = (cell: string | number | undefined) => (cell === undefined ? null : String(cell));
    return this.rows.map((row) => columns.map((name) => sqlTime(text(row.get(name)))));
  }

  private filter(condition: string): void {
    const test = readInsights(
      `fields @timestamp\n| filter ${condition}\n| sort @timestamp desc\n| limit 10000`,
      this.reading,
    );
    this.records = this.records.filter(test);
    this.rows = this.records.map((record) => discovered(record, this.reading));
  }

  private fields(rest: string): readonly string[] {
    const items = [...rest.matchAll(/(coalesce\(([^()]+)\)|[\w.]+) as (\w+)(?:, |$)/g)];
    expect(items.map(([whole]) => whole).join('')).toBe(rest);
    const columns = items.map(([, one = '', several, name = '']) => ({
      name,
      sources: several === undefined ? [one] : several.split(', '),
    }));
    this.rows = this.rows.map((row) => {
      const cells = columns.flatMap(({ name, sources }) => {
        const cell = sources.map((source) => row.get(source)).find((found) => found !== undefined);
        return cell === undefined ? [] : [[name, cell] as const];
      });
      return new Map([...row, ...cells]);
    });
    return columns.map(({ name }) => name);
  }

  private stats(rest: string): readonly string[] {
    const [, list = '', by = ''] = /^(.*) by ([a-z_, ]+)$/.exec(rest) ?? [];
    const items = [...list.matchAll(/(count|min|max|count_distinct)\(([\w.*]+)\) as (\w+)(?:, |$)/g)];
    expect(items.map(([whole]) => whole).join('')).toBe(list);
    const keys = by.split(', ');
    const groups = new Map<string, ReadonlyMap<string, string | number>[]>();
    for (const row of this.rows) {
      const group = JSON.stringify(keys.map((key) => row.get(key) ?? null));
      groups.set(group, [...(groups.get(group) ?? []), row]);
    }
    this.rows = [...groups.values()].map((rows) => {
      const [first] = rows;
      const counted = items.map(
        ([, call = '', field = '', name = '']) => [name, aggregate(call, field, rows)] as const,
      );
      const cells = [...keys.map((key) => [key, first?.get(key)] as const), ...counted];
      return new Map(cells.flatMap(([name, cell]) => (cell === undefined ? [] : [[name, cell] as const])));
    });
    return [...keys, ...items.map(([, , , name = '']) => name)];
  }
}

function aggregate(
  call: string,
  field: string,
  rows: readonly ReadonlyMap<string, string | number>[],
): string | number {
  if (field === '*') return rows.length;
  const cells = rows.map((row) => row.get(field)).filter((cell) => cell !== undefined);
  if (call === 'count') return cells.length;
  if (call === 'count_distinct') return new Set(cells).size;
  const sorted = cells.map(String).sort();
  return (call === 'min' ? sorted[0] : sorted.at(-1)) ?? '';
}

function sqlTime(text: string | null): string | null {
  return text?.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/, '$1 $2') ?? null;
}

function compiled(query: NamedQuery, values: Readonly<Record<string, string>> = {}) {
  const examples = query.parameters.map(({ name, example }) => [name, values[name] ?? example] as const);
  return toLogsInsights(query, new Map(examples));
}

describe('named queries of Logs Insights', () => {
  it.each(CAN.map((query) => [query.name, query] as const))(
    '%s finds the rows that SQL finds',
    (name, query) => {
      const result = compiled(query);
      if (!('query' in result)) throw new Error(result.problem);
      expect(result.query.length).toBeLessThanOrEqual(10_000);
      for (const reading of INSIGHTS_READINGS) {
        const rows = new Evaluation(FIXTURE_RECORDS, reading).run(result.query);
        const texts = (all: readonly unknown[]) => all.map((row) => JSON.stringify(row)).sort();
        expect(texts(rows)).toEqual(texts(EXPECTED[name] ?? []));
        expect(rows.length).toBeGreaterThan(0);
      }
    },
  );

  it.each(Object.entries(CANNOT))('%s is refused with the reason', (name, reason) => {
    const query = NAMED_QUERIES.find((one) => one.name === name);
    const result = query === undefined ? { problem: 'no query' } : compiled(query);
    expect(result).toEqual({ problem: expect.stringMatching(reason) });
    expect(result).toEqual({
      problem: expect.stringContaining(`query ${name} cannot be expressed in Logs Insights: it `),
    });
  });

  it('have an empty text, and what a query takes where nothing is given', () => {
    for (const query of CAN) {
      const given = query.parameters.filter((one) => one.default === undefined);
      const usual = new Map(given.map(({ name, example }) => [name, example]));
      const empty = given.filter(({ type }) => type === 'text').map(({ name }) => [name, ''] as const);
      for (const values of [usual, new Map([...usual, ...empty])])
        expect(toLogsInsights(query, values)).toEqual({ query: expect.stringContaining('\n| limit 10000') });
    }
  });

  it('are 28, and the rest is refused', () => {
    expect(CAN).toHaveLength(28);
    expect(Object.keys(CANNOT)).toHaveLength(NAMED_QUERIES.length - 28);
  });

  it.each([
    "x' OR '1'='1",
    '" or 1=1',
    '| limit 1',
    'a\nb',
    '\\',
    '/x/',
    '`',
    '%_',
    'é\u{1f600}\u2028',
    "''",
  ])('a parameter %j is one text, whatever is in it', (value) => {
    for (const query of CAN) {
      for (const { name, type } of query.parameters.filter((one) => one.type === 'text')) {
        const result = compiled(query, { [name]: value });
        if (!('query' in result)) throw new Error(`${type}: ${result.problem}`);
        const other = compiled(query, { [name]: 'plain' });
        if (!('query' in other)) throw new Error(other.problem);
        expect(result.query.split('\n')).toHaveLength(other.query.split('\n').length);
        for (const reading of INSIGHTS_READINGS)
          expect(new Evaluation(FIXTURE_RECORDS, reading).run(result.query)).toEqual([]);
      }
    }
  });
});
