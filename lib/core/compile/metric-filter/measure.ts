import { FILTER_LIMITS, type JsonExpression, type JsonList } from '../../pattern/metric-filter/filter-syntax';
import { renderJsonExpression } from '../../pattern/metric-filter/render-json-filter';

/** How much of each limit of a pattern an expression takes. */
export type Measure = Readonly<Record<keyof typeof FILTER_LIMITS, number>>;

type Comparison = Exclude<JsonExpression, JsonList>;

const BRACES = 2;
const SIGN = 2;

/** What a pattern with nothing but this expression takes, written compactly. */
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

/** Expressions never change, and splitting measures each of them many times. */
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
