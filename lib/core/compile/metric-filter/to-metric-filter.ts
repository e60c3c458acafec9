import { expressionProblem } from '../../pattern/metric-filter/filter-expression';
import {
  FILTER_LIMITS,
  type JsonExpression,
  type Operator,
  renderJsonFilter,
} from '../../pattern/metric-filter/filter-syntax';
import { parseMetricFilter } from '../../pattern/metric-filter/parse-metric-filter';
import { fieldShape } from '../../record/field-shape';
import type { CompareCondition, Condition } from '../../rule/condition';
import { Compilation, type Refusal, toCompileResult } from '../compilation';
import type { CompileOptions, CompileResult } from '../compile-result';
import { type Atom, type AtomForm, compileForm, toNormalForm } from '../negation-normal-form';
import { applyOperator, type OperatorTable } from '../operators';
import type { ExpressionQuestion } from '../text-question';
import { asScalar, compileText, numberComparand, outsideLists } from './compile-text';
import { FilterField } from './filter-field';
import { allOf, anyOf, type FilterCompilation, type FilterContext, type FilterForm } from './filter-form';
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
  const form = formOf(condition, options);
  const isWidened = form.obstacles.length > 0;
  if (isWidened && (options.overApproximate !== true || form.value === 'always'))
    return { kind: 'refused', obstacles: form.obstacles };
  return toCompileResult(form.value === 'never' ? NEVER : form.andThen(toPatterns), options);
}

/**
 * A JSON pattern without the records that fulfil a condition. A metric filter is case-sensitive, so texts are compared with letter case:
 * records in another spelling are not left out. Refused where a metric filter cannot express the rest of the condition.
 *
 * @param pattern one that the service accepts: a wrong one is a mistake of the caller and throws
 */
export function excludeFromMetricFilter(pattern: string, condition: Condition): CompileResult {
  const parsed = parseMetricFilter(pattern);
  if ('problems' in parsed || parsed.syntax.kind !== 'json')
    throw new Error(`not a JSON pattern of a metric filter: ${pattern}`);
  const { expression } = parsed.syntax;
  const form = formOf({ kind: 'not', of: condition }, {}, casedIfNegated);
  return form.obstacles.length > 0
    ? { kind: 'refused', obstacles: form.obstacles }
    : toCompileResult(form.map((other) => allOf([expression, other])).andThen(toPatterns), {});
}

/** A negated comparison of texts holds for no fewer records if it is case-sensitive. */
function casedIfNegated({ atom, isNegated }: AtomForm): Atom {
  return isNegated && 'cased' in atom ? { ...atom, cased: true } : atom;
}

function formOf(
  condition: Condition,
  options: CompileOptions,
  asked = ({ atom }: AtomForm): Atom => atom,
): FilterCompilation {
  return compileForm<FilterForm>(toNormalForm(condition), {
    atom: (form) => applyOperator(FILTER_OPERATORS, asked(form), { isNegated: form.isNegated, options }),
    all: (parts) => Compilation.of(allOf(parts)),
    any: (parts) => Compilation.of(anyOf(parts)),
    always: 'always',
  });
}

function toPatterns(form: FilterForm): Compilation<readonly string[]> {
  if (form === 'never') return NEVER;
  if (form === 'always') return Compilation.of([EVERYTHING]);
  const patterns = splitToFit(form);
  return patterns === undefined ? Compilation.refuse(limitOf(form)) : Compilation.of(patterns.map(render));
}

const NEVER = Compilation.refuse({ code: 'never-holds', reason: 'the condition is never true' });

function render(expression: JsonExpression): string {
  const readable = renderJsonFilter({ kind: 'json', expression }, 'readable');
  return readable.length <= FILTER_LIMITS.characters
    ? readable
    : renderJsonFilter({ kind: 'json', expression }, 'compact');
}

/** Which limit is in the way. */
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

const OPERATORS: Readonly<Record<CompareCondition['operator'], Operator>> = {
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

const OPPOSITES: Readonly<Record<CompareCondition['operator'], Operator>> = {
  lt: '>=',
  lte: '>',
  gt: '<=',
  gte: '<',
};

/**
 * A comparison of a field with a number, or its negation. Refused if the field may have numbers as text, which a
 * metric filter may or may not compare.
 */
function compileNumber(
  condition: CompareCondition,
  field: FilterField,
  context: FilterContext,
): FilterCompilation {
  const value = numberComparand(condition.value);
  return outsideLists(field, context)
    .andThen(() => asNumber(field, context))
    .map(() =>
      context.isNegated
        ? anyOf([field.isAbsentOrNull, field.compare(OPPOSITES[condition.operator], value)])
        : field.compare(OPERATORS[condition.operator], value),
    );
}

function asNumber(field: FilterField, { options }: FilterContext): Compilation<null> {
  const { name, shape } = field;
  if (shape.kind === 'number') return Compilation.of(null);
  const reason = `'${name}' may have numbers as text, and whether a metric filter compares them is not documented`;
  if (shape.kind !== 'open' || field.isInList) return field.refuse('number-in-text', reason);
  return field.assume('number-field', options, reason);
}

/** An escaped character or a class as a whole, so that other characters that are found have their meaning. */
const ESCAPED_OR_CLASS = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs;

/** Engines differ on a bracket in a class, and on a repetition without a minimum. */
const BRACKET_IN_CLASS = /\[\^?\]?(?:\\.|[^\]\\[])*\[/s;

const NO_MINIMUM = /\{,\d+\}/;

/**
 * A regular expression that is found in a field, or that is not. Only what means the same in RE2 and in the service is
 * compiled.
 */
function compileExpression(
  { expression, flags }: ExpressionQuestion,
  field: FilterField,
  context: FilterContext,
): FilterCompilation {
  return outsideLists(field, context).andThen(() => {
    if (field.shape.kind !== 'text') {
      const reason = `'${field.name}' may have values that are not text, and what a regular expression finds in other values is not documented`;
      return field.refuse('expression-on-open-field', reason);
    }
    const problem = problemOf(expression, flags);
    if (problem !== undefined) return field.refuse('expression', problem);
    const { isNegated } = context;
    const test = field.compare(isNegated ? '!=' : '=', { kind: 'expression', expression });
    return Compilation.of(isNegated ? anyOf([field.isAbsentOrNull, test]) : test);
  });
}

function problemOf(expression: string, flags: string): string | undefined {
  const flag = ['i', 'm'].find((candidate) => flags.includes(candidate));
  if (flag !== undefined) return `a metric filter has no flag such as '${flag}' for a regular expression`;
  const problem = expressionProblem(expression);
  if (problem !== undefined) return problem.message;
  if (BRACKET_IN_CLASS.test(expression))
    return "what '[' means inside a class of a regular expression is not documented; write \\x5B";
  if (NO_MINIMUM.test(expression))
    return "'{,n}' is a repetition for the service and plain text for the matcher; write '{0,n}'";
  const plain = expression.replace(ESCAPED_OR_CLASS, '');
  if (plain.includes('.') && !flags.includes('s')) {
    return "'.' finds line breaks in a metric filter and not in the rule; write '[^\\x0A]', or add the modifier 's'";
  }
  return undefined;
}

const FILTER_OPERATORS: OperatorTable<FilterContext, FilterCompilation> = {
  text: ({ field, question }, context) =>
    FilterField.of(field).andThen((found) =>
      question.form === 'expression'
        ? compileExpression(question, found, context)
        : compileText(question, found, context),
    ),
  compare: (condition, context) =>
    FilterField.of(condition.field).andThen((found) => compileNumber(condition, found, context)),
  isNull: ({ field }, context) => FilterField.of(field).andThen((found) => compileNull(found, context)),
  exists: ({ field }, context) => FilterField.of(field).andThen((found) => compileExists(found, context)),
  cidr: Compilation.missing(
    'cidr',
    "a metric filter has no ranges of addresses; write the beginning of the address, such as '10.'",
  ),
  sameAs: Compilation.missing('field-reference', 'a metric filter cannot compare two fields'),
  timePart: Compilation.missing('time-part', 'a metric filter cannot read a date'),
  document: Compilation.missing('document', 'a metric filter cannot read JSON that is stored as text'),
  outsideAccount: Compilation.missing(
    'outside-account',
    'a metric filter cannot compare a field with the account of the record',
  ),
  element: Compilation.missing(
    'element',
    'a metric filter cannot require one element to meet all conditions',
  ),
  keyword: () =>
    Compilation.refuse({
      code: 'keyword',
      reason: 'a metric filter of fields cannot search the whole record',
    }),
};

/** A field that is absent or null, or that is neither. */
function compileNull(field: FilterField, context: FilterContext): FilterCompilation {
  return present(field)
    .andThen(() => asScalar(field, context))
    .andThen(() => (context.isNegated ? anyValue(field) : Compilation.of(field.isAbsentOrNull)));
}

/** A field that is there, null included, or that is not. */
function compileExists(field: FilterField, context: FilterContext): FilterCompilation {
  const { name } = field;
  if (!context.isNegated) {
    return present(field)
      .andThen(() => asScalar(field, context))
      .andThen(() => anyValue(field))
      .map((value) => anyOf([value, field.is('NULL')]));
  }
  // The value of the field makes no difference, but no array may be on the way to it.
  const parent = name.includes('.') ? fieldShape(name.slice(0, name.lastIndexOf('.'))).kind : 'object';
  const outside = () => (parent === 'object' ? Compilation.of(null) : asScalar(field, context));
  return present(field)
    .andThen(outside)
    .map(() => field.isAbsent);
}

function present(field: FilterField): Compilation<null> {
  if (!field.isInList) return Compilation.of(null);
  return field.refuse(
    'list-presence',
    `'${field.name}' is in the elements of an array, and a metric filter cannot test whether any element has it`,
  );
}

/** `EXISTS` is not supported, and `= *` finds texts and numbers. */
function anyValue(field: FilterField): FilterCompilation {
  const { kind } = field.shape;
  const booleans = [field.is('TRUE'), field.is('FALSE')];
  switch (kind) {
    case 'text':
    case 'number':
      return Compilation.of(field.isAnyText);
    case 'boolean':
      return Compilation.of(anyOf(booleans));
    case 'scalar':
    case 'open':
      return Compilation.of(anyOf([field.isAnyText, ...booleans]));
    case 'object':
    case 'list': {
      const reason = `'${field.name}' is an object or array, and a metric filter cannot test whether it is present`;
      return field.refuse('object-presence', reason);
    }
    default:
      return kind satisfies never;
  }
}
