import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rule, RuleSet, RuleSeverity } from '../../../lib/index';
import { folderForEachTest } from '../../test-folder';
import { oneRule, RULE_FILE } from '../synthesize';
import { ruleFile, sigma } from './rule-file';

describe('a rule', () => {
  test('is read from a Sigma file', () => {
    const { ruleId, ruleName, title, severity, tags } = Rule.fromSigmaFile(RULE_FILE);
    expect({ ruleId, ruleName, title, severity, tags }).toEqual({
      ruleId: '5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a11',
      ruleName: 'trail-stopped',
      title: 'Trail stopped',
      severity: RuleSeverity.HIGH,
      tags: ['attack.t1562.008'],
    });
  });

  test('fails with the place of every fault', () => {
    const path = ruleFile(`title: Broken
logsource: {product: aws, service: cloudtrail}
detection:
  found:
    eventName|startswiht: Delete
  condition: fuond
level: hihg
`);
    let message = '';
    try {
      Rule.fromSigmaFile(path);
    } catch (error) {
      message = (error as Error).message;
    }
    const [head, ...faults] = message.split('\n');
    expect(head).toBe('these rules cannot be used:');
    const places = faults.map((fault) => fault.slice(path.length).match(/^:(\d+):\d+: /)?.[1]);
    expect(places).toEqual(['5', '6', '7']);
    expect(message).toContain('startswith');
  });

  test('fails when the file holds two', () => {
    const path = ruleFile(`${sigma('one', 'low')}---\n${sigma('two', 'low')}`);
    expect(() => Rule.fromSigmaFile(path)).toThrow(
      new Error(`${path} holds 2 rules, not one; RuleSet.fromDirectory takes any number`),
    );
  });
});

describe('a rule set', () => {
  const folder = folderForEachTest();
  const files = ['one:low', 'two:medium', 'three:critical'].map((each) => {
    const [name = '', level = ''] = each.split(':');
    return Rule.fromSigmaFile(ruleFile(sigma(name, level)));
  });
  const three = RuleSet.fromRules(...files);
  const names = (rules: RuleSet) => rules.rules.map(({ ruleName }) => ruleName);

  test('never changes: every method gives a new one', () => {
    expect(names(three.only('two'))).toEqual(['two']);
    expect(names(three.without('two'))).toEqual(['one', 'three']);
    expect(names(three.withMinimumSeverity(RuleSeverity.MEDIUM))).toEqual(['two', 'three']);
    expect(names(three.add(Rule.fromSigmaFile(RULE_FILE)))).toHaveLength(4);
    expect(names(three.merge(oneRule()))).toHaveLength(4);
    expect(names(three)).toEqual(['one', 'two', 'three']);
  });

  test('names rules by id as well', () => {
    expect(names(oneRule().only('5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a11'))).toEqual(['trail-stopped']);
  });

  test('lets a rule take the place of another with its id', () => {
    const louder = Rule.fromSigmaFile(ruleFile(sigma('one', 'high')));
    expect(three.add(louder).rules.map(({ severity }) => severity)).toEqual(['high', 'medium', 'critical']);
  });

  test('fails on a name that no rule has, with the nearest one', () => {
    expect(() => three.without('thre', 'none-like-it')).toThrow(
      new Error(
        "the rule set has no rule 'thre'; did you mean 'three'?\nthe rule set has no rule 'none-like-it'",
      ),
    );
  });

  test('is read from a folder and those below it, in the order of paths', () => {
    writeFileSync(join(folder, 'b.yml'), sigma('second', 'low'));
    writeFileSync(join(folder, 'a.yaml'), sigma('first', 'low'));
    writeFileSync(join(folder, 'notes.txt'), 'no rule');
    expect(names(RuleSet.fromDirectory(folder))).toEqual(['first', 'second']);
  });

  test('fails on a folder without rules, on a path that is no folder, and on an id used twice', () => {
    expect(() => RuleSet.fromDirectory(folder)).toThrow(`'${folder}' contains no Sigma file (.yml or .yaml)`);
    expect(() => RuleSet.fromDirectory(RULE_FILE)).toThrow(`'${RULE_FILE}' is not a folder`);
    writeFileSync(join(folder, 'a.yml'), sigma('same', 'low'));
    writeFileSync(join(folder, 'b.yml'), sigma('same', 'high'));
    expect(() => RuleSet.fromDirectory(folder)).toThrow(
      new Error(
        `these rules cannot be used:\n${folder}/b.yml:1:1: the rule at ${folder}/a.yml:1 has the id 'same' too; give this one its own`,
      ),
    );
  });

  test('of the built-in rules holds at least the 25 that the package promises', () => {
    expect(RuleSet.builtIn().rules.length).toBeGreaterThanOrEqual(25);
  });
});
