import type { Problem } from '../../lib/core/rule/problem';
import type { SigmaFile } from '../../lib/core/rule/sigma-file';
import type { CommandIo } from '../command-io';
import { readRuleFiles } from '../rules/read-rule-files';
import { type RuleVerdict, type VerdictOptions, VerdictOutput } from '../rules/rule-verdict';

/** Says of every rule whether it can be used; status 1 when one cannot. */
export async function rulesCheck(
  paths: readonly string[],
  options: VerdictOptions,
  io: CommandIo,
): Promise<number> {
  const output = new VerdictOutput(io, options);
  for (const path of paths) {
    for await (const file of readRuleFiles(path)) {
      for (const verdict of verdictsOn(file.path, file.content)) await output.write(verdict);
    }
  }
  return output.failed === 0 ? 0 : 1;
}

/** In the order of the file. */
function verdictsOn(file: string, content: SigmaFile): readonly RuleVerdict[] {
  const usable = content.rules.map(({ rule, line }): RuleVerdict => {
    const warnings = problemsOf(line, content);
    return { file, id: rule.id, ok: true, line: warnings[0]?.line ?? line, reason: renderReason(warnings) };
  });
  const unusable = content.refused.map(({ id, line, problems }): RuleVerdict => {
    return { file, id, ok: false, line: problems[0]?.line ?? line, reason: renderReason(problems) };
  });
  return [...usable, ...unusable].sort((one, other) => one.line - other.line);
}

/** The problems of the document that begins at `line`: those before the next document. */
function problemsOf(line: number, { rules, refused, problems }: SigmaFile): readonly Problem[] {
  const later = [...rules, ...refused].map((document) => document.line).filter((begin) => begin > line);
  const end = Math.min(...later, Number.POSITIVE_INFINITY);
  return problems.filter((problem) => problem.line >= line && problem.line < end);
}

function renderReason(problems: readonly Problem[]): string | null {
  const reasons = problems.map(({ severity, line, message }, at) => {
    const place = at === 0 ? '' : `line ${line}: `;
    return `${place}${severity === 'warning' ? 'warning: ' : ''}${message}`;
  });
  return reasons.length === 0 ? null : reasons.join('; ');
}
