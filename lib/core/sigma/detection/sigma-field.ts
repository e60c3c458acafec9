import { shortened } from '../../problem/problem';
import type { Condition, SameAsCondition, TimePartCondition } from '../../rule/condition';
import { isAddressRange } from '../../rule/ip-range';
import { jsonNumberOf, numberOfText } from '../../rule/number-text';
import type { YamlEntry, YamlNode, YamlScalar } from '../yaml/yaml-node';
import { parseKeywords } from './sigma-keyword';
import { type ModifierChain, parseModifiers } from './sigma-modifier';
import { parseSigmaString, patternAtoms, plainText, type WildcardPattern } from './sigma-string';
import {
  anyOf,
  expandedTexts,
  type FieldContext,
  isValidExpression,
  linked,
  outsideAccount,
  patternsOf,
  refusesAll,
  scalarsOf,
} from './sigma-value';

/**
 * Reads `field|modifier: value`. A field without a name is a search for keywords. Undefined, with a problem for each
 * problem, if it cannot be read.
 */
export function parseField(entry: YamlEntry, context: FieldContext): Condition | undefined {
  const [field = '', ...names] = entry.key.split('|');
  const chain = parseModifiers(names, context.problems, entry.at + field.length + 1);
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
    const message = `null cannot be in a list of values; give '${field}: null' a selection of its own`;
    context.problems.error('null-in-list', message, holdsNull.at);
    return undefined;
  }
  return conditionOf(field, scalars, chain, context);
}

/** The values as a condition; a new kind of values does not compile until it has its case. */
function conditionOf(
  field: string,
  scalars: readonly YamlScalar[],
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  const each = (atomOf: AtomReader) =>
    linked(
      scalars.map((scalar) => atomOf(field, scalar, chain, context)),
      chain,
    );
  switch (chain.kind) {
    case 'text':
      return textCondition(field, scalars, chain, context);
    case 'cidr':
      return cidrCondition(field, scalars, chain, context);
    case 'outside':
      return outsideAccount(field, scalars, chain, context);
    case 'exists':
      return existsCondition(field, scalars, context);
    case 're':
      return each(matchesCondition);
    case 'element':
    case 'document':
      return each(nestedCondition);
    case 'fieldref':
      return each(sameAs);
    case 'number':
    case 'time':
      return each(numberCondition);
    default:
      return chain.kind satisfies never;
  }
}

/** Reads one value of a field. */
type AtomReader = (
  field: string,
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
) => Condition | undefined;

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
  const known = patterns
    .filter((pattern) => pattern !== undefined)
    .map((alternatives, at) => [...alternatives, ...spellingOf(scalars[at], chain)]);
  if (known.length < patterns.length) return undefined;
  // JSON spells a Boolean in one way; pySigma refuses `cased` on one.
  const cased = chain.cased || scalars.every(({ type }) => type === 'boolean');
  if (!chain.all) return anyOf(patternAtoms(field, known.flat(), cased));
  return {
    kind: 'and',
    of: known.map((alternatives) => anyOf(patternAtoms(field, alternatives, cased))),
  };
}

/** How a record's number that is equal to a whole value is spelled, where the rule spells it otherwise: `75` for `75.0`. */
function spellingOf(scalar: YamlScalar | undefined, { steps }: ModifierChain): readonly WildcardPattern[] {
  const number = scalar?.type === 'number' && steps.length === 0 ? jsonNumberOf(scalar.text) : undefined;
  const text = JSON.stringify(number);
  return number === undefined || text === scalar?.text ? [] : [[{ text }]];
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

function matchesCondition(
  field: string,
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  if (!isValidExpression(scalar, chain, context)) return undefined;
  return { kind: 'matches', field, expression: scalar.text, flags: chain.flags };
}

function nestedCondition(
  field: string,
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  const of = context.nested(scalar);
  return of === undefined
    ? undefined
    : { kind: chain.kind === 'element' ? 'element' : 'document', field, of };
}

function numberCondition(
  field: string,
  scalar: YamlScalar,
  chain: ModifierChain,
  context: FieldContext,
): Condition | undefined {
  const value = numberOfText(scalar.text);
  if (value === undefined) {
    const message = `'${chain.timePart ?? chain.operator}' takes a number, not '${shortened(scalar.text)}'`;
    context.problems.error('invalid-value', message, scalar.at);
    return undefined;
  }
  if (chain.timePart !== undefined) {
    const [least, most] = TIME_RANGES[chain.timePart];
    if (!isReached(value, chain.operator ?? 'eq', { least, most })) {
      const message = `no '${chain.timePart}' satisfies this: it is a whole number from ${least} to ${most}`;
      context.problems.error('invalid-value', message, scalar.at);
      return undefined;
    }
    return { kind: 'timePart', field, part: chain.timePart, operator: chain.operator ?? 'eq', value };
  }
  return { kind: 'compare', field, operator: chain.operator ?? 'lt', value };
}

/** What the parts of a date may be. */
const TIME_RANGES: Readonly<Record<TimePartCondition['part'], readonly [least: number, most: number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
};

/** Whether some whole number of a range is in the relation to a value. */
function isReached(
  value: number,
  operator: TimePartCondition['operator'],
  { least, most }: { readonly least: number; readonly most: number },
): boolean {
  if (operator === 'eq') return Number.isInteger(value) && value >= least && value <= most;
  if (operator === 'gt' || operator === 'gte') return operator === 'gt' ? most > value : most >= value;
  return operator === 'lt' ? least < value : least <= value;
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

function valuesOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === 'list' ? node.items : [node];
}
