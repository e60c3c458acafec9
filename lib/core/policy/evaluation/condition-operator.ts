import { BlockList, isIP } from 'node:net';
import { hasVariable, matchesPattern, type Variables } from './text-pattern';

/** Compares one value of a policy with one value of a request. */
export interface Operator {
  /** Not-operators are true when none of the policy's values match, and when the request has no such key. */
  readonly negated: boolean;
  readonly fits: (expected: string, actual: string, variables: Variables | undefined) => boolean;
}

type Fits = Operator['fits'];

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...pair('StringEquals', 'StringNotEquals', text({ wildcards: false })),
  ...pair(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    text({ wildcards: false, ignoreCase: true }),
  ),
  ...pair('StringLike', 'StringNotLike', text({ wildcards: true })),
  // ArnEquals and ArnLike behave identically (IAM User Guide, "ARN condition operators")
  ...pair('ArnEquals', 'ArnNotEquals', arnFits),
  ...pair('ArnLike', 'ArnNotLike', arnFits),
  ...comparisons('Numeric', toNumber),
  ...comparisons('Date', toTimeMs),
  ...one('Bool', (expected, actual) => toBoolean(expected) === toBoolean(actual)),
  ...pair('IpAddress', 'NotIpAddress', addressFits),
};

/** The operator of that name, without its prefix and suffix. Throws on a name that IAM does not have. */
export function operatorNamed(name: string): Operator {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined)
    throw new Error(`'${name}' is not a condition operator that the evaluator knows`);
  return operator;
}

/** 'true' or 'false' in any letter case; throws on anything else. */
export function toBoolean(value: string): boolean {
  const folded = value.toLowerCase();
  if (folded !== 'true' && folded !== 'false') throw new Error(`'${value}' is neither 'true' nor 'false'`);
  return folded === 'true';
}

function one(name: string, fits: Fits): Record<string, Operator> {
  return { [name]: { negated: false, fits } };
}

function pair(name: string, opposite: string, fits: Fits): Record<string, Operator> {
  return { [name]: { negated: false, fits }, [opposite]: { negated: true, fits } };
}

/** The operators of a kind of values that have an order. */
function comparisons(prefix: string, toValue: (text: string) => number): Record<string, Operator> {
  const holds = (fits: (order: number) => boolean) => ordered(toValue, fits);
  return {
    ...pair(
      `${prefix}Equals`,
      `${prefix}NotEquals`,
      holds((order) => order === 0),
    ),
    ...one(
      `${prefix}LessThan`,
      holds((order) => order < 0),
    ),
    ...one(
      `${prefix}LessThanEquals`,
      holds((order) => order <= 0),
    ),
    ...one(
      `${prefix}GreaterThan`,
      holds((order) => order > 0),
    ),
    ...one(
      `${prefix}GreaterThanEquals`,
      holds((order) => order >= 0),
    ),
  };
}

function text(reading: { readonly wildcards: boolean; readonly ignoreCase?: boolean }): Fits {
  return (expected, actual, variables) => matchesPattern(expected, actual, { ...reading, variables });
}

/** Each of the six parts is compared by itself: a `*` never reaches over a colon into the next part. */
function arnFits(expected: string, actual: string, variables: Variables | undefined): boolean {
  const wanted = arnParts(expected);
  if (wanted === undefined) throw new Error(`'${expected}' is not an ARN of six parts`);
  const found = arnParts(actual);
  if (found === undefined) return false;
  return wanted.every((part, place) =>
    matchesPattern(part, found[place] ?? '', { wildcards: true, variables }),
  );
}

function arnParts(arn: string): readonly string[] | undefined {
  // the colons of a policy variable are not the ARN's own
  const parts = arn.match(/(?:\$\{[^}]*\}|[^:])*(?::|$)/g)?.map((part) => part.replace(/:$/, '')) ?? [];
  if (!arn.endsWith(':')) parts.pop();
  if (parts.length < 6 || parts[0] !== 'arn') return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** `holds` takes the sign of request minus policy. */
function ordered(toValue: (text: string) => number, holds: (order: number) => boolean): Fits {
  return (expected, actual) => holds(Math.sign(toValue(actual) - toValue(expected)));
}

function toNumber(value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new Error(`'${value}' is not a number${variableHint(value)}`);
  return number;
}

/** ISO 8601, or seconds since 1970. */
function toTimeMs(value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const timeMs = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  if (Number.isNaN(timeMs)) throw new Error(`'${value}' is not a date${variableHint(value)}`);
  return timeMs;
}

function addressFits(expected: string, actual: string): boolean {
  const [address = '', length] = expected.split('/');
  const family = isIP(address);
  const width = family === 4 ? 32 : 128;
  const prefix = length === undefined ? width : Number(length);
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > width) {
    throw new Error(`'${expected}' is not an IP address or CIDR block${variableHint(expected)}`);
  }
  if (isIP(actual) !== family) return false;
  const block = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  block.addSubnet(address, prefix, name);
  return block.check(actual, name);
}

function variableHint(value: string): string {
  return hasVariable(value) ? ': policy variables work in string and ARN operators only' : '';
}
