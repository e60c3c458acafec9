import {
  type EventTypeChange,
  type SelectionChange,
  SelectionComparison,
} from '../../lib/core/cost/savings/compare-selections';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { explainSelections } from '../../lib/core/selector/explain/explain-selections';
import type { Explanation } from '../../lib/core/selector/explain/explanation';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { listInputs } from '../inputs/list-inputs';
import { Diagnostics } from '../outputs/diagnostics';
import { inPortions, toStream } from '../outputs/text-output';
import { type NumberedRecord, RecordReader } from '../selectors/read-records';
import { parseKnownValues, readSelections } from '../selectors/read-selections';

/** How many kinds of events are named; the rest are counted. */
const MAX_KINDS = 20;

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

/** What the selection drops of the archive or adds to it, a kind of events a line, and the totals as the last line. */
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
