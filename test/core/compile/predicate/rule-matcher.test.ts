import fc from 'fast-check';
import { RuleMatcher } from '../../../../lib/core/compile/predicate/rule-matcher';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { Condition } from '../../../../lib/core/rule/condition';
import type { Rule } from '../../../../lib/core/rule/rule';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';

const GET: Condition = {
  kind: 'equals',
  field: 'eventName',
  values: ['GetObject', 'HeadObject'],
  cased: false,
};
const S3: Condition = { kind: 'equals', field: 'eventSource', values: ['s3.amazonaws.com'], cased: false };
const DENIED: Condition = { kind: 'equals', field: 'errorCode', values: ['AccessDenied'], cased: false };

describe('the rule matcher', () => {
  test('finds exactly the rules whose predicate holds, in their order', () => {
    const runs = fc.property(
      fc.array(arbitraryCondition, { minLength: 1, maxLength: 6 }),
      fc.array(arbitraryRecord, { minLength: 8, maxLength: 8 }),
      (conditions, records) => {
        const rules = conditions.map((condition, index) => rule(`rule-${index}`, condition));
        const matcher = RuleMatcher.of(rules);
        for (const record of records) {
          const expected = rules.filter(({ condition }) => toPredicate(condition)(record));
          expect(matcher.match(record)).toEqual(expected);
        }
      },
    );
    fc.assert(runs, { numRuns: 1000 });
  });

  test('takes no account for another that it knows, and what it knew before no longer', () => {
    const foreign: Condition = {
      kind: 'outsideAccount',
      field: 'userIdentity.accountId',
      own: ['333333333333'],
    };
    const matcher = RuleMatcher.of([rule('foreign', foreign), rule('gets', GET)]);
    const record = {
      eventName: 'GetObject',
      recipientAccountId: '111111111111',
      userIdentity: { accountId: '222222222222' },
    };
    const found = (known?: readonly string[]) => {
      if (known !== undefined) matcher.know(known);
      return matcher.match(record).map(({ id }) => id);
    };
    expect(found()).toEqual(['foreign', 'gets']);
    expect(found(['222222222222'])).toEqual(['gets']);
    expect(found(['444444444444'])).toEqual(['foreign', 'gets']);
    expect(found([])).toEqual(['foreign', 'gets']);
  });

  test.each<[string, Condition, boolean]>([
    ['an event name among its values', and(GET, S3), true],
    ['another event name', and({ ...GET, values: ['PutObject'] }, S3), false],
    ['another event source', and(GET, { ...S3, values: ['ec2.amazonaws.com'] }), false],
    ['an event name in another case', { ...GET, values: ['GETOBJECT'] }, true],
    ['an event name in another case, case-sensitive', { ...GET, values: ['GETOBJECT'], cased: true }, false],
    ['a prefix of the event name', { ...GET, kind: 'startsWith', values: ['get'] }, true],
    ['a wildcard that the event name does not fit', wildcard('Put'), false],
    ['an expression that is not found in the event name', matches('^Put'), false],
    ['the event name excluded', not(GET), false],
    ['an event name excluded that is another', not({ ...GET, values: ['PutObject'] }), true],
    ['another name or an error', or({ ...GET, values: ['PutObject'] }, DENIED), true],
    ['another name or another source', or(wildcard('Put'), { ...S3, values: ['iam'] }), false],
    ['the name with an error excluded', not(and(GET, DENIED)), true],
    ['nothing about the event', DENIED, true],
    ['no event name', { kind: 'isNull', field: 'eventName' }, false],
    ['an event name', { kind: 'exists', field: 'eventName' }, true],
    ['a name equal to the source', sameAs('eventName', 'eventSource'), false],
    ['a name equal to another field', sameAs('eventName', 'errorCode'), true],
    ['keywords', { kind: 'keyword', patterns: [[{ text: 'x' }]], cased: false }, true],
  ])('tries a rule that asks for %s if the record can satisfy it', (_, condition, isTried) => {
    const matcher = RuleMatcher.of([rule('it', condition)]);
    const record = { eventName: 'GetObject', eventSource: 's3.amazonaws.com' };
    expect(matcher.candidates(record)).toHaveLength(isTried ? 1 : 0);
  });

  test('tries one rule of a thousand that ask for different events', () => {
    const rules = Array.from({ length: 1000 }, (_, index) =>
      rule(`rule-${index}`, and({ ...GET, values: [`Event${index}`] }, S3)),
    );
    const matcher = RuleMatcher.of(rules);
    const record = { eventName: 'event7', eventSource: 's3.amazonaws.com' };
    expect(matcher.candidates(record).map(({ id }) => id)).toEqual(['rule-7']);
    expect(matcher.match({ ...record, eventSource: 'iam.amazonaws.com' })).toEqual([]);
  });

  test('tries every rule on a record whose event name is no text', () => {
    const matcher = RuleMatcher.of([rule('it', GET)]);
    expect(matcher.match({ eventName: ['PutObject', 'GetObject'] })).toHaveLength(1);
    expect(matcher.match({ eventName: { GetObject: true } })).toEqual([]);
  });

  test('stays right after more pairs than it remembers', () => {
    const matcher = RuleMatcher.of([rule('it', GET)]);
    for (let index = 0; index < 10_050; index++) matcher.match({ eventName: `Event${index}` });
    expect(matcher.match({ eventName: 'GetObject' })).toHaveLength(1);
    expect(matcher.match({ eventName: 'Event1' })).toEqual([]);
  });

  test('fails on a regular expression that cannot be searched for in linear time', () => {
    const matcher = RuleMatcher.of([rule('it', matches('(a)\\1'))]);
    expect(() => matcher.match({ eventName: 'aa' })).toThrow(
      "the regular expression '(a)\\1' cannot be used: references to groups are not supported, because they have no linear-time search",
    );
  });
});

function and(...of: Condition[]): Condition {
  return { kind: 'and', of };
}

function or(...of: Condition[]): Condition {
  return { kind: 'or', of };
}

function not(of: Condition): Condition {
  return { kind: 'not', of };
}

function wildcard(text: string): Condition {
  return {
    kind: 'wildcard',
    field: 'eventName',
    patterns: [[{ text }, { any: true }, { one: true }]],
    cased: false,
  };
}

function matches(expression: string): Condition {
  return { kind: 'matches', field: 'eventName', expression, flags: '' };
}

function sameAs(field: string, other: string): Condition {
  return { kind: 'sameAs', field, other, relation: 'equals', cased: false };
}

function rule(id: string, condition: Condition): Rule {
  return {
    id,
    name: id,
    title: id,
    description: '',
    severity: 'medium',
    tags: [],
    falsePositives: [],
    references: [],
    author: '',
    status: '',
    firstSteps: [],
    condition,
  };
}
