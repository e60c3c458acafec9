import { Compilation } from '../compilation';
import type { Assumption } from '../compile-result';
import { MAX_DOCUMENT_CHARACTERS } from '../text-form';
import { type HoldsFor, type SqlScope, TRINO_WORDS } from './sql-engine';
import { textLiteral } from './sql-literal';
import { ANY_TEXT } from './text-test';

/** A JSON expression in Trino's SQL, and how its fields are read. */
export interface JsonRoot {
  /** The JSON at these keys of a whole; NULL where there is none. */
  readonly at: (key: string) => string;
  /** The root itself, as JSON. */
  readonly whole: string;
  readonly isRecipient: (account: string) => string;
  /** How many scopes this one is in; it keeps variables distinct. */
  readonly depth: number;
  /** The name of its field in the record. */
  readonly nameOf: (field: string) => string;
  /** Whether the root may be an array, which is read as its elements. */
  readonly mayBeList?: boolean;
}

/** Reads JSON in Trino's SQL: any element of arrays, at any depth, and the text forms of the matcher. */
export function trinoJsonScope(root: JsonRoot): SqlScope {
  const { depth } = root;
  return {
    words: TRINO_WORDS,
    someText: (field, test, variable = 't') => {
      const text = `${variable}${depth}`;
      return test
        .sql(textOf(text, test.holdsFor))
        .map((holds) => someOf(elementsAt(root, field), text, holds))
        .assuming(...assumptionsOf(test.holdsFor, root.nameOf(field)));
    },
    texts: (field) => {
      const text = textOf('v', ANY_TEXT);
      const sql = `transform(${elementsAt(root, field)}, v -> ${text})`;
      return Compilation.of({ sql, isOne: false }, assumptionsOf(ANY_TEXT, root.nameOf(field)));
    },
    isRecipient: root.isRecipient,
    isNull: (field) => {
      const anyNull = (list: string) => `any_match(${list}, v -> json_format(v) = 'null')`;
      const whole =
        field.includes('.') || root.mayBeList
          ? elementsAt(root, field, `cardinality(p) = 0 OR ${anyNull('p')}`)
          : anyNull(elementsAt(root, field));
      return Compilation.of(`COALESCE(${whole}, TRUE)`);
    },
    exists: (field) => Compilation.of(`(COALESCE(cardinality(${elementsAt(root, field)}), 0) > 0)`),
    ...insides(root),
    someLeaf: (test) => {
      const text = `t${depth}`;
      return test
        .sql(leafText(text))
        .map((holds) => someOf(leavesOf(root.whole), text, holds))
        .assuming(...assumptionsOf({ ...test.holdsFor, objects: 'none' }, '*'));
    },
  };
}

/** The elements and documents at a field, each with its own scope. */
function insides(root: JsonRoot): Pick<SqlScope, 'someElement' | 'someDocument'> {
  const element = `e${root.depth}`;
  return {
    someElement: (field, holds) => {
      const inner = trinoJsonScope(insideOf(root, field));
      const list = `filter(${elementsAt(root, field)}, v -> COALESCE(json_array_length(v), 1) <> 0)`;
      return holds(inner).map((sql) => someOf(list, element, sql));
    },
    someDocument: (field, holds) => {
      const inner = trinoJsonScope({ ...insideOf(root, field), mayBeList: true });
      const list = `transform(${elementsAt(root, field)}, v -> ${documentOf('v')})`;
      return holds(inner).map((sql) => someOf(`filter(${list}, ${IS_DOCUMENT})`, element, sql));
    },
  };
}

/** The root of a scope in this one: an element or a document at the field. */
function insideOf(root: JsonRoot, field: string): JsonRoot {
  const element = `e${root.depth}`;
  return {
    at: (key) => `json_extract(${element}, ${pathOf(key)})`,
    whole: element,
    isRecipient: root.isRecipient,
    depth: root.depth + 1,
    nameOf: (inner) => root.nameOf(`${field}.${inner}`),
  };
}

/** A value as a document: an object, or the JSON in a text; something else, or NULL, if it is not a document. */
function documentOf(value: string): string {
  const isEncoded = "regexp_like(t, '\\A(\\s|%20|%0[9AaDd])*%[57][Bb]')";
  const plain = `IF(${isEncoded}, TRY(url_decode(replace(t, '+', '%2B'))), t)`;
  const text = `transform(ARRAY[json_extract_scalar(${value}, '$')], t -> IF(length(t) <= ${MAX_DOCUMENT_CHARACTERS}, ${plain}))`;
  const parsed = `transform(${text}, p -> IF(TRY(json_parse(p)) IS NOT NULL, json_extract(p, '$')))`;
  return `IF(regexp_like(json_format(${value}), '\\A\\{'), ${value}, element_at(${parsed}, 1))`;
}

const IS_DOCUMENT = "d -> COALESCE(regexp_like(json_format(d), '\\A[{\\[]'), FALSE)";

function someOf(list: string, name: string, holds: string): string {
  return `COALESCE(any_match(${list}, ${name} -> ${holds}), FALSE)`;
}

/** A key as a path. @see https://trino.io/docs/current/functions/json.html */
export function pathOf(...keys: readonly string[]): string {
  const steps = keys.map((key) => `["${key.replace(/["\\]/g, (sign) => `\\${sign}`)}"]`);
  return textLiteral(`$${steps.join('')}`);
}

/**
 * A list of the values at a path, with arrays and nested arrays opened; an empty array is itself. Where nothing is at
 * the path, the list is empty or NULL. `result` is the expression on the list at a path of several keys.
 */
function elementsAt(root: JsonRoot, field: string, result = 'p'): string {
  const [first = '', ...others] = field.split('.');
  const opened = elementsOf(root.mayBeList ? root.whole : root.at(first));
  const rest = root.mayBeList ? [first, ...others] : others;
  if (rest.length === 0) return opened;
  const paths = rest.map((key) => pathOf(key)).join(', ');
  const step = `flatten(transform(p, v -> ${elementsOf('json_extract(v, k)')}))`;
  return `reduce(ARRAY[${paths}], ${opened}, (p, k) -> ${step}, p -> ${result})`;
}

/** Each round opens one level of arrays, and there are no more levels than brackets. */
function elementsOf(value: string): string {
  const round = 'flatten(transform(s, e -> IF(json_array_length(e) > 0, CAST(e AS ARRAY(JSON)), ARRAY[e])))';
  return `reduce(regexp_extract_all(json_format(${value}), '\\['), ARRAY[${value}], (s, b) -> ${round}, s -> s)`;
}

/** The text form of a JSON value that is not an array with elements; NULL for JSON null. */
function textOf(value: string, { numbers, objects }: HoldsFor): string {
  const scalar = `json_extract_scalar(${value}, '$')`;
  const plain = numbers === 'none' ? scalar : numberText(value, scalar);
  return objects !== 'none'
    ? `COALESCE(${plain}, IF(regexp_like(json_format(${value}), '\\A[{\\[]'), json_format(${value})))`
    : plain;
}

/** Trino writes a JSON number with a point or an exponent as Java does: 1.0, 1.0E7. */
function numberText(value: string, scalar: string): string {
  const number = `TRY_CAST(json_format(${value}) AS DOUBLE)`;
  const isWhole = `regexp_like(json_format(${value}), '\\A-?[0-9]+[.eE]') AND abs(${number}) <= 9.007199254740991E15 AND ${number} % 1 = 0`;
  return `IF(${isWhole}, CAST(CAST(${number} AS BIGINT) AS VARCHAR), ${scalar})`;
}

function assumptionsOf({ numbers, objects }: HoldsFor, field: string): readonly Assumption[] {
  return numbers === 'any' || objects === 'spelled' ? [{ code: 'plain-json', field }] : [];
}

/** The texts anywhere in a value that are not keys: in compact JSON, a colon follows a key. */
function leavesOf(value: string): string {
  const pattern = `'"[^"\\\\]*(?:\\\\.[^"\\\\]*)*":?|-?[0-9][-+.0-9eE]*|true|false'`;
  return `filter(regexp_extract_all(json_format(${value}), ${pattern}), p -> p NOT LIKE '"%":')`;
}

function leafText(piece: string): string {
  return `json_extract_scalar(${piece}, '$')`;
}
