import { statSync } from 'node:fs';
import type { EstateStack } from '../../lib/core/estate/estate-stack';
import { Resolver } from '../../lib/core/estate/resolver';
import type { Value } from '../../lib/core/estate/values/value';
import { isJsonObject } from '../../lib/core/json/json-value';
import {
  type ParsedSelections,
  parseSelections,
  selectionsOfStack,
} from '../../lib/core/selector/parse/parse-selections';
import type { Selection } from '../../lib/core/selector/selection';
import { refusal, renderSelectionProblem } from '../../lib/core/selector/selection-problem';
import { verifySelection } from '../../lib/core/selector/verify/verify-selection';
import { UserError } from '../cli/user-error';
import { readDocument, readEstate, reportUnread } from '../estate/read-estate';
import type { Diagnostics } from '../outputs/diagnostics';

/** What the user knows of a deployment: parameters, pseudo parameters and attributes, such as `Bucket.Arn`. */
export type KnownValues = ReadonlyMap<string, string>;

/** Selections of a stack, or of a file that is no template. */
interface OfStack extends ParsedSelections {
  readonly stack?: string;
}

/**
 * The selections of a file, or of the folder that `cdk synth` writes. What CloudTrail would refuse is named, each problem with its place,
 * and nothing comes back: what a trail would log that cannot be is no answer. Warnings are notes.
 */
export function readSelections(
  path: string,
  known: KnownValues,
  diagnostics: Diagnostics,
): readonly Selection[] | undefined {
  const all = parsedSelections(path, known, diagnostics);
  let isUsable = diagnostics.problems === 0;
  for (const { selections, problems, stack } of all) {
    const verified = selections.flatMap((parsed) => verifySelection(parsed.selection, parsed.path));
    for (const problem of [...problems, ...verified]) {
      const where = all.length > 1 && stack !== undefined ? `${path}: ${stack}` : path;
      const sentence = `${where}: ${renderSelectionProblem(problem)}`;
      if (problem.severity === 'error') diagnostics.problem(sentence);
      else diagnostics.note(sentence);
      isUsable &&= problem.severity !== 'error';
    }
  }
  if (!isUsable) return undefined;
  return all.flatMap(({ selections, stack }) =>
    selections.map(({ selection }) =>
      all.length < 2 ? selection : { ...selection, name: `${stack}/${selection.name}` },
    ),
  );
}

function parsedSelections(path: string, known: KnownValues, diagnostics: Diagnostics): readonly OfStack[] {
  const document = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? undefined : readDocument(path);
  if (document !== undefined && !(isJsonObject(document) && 'Resources' in document))
    return [parseSelections(new Resolver([]).value(document, nowhere(known)))];
  const estate = readEstate(path, { given: known, ...placeOf(known) });
  reportUnread(estate, diagnostics);
  const resolver = new Resolver(estate.stacks);
  const found = estate.stacks
    .map((stack): OfStack => ({ ...selectionsOfStack(stack, resolver), stack: stack.name }))
    .filter(({ selections }) => selections.length > 0);
  if (found.length > 0) return found;
  const message = 'the template has no resource of type AWS::CloudTrail::Trail';
  return [{ selections: [], problems: [refusal('no-trail', 'Resources', message)] }];
}

/** The place of selectors that are in no template. */
function nowhere(given: ReadonlyMap<string, Value>): EstateStack {
  const place = { account: undefined, region: undefined, partition: undefined };
  return { name: '', file: '', ...place, given, template: { Resources: {} } };
}

function placeOf(known: KnownValues): { readonly region?: string; readonly account?: string } {
  const [region, account] = [known.get('AWS::Region'), known.get('AWS::AccountId')];
  return { ...(region === undefined ? {} : { region }), ...(account === undefined ? {} : { account }) };
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
