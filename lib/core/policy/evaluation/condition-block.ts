import { foldedKey, isMultivalued, requireKnownKey } from './condition-key';
import { type Operator, operatorNamed, toBoolean } from './condition-operator';
import type { Variables } from './text-pattern';

/** The context of a request, by folded key. A key that is not there is absent from the request. */
export type Context = ReadonlyMap<string, string | readonly string[]>;

/** One line of a Condition element: operator, key, and the values it may have. */
export interface Condition {
  /** As the policy spells it: `ForAllValues:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

type Quantifier = 'ForAllValues' | 'ForAnyValue' | undefined;

interface ParsedOperator {
  readonly quantifier: Quantifier;
  readonly name: string;
  readonly ifExists: boolean;
}

/** A Condition element as a list. All of them must hold. Throws on an operator, key or value that IAM does not have. */
export function parseConditions(element: unknown): readonly Condition[] {
  return Object.entries(asObject(element, 'Condition')).flatMap(([operator, keys]) =>
    Object.entries(asObject(keys, `Condition ${operator}`)).map(([key, value]) => {
      const condition = { operator, key, values: asValues(value, `${operator} ${key}`) };
      requireUsable(condition);
      return condition;
    }),
  );
}

/**
 * Whether one condition holds: any of the values for a positive operator, none of them for a negated one. A key that
 * the request lacks fails a positive operator and satisfies a negated one, `…IfExists` and `ForAllValues`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function conditionHolds(
  condition: Condition,
  context: Context,
  variables: Variables | undefined,
): boolean {
  const { quantifier, name, ifExists } = parseOperator(condition.operator);
  const actual = actualValues(condition.key, context);
  if (name === 'Null') return condition.values.some((value) => toBoolean(value) === (actual.length === 0));
  const operator = operatorNamed(name);
  if (quantifier === 'ForAnyValue') {
    return actual.some((value) => valueHolds(operator, condition.values, value, variables));
  }
  if (actual.length === 0) return quantifier === 'ForAllValues' || ifExists || operator.negated;
  return actual.every((value) => valueHolds(operator, condition.values, value, variables));
}

function valueHolds(
  operator: Operator,
  expected: readonly string[],
  actual: string,
  variables: Variables | undefined,
): boolean {
  const fits = expected.map((value) => operator.fits(value, actual, variables));
  return fits.includes(true) !== operator.negated;
}

function actualValues(key: string, context: Context): readonly string[] {
  const value = context.get(foldedKey(key));
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function parseOperator(text: string): ParsedOperator {
  const [, prefix, name = '', suffix] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  const quantifier = prefix as Quantifier;
  const ifExists = suffix !== undefined;
  if (name === 'Null' && (ifExists || quantifier !== undefined)) {
    throw new Error(`'${text}': Null takes neither a prefix nor IfExists`);
  }
  if (quantifier === 'ForAnyValue' && ifExists) {
    throw new Error(`'${text}': AWS does not say what IfExists means after ForAnyValue; leave it out`);
  }
  return { quantifier, name, ifExists };
}

function requireUsable({ operator, key, values }: Condition): void {
  requireKnownKey(key);
  const { quantifier, name } = parseOperator(operator);
  for (const value of values) {
    // compared with itself, so that a value of the wrong form is found without a request
    if (name === 'Null') toBoolean(value);
    else operatorNamed(name).fits(value, value, () => '');
  }
  if (isMultivalued(key) && quantifier === undefined && name !== 'Null') {
    throw new Error(`'${key}' has many values: '${operator}' needs ForAllValues or ForAnyValue before it`);
  }
}

function asValues(value: unknown, place: string): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new Error(`${place} has no value`);
  for (const each of values) {
    if (!['string', 'boolean', 'number'].includes(typeof each)) {
      throw new Error(`${place} is ${JSON.stringify(each)}: it must be a text, a number, true or false`);
    }
  }
  return values.map(String);
}

function asObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${place} is ${JSON.stringify(value)}: it must be an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}
