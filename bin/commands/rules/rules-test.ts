import { relative } from 'node:path';
import type { RefusedDocument, SigmaFile } from '../../../lib/core/sigma/sigma-file';
import type { CommandIo } from '../../cli/command-io';
import { catalogueFolder } from '../../rules/read-catalogue';
import { readRuleFiles } from '../../rules/read-rule-files';
import { type RuleVerdict, type VerdictOptions, VerdictOutput } from '../../rules/rule-verdict';
import { type FailedExample, testCorrelation, testRule } from '../../rules/test-examples';

/**
 * Runs each rule and correlation of a folder on the records that stand beside it: those it must match and those it
 * must not. Status 1 when one says otherwise, or cannot be used. Without a folder, the built-in rules.
 */
export async function rulesTest(
  folder: string | undefined,
  options: VerdictOptions,
  io: CommandIo,
): Promise<number> {
  const output = new VerdictOutput(io, options);
  const counts = { rules: 0, records: 0, untested: 0 };
  for await (const { path, content } of readRuleFiles(folder ?? relative('', catalogueFolder()))) {
    for (const tested of testedIn(content)) {
      counts.records += tested.records;
      if (tested.records === 0) counts.untested += 1;
      await output.write(verdictOnTested(path, tested));
    }
    for (const refused of content.refused) await output.write(verdictOnRefused(path, refused));
    counts.rules += content.rules.length + content.correlations.length + content.refused.length;
  }
  const { rules, records, untested } = counts;
  io.stderr.write(`rules=${rules} records=${records} untested=${untested} failed=${output.failed}\n`);
  return output.failed === 0 ? 0 : 1;
}

/** What was found out about a rule or a correlation. */
interface Tested {
  readonly id: string;
  readonly line: number;
  /** How many records stand beside it. */
  readonly records: number;
  readonly problems: readonly FailedExample[];
}

function testedIn({ rules, correlations }: SigmaFile): readonly Tested[] {
  const single = rules.map((tested): Tested => {
    const { matching, ignored } = tested.examples;
    const records = matching.length + ignored.length;
    return { id: tested.rule.id, line: tested.line, records, problems: testRule(tested) };
  });
  const several = correlations.map((tested): Tested => {
    const { matching, ignored } = tested.examples;
    const records = [...matching, ...ignored].flatMap((example) => example.records).length;
    return { id: tested.correlation.id, line: tested.line, records, problems: testCorrelation(tested) };
  });
  return [...single, ...several].sort((one, other) => one.line - other.line);
}

function verdictOnTested(file: string, { id, line, problems }: Tested): RuleVerdict {
  const reason = problems.map(({ problem }) => problem).join('; ');
  return {
    file,
    id,
    ok: reason === '',
    line: problems[0]?.line ?? line,
    reason: reason === '' ? null : reason,
  };
}

function verdictOnRefused(file: string, { id, line, problems }: RefusedDocument): RuleVerdict {
  const [problem] = problems;
  const reason = problem?.message ?? 'the rule cannot be used';
  return { file, id, ok: false, line: problem?.line ?? line, reason };
}
