import { textLiteral } from '../compile/sql/sql-literal';
import type { NamedQuery, QueryParameter } from './named-query';

/** The literal of each parameter, or the problem of the first invalid value. */
export type ParameterLiterals =
  | { readonly literals: ReadonlyMap<string, string> }
  | { readonly problem: string };

const MAX_CHARACTERS = 2048;

/** Checks the values of a query's parameters and writes them as SQL. A parameter that is not given has its default. */
export function toParameterLiterals(
  { name: query, parameters }: NamedQuery,
  values: ReadonlyMap<string, string>,
): ParameterLiterals {
  const known = parameters.map(({ name }) => name);
  const strange = [...values.keys()].find((name) => !known.includes(name));
  if (strange !== undefined) {
    const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    return { problem: `query ${query} has no parameter '${strange}'; ${has}` };
  }
  const literals = new Map<string, string>();
  for (const parameter of parameters) {
    const value = values.get(parameter.name) ?? parameter.default;
    if (value === undefined) {
      return { problem: `query ${query} needs --param ${parameter.name}=…: ${parameter.about}` };
    }
    const literal = toLiteral(parameter, value);
    if (literal === undefined) {
      return { problem: `parameter ${parameter.name} is '${value}'; ${EXPECTED[parameter.type]}` };
    }
    literals.set(parameter.name, literal);
  }
  return { literals };
}

const EXPECTED: Readonly<Record<QueryParameter['type'], string>> = {
  text: `write a text of at most ${MAX_CHARACTERS} characters, without NUL`,
  account: 'write the 12 digits of an account',
  time: 'write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)',
  number: 'write a number such as 10 or 0.5',
};

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Every literal is built from a checked value, and never from raw text. */
function toLiteral({ type }: QueryParameter, value: string): string | undefined {
  switch (type) {
    case 'text':
      return value.length <= MAX_CHARACTERS && !value.includes('\0') && isWellFormed(value)
        ? textLiteral(value)
        : undefined;
    case 'account':
      return /^\d{12}$/.test(value) ? textLiteral(value) : undefined;
    case 'time': {
      const time = TIME.test(value) && isDay(value.slice(0, 10)) ? new Date(value) : new Date(Number.NaN);
      return Number.isNaN(time.getTime())
        ? undefined
        : `TIMESTAMP '${time.toISOString().replace('T', ' ').replace('Z', '')}'`;
    }
    case 'number':
      return /^\d{1,15}(?:\.\d{1,9})?$/.test(value) ? value : undefined;
    default:
      return type satisfies never;
  }
}

/** A lone surrogate is not valid text in SQL. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/** `Date` alone would take 31 February for 3 March. */
function isDay(text: string): boolean {
  return new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}
