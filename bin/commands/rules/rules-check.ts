import { isUnfilterable } from '../../../lib/core/prefilter/prefilter-plan';
import type { Problem } from '../../../lib/core/problem/problem';
import type { SigmaFile } from '../../../lib/core/sigma/sigma-file';
import type { CommandIo } from '../../cli/command-io';
import { readRuleFiles } from '../../rules/read-rule-files';
import {
  type RuleVerdict,
  renderProblems,
  type VerdictOptions,
  VerdictOutput,
  verdictOnRefused,
} from '../../rules/rule-verdict';

/** Reports for every rule whether it is valid; status 1 if one is not. */
export async function rulesCheck(
  paths: readonly string[],
  options: VerdictOptions,
  io: CommandIo,
): Promise<number> {
  const output = new VerdictOutput(io, options);
  for await (const file of readRuleFiles(...paths)) {
    for (const verdict of verdictsOn(file.path, file.content)) await output.write(verdict);
  }
  return output.failed === 0 ? 0 : 1;
}

/** In the order of the file. */
function verdictsOn(file: string, content: SigmaFile): readonly RuleVerdict[] {
  const usable = usableIn(content).map(({ id, line, note }): RuleVerdict => {
    const warnings = problemsOf(line, content);
    const reasons = [renderProblems(warnings), note].filter((reason) => reason != null);
    const reason = reasons.length === 0 ? null : reasons.join('; ');
    return { file, id, ok: true, line: warnings[0]?.line ?? line, reason };
  });
  const unusable = content.refused.map((refused) => verdictOnRefused(file, refused));
  return [...usable, ...unusable].sort((one, other) => one.line - other.line);
}

interface UsableDocument {
  readonly id: string;
  readonly line: number;
  readonly note?: string;
}

/** Warning for a rule that no field can exclude: it makes every scan parse all records. */
const UNFILTERABLE = 'note: no single field rules a record out, so scan parses every record in full';

function usableIn({ rules, correlations, filters }: SigmaFile): readonly UsableDocument[] {
  return [
    ...rules.map(({ rule: { id, condition }, line }) => ({
      ...{ id, line },
      note: isUnfilterable(condition) ? UNFILTERABLE : undefined,
    })),
    ...correlations.map(({ correlation, line }) => ({ id: correlation.id, line })),
    ...filters,
  ];
}

/** The problems of the document that begins at `line`: those before the next document. */
function problemsOf(line: number, content: SigmaFile): readonly Problem[] {
  const documents = [...usableIn(content), ...content.refused];
  const later = documents.map((document) => document.line).filter((begin) => begin > line);
  const end = Math.min(...later, Number.POSITIVE_INFINITY);
  return content.problems.filter((problem) => problem.line >= line && problem.line < end);
}
