import type { Condition, SameAsCondition } from './condition';
import { isAddressRange } from './ip-range';
import type { YamlEntry, YamlNode, YamlScalar } from './located-yaml';
import { numberOfText } from './number-text';
import type { ReadingBudget, ReadingContext } from './reading-context';
import { compileExpression } from './regular-expression';
import { decodedPattern, encodeValue, type SigmaValue } from './sigma-encoding';
import { type ModifierChain, parseModifiers } from './sigma-modifier';
import { expandPlaceholders } from './sigma-placeholder';
import {
  anchorPattern,
  parseSigmaString,
  patternAtoms,
  plainText,
  type WildcardPattern,
} from './sigma-string';

/** What reading a field needs besides the field. */
export interface FieldContext extends ReadingContext {
  /** Called with each field that the rule looks at, and where. */
  readonly onField: (field: string, at: number) => void;
}

/**
 * Reads `field|modifier: value`. A field without a name is a search for keywords. Undefined, with a problem for each
 * fault, if it cannot be read.
 */
export function parseField(entry: YamlEntry, context: FieldContext): Condition | undefined {
  const [field = '', ...names] = entry.key.split('|').map((piece) => piece.trim());
  const chain = parseModifiers(names, context.problems, entry.at);
  if (chain === undefined) return undefined;
  if (field === '') return parseKeywords(valuesOf(entry.value), chain, entry.at, context);
  if (field.split('.').includes('')) {
    context.problems.error(
      'invalid-field',
      `'${field}' is not a field: a name beside a dot is empty`,
      entry.at,
    );
    return undefined;
  }
  context.onField(field, entry.at);
  const condition = parseValues(field, entry, chain, context);
  return condition !== undefined && chain.negated ? { kind: 'not', of: condition } : condition;
}

/** Reads values without a field: Sigma's keywords, each looked for in the whole record. */
export function parseKeywords(
  nodes: readonly YamlNode[],
  chain: ModifierChain,
  at: number,
  context: FieldContext,
): Condition | undefined {
  if (chain.kind !== 'text' && chain.kind !== 're') {
    const message = `keywords stand for text anywhere in the record and cannot be used with '${chain.kind}'`;
    context.problems.error('keyword-modifier', message, at);
    return undefined;
  }
  if (chain.anchor === 'startswith' || chain.anchor === 'endswith') {
    const message = `keywords are found anywhere in the record; '${chain.anchor}' needs a field`;
    context.problems.error('keyword-modifier', message, at);
    return undefined;
  }
  const scalars = scalarsOf(nodes, 'keywords', at, context);
  if (scalars === undefined || refusesAll(scalars.length, chain, at, context)) return undefined;
  const readers = scalars.map((scalar) => keywordOf(scalar, chain, context));
  const condition = linked(readers, chain);
  return condition !== undefined && chain.negated ? { kind: 'not', of: condition } : condition;
}

function keywordOf(scalar: YamlScalar, chain: ModifierChain, context: FieldContext): Condition | undefined {
  if (chain.kind === 're') {
    return isValidExpression(scalar, chain, context)
      ? { kind: 'keywordMatches', expression: scalar.text, flags: chain.flags }
      : undefined;
  }
  if (scalar.type === 'null') {
    context.problems.error('null-value', 'null is no keyword; write a text', scalar.at);
    return undefined;
  }
  const patterns = patternsOf(scalar, chain, context);
  return patterns === undefined ? undefined : { kind: 'keyword', patterns, cased: chain.cased };
}

function parseValues(
  field: string,
  entry: YamlEntry,
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  if (entry.value.kind === 'scalar' && entry.value.type === 'null') {
    return parseNull(field, entry, chain, context);
  }
  const scalars = scalarsOf(valuesOf(entry.value), `'${field}'`, entry.value.at, context);
  if (scalars === undefined || refusesAll(scalars.length, chain, entry.at, context)) return undefined;
  const holdsNull = scalars.find((scalar) => scalar.type === 'null');
  if (holdsNull !== undefined) {
    const message = `null cannot stand in a list of values; give '${field}: null' a selection of its own`;
    context.problems.error('null-in-list', message, holdsNull.at);
    return undefined;
  }
  if (chain.kind === 'text') return textCondition(field, scalars, chain, context);
  if (chain.kind === 'cidr') return cidrCondition(field, scalars, chain, context);
  if (chain.kind === 'exists') return existsCondition(field, scalars, context);
  return linked(
    scalars.map((scalar) => atomOf(field, scalar, chain, context)),
    chain,
  );
}

function parseNull(
  field: string,
  entry: YamlEntry,
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  if (chain.kind === 'text' && chain.steps.length === 0 && !chain.all && !chain.expand && !chain.cased) {
    return { kind: 'isNull', field };
  }
  const message = `'${entry.key}' has no value; null takes no modifier but 'neq'`;
  context.problems.error('null-value', message, entry.at);
  return undefined;
}

function textCondition(
  field: string,
  scalars: readonly YamlScalar[],
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  const patterns = scalars.map((scalar) => patternsOf(scalar, chain, context));
  const known = patterns.filter((pattern) => pattern !== undefined);
  if (known.length < patterns.length) return undefined;
  if (!chain.all) return anyOf(patternAtoms(field, known.flat(), chain.cased));
  return {
    kind: 'and',
    of: known.map((alternatives) => anyOf(patternAtoms(field, alternatives, chain.cased))),
  };
}

/** The patterns that one value stands for; more than one where a modifier spells it in several ways. */
function patternsOf(
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): readonly WildcardPattern[] | undefined {
  if (context.budget.madeValues <= 0) {
    return refuseValue(
      scalar,
      chain.steps[0] ?? 'expand',
      'the values before it have become too many',
      context,
    );
  }
  const sources = expandedTexts(scalar, chain, context);
  if (sources === undefined) return undefined;
  let values: readonly SigmaValue[] = sources.map((source) => ({
    pattern: parseSigmaString(source),
    bytes: false,
  }));
  for (const step of chain.steps) {
    const next: SigmaValue[] = [];
    for (const value of values) {
      const results =
        step === 'contains' || step === 'startswith' || step === 'endswith'
          ? [{ ...value, pattern: anchorPattern(value.pattern, step) }]
          : encodeValue(value, step);
      if ('fault' in results) return refuseValue(scalar, step, results.fault, context);
      next.push(...results);
    }
    values = next;
  }
  context.budget.madeValues -= values.length - 1;
  const patterns: WildcardPattern[] = [];
  for (const value of values) {
    const pattern = decodedPattern(value);
    if ('fault' in pattern) return refuseValue(scalar, 'utf16', pattern.fault, context);
    patterns.push(pattern);
  }
  return patterns;
}

function refuseValue(scalar: YamlScalar, modifier: string, fault: string, context: FieldContext): undefined {
  const message = `the value '${shortened(scalar.text)}' cannot be used with '${modifier}': ${fault}`;
  context.problems.error('invalid-value', message, scalar.at);
  return undefined;
}

function expandedTexts(
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): readonly string[] | undefined {
  if (!chain.expand) return [scalar.text];
  const expanded = expandPlaceholders(scalar.text, context.placeholders);
  if (!('fault' in expanded)) return expanded;
  context.problems.error('unresolved-placeholder', expanded.fault, scalar.at);
  return undefined;
}

function cidrCondition(
  field: string,
  scalars: readonly YamlScalar[],
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  const ranges: string[][] = [];
  for (const scalar of scalars) {
    const texts = expandedTexts(scalar, chain, context);
    if (texts === undefined) return undefined;
    const wrong = texts.find((text) => !isAddressRange(text));
    if (wrong !== undefined) {
      const message = `'${shortened(wrong)}' is not a range of addresses, such as '10.0.0.0/8' or '2001:db8::/32'`;
      context.problems.error('invalid-range', message, scalar.at);
      return undefined;
    }
    context.budget.madeValues -= texts.length - 1;
    ranges.push([...texts]);
  }
  if (!chain.all) return { kind: 'cidr', field, ranges: ranges.flat() };
  return { kind: 'and', of: ranges.map((alternatives) => ({ kind: 'cidr', field, ranges: alternatives })) };
}

function existsCondition(
  field: string,
  scalars: readonly YamlScalar[],
  context: FieldContext,
): Condition | undefined {
  const [scalar, second] = scalars;
  const exists = second === undefined ? TRUTH.get(scalar?.text.toLowerCase() ?? '') : undefined;
  if (exists === undefined) {
    const found = second === undefined ? `'${shortened(scalar?.text ?? '')}'` : 'a list';
    context.problems.error('invalid-value', `'exists' takes true or false, not ${found}`, scalar?.at ?? 0);
    return undefined;
  }
  return exists ? { kind: 'exists', field } : { kind: 'not', of: { kind: 'exists', field } };
}

/** `yes` and `no` are booleans to the YAML 1.1 readers that other Sigma tools use. */
const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['yes', true],
  ['no', false],
]);

function atomOf(
  field: string,
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  if (chain.kind === 're') {
    if (!isValidExpression(scalar, chain, context)) return undefined;
    return { kind: 'matches', field, expression: scalar.text, flags: chain.flags };
  }
  if (chain.kind === 'fieldref') return sameAs(field, scalar, chain, context);
  const value = numberOfText(scalar.text);
  if (value === undefined) {
    const message = `'${chain.timePart ?? chain.operator}' takes a number, not '${shortened(scalar.text)}'`;
    context.problems.error('invalid-value', message, scalar.at);
    return undefined;
  }
  if (chain.timePart !== undefined) {
    return { kind: 'timePart', field, part: chain.timePart, operator: chain.operator ?? 'eq', value };
  }
  return { kind: 'compare', field, operator: chain.operator ?? 'lt', value };
}

const RELATIONS = { contains: 'contains', startswith: 'startsWith', endswith: 'endsWith' } as const;

function sameAs(
  field: string,
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): SameAsCondition | undefined {
  const other = plainText(parseSigmaString(scalar.text));
  if (other === undefined || other.split('.').includes('')) {
    const message = `'fieldref' takes the name of a field, not '${shortened(scalar.text)}'`;
    context.problems.error('invalid-value', message, scalar.at);
    return undefined;
  }
  context.onField(other, scalar.at);
  const relation = chain.anchor === undefined ? 'equals' : RELATIONS[chain.anchor];
  return { kind: 'sameAs', field, other, relation, cased: chain.cased };
}

function isValidExpression(scalar: YamlScalar, chain: ModifierChain, context: FieldContext): boolean {
  const fault = expressionFault(scalar.text, chain.flags, context.budget);
  if (fault === undefined) return true;
  const message = `the regular expression '${shortened(scalar.text)}' cannot be used: ${fault}`;
  context.problems.error('invalid-expression', message, scalar.at);
  return false;
}

function expressionFault(expression: string, flags: string, budget: ReadingBudget): string | undefined {
  if (budget.expressionSteps <= 0) return 'the regular expressions before it are too large already';
  const compiled = compileExpression(expression, flags);
  budget.expressionSteps -= compiled.size;
  return 'fault' in compiled ? compiled.fault : undefined;
}

/** The values as scalars; undefined, with a problem, if there is none or one of them is a map or a list. */
function scalarsOf(
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
    const message = `${owner} has ${found} as value, where a text, a number or a list of them may stand${advice}`;
    context.problems.error('invalid-value', message, nested.at);
    return undefined;
  }
  return nodes.filter((node) => node.kind === 'scalar');
}

function refusesAll(count: number, chain: ModifierChain, at: number, context: FieldContext): boolean {
  if (!chain.all || count > 1) return false;
  context.problems.error('lone-all', "'all' needs a list of two or more values; remove it", at);
  return true;
}

function valuesOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === 'list' ? node.items : [node];
}

function linked(atoms: readonly (Condition | undefined)[], chain: ModifierChain): Condition | undefined {
  const known = atoms.filter((atom) => atom !== undefined);
  if (known.length < atoms.length) return undefined;
  return chain.all ? { kind: 'and', of: known } : anyOf(known);
}

function anyOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { kind: 'or', of: conditions };
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
