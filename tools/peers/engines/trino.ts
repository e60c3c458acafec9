import { ATHENA_TABLE as ATHENA } from '../../../lib/core/compile/sql/athena-table';
import { LAKE_TABLE as LAKE } from '../../../lib/core/compile/sql/lake-table';
import { toSelect } from '../../../lib/core/compile/sql/select-statement';
import type { JsonObject } from '../../../lib/core/json/json-value';
import {
  ATHENA_TABLE,
  LAKE_TABLE,
  rowOf,
  type TableShape,
  trinoColumns,
} from '../../../test/equivalence/athena-table';
import { conditionOf, type Engine, type Verdicts } from '../../../test/equivalence/engine';
import type { AnsweringProcess } from '../answering-process';
import { SHORT_LIVED, startJava } from './java-process';

/** The rows of a statement, or the message of its failure. */
export type TrinoResult = readonly (readonly unknown[])[] | string;

/** A view as a metastore keeps it: the Base64 of its definition. It is made in the catalog and the new schema that it names. */
export interface EncodedView {
  readonly view: string;
  readonly name: string;
}

/** Expressions of one statement. More are slow to compile, and one that fails is looked for in fewer. */
const AT_ONCE = 10;

/** Characters of a statement's rows. */
const STATEMENT_SIZE = 8_000_000;

/** Trino in one process, whose SQL Athena (engine version 3) and CloudTrail Lake speak. @see https://trino.io */
export class Trino {
  static async start(): Promise<Trino> {
    return new Trino(await startJava('trino/TrinoRunner.java', ['-Xmx3g', ...SHORT_LIVED]));
  }

  private constructor(private readonly process: AnsweringProcess) {}

  async run(statements: readonly (string | EncodedView)[]): Promise<readonly TrinoResult[]> {
    const { results } = await this.process.ask<{ readonly results: readonly TrinoResult[] }>({ statements });
    return results;
  }

  private tables = 0;

  /** A new table of these rows, numbered from 0 in the column `position`. @returns its name */
  async createTable(shape: TableShape, rows: readonly JsonObject[]): Promise<string> {
    const name = `${shape.name}_${this.tables++}`;
    const statements = inStatements(rows.map((row) => JSON.stringify(row))).map(({ from, texts }) => {
      // One text is parsed in a tenth of the time of as many expressions.
      const elements = `UNNEST(CAST(json_parse(${literal(`[${texts.join(',')}]`)}) AS ARRAY(JSON))) WITH ORDINALITY AS v (cells, place)`;
      const parsed = `SELECT CAST(place AS INTEGER) + ${from - 1} AS position, CAST(cells AS ROW(${trinoColumns(shape)})) AS r FROM ${elements}`;
      const into = from === 0 ? `CREATE TABLE ${name} AS` : `INSERT INTO ${name}`;
      return `${into} SELECT position, ${columnNames(shape)} FROM (${parsed}) CROSS JOIN UNNEST(ARRAY[r])`;
    });
    for (const result of await this.run(statements)) if (typeof result === 'string') throw new Error(result);
    return name;
  }

  /** The table for Athena or CloudTrail Lake as one of the engines that rules are compiled for. */
  asEngine(name: 'athena' | 'lake'): Engine {
    const [shape, table] =
      name === 'athena' ? ([ATHENA_TABLE, ATHENA] as const) : ([LAKE_TABLE, LAKE] as const);
    return {
      name: `${name} in Trino`,
      compile: (condition, options) => toSelect(condition, table, options),
      needsShapes: true,
      holds: (record) => isWellFormed(record) && rowOf(record, shape) !== undefined,
      run: async (artefacts, records) => {
        if (artefacts.length === 0 || records.length === 0) return artefacts.map(() => []);
        const rows = records.map((record) => rowOf(record, shape) ?? {});
        return this.evaluate(artefacts.map(conditionOf), await this.createTable(shape, rows));
      },
    };
  }

  /** What fails is cut in halves until the expression that fails is alone. */
  private async evaluate(expressions: readonly string[], table: string): Promise<readonly Verdicts[]> {
    if (expressions.length <= AT_ONCE) {
      const [result = ''] = await this.run([
        `SELECT ${expressions.join(',\n')} FROM ${table} ORDER BY position`,
      ]);
      if (typeof result !== 'string')
        return expressions.map((_, column) => result.map((row) => toVerdict(row[column])));
      if (expressions.length === 1) {
        const [positions = []] = await this.run([`SELECT position FROM ${table}`]);
        return [[...positions].map(() => new Error(result))];
      }
    }
    const half = Math.min(Math.ceil(expressions.length / 2), AT_ONCE);
    return [
      ...(await this.evaluate(expressions.slice(0, half), table)),
      ...(await this.evaluate(expressions.slice(half), table)),
    ];
  }

  stop(): void {
    this.process.stop();
  }
}

/** Texts of JSON in their order, and the number of the first, as many as a statement takes: Jackson reads no text of more than 20,000,000 characters. */
function inStatements(
  all: readonly string[],
): readonly { readonly from: number; readonly texts: readonly string[] }[] {
  const statements: { from: number; texts: string[] }[] = [];
  let size = 0;
  for (const [from, text] of all.entries()) {
    if (statements.length === 0 || size + text.length > STATEMENT_SIZE) {
      statements.push({ from, texts: [] });
      size = 0;
    }
    statements.at(-1)?.texts.push(text);
    size += text.length;
  }
  return statements;
}

/** The columns that were read from JSON. A time in CloudTrail Lake is a timestamp. */
function columnNames({ name, columns }: TableShape): string {
  const isTimestamp = (column: string) => name === 'lake' && column === 'eventtime';
  return Object.keys(columns)
    .map((column) =>
      isTimestamp(column) ? `CAST(from_iso8601_timestamp(${column}) AS TIMESTAMP) AS ${column}` : column,
    )
    .join(', ');
}

function toVerdict(cell: unknown): boolean | Error {
  return typeof cell === 'boolean' ? cell : new Error(`a verdict that is ${cell}`);
}

/** JSON of half a surrogate pair is no UTF-8, and so can be in no file that Athena reads. */
function isWellFormed(record: JsonObject): boolean {
  return !/\\ud[89a-f]/i.test(JSON.stringify(record));
}

function literal(text: string): string {
  const escaped = text.replace(/[^\x20-\x5b\x5d-\x7e]/gu, (character) =>
    character === '\\' ? '\\\\' : `\\+${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`,
  );
  return `U&'${escaped.replaceAll("'", "''")}'`;
}
