import type { SqlTexts } from '../../compile/sql/sql-engine';
import type { SqlTable } from '../../compile/sql/sql-table';

/** A value of a SELECT, what has to be joined for it, and what has to hold. */
export interface Source {
  readonly value: string;
  readonly join?: string;
  readonly where?: readonly string[];
}

/**
 * Arrays of one text of each field, under a name. Where each field is one text, there is one array, or none if a field
 * is missing; else a row for each combination.
 */
export function toTuples(name: string, texts: readonly SqlTexts[], table: SqlTable): Source {
  if (!texts.every(({ isOne }) => isOne)) return unnested(name, combinationsOf(texts, table));
  const values = texts.map(({ sql }) => sql);
  return { value: `ARRAY[${values.join(', ')}]`, where: values.map((value) => `${value} IS NOT NULL`) };
}

/** The same where each rule has fields of its own, by the rule's place. */
export function tuplesByPlace(
  name: string,
  texts: ReadonlyMap<number, readonly SqlTexts[]>,
  table: SqlTable,
): Source {
  const each = [...texts].map(([place, fields]) => ({ place, combinations: combinationsOf(fields, table) }));
  const [first] = each;
  if (first !== undefined && each.every(({ combinations }) => combinations === first.combinations)) {
    return toTuples(name, [...texts.values()][0] ?? [], table);
  }
  const cases = each.map(({ place, combinations }) => `\n  WHEN ${place} THEN ${combinations}`);
  return unnested(name, `CASE place${cases.join('')} END`);
}

function unnested(name: string, combinations: string): Source {
  return { value: name, join: `CROSS JOIN UNNEST(${combinations}) AS ${name}_rows (${name})` };
}

function combinationsOf(texts: readonly SqlTexts[], { counting }: SqlTable): string {
  return counting.combinations(texts.map(({ sql, isOne }) => (isOne ? `ARRAY[${sql}]` : sql)));
}
