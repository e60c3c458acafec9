import {
  FILTER_LIMITS,
  type JsonExpression,
  renderJsonFilter,
} from '../../pattern/metric-filter/filter-syntax';
import type { Condition } from '../../rule/condition';
import { Compilation, type Refusal, toCompileResult } from '../compilation';
import type { CompileOptions, CompileResult } from '../compile-result';
import { compileForm, toNormalForm } from '../negation-normal-form';
import { applyOperator } from '../operators';
import { allOf, anyOf, type FilterForm } from './filter-form';
import { FILTER_OPERATORS } from './filter-operators';
import { measureOf, splitToFit } from './split';

/** The documented way to match everything. */
const EVERYTHING = '" "';

/**
 * Compiles a condition into JSON patterns of metric filters, which subscription filters on a trail's log group take as
 * well. Only forms are used whose meaning AWS documents or that was observed.
 *
 * A record that satisfies several of the patterns is counted once by each.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function toMetricFilter(condition: Condition, options: CompileOptions = {}): CompileResult {
  const form = compileForm<FilterForm>(toNormalForm(condition), {
    atom: ({ atom, isNegated }) => applyOperator(FILTER_OPERATORS, atom, { isNegated, options }),
    all: (parts) => Compilation.of(allOf(parts)),
    any: (parts) => Compilation.of(anyOf(parts)),
    always: 'always',
  });
  const isWidened = form.obstacles.length > 0;
  if (isWidened && (options.overApproximate !== true || form.value === 'always'))
    return { kind: 'refused', obstacles: form.obstacles };
  return toCompileResult(form.value === 'never' ? NEVER : form.andThen(toPatterns), options);
}

function toPatterns(form: FilterForm): Compilation<readonly string[]> {
  if (form === 'never') return NEVER;
  if (form === 'always') return Compilation.of([EVERYTHING]);
  const patterns = splitToFit(form);
  return patterns === undefined ? Compilation.refuse(limitOf(form)) : Compilation.of(patterns.map(render));
}

const NEVER = Compilation.refuse({ code: 'never-holds', reason: 'the condition never holds' });

function render(expression: JsonExpression): string {
  const readable = renderJsonFilter({ kind: 'json', expression }, 'readable');
  return readable.length <= FILTER_LIMITS.characters
    ? readable
    : renderJsonFilter({ kind: 'json', expression }, 'compact');
}

/** Which limit stands in the way. */
function limitOf(form: JsonExpression): Refusal {
  const { characters, expressions, wildcardSelectors } = measureOf(form);
  const cannot = 'and it cannot be split into patterns that are within the limit';
  const { characters: most } = FILTER_LIMITS;
  if (expressions > FILTER_LIMITS.expressions) {
    return {
      code: 'too-many-expressions',
      reason: `it takes ${expressions} regular expressions of ${FILTER_LIMITS.expressions}, ${cannot}`,
    };
  }
  if (wildcardSelectors > FILTER_LIMITS.wildcardSelectors) {
    return {
      code: 'too-many-wildcards',
      reason: `it takes ${wildcardSelectors} fields in arrays of ${FILTER_LIMITS.wildcardSelectors}, ${cannot}`,
    };
  }
  return { code: 'too-long', reason: `it takes ${characters} characters of ${most}, ${cannot}` };
}
