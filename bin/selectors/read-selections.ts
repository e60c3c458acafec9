import { readFile } from 'node:fs/promises';
import { parseSelections } from '../../lib/core/selector/parse/parse-selections';
import type { KnownValues } from '../../lib/core/selector/parse/template-value';
import type { Selection } from '../../lib/core/selector/selection';
import { renderSelectionProblem } from '../../lib/core/selector/selection-problem';
import { verifySelection } from '../../lib/core/selector/verify/verify-selection';
import { renderReason, UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

/**
 * The selections of a file. What CloudTrail would refuse is named, each problem with its place, and nothing comes
 * back: what a trail would log that cannot be is no answer. Warnings are notes.
 */
export async function readSelections(
  path: string,
  known: KnownValues,
  diagnostics: Diagnostics,
): Promise<readonly Selection[] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path}: ${renderReason(error)}`);
  });
  const { selections, problems } = parseSelections(text, known);
  const verified = selections.flatMap((parsed) => verifySelection(parsed.selection, parsed.path));
  const all = [...problems, ...verified];
  for (const problem of all) {
    const sentence = `${path}: ${renderSelectionProblem(problem)}`;
    if (problem.severity === 'error') diagnostics.problem(sentence);
    else diagnostics.note(sentence);
  }
  const isUsable = all.every(({ severity }) => severity !== 'error');
  return isUsable ? selections.map(({ selection }) => selection) : undefined;
}

/** The values of `NAME=VALUE` arguments. */
export function parseKnownValues(assignments: readonly string[]): KnownValues {
  return new Map(
    assignments.map((assignment): readonly [string, string] => {
      const at = assignment.indexOf('=');
      if (at < 1)
        throw new UserError(`--parameter is '${assignment}'; it is NAME=VALUE, such as Bucket=logs`);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}
