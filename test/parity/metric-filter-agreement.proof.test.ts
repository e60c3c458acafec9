import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { toMetricFilter } from '../../lib/core/compile/metric-filter/to-metric-filter';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { parseMetricFilter } from '../../lib/core/pattern/metric-filter/parse-metric-filter';
import type { Condition } from '../../lib/core/rule/condition';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { fieldsOf, hasDeclaredShapes, satisfiesShapes, withAssumedCase } from './assumed-records';
import { corpusRecords, describeCorpus, ruleFiles } from './corpus';
import { READINGS, toReading } from './filter-reading';
import { mutationsAt } from './mutation';

interface CompiledRule {
  readonly rule: Rule;
  readonly artefacts: readonly string[];
  readonly matches: (record: JsonObject) => boolean;
  /** Under the assumptions, what the rule means; undefined for a record that does not satisfy them. */
  readonly expected: (record: JsonObject) => boolean | undefined;
}

describeCorpus('every shared rule as a filter pattern', () => {
  const records = corpusRecords();
  const rules = rulesUnder('sigma', 'sigma-suzaku');

  test('is there for most of them; the others search free text, objects or other fields', () => {
    expect(shareOf(rulesUnder('sigma'))).toEqual({ compiled: 16, of: 27 });
    expect(shareOf(rulesUnder('sigma-suzaku'))).toEqual({ compiled: 361, of: 363 });
  });

  test('gives the verdict of the matcher on every shared record, with no help of an assumption about case', () => {
    const counts = { compared: 0, matched: 0 };
    const messages = records.map((record) => JSON.stringify(record));
    for (const { rule, artefacts } of compiledOf(rules)) {
      const predicate = toPredicate(rule.condition);
      const filters = artefacts.map(filterOf);
      for (const [index, record] of records.entries()) {
        const matched = filters.some((filter) => filter(messages[index]!));
        const expected = predicate(record);
        if (matched !== expected)
          expect({ rule: rule.id, artefacts, record, matched }).toEqual({ matched: expected });
        counts.compared++;
        if (matched) counts.matched++;
      }
    }
    expect(counts.compared).toBeGreaterThan(600_000);
    expect(counts.matched).toBeGreaterThan(600);
  });

  test('gives the verdict of the matcher on mutations of the records that it matches, in every reading', () => {
    const counts = { compared: 0, matched: 0 };
    for (const { rule, artefacts, matches, expected } of compiledOf(rules)) {
      const predicate = toPredicate(rule.condition);
      for (const record of records.filter(predicate).slice(0, 2)) {
        for (const mutated of fieldsOf(rule.condition).flatMap((field) => mutationsAt(record, field))) {
          const verdict = expected(mutated);
          if (verdict === undefined) continue;
          const reading = READINGS[counts.compared % READINGS.length]!;
          const read = artefacts.some((artefact) => toReading(artefact, reading)(mutated));
          const found = { matched: matches(mutated), read };
          if (found.matched !== verdict || read !== verdict) {
            expect({ rule: rule.id, artefacts, mutated, reading, ...found }).toEqual({
              matched: verdict,
              read: verdict,
            });
          }
          counts.compared++;
          if (verdict) counts.matched++;
        }
      }
    }
    expect(counts.compared).toBeGreaterThan(2000);
    expect(counts.matched).toBeGreaterThan(200);
  });
});

test('every built-in rule that has a filter pattern decides its own records by it', () => {
  let compiled = 0;
  let decided = 0;
  for (const file of readBuiltInFiles()) {
    for (const { rule, examples } of file.parsed.rules) {
      const [found] = compiledOf([rule]);
      if (found === undefined) continue;
      compiled++;
      for (const { record } of examples.matching)
        expect({ rule: rule.name, record, matched: found.matches(record) }).toMatchObject({ matched: true });
      for (const { record } of examples.ignored)
        expect({ rule: rule.name, record, matched: found.matches(record) }).toMatchObject({ matched: false });
      decided += examples.matching.length + examples.ignored.length;
    }
  }
  expect(compiled).toBeGreaterThan(20);
  expect(decided).toBeGreaterThan(100);
});

function rulesUnder(...folders: readonly string[]): readonly Rule[] {
  return folders.flatMap((folder) =>
    ruleFiles(folder).flatMap((file) => parseSigma(file.text, file.name).rules.map(({ rule }) => rule)),
  );
}

function shareOf(rules: readonly Rule[]): { readonly compiled: number; readonly of: number } {
  return { compiled: compiledOf(rules).length, of: rules.length };
}

function compiledOf(rules: readonly Rule[]): readonly CompiledRule[] {
  return rules.flatMap((rule): readonly CompiledRule[] => {
    const result = toMetricFilter(rule.condition);
    if (result.kind === 'refused') return [];
    const { artefacts, assumptions } = result;
    const filters = artefacts.map(filterOf);
    const expected = toPredicate(withAssumedCase(rule.condition, assumptions));
    const isAssumed = (record: JsonObject, condition: Condition): boolean =>
      hasDeclaredShapes(record, condition) && satisfiesShapes(record, condition, assumptions);
    return [
      {
        rule,
        artefacts,
        matches: (record) => filters.some((filter) => filter(JSON.stringify(record))),
        expected: (record) => (isAssumed(record, rule.condition) ? expected(record) : undefined),
      },
    ];
  });
}

function filterOf(pattern: string): (message: string) => boolean {
  const filter = parseMetricFilter(pattern);
  if ('problems' in filter) throw new Error(`${pattern}: ${filter.problems[0]?.message}`);
  return filter.matches;
}
