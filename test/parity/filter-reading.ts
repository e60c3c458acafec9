import type { Json } from '../../lib/core/json/json-value';
import type { Comparand, JsonExpression, Selector } from '../../lib/core/pattern/metric-filter/filter-syntax';
import { parseMetricFilter } from '../../lib/core/pattern/metric-filter/parse-metric-filter';

/**
 * A way to read what AWS leaves open in JSON filter patterns. A pattern that stays within what is settled means the same
 * in each of them.
 */
export interface FilterReading {
  /** A boolean is compared as the text `true` or `false`. */
  readonly booleansAreTexts: boolean;
  /** `!=` holds for null. */
  readonly nullDiffers: boolean;
  /** A number is compared with a text by its digits; otherwise they are of different types. */
  readonly numbersAreTexts: boolean;
  /** A text that is a number is compared with a number by its value; otherwise they are of different types. */
  readonly textsAreNumbers: boolean;
  /** `!=` holds for values of different types. */
  readonly otherTypesDiffer: boolean;
  /** A `*` inside a text stands for any text. */
  readonly innerWildcards: boolean;
}

/** Every combination. */
export const READINGS: readonly FilterReading[] = Array.from({ length: 64 }, (_, bits) => ({
  booleansAreTexts: (bits & 1) > 0,
  nullDiffers: (bits & 2) > 0,
  numbersAreTexts: (bits & 4) > 0,
  textsAreNumbers: (bits & 8) > 0,
  otherTypesDiffer: (bits & 16) > 0,
  innerWildcards: (bits & 32) > 0,
}));

/** A reading of one pattern. */
interface Reader extends FilterReading {
  /** The searches for its texts: the same in every record. */
  readonly searches: Map<Comparand, RegExp>;
}

/** Evaluates a JSON pattern in a given reading, without any of the evaluator's code but its parser. */
export function toReading(pattern: string, reading: FilterReading): (record: Json) => boolean {
  const filter = parseMetricFilter(pattern);
  if ('problems' in filter) throw new Error(filter.problems[0]?.message);
  const { syntax } = filter;
  const reader = { ...reading, searches: new Map<Comparand, RegExp>() };
  if (syntax.kind === 'json') return (record) => holds(syntax.expression, record, reader);
  return (record) => filter.matches(JSON.stringify(record));
}

function holds(expression: JsonExpression, record: Json, reading: Reader): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.of.every((part) => holds(part, record, reading));
    case 'or':
      return expression.of.some((part) => holds(part, record, reading));
    case 'is':
      return select([record], expression.selector).some(
        (node) => JSON.stringify(node) === expression.value.toLowerCase(),
      );
    case 'notExists':
      return select([record], expression.selector).length === 0;
    case 'compare':
      return select([record], expression.selector).some((node) =>
        compares(node, expression.operator, expression.value, reading),
      );
  }
}

function select(nodes: readonly Json[], selector: Selector): readonly Json[] {
  return selector.reduce<readonly Json[]>(
    (reached, step) =>
      reached.flatMap((node): readonly Json[] => {
        if (typeof node !== 'object' || node === null) return [];
        if ('every' in step) {
          return Array.isArray(node) === (step.every === 'element') ? (Object.values(node) as Json[]) : [];
        }
        if (Array.isArray(node) === 'member' in step) return [];
        const key = 'member' in step ? step.member : String(step.element);
        return Object.hasOwn(node, key) ? [(node as Record<string, Json>)[key] as Json] : [];
      }),
    nodes,
  );
}

function compares(node: Json, operator: string, value: Comparand, reading: Reader): boolean {
  if (node === null) return operator === '!=' && reading.nullDiffers;
  if (typeof node === 'object') return false;
  if (typeof node === 'boolean' && !reading.booleansAreTexts) return false;
  const read = typeof node === 'boolean' ? String(node) : node;
  return value.kind === 'number'
    ? comparesNumber(read, operator, value.value, reading)
    : comparesText(read, operator, value, reading);
}

function comparesNumber(
  node: string | number,
  operator: string,
  value: number,
  reading: FilterReading,
): boolean {
  const number =
    typeof node === 'number' || (reading.textsAreNumbers && node.trim() !== '') ? Number(node) : Number.NaN;
  if (Number.isNaN(number)) return operator === '!=' && reading.otherTypesDiffer;
  if (operator === '=') return number === value;
  if (operator === '!=') return number !== value;
  if (operator === '<') return number < value;
  if (operator === '>') return number > value;
  return operator === '<=' ? number <= value : number >= value;
}

function comparesText(node: string | number, operator: string, value: Comparand, reading: Reader): boolean {
  const isAnyValue = value.kind === 'text' && value.text === '' && value.anyBefore;
  if (isAnyValue) return operator === '=';
  if (typeof node === 'number' && !reading.numbersAreTexts)
    return operator === '!=' && reading.otherTypesDiffer;
  const search = reading.searches.get(value) ?? searchOf(value, reading);
  reading.searches.set(value, search);
  return search.test(String(node)) === (operator === '=');
}

function searchOf(value: Comparand, reading: FilterReading): RegExp {
  if (value.kind === 'expression') return new RegExp(value.expression, 'su');
  if (value.kind === 'number') throw new Error('a number is no text');
  const inner = value.text
    .split('*')
    .map(literal)
    .join(reading.innerWildcards ? '.*' : '\\*');
  return new RegExp(`^${value.anyBefore ? '.*' : ''}${inner}${value.anyAfter ? '.*' : ''}$`, 's');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
