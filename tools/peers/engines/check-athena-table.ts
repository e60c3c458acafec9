import { isDeepStrictEqual } from 'node:util';
import { readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { ATHENA_DDL, ATHENA_TABLE, JSON_COLUMNS, rowOf } from '../../../test/equivalence/athena-table';
import { corpusRecords } from '../../../test/parity/corpus';
import { isSpelledAsDelivered } from '../../../test/parity/corpus-cases';
import type { Outcome } from '../outcome';
import { type HiveAnswer, startHive, withoutNulls } from './hive';

const RECORDS_AT_ONCE = 500;

/**
 * The documented statement is one of Hive's grammar, and the SerDe that it names reads records into the rows with which
 * compiled SQL is compared. CloudTrailInputFormat, which makes texts of `requestParameters` and its like, cannot be had:
 * the records come to the SerDe as it is documented to leave them.
 */
export async function checkAthenaTable(recordStep: number, outcome: Outcome): Promise<void> {
  const hive = await startHive();
  const records = recordsThatFit(recordStep);
  const different: string[] = [];
  let cells = 0;
  try {
    for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
      const some = records.slice(at, at + RECORDS_AT_ONCE);
      const question = { ddl: ATHENA_DDL, records: some.map(asDelivered) };
      const { rows = [], error } = await hive.ask<HiveAnswer>(question);
      if (error !== undefined) different.push(error);
      for (const [index, record] of some.entries()) {
        const wanted = withoutNulls(rowOf(record, ATHENA_TABLE) ?? {});
        const found = withoutNulls(rows[index] ?? {});
        cells += countOf(wanted);
        if (!isDeepStrictEqual(found, wanted))
          different.push(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
      }
    }
  } finally {
    hive.stop();
  }
  const what = `Athena's table in Hive's parser and JsonSerDe: ${records.length} records, ${cells} values, ${different.length} differ`;
  outcome.check(different.length === 0 && cells > 1000, what, different.slice(0, 3));
}

function recordsThatFit(recordStep: number): readonly JsonObject[] {
  const catalogue = readRulesWithExamples();
  const examples = catalogue.flatMap(({ examples }) => [...examples.matching, ...examples.ignored]);
  const shared = corpusRecords().filter((_, index) => index % recordStep === 0);
  return [...shared, ...examples.map(({ record }) => record)].filter(
    (record) => isSpelledAsDelivered(record) && rowOf(record, ATHENA_TABLE) !== undefined,
  );
}

/** With the text of JSON where the column holds JSON. */
function asDelivered(record: JsonObject): string {
  const members = Object.entries(record).map(([key, value]): [string, Json | undefined] => {
    const isText = JSON_COLUMNS.has(key.toLowerCase()) && typeof value === 'object' && value !== null;
    return [key, isText ? JSON.stringify(value, null, 1) : value];
  });
  return JSON.stringify(Object.fromEntries(members));
}

function countOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((total: number, member) => total + countOf(member as Json), 0);
}
