import type { Condition } from './condition';

type ValueTest = (value: unknown) => boolean;
/** The members of a condition beside `kind`, and what each must be; `of` is checked apart. */
type Shape = Readonly<Record<string, ValueTest>>;

/**
 * What is wrong with a value that should be a condition, as a path and a few words; undefined if nothing is. Trees
 * that come from a file are checked with it, so that engines can trust the type.
 */
export function conditionProblem(value: unknown, path: string): string | undefined {
  if (!isObject(value)) return `${path} is no condition`;
  const kind = value.kind as Condition['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) return `${path}.kind is not known`;
  const wrong = Object.entries(SHAPES[kind]).find(([name, test]) => !test(value[name]));
  if (wrong !== undefined) return `${path}.${wrong[0]} is missing or of the wrong type`;
  if (kind === 'not' || kind === 'element' || kind === 'document')
    return conditionProblem(value.of, `${path}.of`);
  if (kind === 'and' || kind === 'or') return listProblem(value.of, `${path}.of`);
  return undefined;
}

function listProblem(value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return `${path} is no list`;
  for (const [index, member] of value.entries()) {
    const reason = conditionProblem(member, `${path}[${index}]`);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const isText: ValueTest = (value) => typeof value === 'string';
const isFlag: ValueTest = (value) => typeof value === 'boolean';
const isNumber: ValueTest = (value) => typeof value === 'number';
const isTexts: ValueTest = (value) => Array.isArray(value) && value.every(isText);
const isPatterns: ValueTest = (value) =>
  Array.isArray(value) && value.every((pattern) => Array.isArray(pattern) && pattern.every(isPart));
const isPart: ValueTest = (part) =>
  isObject(part) && (typeof part.text === 'string' || part.any === true || part.one === true);

function oneOf(...words: readonly string[]): ValueTest {
  return (value) => words.some((word) => word === value);
}

const TEXT: Shape = { field: isText, values: isTexts, cased: isFlag };
const RELATIONS = oneOf('equals', 'startsWith', 'endsWith', 'contains');

const SHAPES: Readonly<Record<Condition['kind'], Shape>> = {
  and: {},
  or: {},
  not: {},
  equals: TEXT,
  startsWith: TEXT,
  endsWith: TEXT,
  contains: TEXT,
  wildcard: { field: isText, patterns: isPatterns, cased: isFlag },
  matches: { field: isText, expression: isText, flags: isText },
  cidr: { field: isText, ranges: isTexts },
  compare: { field: isText, operator: oneOf('lt', 'lte', 'gt', 'gte'), value: isNumber },
  isNull: { field: isText },
  exists: { field: isText },
  sameAs: { field: isText, other: isText, relation: RELATIONS, cased: isFlag },
  timePart: {
    field: isText,
    part: oneOf('minute', 'hour', 'day', 'week', 'month', 'year'),
    operator: oneOf('eq', 'lt', 'lte', 'gt', 'gte'),
    value: isNumber,
  },
  element: { field: isText },
  document: { field: isText },
  outsideAccount: { field: isText, own: isTexts },
  keyword: { patterns: isPatterns, cased: isFlag },
  keywordMatches: { expression: isText, flags: isText },
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
