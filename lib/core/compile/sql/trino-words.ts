import { Compilation } from '../compilation';
import { toPortableExpression } from '../portable-expression';
import type { SqlWords } from './sql-engine';
import { textLiteral } from './sql-literal';

const NUMBER = "'\\A[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?\\z'";
const DATE =
  "'\\A([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\\.[0-9]+)?)?(?:[Zz]|([-+])([0-9]{2}):?([0-9]{2}))?)?\\z'";

/** Trino's functions over texts, as Athena and CloudTrail Lake have them. */
export const TRINO_WORDS: SqlWords = {
  fold,
  search: (expression, flags) => {
    const portable = toPortableExpression(expression, flags);
    if ('problem' in portable)
      return Compilation.refuse({ code: 'regular-expression', reason: portable.problem });
    return Compilation.of((text) => `regexp_like(${text}, ${textLiteral(portable.expression)})`);
  },
  isInRange,
  accountOf: (text) =>
    `COALESCE(regexp_extract(${text}, '\\A[0-9]{12}\\z'), regexp_extract(${text}, '\\Aarn:[^:]*:[^:]*:[^:]*:([0-9]{12}):', 1))`,
  numberOf: (text) =>
    `IF(regexp_like(${text}, ${NUMBER}) AND is_finite(TRY_CAST(${text} AS DOUBLE)), TRY_CAST(${text} AS DOUBLE))`,
  timePartOf: (text, part) => `${part}(${momentOf(text)})`,
};

/**
 * Trino reads IPv6 addresses with a zone (fe80::1%1) too, which are no addresses here. To it every IPv4 address is one of
 * IPv6 as well, below ::ffff:0:0/96; here it is not.
 */
function isInRange(text: string, range: string): string {
  const isAddress = `regexp_like(${text}, '\\A[0-9A-Fa-f:.]+\\z')`;
  const isInside = (one: string) => `contains('${one}', TRY_CAST(${text} AS IPADDRESS))`;
  const guard = holdsMapped(range) ? ` AND NOT ${isInside('0.0.0.0/0')}` : '';
  return `(${isAddress} AND ${isInside(range)}${guard})`;
}

/** Whether an IPv6 range, as `canonicalRange` writes it, holds ::ffff:0:0/96. */
function holdsMapped(range: string): boolean {
  const [address = '', prefix = ''] = range.split('/');
  if (!address.includes(':')) return false;
  const groups = [0, 0, 0, 0, 0, 0xffff, 0, 0];
  const bits = Number(prefix);
  return address.split(':').every((group, index) => {
    const own = Math.min(16, Math.max(0, bits - index * 16));
    const mask = (0xffff << (16 - own)) & 0xffff;
    return ((Number.parseInt(group, 16) ^ (groups[index] ?? 0)) & mask) === 0;
  });
}

/**
 * LOWER works letter by letter, as `foldCase` does, but makes a plain `i` of the capital I with a dot. So that one is
 * kept from it where the values have an `i` at all.
 */
function fold(text: string, values: readonly string[]): string {
  const all = values.join('');
  if (values.length > 0 && !/[i\u0130]/.test(all)) return `lower(${text})`;
  if (values.length > 0 && !/[\u0130\u0131]/.test(all)) return `lower(replace(${text}, '\u0130', '\u0131'))`;
  return `array_join(transform(split(${text}, '\u0130'), p -> lower(p)), '\u0130')`;
}

/** The moment in UTC of a text; NULL if it is no date. */
function momentOf(text: string): string {
  const piece = (group: number) => `regexp_extract(${text}, ${DATE}, ${group})`;
  const or = (group: number) => `COALESCE(${piece(group)}, '00')`;
  const moment = `TRY_CAST(concat(${piece(1)}, ' ', ${or(2)}, ':', ${or(3)}, ':', ${or(4)}) AS TIMESTAMP)`;
  const minutes = `(60 * CAST(${or(6)} AS BIGINT) + CAST(${or(7)} AS BIGINT))`;
  return `date_add('minute', IF(${piece(5)} = '-', 1, -1) * ${minutes}, ${moment})`;
}
