import { parse } from 'yaml';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { type Predicate, toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { corpusRecords, describeCorpus, ruleFiles } from './corpus';
import { fieldsOf, recordFor } from './detection-record';
import { mutationsAt } from './mutation';
import { type OracleDetection, oracleHolds } from './sigma-oracle';

/** The naive evaluator is slow; the golden results cover every record. */
const NAIVE_EVERY = 3;

interface Candidate {
  readonly rule: Rule;
  readonly predicate: Predicate;
  readonly detection: OracleDetection;
}

describeCorpus('every shared rule, read twice from the specification', () => {
  const records = corpusRecords();

  test('gives the same verdict on every shared record', () => {
    const candidates = cloudTrailRules();
    const matcher = RuleMatcher.of(candidates.map(({ rule }) => rule));
    const counts = { compared: 0, matched: 0, tried: 0 };
    for (const [index, record] of records.entries()) {
      const expected = candidates.filter(({ predicate }) => predicate(record)).map(({ rule }) => rule.id);
      expect(matcher.match(record).map(({ id }) => id)).toEqual(expected);
      counts.matched += expected.length;
      counts.tried += matcher.candidates(record).length;
      if (index % NAIVE_EVERY !== 0) continue;
      const naive = candidates.filter(({ detection }) => oracleHolds(detection, record));
      expect(naive.map(({ rule }) => rule.id)).toEqual(expected);
      counts.compared += candidates.length;
    }
    expect(counts.compared).toBeGreaterThan(200_000);
    expect(counts.matched).toBeGreaterThan(800);
    // Measured: 2.7 rules of 390 are tried on a record.
    expect(counts.tried / records.length).toBeLessThan(4);
  });

  test('gives the same verdict on mutations of the records that it matches', () => {
    let compared = 0;
    for (const { rule, predicate, detection } of cloudTrailRules()) {
      const matcher = RuleMatcher.of([rule]);
      for (const record of records.filter(predicate).slice(0, 3)) {
        for (const mutated of fieldsOf(detection).flatMap((field) => mutationsAt(record, field))) {
          const naive = oracleHolds(detection, mutated);
          const context = naive === predicate(mutated) ? {} : { rule: rule.id, mutated };
          expect({ ...context, holds: predicate(mutated) }).toEqual({ ...context, holds: naive });
          expect(matcher.match(mutated).length === 1).toBe(naive);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(5000);
  });

  test('holds for the rules of other log sources, on records made of their own values', () => {
    let matched = 0;
    let compared = 0;
    for (const { rule, predicate, detection } of rulesUnder('sigma-other')) {
      const full = recordFor(detection);
      const variants = [full, ...fieldsOf(detection).flatMap((field) => mutationsAt(full, field))];
      for (const record of variants) {
        const naive = oracleHolds(detection, record);
        const context = naive === predicate(record) ? {} : { rule: rule.title, record };
        expect({ ...context, holds: predicate(record) }).toEqual({ ...context, holds: naive });
        compared++;
        if (naive) matched++;
      }
    }
    expect(compared).toBeGreaterThan(8000);
    expect(matched).toBeGreaterThan(500);
  });
});

function cloudTrailRules(): readonly Candidate[] {
  return [...rulesUnder('sigma/rules'), ...rulesUnder('sigma-suzaku')];
}

function rulesUnder(folder: string): readonly Candidate[] {
  return ruleFiles(folder).flatMap((file) => {
    const detections = file.text
      .split(/^---$/m)
      .map((document) => parse(document)?.detection)
      .filter((detection) => detection !== undefined);
    const { rules, refused } = parseSigma(file.text, file.name);
    if (rules.length === 0 || refused.length > 0) return [];
    expect(detections).toHaveLength(rules.length);
    return rules.map(({ rule }, index) => ({
      rule,
      predicate: toPredicate(rule.condition),
      detection: detections[index],
    }));
  });
}
