import { toEventPattern } from '../../lib/core/compile/event-pattern/to-event-pattern';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { parseEventPattern } from '../../lib/core/pattern/event-pattern/event-pattern';
import type { EventObject } from '../../lib/core/pattern/event-pattern/event-value';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { satisfiesAssumptions, textsOf } from '../core/compile/taken-for-granted';
import { fieldsOf, keepsShapes } from '../equivalence/fair-record';
import { corpusRecords, describeCorpus, ruleFiles } from './corpus';
import { mutationsAt } from './mutation';

/** Positives of a rule whose mutations are tried. */
const MAX_POSITIVES = 3;

describeCorpus("the corpus' rules as event patterns", () => {
  const rules = ['sigma', 'sigma-suzaku'].flatMap((folder) =>
    ruleFiles(folder).flatMap(({ name, text }) =>
      parseSigma(text, name).rules.map(({ rule }) => ({ folder, rule })),
    ),
  );
  const compiled = rules.flatMap(({ rule }) => {
    const result = toEventPattern(rule.condition);
    return result.kind === 'compiled' ? [{ rule, result, matches: evaluate(result.artefacts) }] : [];
  });

  test('of SigmaHQ four in five can be said, of Suzaku all', () => {
    const shareOf = (folder: string) => {
      const all = rules.filter((one) => one.folder === folder);
      return all.filter(({ rule }) => compiled.some((one) => one.rule === rule)).length / all.length;
    };
    expect(shareOf('sigma')).toBeGreaterThanOrEqual(0.8);
    expect(shareOf('sigma-suzaku')).toBeGreaterThanOrEqual(0.99);
  });

  test('a rule that cannot be said has a reason, a place and no pattern', () => {
    for (const { rule } of rules) {
      const result = toEventPattern(rule.condition);
      if (result.kind === 'compiled') continue;
      expect(result.obstacles.length).toBeGreaterThan(0);
      for (const { reason } of result.obstacles) expect(reason).toMatch(/^(EventBridge|[^A-Z]).*[^.]$/);
    }
  });

  test('each matches exactly the records that the rule matches, and of their mutations as well', () => {
    const records = corpusRecords();
    const envelopes = records.map(toEnvelope);
    let matches = 0;
    let mutated = 0;
    const differing: string[] = [];
    for (const { rule, result, matches: holds } of compiled) {
      const predicate = toPredicate(rule.condition);
      const positives: JsonObject[] = [];
      for (const [index, record] of records.entries()) {
        const expected = predicate(record);
        if (holds(envelopes[index]!) !== expected) differing.push(`${rule.id} record ${index}`);
        if (expected) positives.push(record);
      }
      matches += positives.length;
      for (const mutation of mutationsOf(rule, positives.slice(0, MAX_POSITIVES))) {
        const isFair =
          keepsShapes(mutation, fieldsOf(rule.condition)) &&
          satisfiesAssumptions(mutation, result.assumptions, textsOf(rule.condition));
        if (!isFair) continue;
        mutated += 1;
        if (holds(toEnvelope(mutation)) !== predicate(mutation)) {
          differing.push(`${rule.id} ${JSON.stringify(mutation)}`);
        }
      }
    }
    expect(differing).toEqual([]);
    expect(matches).toBeGreaterThan(800);
    expect(mutated).toBeGreaterThan(3_000);
  });
});

function mutationsOf(rule: Rule, positives: readonly JsonObject[]): readonly JsonObject[] {
  const fields = new Set(fieldsOf(rule.condition));
  return positives.flatMap((record) => [...fields].flatMap((field) => mutationsAt(record, field)));
}

function evaluate(artefacts: readonly string[]): (envelope: EventObject) => boolean {
  const patterns = artefacts.map((text) => {
    const parsed = parseEventPattern(text);
    if ('problems' in parsed) throw new Error(`${text}: ${parsed.problems[0]?.message}`);
    return parsed.pattern;
  });
  return (envelope) => patterns.some((pattern) => pattern.matches(envelope));
}
