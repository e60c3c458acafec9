import { statSync } from 'node:fs';
import { nameJudge } from '../../../lib/core/calls/judge-name';
import {
  type EventTypeChange,
  type SelectionChange,
  SelectionComparison,
} from '../../../lib/core/cost/savings/compare-selections';
import type { EstateStack } from '../../../lib/core/estate/estate';
import { Resolver } from '../../../lib/core/estate/resolver';
import type { Value } from '../../../lib/core/estate/values/value';
import { isJsonObject } from '../../../lib/core/json/json-value';
import { toJsonText, toPrintable } from '../../../lib/core/safe-text/printable';
import { explainSelections } from '../../../lib/core/selector/explain/explain-selection';
import type { Explanation } from '../../../lib/core/selector/explain/explanation';
import {
  type ParsedSelections,
  parseSelections,
  selectionsOfStack,
} from '../../../lib/core/selector/parse/parse-selections';
import type { Selection } from '../../../lib/core/selector/selection';
import { refusal, renderSelectionProblem } from '../../../lib/core/selector/selection-problem';
import { verifySelection } from '../../../lib/core/selector/verify/verify-selection';
import type { CommandIo } from '../../cli/command-io';
import { MissingArgument, UserError } from '../../cli/user-error';
import { readDocument, readEstate, reportUnread } from '../../estate/read-estate';
import { ExcludedFiles } from '../../inputs/excluded-files';
import { listInputs } from '../../inputs/list-inputs';
import { Diagnostics } from '../../outputs/diagnostics';
import { inPortions, toStream } from '../../outputs/text-output';
import { readCallCatalogue } from '../../rules/read-call-catalogue';
import { type NumberedRecord, RecordReader } from '../../selectors/read-records';

/** The maximum number of kinds of events that are listed; the rest are counted. */
const MAX_KINDS = 20;

/** The options of `trailwatch trails explain`, as the command line names them. */
export interface TrailsExplainOptions {
  readonly selectors?: string;
  readonly template?: string;
  readonly base?: string;
  readonly parameter?: readonly string[];
  readonly format?: 'table' | 'ndjson';
}

/** Reports for every record whether the trails of a file would log it, and why. Returns the exit status. */
export async function trailsExplain(
  paths: readonly string[],
  options: TrailsExplainOptions,
  io: CommandIo,
): Promise<number> {
  const file = fileOf(options);
  const known = parseKnownValues(options.parameter ?? []);
  const diagnostics = new Diagnostics(io);
  const after = readSelections(file, known, diagnostics);
  const before = options.base === undefined ? undefined : readSelections(options.base, known, diagnostics);
  if (diagnostics.problems > 0 || after === undefined) {
    diagnostics.finish();
    return 2;
  }
  const comparison = new SelectionComparison(after, before);
  const reader = new RecordReader(diagnostics);
  const inputs = listInputs({ paths: paths.length === 0 ? ['-'] : paths, io, except: new ExcludedFiles() });
  const render = rendererFor(options, io);
  const output = inPortions(toStream(io.stdout));
  for await (const records of reader.read(inputs)) {
    for (const numbered of records) {
      comparison.add(numbered.record);
      await output.write(render(numbered, explainSelections(after, numbered.record)));
    }
  }
  await output.finish();
  reportChange(comparison.summary(), reader.rejected, diagnostics);
  return diagnostics.problems > 0 ? 2 : 0;
}

function rendererFor({ format }: TrailsExplainOptions, io: CommandIo): typeof renderExplanationText {
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  return isTable ? renderExplanationText : renderExplanationLine;
}

function reportChange(change: SelectionChange, rejected: number, diagnostics: Diagnostics): void {
  const { unknown } = change;
  if (unknown > 0) {
    diagnostics.note(
      `answers that depend on what the template refers to: ${unknown}; give it with --parameter`,
    );
  }
  diagnostics.finish(renderChange(change, rejected));
}

function fileOf({ selectors, template }: TrailsExplainOptions): string {
  const file = selectors ?? template;
  const problem = 'name the selectors by either --selectors or --template';
  if (file === undefined) throw new MissingArgument(problem);
  if (selectors !== undefined && template !== undefined) throw new UserError(problem);
  return file;
}

/** A line of ndjson: the same keys in every line, in this order. */
function renderExplanationLine({ index }: NumberedRecord, { logged, by, why }: Explanation): string {
  return `${toJsonText({ index, logged, by: by ?? null, why })}\n`;
}

/** A sentence for people. */
function renderExplanationText({ index, record }: NumberedRecord, explanation: Explanation): string {
  const { logged, why } = explanation;
  const verdict = logged === null ? 'unknown' : logged ? 'logged' : 'left';
  const call = record.eventName === undefined ? '' : `${record.eventSource} ${record.eventName}: `;
  return `${toPrintable(`${String(index).padStart(6)}  ${verdict.padEnd(7)}  ${call}${why}`)}\n`;
}

/**
 * The events that the selection removes from the archive or adds to it, one kind of events per line, and the totals as the last
 * line.
 */
function renderChange(change: SelectionChange, rejected: number): string {
  const changed = change.byEventType.filter(({ dropped, added, unknown }) => dropped + added + unknown > 0);
  const lines = changed.slice(0, MAX_KINDS).map(renderKind);
  const more = changed.length - lines.length;
  if (more > 0) lines.push(`and ${more} more kinds of events`);
  return [...lines, renderTotals(change, rejected)].join('\n');
}

function renderKind(kind: EventTypeChange): string {
  const { category, eventSource, eventName, kept, dropped, added, left, unknown, usdBefore, usdAfter } = kind;
  const counts = renderPairs({ kept, dropped, added, left, unknown });
  const cost = renderPairs({ 'usd-before': usdBefore.toFixed(6), 'usd-after': usdAfter.toFixed(6) });
  return toPrintable(`${category} ${eventSource} ${eventName}: ${counts} ${cost}`);
}

/** A contract that scripts read: records = kept + dropped + added + left + unknown. Costs are estimates. */
function renderTotals(change: SelectionChange, rejected: number): string {
  const { records, kept, dropped, added, left, unknown } = change;
  return renderPairs({
    ...{ records, kept, dropped, added, left, unknown, rejected },
    'dropped-share': change.droppedShare.toFixed(4),
    'added-share': change.addedShare.toFixed(4),
    'usd-before': change.usdBefore.toFixed(6),
    'usd-after': change.usdAfter.toFixed(6),
  });
}

function renderPairs(pairs: Readonly<Record<string, string | number>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Values of a deployment that the user gives: parameters, pseudo parameters and attributes, such as `Bucket.Arn`. */
type KnownValues = ReadonlyMap<string, string>;

/** Selections of a stack, or of a file that is not a template. */
interface OfStack extends ParsedSelections {
  readonly stack?: string;
}

/**
 * The selections of a file, or of a cloud assembly. Selections that CloudTrail would reject are reported, each problem with its
 * location, and nothing is returned: an invalid trail logs nothing. Warnings are notes.
 */
function readSelections(
  path: string,
  known: KnownValues,
  diagnostics: Diagnostics,
): readonly Selection[] | undefined {
  const all = parsedSelections(path, known, diagnostics);
  let isUsable = diagnostics.problems === 0;
  for (const { selections, problems, stack } of all) {
    const verified = selections.flatMap((parsed) =>
      verifySelection(parsed.selection, parsed.path, nameJudge(readCallCatalogue)),
    );
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

/** The location of selectors outside a template. */
function nowhere(given: ReadonlyMap<string, Value>): EstateStack {
  const place = { account: undefined, region: undefined, partition: undefined };
  return { name: '', file: '', ...place, given, template: { Resources: {} } };
}

function placeOf(known: KnownValues): { readonly region?: string; readonly account?: string } {
  const [region, account] = [known.get('AWS::Region'), known.get('AWS::AccountId')];
  return { ...(region === undefined ? {} : { region }), ...(account === undefined ? {} : { account }) };
}

/** The values of `NAME=VALUE` arguments. */
function parseKnownValues(assignments: readonly string[]): KnownValues {
  return new Map(
    assignments.map((assignment): readonly [string, string] => {
      const at = assignment.indexOf('=');
      if (at < 1)
        throw new UserError(`--parameter is '${assignment}'; it is NAME=VALUE, such as Bucket=logs`);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}
