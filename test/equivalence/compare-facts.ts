import fc from 'fast-check';
import { factsOf } from '../../lib/core/compile/predicate/record-facts';
import { ATHENA_SCALARS } from '../../lib/core/compile/sql/athena-table';
import { factToSql } from '../../lib/core/compile/sql/fact-sql';
import { LAKE_SCALARS } from '../../lib/core/compile/sql/lake-table';
import type { FactValue } from '../../lib/core/fact/fact';
import { FACTS } from '../../lib/core/fact/facts';
import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import { DUCKDB_SCALARS } from '../../lib/core/query/to-duckdb-events';
import { compileFieldPath, readField } from '../../lib/core/record/field-path';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { fieldsOf } from '../../lib/core/rule/condition';
import { signedRecord } from './arbitrary-signed-record';
import { ATHENA_TABLE, rowOf } from './athena-table';

/** Random records: half with values of other types than AWS documents, and half without. */
export function randomRecords(count: number, seed = 20261129): readonly JsonObject[] {
  const half = { numRuns: Math.ceil(count / 2), seed };
  return [...fc.sample(signedRecord(true), half), ...fc.sample(signedRecord(false), half)];
}

/** The records that typed columns hold: what facts read is text or null, and at most a tag of EC2 is a number. */
export function asDelivered(records: readonly JsonObject[]): readonly JsonObject[] {
  return records.filter(
    (record) =>
      rowOf(record, ATHENA_TABLE) !== undefined &&
      FIELDS.every((field) => readField(record, field).every((value) => isDelivered(value, field.text))),
  );
}

function isDelivered(value: Json, field: string): boolean {
  return value === null || typeof value === 'string' || (field.endsWith('.tag') && typeof value === 'number');
}

/**
 * Those without a list in a fact's fields: a test of a field holds if what is in its list does, as in every rule, and a list has no value.
 * CloudTrail writes none there.
 */
export function withoutLists(records: readonly JsonObject[]): readonly JsonObject[] {
  return records.filter((record) => !FIELDS.some(({ keys }) => isListAt(record, keys)));
}

function isListAt(value: Json | undefined, keys: readonly string[]): boolean {
  const [key, ...others] = keys;
  if (Array.isArray(value) || key === undefined) return Array.isArray(value);
  return isJsonObject(value) && isListAt(value[key], others);
}

const FIELDS = [...new Set(Object.values(FACTS).flatMap(fieldsIn))].map(compileFieldPath);

function fieldsIn(fact: FactValue): readonly string[] {
  switch (fact.kind) {
    case 'text':
      return [];
    case 'field':
      return [fact.field];
    case 'part':
    case 'mapped':
    case 'lower':
      return fieldsIn(fact.of);
    case 'first':
    case 'joined':
      return fact.of.flatMap(fieldsIn);
    case 'case':
      return fact.of.flatMap(({ when, value }) => [...fieldsOf(when), ...fieldsIn(value)]);
    default:
      return fact satisfies never;
  }
}

/** An engine whose SQL reads facts. */
export type FactEngine = 'duckdb' | 'athena' | 'lake';

const SCOPES = { duckdb: DUCKDB_SCALARS, athena: ATHENA_SCALARS, lake: LAKE_SCALARS };

/** The expressions of all facts. */
export function factExpressions(engine: FactEngine): readonly string[] {
  return Object.values(FACTS).map((fact) => {
    const { value, obstacles } = factToSql(fact, SCOPES[engine]);
    if (value === undefined || obstacles.length > 0) throw new Error(JSON.stringify(obstacles));
    return value;
  });
}

/** The first record of which an engine says something else, given its columns; undefined if there is none. */
export function firstDifference(
  records: readonly JsonObject[],
  columns: readonly (readonly unknown[])[],
): object | undefined {
  for (const [row, record] of records.entries()) {
    const facts = factsOf(record as unknown as CloudTrailRecord);
    for (const [at, name] of Object.keys(FACTS).entries()) {
      const [expected, found] = [facts[name] ?? null, columns[at]?.[row] ?? null];
      if (expected !== found) return { record, name, expected, found };
    }
  }
  return undefined;
}
