import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRuleFiles } from '../../bin/rules/read-rule-files';
import { findSigmaFiles } from '../../lib/constructs/rule/rule-files';
import { RuleSet } from '../../lib/index';
import { sigma } from '../constructs/rule/rule-file';
import { folderForEachTest } from '../test-folder';

/** Endings in any case are rule files; a name that only looks like one is none. */
const RULE_FILES = ['a.yml', 'b.YML', 'c.yaml', 'd.Yaml', 'deep/e.YAML', 'deep/er/f.yMl'];
const OTHERS = ['g.yml.bak', 'h.txt', 'yml', 'i.yamll', 'deep/README.md'];

describe('the rule files of a folder', () => {
  const folder = folderForEachTest();
  beforeEach(() => {
    for (const [at, name] of [...RULE_FILES, ...OTHERS].entries()) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, sigma(`Rule${at}`, 'high'));
    }
  });

  test('are the same to the command line and to the constructs, whatever the case of their endings', async () => {
    const expected = RULE_FILES.map((name) => join(folder, name)).sort();
    const ofCommandLine: string[] = [];
    for await (const { path } of readRuleFiles(folder)) ofCommandLine.push(path);
    expect(ofCommandLine.sort()).toEqual(expected);
    expect([...findSigmaFiles(folder)].sort()).toEqual(expected);
  });

  test('all become rules of a rule set', () => {
    expect(RuleSet.fromDirectory(folder).rules).toHaveLength(RULE_FILES.length);
  });
});
