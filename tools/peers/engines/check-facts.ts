import { readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import { ATHENA_TABLE, LAKE_TABLE, rowOf } from '../../../test/equivalence/athena-table';
import {
  asDelivered,
  factExpressions,
  firstDifference,
  randomRecords,
} from '../../../test/equivalence/compare-facts';
import { corpusRecords } from '../../../test/parity/corpus';
import { isSpelledAsDelivered } from '../../../test/parity/corpus-cases';
import type { Outcome } from '../outcome';
import type { Trino } from './trino';

/** Rows of one table: the statement that makes it contains them. */
const AT_ONCE = 2_000;

/** How many records are tried: random ones, and every so many of the shared ones. */
export interface FactCases {
  readonly facts: number;
  readonly recordStep: number;
}

/**
 * Trino reads the facts of random records, of the examples of the built-in rules and of the shared records as TypeScript does.
 */
export async function checkFacts(
  trino: Trino,
  { facts, recordStep }: FactCases,
  outcome: Outcome,
): Promise<void> {
  const examples = readRulesWithExamples().flatMap(({ examples: { matching, ignored } }) =>
    [...matching, ...ignored].map(({ record }) => record),
  );
  const shared = corpusRecords().filter(
    (record, at) => at % recordStep === 0 && isSpelledAsDelivered(record),
  );
  const records = asDelivered([...randomRecords(facts), ...examples, ...shared]);
  for (const name of ['athena', 'lake'] as const) {
    const shape = name === 'athena' ? ATHENA_TABLE : LAKE_TABLE;
    const different: string[] = [];
    for (let from = 0; from < records.length; from += AT_ONCE) {
      const some = records.slice(from, from + AT_ONCE);
      const table = await trino.createTable(
        shape,
        some.map((record) => rowOf(record, shape) ?? {}),
      );
      const columns: unknown[][] = [];
      for (const expression of factExpressions(name)) {
        const [rows = ''] = await trino.run([`SELECT ${expression} FROM ${table} ORDER BY position`]);
        if (typeof rows === 'string') different.push(rows);
        columns.push(typeof rows === 'string' ? [] : rows.map(([cell]) => cell));
      }
      const difference = firstDifference(some, columns);
      if (difference !== undefined) different.push(JSON.stringify(difference));
    }
    const what = `the facts of ${records.length} records in Trino, in the table of ${name}: ${different.length} differ`;
    outcome.check(different.length === 0 && records.length > 1_000, what, different.slice(0, 3));
  }
}
