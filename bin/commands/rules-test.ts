import { relative } from 'node:path';
import { RuleMatcher } from '../../lib/core/compile/rule-matcher';
import type { SigmaExample } from '../../lib/core/rule/sigma-examples';
import type { RefusedDocument } from '../../lib/core/rule/sigma-file';
import type { SigmaRule } from '../../lib/core/rule/sigma-rule';
import type { CommandIo } from '../command-io';
import { catalogueFolder } from '../rules/read-catalogue';
import { readRuleFiles } from '../rules/read-rule-files';
import { type RuleVerdict, type VerdictOptions, VerdictOutput } from '../rules/rule-verdict';

/**
 * Runs each rule of a folder on the records that stand beside it: those it must match and those it must not. Status
 * 1 when a rule says otherwise, or cannot be used. Without a folder, the built-in rules.
 */
export async function rulesTest(
  folder: string | undefined,
  options: VerdictOptions,
  io: CommandIo,
): Promise<number> {
  const output = new VerdictOutput(io, options);
  const counts = { rules: 0, records: 0, untested: 0 };
  for await (const { path, content } of readRuleFiles(folder ?? relative('', catalogueFolder()))) {
    for (const tested of content.rules) {
      const records = tested.examples.matching.length + tested.examples.ignored.length;
      counts.records += records;
      if (records === 0) counts.untested += 1;
      await output.write(verdictOnRule(path, tested));
    }
    for (const refused of content.refused) await output.write(verdictOnRefused(path, refused));
    counts.rules += content.rules.length + content.refused.length;
  }
  const { rules, records, untested } = counts;
  io.stderr.write(`rules=${rules} records=${records} untested=${untested} failed=${output.failed}\n`);
  return output.failed === 0 ? 0 : 1;
}

function verdictOnRule(file: string, tested: SigmaRule): RuleVerdict {
  const faults = testRule(tested);
  const reason = faults.map(({ fault }) => fault).join('; ');
  const line = faults[0]?.line ?? tested.line;
  return { file, id: tested.rule.id, ok: reason === '', line, reason: reason === '' ? null : reason };
}

function verdictOnRefused(file: string, { id, line, problems }: RefusedDocument): RuleVerdict {
  const [problem] = problems;
  const reason = problem?.message ?? 'the rule cannot be used';
  return { file, id, ok: false, line: problem?.line ?? line, reason };
}

interface FailedExample {
  readonly line: number;
  readonly fault: string;
}

function testRule({ rule, examples }: SigmaRule): readonly FailedExample[] {
  const matcher = RuleMatcher.of([rule]);
  const isMatched = ({ record }: SigmaExample): boolean => matcher.match(record).length > 0;
  return [
    ...faultsOf(examples.matching, (example) => !isMatched(example), 'matching', 'is not matched'),
    ...faultsOf(examples.ignored, isMatched, 'ignored', 'is matched'),
  ];
}

function faultsOf(
  examples: readonly SigmaExample[],
  isFault: (example: SigmaExample) => boolean,
  list: string,
  found: string,
): readonly FailedExample[] {
  return examples.flatMap((example, at) =>
    isFault(example)
      ? [{ line: example.line, fault: `${list} record ${at + 1} (line ${example.line}) ${found}` }]
      : [],
  );
}
