import { remembered } from '../../keyed/remembered';
import type { Condition } from '../../policy/evaluation/condition-block';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { operatorNamed } from '../../policy/evaluation/condition-operator';
import { everyTextOf, hasVariable, matchesPattern } from '../../policy/evaluation/text-pattern';
import { conditionWords, listWords, refusalWords } from './condition-words';

/** Something that must hold before a principal may do something. */
export interface Requirement {
  /** As people read it; long lists are shortened. */
  readonly words: string;
  /** All of it: equal texts are the same requirement. */
  readonly text: string;
  /** The condition, where it is one. */
  readonly condition?: Condition;
  /** Requirements that must not all hold together. */
  readonly refused?: readonly Requirement[];
  /** Of words that end in alternatives: with more of them it holds more often. */
  readonly anyOf?: { readonly of: string; readonly items: readonly string[] };
  /** Patterns of names of objects, one of which matches. */
  readonly objects?: readonly string[];
  /** The noun for these. */
  readonly noun?: string;
}

/** A requirement with only these words; `text` where the words leave something out. */
export function inWords(words: string, text = words): Requirement {
  return { words, text };
}

/** A requirement that is one of several. */
export function oneOf(of: string, items: readonly string[]): Requirement {
  return { ...inWords(`${of} ${items.join(' or ')}`), anyOf: { of, items } };
}

/** A condition of a statement. */
export function ofCondition(condition: Condition): Requirement {
  const isTls = /^Bool$/.test(condition.operator) && isSecure(condition, 'true');
  return isTls
    ? OVER_TLS
    : { words: conditionWords(condition), text: canonicalCondition(condition), condition };
}

/** The requirement that a Deny leaves: not all of this holds. */
export function refusalOf(conditions: readonly Condition[], more: readonly Requirement[] = []): Requirement {
  const [first, ...others] = conditions;
  const single = first !== undefined && others.length + more.length === 0 ? first : undefined;
  if (single !== undefined && /^Bool(IfExists)?$/.test(single.operator) && isSecure(single, 'false'))
    return OVER_TLS;
  const words = refusalWords(
    conditions,
    more.map((each) => each.words),
  );
  const opposite = single === undefined ? undefined : oppositeOf(single);
  if (opposite !== undefined) return { words, text: canonicalCondition(opposite), condition: opposite };
  const refused = [...conditions.map(ofCondition), ...more];
  const text = `not ${JSON.stringify([...new Set(refused.map((each) => each.text))].sort())}`;
  return { words, text, refused };
}

/** Only objects, or other resources that are called by the noun, with such names. */
export function likeNames(patterns: readonly string[], noun: string): Requirement {
  const objects = [...new Set(patterns)].sort();
  return {
    words: `${noun} like ${listWords(objects)}`,
    text: `${noun} ${JSON.stringify(objects)}`,
    ...{ objects, noun },
  };
}

/** Whether the second always holds where the first does. A false answer may be due to a form that is not compared. */
export function implies(one: Requirement, other: Requirement): boolean {
  if (one.text === other.text) return true;
  const { objects, anyOf } = other;
  if (one.anyOf !== undefined && anyOf !== undefined)
    return one.anyOf.of === anyOf.of && one.anyOf.items.every((item) => anyOf.items.includes(item));
  if (one.objects !== undefined && objects !== undefined)
    return one.objects.every((name) =>
      objects.some((pattern) => matchesPattern(pattern, everyTextOf(name), { wildcards: true })),
    );
  if (one.condition !== undefined && other.condition !== undefined)
    return conditionImplies(one.condition, other.condition);
  const [refused, wider] = [other.refused, one.refused];
  if (refused === undefined || wider === undefined) return false;
  return wider.every((part) => refused.some((each) => implies(each, part)));
}

/** Whether each of the first requirements holds where all of the second ones do. */
export function needsNoMore(needs: readonly Requirement[], than: readonly Requirement[]): boolean {
  return needs.every((need) => than.some((each) => implies(each, need)));
}

/** How many alternatives are compared: each condition has a value of its own. */
const MAX_PARTS = 1_000;

/**
 * The requirements with one value each of a condition that has several: they hold where those of any of the parts do, and
 * several statements may have one each. None where no condition has several.
 */
export function partsOf(needs: readonly Requirement[]): readonly (readonly Requirement[])[] {
  const several = needs.filter(
    ({ condition }) =>
      condition !== undefined &&
      /^(String|Arn|Ip)(?!Not)/.test(condition.operator) &&
      condition.values.length > 1,
  );
  const [need] = several;
  const count = several.reduce((product, { condition }) => product * (condition?.values.length ?? 1), 1);
  if (need?.condition === undefined || count > MAX_PARTS) return [];
  const { condition } = need;
  const others = needs.filter((other) => other !== need);
  return condition.values.map((value) =>
    inOrder([...others, ofCondition({ ...condition, values: [value] })]),
  );
}

/** Each requirement once, sorted. */
export function inOrder(needs: readonly Requirement[]): readonly Requirement[] {
  const unique = new Map(needs.map((need) => [`${need.words}\n${need.text}`, need]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}

const OVER_TLS: Requirement = (() => {
  const condition = { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] };
  return { words: 'over TLS', text: canonicalCondition(condition), condition };
})();

function isSecure({ key, values }: Condition, value: string): boolean {
  return foldedKey(key) === 'aws:securetransport' && values.join().toLowerCase() === value;
}

interface Operator {
  readonly quantifier: string;
  /** Without `Not`. */
  readonly name: string;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
}

/** A text that is equal for conditions of the same meaning: all values, sorted, each once. */
export function canonicalCondition({ operator, key, values }: Condition): string {
  return `${operator} ${foldedKey(key)} ${JSON.stringify([...new Set(values)].sort())}`;
}

/** The condition that holds exactly where this one does not; undefined where there is none. */
function oppositeOf(condition: Condition): Condition | undefined {
  const { quantifier, name, isNegated, ifExists } = operatorOf(condition.operator);
  if (quantifier !== '' || ifExists || !/^(String|Arn|Numeric|Date)(Equals|Like)|^IpAddress$/.test(name))
    return undefined;
  return { ...condition, operator: isNegated ? name : negated(name) };
}

/** Whether the second condition holds wherever the first does. False also where the two are not compared. */
function conditionImplies(one: Condition, other: Condition): boolean {
  if (foldedKey(one.key) !== foldedKey(other.key)) return false;
  const [first, second] = [operatorOf(one.operator), operatorOf(other.operator)];
  if (first.quantifier !== second.quantifier) return false;
  if (first.isNegated !== second.isNegated || (first.ifExists && !second.ifExists)) return false;
  const [inner, outer] = first.isNegated ? [other, one] : [one, other];
  const [narrow, wide] = first.isNegated ? [second.name, first.name] : [first.name, second.name];
  return inner.values.every((value) => outer.values.some((each) => isWithin([narrow, value], [wide, each])));
}

type Value = readonly [operator: string, value: string];

/** Whether what the first value fits is fitted by the second one, too. */
function isWithin([inner, value]: Value, [outer, other]: Value): boolean {
  if (value === other && inner === outer) return true;
  if (hasVariable(value) || hasVariable(other)) return false;
  try {
    if (/^Numeric|^Date/.test(inner)) return inner === outer && isOrdered(inner, value, other);
    if (inner === 'IpAddress') return inner === outer && isSubnet(value, other);
    if (!/^(String|Arn)/.test(inner) || !/^(String|Arn)/.test(outer)) return false;
    if (inner === 'StringLike' && /^Arn/.test(outer)) return false;
    if (outer === 'StringEquals') return value === other && !/[*?]/.test(value);
    const isLiteral = /^StringEquals/.test(inner);
    if (/IgnoreCase$/.test(inner) && inner !== outer) return false;
    return operatorNamed(outer).fits(other, isLiteral ? value : everyTextOf(value), undefined);
  } catch {
    // a value of a form that the operator does not have
    return false;
  }
}

/** `NumericLessThan 5` is within `NumericLessThan 9`. */
function isOrdered(operator: string, value: string, other: string): boolean {
  const kind = operator.startsWith('Date') ? 'Date' : 'Numeric';
  if (operator.includes('LessThan'))
    return operatorNamed(`${kind}LessThanEquals`).fits(other, value, undefined);
  if (operator.includes('GreaterThan'))
    return operatorNamed(`${kind}GreaterThanEquals`).fits(other, value, undefined);
  return operatorNamed(operator).fits(other, value, undefined);
}

function isSubnet(block: string, of: string): boolean {
  const [address = '', length] = block.split('/');
  const [, outer] = of.split('/');
  const width = address.includes(':') ? 128 : 32;
  return (
    Number(length ?? width) >= Number(outer ?? width) &&
    operatorNamed('IpAddress').fits(of, address, undefined)
  );
}

/** By their names, of which there are few: conditions are compared by the million. */
const operatorOf = remembered(toOperator);

function toOperator(text: string): Operator {
  const [, quantifier = '', name = text, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  const plain = name.replace(/^(String|Arn|Numeric|Date)Not/, '$1').replace(/^NotIp/, 'Ip');
  return { quantifier, name: plain, isNegated: plain !== name, ifExists: ifExists !== undefined };
}

function negated(name: string): string {
  return name === 'IpAddress' ? 'NotIpAddress' : name.replace(/(Equals|Like)/, 'Not$1');
}
