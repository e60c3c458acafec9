import { IndexedRules } from '../../../../lib/core/compile/predicate/indexed-rules';
import { encodeRuleIndex } from '../../../../lib/core/compile/predicate/rule-index';
import { RuleMatcher } from '../../../../lib/core/compile/predicate/rule-matcher';
import { sha256Hex } from '../../../../lib/core/record/sha256';
import type { Condition } from '../../../../lib/core/rule/condition';
import { narrowed } from '../../../../lib/core/rule/narrowed-condition';
import { encodeRules } from '../../../../lib/core/rule/rule-document';
import { ruleOn } from '../../../lambda/log-processor/log-files';
import { correlationOf } from '../../correlation/random-correlation';

const DOCUMENT = encodeRules({ rules: [ruleOn('StopLogging'), ruleOn('DeleteTrail')], correlations: [] });
const INDEX = encodeRuleIndex(DOCUMENT, sha256Hex(DOCUMENT));

test('rules are read by the index of their document', () => {
  const rules = IndexedRules.of(Buffer.from(DOCUMENT), INDEX);
  expect(rules?.alertingIds).toEqual(['rule-StopLogging', 'rule-DeleteTrail']);
  const places = rules?.alerting.placesFor('deletetrail') ?? [];
  expect([...places].map((place) => rules?.alerting.rule(place).id)).toEqual(['rule-DeleteTrail']);
});

test.each([
  ['of a document that was changed since', DOCUMENT.replace('high', 'info'), INDEX],
  ['of another version', DOCUMENT, INDEX.replace('"version":1', '"version":2')],
])('an index %s is not used', (_what, document, index) => {
  expect([document, index]).not.toEqual([DOCUMENT, INDEX]);
  expect(IndexedRules.of(Buffer.from(document), index)).toBeUndefined();
});

describe('rules by their index', () => {
  const denied = { ...ruleOn('Denied'), condition: equals('errorCode', 'AccessDenied') };
  const byAnn = {
    name: 'ann',
    condition: { kind: 'not', of: equals('userIdentity.userName', 'ann') },
  } as const;
  const stop = { ...ruleOn('StopLogging'), condition: narrowed(ruleOn('StopLogging').condition, [byAnn]) };
  const rules = [stop, denied, ruleOn('DeleteTrail')];
  const correlations = [
    correlationOf({ id: 'gets', rules: [ruleOn('GetObject'), ruleOn('GetObject')] }),
    correlationOf({ id: 'gets-and-puts', rules: [ruleOn('GetObject'), ruleOn('PutObject')] }),
  ];
  const document = encodeRules({ rules, correlations });
  const indexed = IndexedRules.of(Buffer.from(document), encodeRuleIndex(document, sha256Hex(document)));

  test.each([
    ['one event name', { eventName: 'DeleteTrail' }, ['rule-DeleteTrail'], []],
    ['no event name', { eventName: 'ListUsers', errorCode: 'AccessDenied' }, ['rule-Denied'], []],
    [
      'a name and none',
      { eventName: 'StopLogging', errorCode: 'AccessDenied' },
      ['rule-StopLogging', 'rule-Denied'],
      [],
    ],
    ['a rule that is only counted', { eventName: 'GetObject' }, [], ['rule-GetObject']],
    ['a rule that the second correlation alone counts', { eventName: 'PutObject' }, [], ['rule-PutObject']],
    ['a name that objects inherit', { eventName: 'constructor' }, [], []],
    ['the name of a prototype', { eventName: '__proto__', errorCode: 'AccessDenied' }, ['rule-Denied'], []],
    ['nothing', {}, [], []],
  ])('match a record of %s', (_what, record, alerting, counted) => {
    const ids = (list: IndexedRules['all'] | undefined) =>
      list === undefined
        ? []
        : RuleMatcher.ofList(list)
            .match(record)
            .map(({ id }) => id);
    expect(ids(indexed?.alerting)).toEqual(alerting);
    expect(ids(indexed?.all)).toEqual([...alerting, ...counted]);
  });

  test('are found by the correlations that count them', () => {
    const ids = ['rule-GetObject', 'rule-PutObject', 'rule-StopLogging'];
    expect(ids.map((id) => indexed?.correlationsOf(id))).toEqual([[0, 1], [1], []]);
    expect(indexed?.correlationPlaces.map((place) => indexed.correlation(place).id)).toEqual([
      'gets',
      'gets-and-puts',
    ]);
  });

  test('leave out what the entries of an allow list name', () => {
    const record = { eventName: 'StopLogging', userIdentity: { userName: 'ann' } };
    expect(
      indexed
        ?.allowed()
        .find(record)
        .map(({ rule, entry }) => [rule.id, entry]),
    ).toEqual([['rule-StopLogging', 'ann']]);
  });
});

function equals(field: string, ...values: readonly string[]): Condition {
  return { kind: 'equals', field, values, cased: false };
}
