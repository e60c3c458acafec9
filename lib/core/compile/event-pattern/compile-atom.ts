import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/json-number';
import { cidrFault } from '../../pattern/event-pattern/pattern-address';
import type { CompareCondition, Condition } from '../../rule/condition';
import { isAddressRange } from '../../rule/ip-range';
import type { Atom } from '../negation-normal-form';
import { sayNotText, sayText } from './compile-text';
import { ABSENT, asScalar, asSingle, type FieldContext, NULL, type Saying, type Unsaid } from './saying';
import { ANY_NUMBER_OR_BOOLEAN, exactMatcher } from './text-question';

/** An atom that looks at one field, and at nothing else. */
export type FieldAtom = Exclude<Atom, { readonly kind: 'element' | 'keyword' | 'keywordMatches' }>;

/** Says an atom, or its negation, with the matchers of its field. */
export function sayAtom(atom: FieldAtom, isNegated: boolean, context: FieldContext): Saying {
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'wildcard':
      return isNegated ? sayNotText(atom, context) : sayText(atom, context);
    case 'compare':
      return sayCompare(atom, isNegated, context);
    case 'cidr':
      return isNegated ? NOT_IN_RANGE : sayCidr(atom.ranges);
    case 'isNull':
      return sayNull(isNegated, context);
    case 'exists':
      return sayExists(isNegated, context);
    case 'matches':
    case 'sameAs':
    case 'timePart':
    case 'document':
    case 'outsideAccount':
      return { code: UNSAYABLE[atom.kind].code, reason: UNSAYABLE[atom.kind].reason };
    default:
      return atom satisfies never;
  }
}

function sayCompare(
  { operator, value }: CompareCondition,
  isNegated: boolean,
  context: FieldContext,
): Saying {
  const { shape, options, isInElement } = context;
  const isOpen = shape.kind === 'open' && options.assumeFieldShape !== false && !isInElement;
  if (shape.kind !== 'number' && !isOpen) return NUMBER_AS_TEXT;
  if (!Number.isFinite(value)) return NUMBER_AS_TEXT;
  const single = isNegated ? asSingle(context) : [];
  if ('code' in single) return single;
  const relation = isNegated ? INVERSE[operator] : OPERATORS[operator];
  const range: ValueMatcher = {
    kind: 'numeric',
    bounds: [{ operator: relation, number: JsonNumber.of(value) }],
  };
  return {
    matchers: isNegated ? [ABSENT, NULL, range] : [range],
    assumptions: isOpen ? ['number-field'] : [],
  };
}

const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const INVERSE = { lt: '>=', lte: '>', gt: '<=', gte: '<' } as const;

function sayCidr(ranges: readonly string[]): Saying {
  const matchers = ranges.map(rangeMatcher).filter((matcher) => matcher !== undefined);
  if (matchers.length < ranges.length) return SINGLE_ADDRESS;
  return { matchers, assumptions: ranges.some((range) => !range.includes(':')) ? ['plain-spelling'] : [] };
}

/** A single IPv4 address is text, and so is one with all its bits as prefix. IPv6 has many spellings of one address. */
function rangeMatcher(range: string): ValueMatcher | undefined {
  if (cidrFault(range) === undefined) return { kind: 'cidr', range };
  const [address = ''] = range.split('/');
  return address.includes(':') || !isAddressRange(range) ? undefined : exactMatcher([address]);
}

function sayNull(isNegated: boolean, context: FieldContext): Saying {
  const assumptions = asSingle(context);
  if ('code' in assumptions) return assumptions;
  if (!isNegated) return { matchers: [ABSENT, NULL], assumptions };
  const others = context.shape.kind === 'text' ? [] : ANY_NUMBER_OR_BOOLEAN;
  return { matchers: [exactMatcher(['', '']), ...others], assumptions };
}

function sayExists(isNegated: boolean, context: FieldContext): Saying {
  const assumptions = isNegated ? asSingle(context) : asScalar(context);
  return 'code' in assumptions
    ? assumptions
    : { matchers: [{ kind: 'exists', exists: !isNegated }], assumptions };
}

const NOT_IN_RANGE: Unsaid = {
  code: 'not-in-range',
  reason: 'EventBridge cannot say that an address is outside of a range; list the ranges that are meant',
};

const SINGLE_ADDRESS: Unsaid = {
  code: 'address-range',
  reason:
    'EventBridge takes no single IPv6 address as a range, and no IPv4 range written as IPv6; write another range',
};

const NUMBER_AS_TEXT: Unsaid = {
  code: 'number-as-text',
  reason: 'EventBridge compares JSON numbers only, and the field may hold numbers written as text',
};

const UNSAYABLE: Readonly<
  Record<
    Extract<Condition['kind'], 'matches' | 'sameAs' | 'timePart' | 'document' | 'outsideAccount'>,
    Unsaid
  >
> = {
  matches: {
    code: 'regular-expression',
    reason: 'EventBridge has no regular expressions; use startswith, endswith or a wildcard',
  },
  sameAs: { code: 'field-reference', reason: 'EventBridge cannot compare two fields of a record' },
  timePart: { code: 'time-part', reason: 'EventBridge cannot take a date apart' },
  document: { code: 'document', reason: 'EventBridge cannot look into JSON that is written as text' },
  outsideAccount: {
    code: 'outside-account',
    reason: 'EventBridge cannot compare an account with that of the record',
  },
};
