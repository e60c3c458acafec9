import { IndexedRules } from '../../../../lib/core/compile/predicate/indexed-rules';
import { encodeRuleIndex } from '../../../../lib/core/compile/predicate/rule-index';
import { sha256Hex } from '../../../../lib/core/record/sha256';
import { encodeRules } from '../../../../lib/core/rule/rule-document';
import { ruleOn } from '../../../lambda/log-processor/log-files';

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
