import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  hashCorrelation,
  hashMeanings,
  hashRule,
  knowMeanings,
} from '../../../../lib/core/review/metadata/rule-meaning';
import type { Rule } from '../../../../lib/core/rule/rule';
import { decodeRules, type RuleDocument } from '../../../../lib/core/rule/rule-document';

const read = (name: string) => readFileSync(join(__dirname, '../../../../dist/rules', name), 'utf8');

/** A document that was not hashed before. */
const builtIn = (): RuleDocument => decodeRules(read('built-in.json'));

describe('hashes of what rules mean', () => {
  test('that the build made are those of the built-in rules and of all that correlations count', () => {
    const document = builtIn();
    const hashes = JSON.parse(read('meanings.json'));
    expect(document.rules.length).toBeGreaterThan(100);
    for (const rule of document.rules) expect([rule.id, hashes[rule.id]]).toEqual([rule.id, hashRule(rule)]);
    for (const correlation of document.correlations) {
      expect(hashes[correlation.id]).toBe(hashCorrelation(correlation));
      for (const rule of correlation.rules) expect(hashes[rule.id]).toBe(hashRule(rule));
    }
    expect(hashes).toEqual(hashMeanings(builtIn()));
  });

  test('are taken from those that are known, whatever stands beside the condition', () => {
    const document = builtIn();
    const [rule, other] = document.rules as [Rule, Rule];
    const [correlation] = document.correlations;
    knowMeanings(document, { [rule.id]: 'known', [correlation!.id]: 'counted' });
    expect(hashRule({ ...rule, condition: rule.condition })).toBe('known');
    expect(hashRule(other)).toBe(hashRule(builtIn().rules[1]!));
    expect(hashCorrelation(correlation!)).toBe('counted');
  });

  test('are made anew of a rule that was changed', () => {
    const document = builtIn();
    const [rule] = document.rules as [Rule];
    const [correlation] = document.correlations;
    knowMeanings(document, { [rule.id]: 'known', [correlation!.id]: 'counted' });
    const [fresh] = builtIn().rules as [Rule];
    expect(hashRule({ ...rule, condition: { ...rule.condition } })).toBe(hashRule(fresh));
    const longer = { ...correlation!, timespanSeconds: correlation!.timespanSeconds + 1 };
    expect(hashCorrelation(longer)).not.toBe('counted');
    expect(hashCorrelation(longer)).not.toBe(hashCorrelation(builtIn().correlations[0]!));
  });
});
