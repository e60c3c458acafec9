import {
  FILTER_LIMITS,
  type JsonExpression,
  type JsonList,
  joined,
  renderJsonExpression,
} from '../../pattern/metric-filter/filter-syntax';

/** How much of each limit of a pattern an expression takes. */
export type Measure = Readonly<Record<keyof typeof FILTER_LIMITS, number>>;

type Comparison = Exclude<JsonExpression, JsonList>;

const BRACES = 2;
const SIGN = 2;

/** The size of a pattern with only this expression, written compactly. */
export function measureOf(expression: JsonExpression): Measure {
  const inside = measureInside(expression);
  return { ...inside, characters: inside.characters + BRACES };
}

/** Whether an expression is within all limits of a pattern. */
export function fits(expression: JsonExpression): boolean {
  return shareOf(measureOf(expression)) <= 1;
}

/** The greatest share of a limit; above 1 is too much. */
export function shareOf(measure: Measure): number {
  const limits = Object.keys(FILTER_LIMITS) as (keyof Measure)[];
  return Math.max(...limits.map((limit) => measure[limit] / FILTER_LIMITS[limit]));
}

/** Expressions do not change, and splitting measures each of them many times. */
const MEASURED = new WeakMap<JsonExpression, Measure>();

function measureInside(expression: JsonExpression): Measure {
  const known = MEASURED.get(expression);
  if (known !== undefined) return known;
  const measure = measureAnew(expression);
  MEASURED.set(expression, measure);
  return measure;
}

function measureAnew(expression: JsonExpression): Measure {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of
        .map((part) => plus(measureInside(part), part.kind === 'or' ? PARENTHESES : NOTHING))
        .reduce(plus, { ...NOTHING, characters: SIGN * (expression.of.length - 1) });
    default:
      return measureComparison(expression);
  }
}

const NOTHING: Measure = { characters: 0, expressions: 0, wildcardSelectors: 0 };
const PARENTHESES: Measure = { ...NOTHING, characters: 2 };

function plus(left: Measure, right: Measure): Measure {
  return {
    characters: left.characters + right.characters,
    expressions: left.expressions + right.expressions,
    wildcardSelectors: left.wildcardSelectors + right.wildcardSelectors,
  };
}

function measureComparison(comparison: Comparison): Measure {
  return {
    characters: renderJsonExpression(comparison, 'compact').length,
    expressions: comparison.kind === 'compare' && comparison.value.kind === 'expression' ? 1 : 0,
    wildcardSelectors: comparison.selector.some((step) => 'every' in step) ? 1 : 0,
  };
}

/** The maximum number of metric filters of a log group. */
const MAX_PATTERNS = 100;
/** Ways of splitting that are tried, of an expression and of all its members together. */
const MAX_TRIES = 1000;

/**
 * Expressions that are each within the limits of a pattern, and of which at least one holds if and only if the given one
 * does; as few as an even partition of its lists gives. Undefined if there are none, or more than {@link MAX_PATTERNS}.
 */
export function splitToFit(expression: JsonExpression): readonly JsonExpression[] | undefined {
  // A pattern has at most the whole of a limit, so an expression that is much larger needs too many
  // patterns.
  if (sizeOf(expression) > MAX_PATTERNS) return undefined;
  return split(expression, { tries: MAX_TRIES });
}

interface Budget {
  tries: number;
}

function split(expression: JsonExpression, budget: Budget): readonly JsonExpression[] | undefined {
  if (fits(expression)) return [expression];
  if (expression.kind !== 'and' && expression.kind !== 'or') return undefined;
  const patterns = expression.kind === 'or' ? splitOr(expression, budget) : splitAnd(expression, budget);
  return patterns !== undefined && patterns.length <= MAX_PATTERNS ? patterns : undefined;
}

function splitOr({ of }: JsonList, budget: Budget): readonly JsonExpression[] | undefined {
  const pieces: JsonExpression[] = [];
  for (const member of of) {
    const parts = split(member, budget);
    if (parts === undefined) return undefined;
    pieces.push(...parts);
  }
  const least = Math.max(1, Math.floor(pieces.reduce((sum, piece) => sum + sizeOf(piece), 0)) - 1);
  for (let groups = least; groups <= Math.min(pieces.length, MAX_PATTERNS); groups++) {
    const patterns = partition(pieces, groups).map((members) => joined('or', members));
    if (patterns.every(fits)) return patterns;
  }
  return undefined;
}

/** Divides each `or` among its members into groups, and takes every choice of one group each. */
function splitAnd(and: JsonList, budget: Budget): readonly JsonExpression[] | undefined {
  const sizes = and.of.map((member) => (member.kind === 'or' ? member.of.length : 1));
  if (!fits(joined('and', and.of.map(smallestOf)))) return undefined;
  for (let total = 2; total <= MAX_PATTERNS; total++) {
    for (const counts of factorizations(total, sizes)) {
      if (budget.tries-- <= 0) return undefined;
      const patterns = choices(and, counts);
      if (patterns.every(fits)) return patterns;
    }
  }
  return splitLargest(and, budget);
}

/** The smallest member of an `or`, which no pattern can do without. */
function smallestOf(member: JsonExpression): JsonExpression {
  if (member.kind !== 'or') return member;
  return member.of.reduce((least, next) => (sizeOf(next) < sizeOf(least) ? next : least));
}

/** Ways to write a number as a product with one factor for each list, none greater than the length of the list. */
function* factorizations(total: number, [size, ...others]: readonly number[]): Generator<readonly number[]> {
  if (size === undefined) {
    if (total === 1) yield [];
    return;
  }
  for (let factor = 1; factor <= Math.min(size, total); factor++) {
    if (total % factor !== 0) continue;
    for (const rest of factorizations(total / factor, others)) yield [factor, ...rest];
  }
}

function choices({ of }: JsonList, counts: readonly number[]): readonly JsonExpression[] {
  const groups = of.map((member, at) =>
    member.kind === 'or'
      ? partition(member.of, counts[at] ?? 1).map((members) => joined('or', members))
      : [member],
  );
  return groups
    .reduce<readonly (readonly JsonExpression[])[]>(
      (chosen, next) => chosen.flatMap((before) => next.map((group) => [...before, group])),
      [[]],
    )
    .map((members) => joined('and', members));
}

/** Where a member of an `or` is too long by itself beside the rest, but has an `or` inside: each member by itself. */
function splitLargest({ of }: JsonList, budget: Budget): readonly JsonExpression[] | undefined {
  const ors = of.flatMap((member) => (member.kind === 'or' ? [member] : []));
  const [largest] = ors.sort((left, right) => sizeOf(right) - sizeOf(left));
  if (largest === undefined) return undefined;
  const others = of.filter((member) => member !== largest);
  const patterns: JsonExpression[] = [];
  for (const member of largest.of) {
    const parts = split(joined('and', [...others, member]), budget);
    if (parts === undefined || patterns.length + parts.length > MAX_PATTERNS) return undefined;
    patterns.push(...parts);
  }
  return patterns;
}

/** Groups of about the same size, their members in the given order. */
function partition(
  members: readonly JsonExpression[],
  count: number,
): readonly (readonly JsonExpression[])[] {
  const loads = Array.from({ length: count }, () => 0);
  const groupOf = new Map<JsonExpression, number>();
  for (const member of [...members].sort((left, right) => sizeOf(right) - sizeOf(left))) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + sizeOf(member);
    groupOf.set(member, least);
  }
  const groups = loads.map((_, group) => members.filter((member) => groupOf.get(member) === group));
  return groups.filter((group) => group.length > 0);
}

function sizeOf(expression: JsonExpression): number {
  return shareOf(measureOf(expression));
}
