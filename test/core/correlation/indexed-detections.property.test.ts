import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { AllowedMatcher } from '../../../lib/core/compile/predicate/allowed-matcher';
import { IndexedRules } from '../../../lib/core/compile/predicate/indexed-rules';
import { encodeRuleIndex, indexOfParts } from '../../../lib/core/compile/predicate/rule-index';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { Detections } from '../../../lib/core/correlation/detections';
import { withOwnKeys } from '../../../lib/core/inventory/tampering/own-keys';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { sha256Hex } from '../../../lib/core/record/sha256';
import type { Condition } from '../../../lib/core/rule/condition';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { narrowed } from '../../../lib/core/rule/narrowed-condition';
import type { Rule } from '../../../lib/core/rule/rule';
import {
  decodeRules,
  encodeInOrder,
  encodeInParts,
  encodeRules,
  type Span,
} from '../../../lib/core/rule/rule-document';
import { cases } from '../../jest/cases';
import { ruleOn } from '../../lambda/log-processor/log-files';
import { arbitraryCondition } from '../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../parity/arbitrary-record';
import { readAlertingRules } from '../../samples/generated/rule-files';
import { correlationOf } from './random-correlation';

const ROOT = join(__dirname, '../../..');

function indexed(text: string, adapt?: (rule: Rule) => Rule): IndexedRules {
  const found = IndexedRules.of(Buffer.from(text), encodeRuleIndex(text, sha256Hex(text)), adapt);
  if (found === undefined) throw new Error('the index is not of the document');
  return found;
}

/** What detections say of a record, and what it adds to which correlations. */
function told(detections: Detections, record: CloudTrailRecord): unknown {
  const added: unknown[] = [];
  const { alerting, satisfied } = detections.match(record);
  detections.collect(
    { alerting, satisfied },
    { record },
    {},
    {
      add: ({ plan: { correlation, fingerprint }, ruleId }) => added.push([correlation, fingerprint, ruleId]),
      addCounted: () => undefined,
    },
  );
  return { alerting, satisfied, added, allowed: detections.allowed(record) };
}

function ruleOf(condition: Condition, at: number): Rule {
  return { ...ruleOn('Ünamed'), id: `rule-${at}`, title: 'Ein Schlüssel 🔑', condition };
}

const arbitraryRule = fc.tuple(arbitraryCondition, fc.option(arbitraryCondition, { nil: undefined }));
const arbitraryDocument = fc
  .record({
    rules: fc.array(arbitraryRule, { maxLength: 5 }),
    counted: fc.array(fc.array(fc.tuple(fc.nat(7), arbitraryCondition), { minLength: 1, maxLength: 3 }), {
      maxLength: 3,
    }),
  })
  .map(({ rules, counted }) => ({
    rules: rules.map(([condition, rest], at) =>
      ruleOf(rest === undefined ? condition : narrowed(condition, [{ name: 'rest', condition: rest }]), at),
    ),
    correlations: counted.map(
      (held, at): Correlation =>
        correlationOf({ id: `count-${at}`, rules: held.map(([id, condition]) => ruleOf(condition, id)) }),
    ),
  }));

test('rules that are decoded when they are needed find what rules find that are at hand', () => {
  let satisfied = 0;
  const runs = fc.property(
    arbitraryDocument,
    fc.array(arbitraryRecord, { maxLength: 8 }),
    (given, records) => {
      const text = encodeRules(given);
      const { rules, correlations } = decodeRules(text);
      const [plain, late] = [Detections.of(rules, correlations), Detections.ofIndexed(indexed(text))];
      for (const record of records as CloudTrailRecord[]) {
        expect(told(late, record)).toEqual(told(plain, record));
        satisfied += plain.match(record).satisfied.length;
      }
      expect([late.fingerprint, late.conditions]).toEqual([plain.fingerprint, plain.conditions]);
      expect(JSON.stringify(late.plans)).toBe(JSON.stringify(plain.plans));
    },
  );
  fc.assert(runs, { numRuns: 500 });
  expect(satisfied).toBeGreaterThan(cases(500));
});

test('so it is of the built-in rules and the records that they are tested with', () => {
  const text = readFileSync(join(ROOT, 'dist/rules/built-in.json'), 'utf8');
  const { rules, correlations } = decodeRules(text);
  const late = indexed(text);
  const detections = [Detections.of(rules, correlations), Detections.ofIndexed(late)] as const;
  const matchers = [RuleMatcher.of(rules), RuleMatcher.ofList(late.alerting)] as const;
  const allowed = [AllowedMatcher.of(rules), late.allowed()] as const;
  const examples = readAlertingRules(join(ROOT, 'lib/rules'), new Set(rules.map(({ id }) => id)));
  const records = examples.flatMap(({ matching }) => matching) as unknown as CloudTrailRecord[];
  expect(records.length).toBeGreaterThan(300);
  for (const record of records) {
    expect(told(detections[1], record)).toEqual(told(detections[0], record));
    expect(matchers[1].match(record)).toEqual(matchers[0].match(record));
    expect(allowed[1].find(record)).toEqual(allowed[0].find(record));
  }
  expect(detections[1].fingerprint).toBe(detections[0].fingerprint);
});

test('rules that raise alerts are adapted, those that are only counted are not', () => {
  const key = { kind: 'equals', field: 'keyId', values: ['trailwatch:own-keys'], cased: true } as const;
  const [alerting, counted] = [ruleOf(key, 1), ruleOf(key, 2)];
  const correlation = correlationOf({ rules: [alerting, counted] });
  const text = encodeRules({ rules: [alerting], correlations: [correlation] });
  const { rules, correlations } = decodeRules(text);
  const ownKeys = 'arn:aws:kms:eu-west-1:111122223333:key/a';
  const adapt = (rule: Rule) => withOwnKeys([rule], ownKeys)[0] ?? rule;
  const late = Detections.ofIndexed(indexed(text, adapt));
  const plain = Detections.of(withOwnKeys(rules, ownKeys), correlations);
  expect(JSON.stringify(plain.conditions)).toContain(ownKeys);
  expect(late.conditions).toEqual(plain.conditions);
  expect(JSON.stringify(late.plans)).toBe(JSON.stringify(plain.plans));
});

test('an index is the same of a document that was just encoded and of its text, and has the bytes of each part', () => {
  const property = fc.property(arbitraryDocument, (document) => {
    const parts = encodeInParts(document);
    const sha256 = sha256Hex(parts.text);
    expect(parts.text).toBe(encodeRules(decodeRules(parts.text)));
    expect(indexOfParts(parts, sha256)).toBe(encodeRuleIndex(parts.text, sha256));
    const bytes = Buffer.from(parts.text);
    const read = ([from, behind]: Span) => JSON.parse(bytes.toString('utf8', from, behind));
    expect(parts.ruleSpans.map(read)).toEqual(document.rules);
    expect(parts.correlationSpans.map(read)).toEqual(document.correlations);
  });
  fc.assert(property, { numRuns: 300 });
});

test('an index of another document, or of another version, is not used', () => {
  const text = encodeRules({ rules: [ruleOn('StopLogging')], correlations: [] });
  const other = encodeRules({ rules: [ruleOn('DeleteTrail')], correlations: [] });
  const index = encodeRuleIndex(text, sha256Hex(text));
  expect(IndexedRules.of(Buffer.from(text), index)).toBeDefined();
  expect(IndexedRules.of(Buffer.from(other), index)).toBeUndefined();
  expect(IndexedRules.of(Buffer.from(text), index.replace('"version":1', '"version":2'))).toBeUndefined();
});

test('fails to index a document that is written in another form', () => {
  const text = encodeInOrder({ rules: [ruleOn('StopLogging')], correlations: [] });
  expect(() => encodeRuleIndex(text, sha256Hex(text))).toThrow(
    'the rule document is not written as encodeRules writes it',
  );
});
