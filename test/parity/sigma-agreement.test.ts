import { parse } from 'yaml';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { type Predicate, toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigma, parseSigmaFiles, ruleDocumentOf } from '../../lib/core/sigma/sigma-file';
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

describeCorpus('the shared rules', () => {
  test('of CloudTrail load, their two correlations with the rules that they count', () => {
    const files = [...ruleFiles('sigma/rules'), ...ruleFiles('sigma-suzaku')].map((file) =>
      parseSigma(file.text, file.name),
    );
    expect(files.flatMap((file) => file.refused)).toEqual([]);
    expect(files.flatMap((file) => file.rules)).toHaveLength(390);
    expect(ruleDocumentOf(files).rules).toHaveLength(387);
    const correlations = files.flatMap((file) => file.correlations.map(({ correlation }) => correlation));
    const counted = correlations.map(({ kind, rules }) => [kind, rules.map(({ title }) => title)]);
    expect(counted).toEqual([
      ['event_count', ['Failed Console Login']],
      ['temporal_ordered', ['GetCallerIdentity Call', 'S3 ListBuckets Call']],
    ]);
  });

  test('fails every unsupported file with one problem that names the reason', () => {
    const codes = ruleFiles('sigma/unsupported').map((file) => {
      const { rules, problems } = parseSigma(file.text, file.name);
      expect(rules).toEqual([]);
      return problems.map(({ code }) => code);
    });
    expect(codes).toHaveLength(6);
    for (const code of codes)
      expect([['deprecated-aggregation'], ['deprecated-timeframe']]).toContainEqual(code);
  });

  test('load with the values of their placeholders, and fail without', () => {
    const [file] = ruleFiles('sigma/rules-placeholder');
    const without = parseSigma(file!.text, file!.name);
    expect(without.rules).toEqual([]);
    expect(without.refused[0]?.problems.map(({ code }) => code)).toEqual([
      'unresolved-placeholder',
      'unresolved-placeholder',
    ]);
    const placeholders = { Legitimate_Countries: ['NL', 'D*'], Legitimate_IP_Ranges: ['10.*'] };
    expect(parseSigma(file!.text, file!.name, { placeholders }).rules).toHaveLength(1);
  });

  test('of other log sources load, or are refused with one reason', () => {
    const files = ruleFiles('sigma-other').map((file) => parseSigma(file.text, file.name));
    const refused = files.flatMap((file) => file.refused);
    expect(files.flatMap((file) => file.rules)).toHaveLength(250);
    expect(refused.map(({ problems }) => problems.map(({ code }) => code)).sort()).toEqual([
      ['deprecated-aggregation'],
      ['undefined-selection'],
    ]);
  });

  test('of the specification load, but for what names rules that are not there, and three kinds of counts', () => {
    const files = ruleFiles('sigma-spec').map((file) => parseSigma(file.text, file.name));
    expect(files.flatMap((file) => file.rules)).toHaveLength(2);
    const codes = files.flatMap((file) =>
      file.refused.map(({ problems }) => [...new Set(problems.map(({ code }) => code))].join()),
    );
    expect(codes.filter((code) => code === 'unsupported-correlation')).toHaveLength(3);
    expect(codes.filter((code) => code === 'unknown-rule')).toHaveLength(7);
    expect(codes).toHaveLength(10);
  });

  test('of the specification load beside the rules that they name, but for two whose ids stand twice', () => {
    const files = ruleFiles('sigma-spec').map((file) => ({ text: file.text, file: file.name }));
    const named = new Set(
      files.flatMap(({ text }) => [...text.matchAll(/^ +- ([\w-]+)( #.*)?$/gm)].map(([, id]) => id)),
    );
    const rules = [...named].map(
      (id) => `title: ${id}\nid: ${id}\ndetection: {s: {User: '*'}, condition: s}\n`,
    );
    const read = parseSigmaFiles([...files, { text: rules.join('---\n'), file: 'named.yml' }]);
    expect(read.flatMap((file) => file.correlations)).toHaveLength(4);
    expect(read.flatMap((file) => file.filters.map(({ ruleIds }) => ruleIds.length))).toEqual([2, 2]);
    expect(read.flatMap((file) => file.refused)).toHaveLength(5);
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
