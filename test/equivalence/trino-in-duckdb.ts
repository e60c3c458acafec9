import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Trino's functions in DuckDB, as Trino's documentation says they work. What DuckDB has under the same name but works
 * in another way gets another name.
 */
const MACROS: readonly string[] = [
  `trino_json_array_length(v) AS CASE WHEN json_type(v) = 'ARRAY' THEN json_array_length(v) END`,
  `trino_json_scalar(v) AS CASE WHEN json_type(v) = 'VARCHAR' THEN json_extract_string(v, '$')
     WHEN json_type(v) NOT IN ('NULL', 'ARRAY', 'OBJECT') THEN CAST(v AS VARCHAR) END`,
  `json_format(v) AS CAST(v AS VARCHAR)`,
  `json_parse(t) AS parsed_text(t)`,
  `trino_if(c, a) AS CASE WHEN c THEN a END, (c, a, b) AS CASE WHEN c THEN a ELSE b END`,
  `trino_extract(t, p) AS nullif(regexp_extract(t, p), ''), (t, p, g) AS nullif(regexp_extract(t, p, g), '')`,
  `trino_date_add(unit, n, t) AS t + to_minutes(n)`,
];

/** Makes the macros that {@link toDuckdb} writes. */
export async function addTrinoMacros(connection: DuckDBConnection): Promise<void> {
  for (const macro of MACROS) await connection.run(`CREATE OR REPLACE MACRO ${macro}`);
}

/** An expression of Trino's SQL, of what the compilers write, in DuckDB's. */
export function toDuckdb(sql: string): string {
  return new Transliteration(sql).write();
}

type Call = (args: readonly string[]) => string;
const CALLS: Readonly<Record<string, Call>> = {
  any_match: ([list, holds]) => `list_bool_or(list_transform(${list}, ${holds}))`,
  transform: (args) => `list_transform(${args})`,
  filter: (args) => `list_filter(${args})`,
  cardinality: (args) => `len(${args})`,
  reduce: reduced,
  json_extract_scalar: ([value, path = '']) =>
    `trino_json_scalar(${path.startsWith("'/") ? `json_extract(${value}, ${path})` : value})`,
  json_array_length: (args) => `trino_json_array_length(${args})`,
  regexp_like: (args) => `regexp_matches(${args})`,
  regexp_extract: (args) => `trino_extract(${args})`,
  contains: ([range, address]) =>
    `is_in_range(${/TRY_CAST\((.*) AS IPADDRESS\)/s.exec(address ?? '')?.[1]}, ${range})`,
  split: (args) => `string_split(${args})`,
  array_join: (args) => `array_to_string(${args})`,
  element_at: ([map, key]) => `${map}[${key}]`,
  is_finite: (args) => `isfinite(${args})`,
  concat: (args) => `(${args.join(' || ')})`,
  date_add: (args) => `trino_date_add(${args})`,
  IF: (args) => `trino_if(${args})`,
};

/** DuckDB's list_reduce wants a state of the type of the list's elements; JSON can be both. */
function reduced([list = '', first = '', step = '', result = '']: readonly string[]): string {
  const [, state = '', element = '', body = ''] = /^lambda (\w), (\w): (.*)$/s.exec(step) ?? [];
  const round = body
    .replaceAll(`list_transform(${state},`, () => `list_transform(json_extract(${state}, '$[*]'),`)
    .replaceAll(`, ${element})`, () => `, json_extract_string(${element}, '$'))`);
  const states = `list_concat([to_json(${first})], list_transform(${list}, lambda x: to_json(x)))`;
  const reduction = `json_extract(list_reduce(${states}, lambda ${state}, ${element}: to_json(${round})), '$[*]')`;
  return `CASE WHEN ${list} IS NOT NULL THEN list_transform([${reduction}], ${result})[1] END`;
}

/** Trino's `$["a"]["b"]`, as it is looked up in objects. */
function pointerOf(literal: string): string {
  const path = literal.slice(1, -1).replaceAll("''", "'");
  const keys = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]/g)].map(([, key = '']) =>
    key.replace(/\\(.)/g, '$1'),
  );
  const pointer = keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return `'${pointer.replaceAll("'", "''")}'`;
}

class Transliteration {
  private at = 0;

  constructor(private readonly sql: string) {}

  write(): string {
    return this.until(/(?!)/).join('').replaceAll('ARRAY(JSON)', 'JSON[]');
  }

  /** What stands before the given sign at this level, in pieces. */
  private until(end: RegExp): string[] {
    const pieces: string[] = [];
    while (this.at < this.sql.length) {
      const rest = this.sql.slice(this.at);
      if (end.test(rest.charAt(0))) break;
      pieces.push(this.piece(rest));
    }
    return pieces;
  }

  private piece(rest: string): string {
    const plain = /^(?:'(?:[^']|'')*'|[^\w'()[\]]+)/.exec(rest)?.[0];
    if (plain?.startsWith(`'$["`)) return pointerOf(this.take(plain));
    if (plain !== undefined) return this.take(plain);
    const lambda = /^(?:(\w+)|\((\w+, \w+)\)) -> /.exec(rest);
    if (lambda !== null) {
      this.take(lambda[0]);
      return `lambda ${lambda[1] ?? lambda[2]}: `;
    }
    const call = /^(\w+)\(/.exec(rest);
    if (call !== null) return this.call(call[1] ?? '');
    if (rest.startsWith('(') || rest.startsWith('[')) {
      const open = this.take(rest.charAt(0));
      const inner = this.until(open === '(' ? /\)/ : /\]/).join('');
      return `${open}${inner}${this.take(open === '(' ? ')' : ']')}`;
    }
    return this.take(/^\w+/.exec(rest)?.[0] ?? rest.charAt(0));
  }

  private call(name: string): string {
    this.take(`${name}(`);
    const args: string[] = [''];
    while (this.sql[this.at] !== ')') {
      const rest = this.sql.slice(this.at);
      if (rest.startsWith(', ')) {
        this.take(', ');
        args.push('');
      } else args[args.length - 1] += this.argumentPiece(rest);
    }
    this.take(')');
    return CALLS[name]?.(args) ?? `${name}(${args.join(', ')})`;
  }

  /** A piece that stops at a comma of the call itself. */
  private argumentPiece(rest: string): string {
    const plain = /^(?:(?!, )[^\w'()[\]])+/.exec(rest)?.[0];
    return plain === undefined ? this.piece(rest) : this.take(plain);
  }

  private take(text: string): string {
    this.at += text.length;
    return text;
  }
}
