import { shortened } from '../../problem/problem';
import type { Condition, OutsideAccountCondition } from '../../rule/condition';
import { repeatsRepetition } from '../../rule/nested-repetition';
import { compileExpression } from '../../rule/regular-expression';
import { expandPlaceholders, type ReadingBudget, type ReadingContext } from '../text/reading-context';
import type { YamlNode, YamlScalar } from '../yaml/yaml-node';
import type { OnField } from './known-field';
import { decodedPattern, type EncodedValues, encodeValue, type SigmaValue } from './sigma-encoding';
import type { ModifierChain } from './sigma-modifier';
import { anchorPattern, parseSigmaString, type WildcardPattern } from './sigma-string';

/** What reading a field needs in addition to the field. */
export interface FieldContext extends ReadingContext {
  readonly onField: OnField;
  /** Reads the condition over other selections that an element or a document has to satisfy. */
  readonly nested: (source: YamlScalar) => Condition | undefined;
}

/** The values as scalars; undefined, with a problem, if there is none or one of them is a map or a list. */
export function scalarsOf(
  nodes: readonly YamlNode[],
  owner: string,
  at: number,
  context: FieldContext,
): readonly YamlScalar[] | undefined {
  if (nodes.length === 0) {
    context.problems.error('no-value', `${owner} has an empty list of values`, at);
    return undefined;
  }
  const nested = nodes.find((node) => node.kind !== 'scalar');
  if (nested !== undefined) {
    const found = nested.kind === 'map' ? 'a map' : 'a list';
    const advice = nested.kind === 'map' ? '; write nested fields with dots' : '';
    const message = `${owner}: expected a text, a number or a list of them, found ${found}${advice}`;
    context.problems.error('invalid-value', message, nested.at);
    return undefined;
  }
  return nodes.filter((node) => node.kind === 'scalar');
}

/** The patterns of one value; more than one where a modifier spells it in several ways. */
export function patternsOf(
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): readonly WildcardPattern[] | undefined {
  if (context.budget.madeValues <= 0) {
    const modifier = chain.steps[0] ?? 'expand';
    return refuseValue(scalar, modifier, 'too many values, together with those before it', context);
  }
  const sources = expandedTexts(scalar, chain, context);
  if (sources === undefined) return undefined;
  let values: readonly SigmaValue[] = sources.map(plainValue);
  for (const step of chain.steps) {
    const results = applyStep(values, step);
    if ('reason' in results) return refuseValue(scalar, step, results.reason, context);
    values = results;
  }
  context.budget.madeValues -= values.length - 1;
  const patterns = decodedPatterns(values);
  return 'reason' in patterns
    ? refuseValue(scalar, chain.steps.join('|'), patterns.reason, context)
    : patterns;
}

function plainValue(source: string): SigmaValue {
  return { pattern: parseSigmaString(source), bytes: false };
}

function applyStep(values: readonly SigmaValue[], step: ModifierChain['steps'][number]): EncodedValues {
  const made: SigmaValue[] = [];
  for (const value of values) {
    if (step === 'contains' || step === 'startswith' || step === 'endswith') {
      made.push({ ...value, pattern: anchorPattern(value.pattern, step) });
      continue;
    }
    const results = encodeValue(value, step);
    if ('reason' in results) return results;
    made.push(...results);
  }
  return made;
}

function decodedPatterns(
  values: readonly SigmaValue[],
): readonly WildcardPattern[] | { readonly reason: string } {
  const patterns: WildcardPattern[] = [];
  for (const value of values) {
    const pattern = decodedPattern(value);
    if ('reason' in pattern) return pattern;
    patterns.push(pattern);
  }
  return patterns;
}

/** The texts of a value: itself, or with `expand` one for each value of its placeholders. */
export function expandedTexts(
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): readonly string[] | undefined {
  if (!chain.expand) return [scalar.text];
  const expanded = expandPlaceholders(scalar.text, context.placeholders);
  if (!('reason' in expanded)) return expanded;
  context.problems.error('unresolved-placeholder', expanded.reason, scalar.at);
  return undefined;
}

/** Whether a value is a regular expression that can be used; if not, a problem states why. */
export function isValidExpression(scalar: YamlScalar, chain: ModifierChain, context: FieldContext): boolean {
  const reason = expressionProblem(scalar.text, chain.flags, context.budget);
  if (reason === undefined) {
    warnOfRepetition(scalar, context);
    return true;
  }
  const message = `the regular expression '${shortened(scalar.text)}' cannot be used: ${reason}`;
  context.problems.error('invalid-expression', message, scalar.at);
  return false;
}

function warnOfRepetition(scalar: YamlScalar, context: FieldContext): void {
  if (!repeatsRepetition(scalar.text)) return;
  const found = `the regular expression '${shortened(scalar.text)}' repeats a repetition`;
  const reason = 'it is searched for in linear time here, but engines that backtrack may never finish';
  context.problems.warning('repeated-repetition', `${found}: ${reason}`, scalar.at);
}

function expressionProblem(expression: string, flags: string, budget: ReadingBudget): string | undefined {
  if (budget.expressionSteps <= 0) return 'the regular expressions before it are too large already';
  const compiled = compileExpression(expression, flags);
  budget.expressionSteps -= compiled.size;
  return 'reason' in compiled ? compiled.reason : undefined;
}

/** Whether `all` applies to fewer than two values, which Sigma does not allow; a problem reports it. */
export function refusesAll(count: number, chain: ModifierChain, at: number, context: FieldContext): boolean {
  if (!chain.all || count > 1) return false;
  context.problems.error('lone-all', "'all' needs a list of two or more values; remove it", at);
  return true;
}

/** The atoms of a list of values as one condition; undefined if one of them could not be read. */
export function linked(
  atoms: readonly (Condition | undefined)[],
  chain: ModifierChain,
): Condition | undefined {
  const known = atoms.filter((atom) => atom !== undefined);
  if (known.length < atoms.length) return undefined;
  return chain.all ? { kind: 'and', of: known } : anyOf(known);
}

/** Any of the conditions; the condition itself if there is one. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { kind: 'or', of: conditions };
}

function refuseValue(scalar: YamlScalar, modifier: string, reason: string, context: FieldContext): undefined {
  const message = `the value '${shortened(scalar.text)}' cannot be used with '${modifier}': ${reason}`;
  context.problems.error('invalid-value', message, scalar.at);
  return undefined;
}

/** The accounts of the reader; it may have no value, and then only the record's own account is meant. */
const OWN_ACCOUNTS = 'own_accounts';

/** Reads the values of `field|outside`: account ids, or with `expand` placeholders for them. */
export function outsideAccount(
  field: string,
  scalars: readonly YamlScalar[],
  chain: ModifierChain,
  context: FieldContext,
): OutsideAccountCondition | undefined {
  const own: string[] = [];
  for (const scalar of scalars) {
    const texts = isUnsetOwnAccounts(scalar, chain, context) ? [] : expandedTexts(scalar, chain, context);
    if (texts === undefined) return undefined;
    const wrong = texts.find((text) => !/^\d{12}$/.test(text));
    if (wrong !== undefined) {
      const message = `'outside' takes account ids of twelve digits, not '${shortened(wrong)}'`;
      context.problems.error('invalid-value', message, scalar.at);
      return undefined;
    }
    own.push(...texts);
  }
  return { kind: 'outsideAccount', field, own };
}

function isUnsetOwnAccounts(scalar: YamlScalar, chain: ModifierChain, context: FieldContext): boolean {
  return (
    chain.expand && scalar.text === `%${OWN_ACCOUNTS}%` && !Object.hasOwn(context.placeholders, OWN_ACCOUNTS)
  );
}
