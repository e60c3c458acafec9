import {
  type SelectionChange,
  SelectionComparison,
} from '../../lib/core/selector/explain/compare-selections';
import { explainSelections } from '../../lib/core/selector/explain/explain-selections';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { listInputs } from '../inputs/list-inputs';
import { Diagnostics } from '../outputs/diagnostics';
import { inPortions } from '../outputs/in-portions';
import { toStream } from '../outputs/text-output';
import { RecordReader } from '../selectors/read-records';
import { parseKnownValues, readSelections } from '../selectors/read-selections';
import { renderChange } from '../selectors/render-change';
import { renderExplanationLine, renderExplanationText } from '../selectors/render-explanation';

/** The options of `trailwatch selectors explain`, as the command line names them. */
export interface SelectorsExplainOptions {
  readonly selectors?: string;
  readonly template?: string;
  readonly base?: string;
  readonly parameter?: readonly string[];
  readonly format?: 'table' | 'ndjson';
}

/** Says of every record whether the trails of a file would log it, and why. Gives the exit status. */
export async function selectorsExplain(
  paths: readonly string[],
  options: SelectorsExplainOptions,
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

function rendererFor({ format }: SelectorsExplainOptions, io: CommandIo): typeof renderExplanationText {
  const isTable = (format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  return isTable ? renderExplanationText : renderExplanationLine;
}

function reportChange(change: SelectionChange, rejected: number, diagnostics: Diagnostics): void {
  const { unknown } = change;
  if (unknown > 0) {
    diagnostics.note(`answers that hang on what the template refers to: ${unknown}; give it by --parameter`);
  }
  diagnostics.finish(renderChange(change, rejected));
}

function fileOf({ selectors, template }: SelectorsExplainOptions): string {
  const file = selectors ?? template;
  if (file === undefined || (selectors !== undefined && template !== undefined)) {
    throw new UserError('name the selectors by either --selectors or --template');
  }
  return file;
}
