import type { Condition } from './condition';

/** What a value must be. */
export type ValueTest = (value: unknown) => boolean;
/** The members of a condition other than `kind`, and what each must be; `of` is checked separately. */
type Shape = Readonly<Record<string, ValueTest>>;

/**
 * What is wrong with a value that should be a condition, as a path and a few words; undefined if nothing is. Trees
 * that come from a file are checked with it, so that engines can trust the type.
 */
export function conditionProblem(value: unknown, path: string): string | undefined {
  const problem = problemIn(value);
  return problem === undefined ? undefined : `${path}${problem}`;
}

/** The path is put together on the way back: nearly no tree has a problem. */
function problemIn(value: unknown): string | undefined {
  if (!isObject(value)) return ' is no condition';
  const kind = value.kind as Condition['kind'];
  const members = typeof kind === 'string' ? MEMBERS.get(kind) : undefined;
  if (members === undefined) return '.kind is not known';
  for (const [name, test] of members) {
    if (!test(value[name])) return `.${name} is missing or of the wrong type`;
  }
  if (kind === 'not' || kind === 'element' || kind === 'document') return within('.of', problemIn(value.of));
  if (kind === 'and' || kind === 'or') return within('.of', listProblem(value.of));
  return undefined;
}

function listProblem(value: unknown): string | undefined {
  if (!Array.isArray(value)) return ' is no list';
  for (let index = 0; index < value.length; index++) {
    const problem = problemIn(value[index]);
    if (problem !== undefined) return `[${index}]${problem}`;
  }
  return undefined;
}

function within(member: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${member}${problem}`;
}

/** A text. */
export const isText: ValueTest = (value) => typeof value === 'string';
const isFlag: ValueTest = (value) => typeof value === 'boolean';
/** A number. */
export const isNumber: ValueTest = (value) => typeof value === 'number';
/** A list of texts. */
export const isTexts: ValueTest = (value) => Array.isArray(value) && value.every(isText);
const isPatterns: ValueTest = (value) =>
  Array.isArray(value) && value.every((pattern) => Array.isArray(pattern) && pattern.every(isPart));
const isPart: ValueTest = (part) =>
  isObject(part) && (typeof part.text === 'string' || part.any === true || part.one === true);

/** One of these words. */
export function oneOf(...words: readonly string[]): ValueTest {
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

const MEMBERS = new Map(Object.entries(SHAPES).map(([kind, shape]) => [kind, Object.entries(shape)]));

/** An object or a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
