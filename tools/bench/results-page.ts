import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bench-world';
import {
  type MeasuredTables,
  type Results,
  type RunInfo,
  renderRows,
  renderTable,
  TABLE_SECTIONS,
} from './results';

/** What the last runs with `--write` found. */
const RESULTS = join(ROOT, 'tools/bench/results.json');
/** The page that tells it; what stands outside of the marks is written by hand. */
const PAGE = join(ROOT, 'docs/extend/performance.md');

/** What is kept so far. */
export function readResults(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : { sections: {} };
}

/** Keeps results in place of those of the same sections, and writes the page anew. */
export function writeResults(changed: Results): void {
  const kept = readResults();
  const results = { ...kept, ...changed, sections: { ...kept.sections, ...changed.sections } };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(PAGE, renderPage(readFileSync(PAGE, 'utf8'), results));
}

/** The page with other figures between its marks. */
export function renderPage(page: string, results: Results): string {
  return TABLE_SECTIONS.reduce(
    (changed, name) => between(changed, name, renderTables(results[name])),
    between(page, 'goals', renderGoals(results)),
  );
}

function renderGoals({ sections }: Results): string {
  const results = Object.values(sections);
  const runs = [...new Set(results.map(({ run }) => renderRun(run)))];
  const data = results.flatMap(({ about }) => about.map((line) => `- ${line}`));
  const goals = renderRows(results.flatMap(({ rows }) => rows));
  return [runs.join('\n'), goals, 'The data:', [...new Set(data)].join('\n')].join('\n\n');
}

function renderTables(measured: MeasuredTables | undefined): string {
  if (measured === undefined) return 'Not measured yet.';
  return [renderRun(measured.run), ...measured.tables.map(renderTable)].join('\n\n');
}

function renderRun({ command, date, machine, node, load }: RunInfo): string {
  return `\`${command}\` on ${date}: ${machine}, Node.js ${node}, load ${load} when it began.`;
}

function between(page: string, mark: string, text: string): string {
  const [begin, end] = [`<!-- ${mark}: begin -->`, `<!-- ${mark}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/extend/performance.md has no marks '${mark}'`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}
