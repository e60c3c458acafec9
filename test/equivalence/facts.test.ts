import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { toNormalForm } from '../../lib/core/compile/negation-normal-form';
import { actorOf, factsOf, outcomeOf } from '../../lib/core/compile/predicate/record-facts';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { ATHENA_SCALARS } from '../../lib/core/compile/sql/athena-table';
import { LAKE_SCALARS } from '../../lib/core/compile/sql/lake-table';
import { formToSql } from '../../lib/core/compile/sql/sql-operators';
import { all, isAnyOf, specialised } from '../../lib/core/fact/fact';
import { FACT_TESTS } from '../../lib/core/fact/fact-tests';
import { FACTS } from '../../lib/core/fact/facts';
import { OUTCOMES, outcomeTest } from '../../lib/core/fact/outcome';
import type { JsonObject } from '../../lib/core/json/json-value';
import { DUCKDB_SCALARS } from '../../lib/core/query/to-duckdb-events';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { openFixture } from '../core/query/query-fixture';
import { cases } from '../jest/cases';
import { corpusRecords, describeCorpus } from '../parity/corpus';
import { isSpelledAsDelivered } from '../parity/corpus-cases';
import { ATHENA_TABLE, fillTable, LAKE_TABLE, rowOf } from './athena-table';
import { asDelivered, factExpressions, firstDifference, randomRecords, withoutLists } from './compare-facts';
import { openDuckdb, verdictsOf } from './duckdb';
import { addTrinoMacros, toDuckdb } from './trino-in-duckdb';

const RANDOM = randomRecords(cases(20_000));

async function duckdbFacts(records: readonly JsonObject[]) {
  const connection = await openFixture(records);
  const reader = await connection.runAndReadAll(`SELECT ${factExpressions('duckdb').join(', ')} FROM stored`);
  return reader.getColumns();
}

/** The SQL of Trino, in DuckDB; `npm run test:engines` asks Trino itself. */
async function trinoFacts(records: readonly JsonObject[], name: 'athena' | 'lake') {
  const connection = await openDuckdb();
  await addTrinoMacros(connection);
  const shape = name === 'athena' ? ATHENA_TABLE : LAKE_TABLE;
  await fillTable(
    connection,
    shape,
    records.map((record) => rowOf(record, shape) ?? {}),
  );
  return verdictsOf(connection, factExpressions(name).map(toDuckdb), shape.name);
}

async function expectSame(records: readonly JsonObject[]): Promise<void> {
  const delivered = asDelivered(records);
  expect(delivered.length).toBeGreaterThan(records.length / 3);
  expect(firstDifference(delivered, await duckdbFacts(delivered))).toBeUndefined();
  for (const name of ['athena', 'lake'] as const)
    expect(firstDifference(delivered, await trinoFacts(delivered, name))).toBeUndefined();
}

test('all engines read the same facts from random records', () => expectSame(RANDOM), 300_000);

test('all engines read the same facts from the examples of the built-in rules', async () => {
  const records = readRulesWithExamples().flatMap(({ examples }) =>
    [...examples.matching, ...examples.ignored].map(({ record }) => record),
  );
  expect(records.length).toBeGreaterThan(1_000);
  await expectSame(records);
}, 300_000);

test('a fact that is specialised by the event is the same fact', () => {
  for (const record of withoutLists(RANDOM)) {
    const { eventSource, eventName } = record;
    if (typeof eventSource !== 'string' || typeof eventName !== 'string') continue;
    const required = all(isAnyOf('eventSource', eventSource), isAnyOf('eventName', eventName));
    const status = outcomeOf(record as unknown as CloudTrailRecord)?.status;
    for (const each of OUTCOMES) {
      const condition = outcomeTest([each]);
      const verdicts = [condition, specialised(condition, required)].map((of) => toPredicate(of)(record));
      expect({ record, each, verdicts }).toEqual({
        record,
        each,
        verdicts: [each === status, each === status],
      });
    }
  }
});

/** The facts that a rule can name, and that a record has a value of. */
const NAMED = Object.entries(FACT_TESTS).filter(([name]) => name in FACTS);

test('a rule that names the value of a fact matches the records that have it', () => {
  // To a range of addresses, an IPv4 address that is written as IPv6 is one of IPv4.
  const records = withoutLists(RANDOM).filter(
    ({ sourceIPAddress }) => !/^::ffff:.*\./i.test(String(sourceIPAddress)),
  );
  const facts = records.map((record) => factsOf(record as unknown as CloudTrailRecord));
  for (const [name, fact] of NAMED) {
    const values = new Set(facts.flatMap((each) => each[name] ?? []));
    const asked = [...values].filter(fact.isValue).slice(0, 20);
    expect(asked.length).toBeGreaterThan(0);
    for (const value of asked) {
      const holds = toPredicate(fact.test([value]));
      // Rules name programs in any letter case.
      const cased = (text = '') => (name === 'program' ? text.toLowerCase() : text);
      const different = records.find(
        (record, at) => holds(record) !== (cased(facts[at]?.[name]) === cased(value)),
      );
      expect({ name, value, different }).toEqual({ name, value, different: undefined });
    }
  }
});

const SCOPES = [DUCKDB_SCALARS, ATHENA_SCALARS, LAKE_SCALARS];

test.each(Object.entries(FACT_TESTS))('SQL expresses a rule that names %s', (name, fact) => {
  const value = VALUES[name] ?? fact.values[0];
  for (const scope of SCOPES)
    expect(formToSql(toNormalForm(fact.test([value ?? ''])), scope, {}).obstacles).toEqual([]);
});

const VALUES: Readonly<Record<string, string>> = {
  network: '203.0.113.0/24',
  program: 'aws-cli',
  absent: 'errorCode',
};

test('every record has a name for its actor', () => {
  for (const record of RANDOM) expect(actorOf(record as unknown as CloudTrailRecord).name).not.toBe('');
});

describeCorpus('shared records', () => {
  test(
    'all engines read the same facts',
    () => expectSame(corpusRecords().filter(isSpelledAsDelivered)),
    600_000,
  );
});
