import type { Condition } from '../../policy/evaluation/condition-block';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { operatorNamed } from '../../policy/evaluation/condition-operator';
import { everyTextOf, hasVariable } from '../../policy/evaluation/text-pattern';

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
export function oppositeOf(condition: Condition): Condition | undefined {
  const { quantifier, name, isNegated, ifExists } = operatorOf(condition.operator);
  if (quantifier !== '' || ifExists || !/^(String|Arn|Numeric|Date)(Equals|Like)|^IpAddress$/.test(name))
    return undefined;
  return { ...condition, operator: isNegated ? name : negated(name) };
}

/** Whether the second condition holds wherever the first does. False also where the two are not compared. */
export function conditionImplies(one: Condition, other: Condition): boolean {
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

function operatorOf(text: string): Operator {
  const [, quantifier = '', name = text, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  const plain = name.replace(/^(String|Arn|Numeric|Date)Not/, '$1').replace(/^NotIp/, 'Ip');
  return { quantifier, name: plain, isNegated: plain !== name, ifExists: ifExists !== undefined };
}

function negated(name: string): string {
  return name === 'IpAddress' ? 'NotIpAddress' : name.replace(/(Equals|Like)/, 'Not$1');
}
