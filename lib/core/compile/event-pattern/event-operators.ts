import type { ValueMatcher } from '../../pattern/event-pattern/event-pattern-syntax';
import { JsonNumber } from '../../pattern/event-pattern/event-value';
import { cidrProblem, matchesBothFamilies, otherFamilyOf } from '../../pattern/event-pattern/pattern-address';
import { fieldShape } from '../../record/field-shape';
import type { CompareCondition, ElementCondition } from '../../rule/condition';
import { isAddressRange } from '../../rule/ip-range';
import { isOwnField, whyUnseen } from '../../rule/own-field';
import { Compilation, joinPath, type Refusal } from '../compilation';
import type { CompileOptions } from '../compile-result';
import { type NormalForm, toNormalForm } from '../negation-normal-form';
import type { OperatorTable } from '../operators';
import { compileNotText, compileText } from './compile-text';
import type { Constraint, Disjunction, ElementOfArray } from './conjunction';
import {
  ABSENT,
  ANY_NUMBER_OR_BOOLEAN,
  asScalar,
  asSingle,
  exactMatcher,
  type FieldContext,
  type MatcherCompilation,
  matching,
  NULL,
  outsideArrays,
  refuseField,
} from './text-matchers';

/** The surroundings of a part of a condition. */
export interface Place {
  /** The prefix of the fields of this part. */
  readonly prefix: string;
  /** Where the part is in the whole condition. */
  readonly path: string;
  /** The array element that the part applies to. */
  readonly element?: ElementOfArray;
  readonly options: CompileOptions;
}

/** The surroundings of an atom. */
interface AtomPlace extends Place {
  readonly isNegated: boolean;
  /** Compiles a condition on the inside. */
  readonly write: (form: NormalForm, place: Place) => Compilation<Disjunction>;
}

type DisjunctionCompilation = Compilation<Disjunction>;

/** The event pattern for each operator. */
export const EVENT_OPERATORS: OperatorTable<AtomPlace, DisjunctionCompilation> = {
  text: ({ field, question }, place) =>
    constrain(field, place, (context) => {
      if (question.form === 'expression') return refuseField(context, EXPRESSION);
      return context.isNegated ? compileNotText(question, context) : compileText(question, context);
    }),
  compare: (condition, place) =>
    constrain(condition.field, place, (context) => compileCompare(condition, context)),
  cidr: ({ field, ranges }, place) =>
    constrain(field, place, (context) =>
      context.isNegated ? refuseField(context, NOT_IN_RANGE) : compileCidr(ranges, context),
    ),
  isNull: ({ field }, place) => constrain(field, place, compileNull),
  exists: ({ field }, place) => constrain(field, place, compileExists),
  element: compileElement,
  keyword: () =>
    Compilation.refuse({
      code: 'keyword',
      reason: 'EventBridge cannot search a whole record; name the field',
    }),
  sameAs: missing('field-reference', 'EventBridge cannot compare two fields of a record'),
  timePart: missing('time-part', 'EventBridge cannot read parts of a date'),
  document: missing('document', 'EventBridge cannot read JSON that is stored as text'),
  outsideAccount: missing('outside-account', 'EventBridge cannot compare an account with that of the record'),
};

/** An operator that event patterns do not have. */
function missing(
  code: string,
  reason: string,
): (operator: { readonly field: string }, place: AtomPlace) => DisjunctionCompilation {
  return ({ field }, place) => constrain(field, place, (context) => refuseField(context, { code, reason }));
}

/** One conjunction of one field with matchers; none where it has no matchers, since it never holds then. */
function constrain(
  name: string,
  { prefix, path, element, isNegated, options }: AtomPlace,
  compile: (context: FieldContext) => MatcherCompilation,
): DisjunctionCompilation {
  const field = prefix + name;
  if (isOwnField(field)) return Compilation.refuse({ code: 'own-field', field, reason: whyUnseen(field) });
  const isInElement = element !== undefined;
  const context = { field, shape: fieldShape(field), isInElement, isNegated, options };
  return compile(context).map((matchers): Disjunction => {
    const constraint: Constraint = { field, matchers, path };
    if (matchers.length === 0) return [];
    return [[element === undefined ? constraint : { ...constraint, element }]];
  });
}

function compileElement(atom: ElementCondition, place: AtomPlace): DisjunctionCompilation {
  const { path, isNegated, options } = place;
  const field = place.prefix + atom.field;
  if (isNegated) {
    const reason = `EventBridge can test that some element of ${field} matches, but not that none does`;
    return Compilation.refuse({ code: 'none-of-an-array', field, reason });
  }
  const of = joinPath(path, 'of');
  const inside = { prefix: `${field}.`, path: of, element: { field, path }, options };
  const anyElement = {
    code: 'any-element',
    field,
    reason: `EventBridge cannot test whether ${field} has any element`,
  };
  return place
    .write(toNormalForm(atom.of, of), inside)
    .andThen((inner) =>
      inner.every((conjunction) => conjunction.length > 0)
        ? Compilation.of(inner)
        : Compilation.refuse(anyElement),
    );
}

function compileCompare({ operator, value }: CompareCondition, context: FieldContext): MatcherCompilation {
  if (!Number.isFinite(value)) return refuseField(context, NUMBER_AS_TEXT);
  const { isNegated } = context;
  const relation = isNegated ? INVERSE[operator] : OPERATORS[operator];
  const range: ValueMatcher = {
    kind: 'numeric',
    bounds: [{ operator: relation, number: JsonNumber.of(value) }],
  };
  const needed = isNegated ? asNumber(context).andThen(() => outsideArrays(context)) : asNumber(context);
  return needed.map(() => (isNegated ? [ABSENT, NULL, range] : [range]));
}

/** What it takes for a field to hold JSON numbers, and no numbers written as text. */
function asNumber({ field, shape, options, isInElement }: FieldContext): Compilation<null> {
  if (shape.kind === 'number') return Compilation.of(null);
  const otherwise = { ...NUMBER_AS_TEXT, field };
  if (shape.kind !== 'open' || isInElement) return Compilation.refuse(otherwise);
  return Compilation.assume({ code: 'number-field', field }, options, otherwise);
}

const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const INVERSE = { lt: '>=', lte: '>', gt: '<=', gte: '<' } as const;

function compileCidr(ranges: readonly string[], context: FieldContext): MatcherCompilation {
  const matchers = ranges.map(rangeMatcher).filter((matcher) => matcher !== undefined);
  if (matchers.length < ranges.length) return refuseField(context, SINGLE_ADDRESS);
  const { field } = context;
  for (const range of ranges) {
    const others = otherFamilyOf(range);
    if (others === undefined) continue;
    const reason = `EventBridge compares the digits of addresses from the left, so that '${range}' would also match ${others}; write a longer prefix`;
    return refuseField(context, { code: 'address-family', reason });
  }
  const isOfIpv4 = ranges.some((range) => !range.includes(':'));
  const isWide = matchers.some((matcher) => matcher.kind === 'cidr' && matchesBothFamilies(matcher.range));
  return matching(...matchers).assuming(
    ...(isOfIpv4 ? [{ code: 'plain-spelling' as const, field }] : []),
    ...(isWide ? [{ code: 'allocated-address' as const, field }] : []),
  );
}

/** A single IPv4 address is text, and so is one with all its bits as prefix. IPv6 has many spellings of one address. */
function rangeMatcher(range: string): ValueMatcher | undefined {
  if (cidrProblem(range) === undefined) return { kind: 'cidr', range };
  const [address = ''] = range.split('/');
  return address.includes(':') || !isAddressRange(range) ? undefined : exactMatcher([address]);
}

function compileExists(context: FieldContext): MatcherCompilation {
  const { isNegated } = context;
  const needed = isNegated ? asSingle(context) : asScalar(context);
  return needed.map(() => [{ kind: 'exists', exists: !isNegated }]);
}

function compileNull(context: FieldContext): MatcherCompilation {
  const others = context.shape.kind === 'text' ? [] : ANY_NUMBER_OR_BOOLEAN;
  return asSingle(context).map(() =>
    context.isNegated ? [exactMatcher(['', '']), ...others] : [ABSENT, NULL],
  );
}

type FieldRefusal = Omit<Refusal, 'field'>;

const EXPRESSION: FieldRefusal = {
  code: 'regular-expression',
  reason: 'EventBridge has no regular expressions; use startswith, endswith or a wildcard',
};

const NOT_IN_RANGE: FieldRefusal = {
  code: 'not-in-range',
  reason: 'EventBridge cannot match an address outside of a range; list the ranges that are meant',
};

const SINGLE_ADDRESS: FieldRefusal = {
  code: 'address-range',
  reason:
    'EventBridge does not accept a single IPv6 address as a range, and no IPv4 range written as IPv6; write another range',
};

const NUMBER_AS_TEXT: FieldRefusal = {
  code: 'number-as-text',
  reason: 'EventBridge compares JSON numbers only, and the field may hold numbers written as text',
};
