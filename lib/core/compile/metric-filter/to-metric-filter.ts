import { FILTER_LIMITS } from '../../pattern/metric-filter/filter-limits';
import type { JsonExpression } from '../../pattern/metric-filter/filter-syntax';
import { renderJsonFilter } from '../../pattern/metric-filter/render-json-filter';
import type { Condition } from '../../rule/condition';
import type { CompileOptions, CompileResult, Obstacle } from '../compile-result';
import { type NormalForm, toNormalForm } from '../negation-normal-form';
import { sayAtom } from './compile-atom';
import { measureOf } from './measure';
import { Ledger, Unsayable } from './obstacles';
import { allOf, anyOf, type Said } from './said';
import { splitToFit } from './split';

/** The documented way to match everything. */
const EVERYTHING = '" "';

/**
 * Compiles a condition into JSON filter patterns of CloudWatch Logs, for metric filters and subscription filters on a
 * trail's log group. Only forms are used whose meaning AWS documents or that was observed.
 *
 * A record that satisfies several of the patterns is counted once by each.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function toMetricFilter(condition: Condition, options: CompileOptions = {}): CompileResult {
  const ledger = new Ledger(options);
  const said = sayForm(toNormalForm(condition), ledger);
  const { obstacles, assumptions } = ledger;
  const isWidened = obstacles.length > 0;
  if (isWidened && (options.overApproximate !== true || said === 'always'))
    return { kind: 'refused', obstacles };
  if (said === 'never') return refusal('never-holds', 'the condition never holds');
  if (said === 'always') return { kind: 'compiled', artefacts: [EVERYTHING], assumptions, widened: [] };
  const patterns = splitToFit(said);
  if (patterns === undefined) return { kind: 'refused', obstacles: [...obstacles, limitOf(said)] };
  return { kind: 'compiled', artefacts: patterns.map(render), assumptions, widened: obstacles };
}

function sayForm(form: NormalForm, ledger: Ledger): Said {
  switch (form.kind) {
    case 'and':
      return allOf(form.of.map((part) => sayForm(part, ledger)));
    case 'or':
      return anyOf(form.of.map((part) => sayForm(part, ledger)));
    case 'atom':
      return sayOrWiden(form, ledger);
    default:
      return form satisfies never;
  }
}

/** Only atoms are negated, so what cannot be said may be taken to hold: the whole then holds for no record less. */
function sayOrWiden(form: Extract<NormalForm, { readonly kind: 'atom' }>, ledger: Ledger): Said {
  try {
    return sayAtom(form.atom, form.isNegated, ledger);
  } catch (fault) {
    if (!(fault instanceof Unsayable)) throw fault;
    ledger.refuse(fault, form.path);
    return 'always';
  }
}

function render(expression: JsonExpression): string {
  const readable = renderJsonFilter({ kind: 'json', expression }, 'readable');
  return readable.length <= FILTER_LIMITS.characters
    ? readable
    : renderJsonFilter({ kind: 'json', expression }, 'compact');
}

function refusal(code: string, reason: string): CompileResult {
  return { kind: 'refused', obstacles: [{ code, path: '', reason }] };
}

/** Which limit stands in the way. */
function limitOf(said: JsonExpression): Obstacle {
  const { characters, expressions, wildcardSelectors } = measureOf(said);
  const cannot = 'and it cannot be split into patterns that are within the limit';
  const { characters: most } = FILTER_LIMITS;
  if (expressions > FILTER_LIMITS.expressions) {
    return {
      code: 'too-many-expressions',
      path: '',
      reason: `it takes ${expressions} regular expressions of ${FILTER_LIMITS.expressions}, ${cannot}`,
    };
  }
  if (wildcardSelectors > FILTER_LIMITS.wildcardSelectors) {
    return {
      code: 'too-many-wildcards',
      path: '',
      reason: `it takes ${wildcardSelectors} fields in arrays of ${FILTER_LIMITS.wildcardSelectors}, ${cannot}`,
    };
  }
  return { code: 'too-long', path: '', reason: `it takes ${characters} characters of ${most}, ${cannot}` };
}
