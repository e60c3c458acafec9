import { type Figure, type Goal, missedBy } from './figures';
import { GOAL_ROWS, type GoalRow, type SectionName } from './goal-rows';
import { median } from './interleaved';
import type { Section } from './sections/section';
import type { Runs } from './usage';

/** Where and how something was measured. */
export interface RunInfo {
  readonly command: string;
  /** `2026-11-21` */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** The load average when it began. */
  readonly load: number;
}

/** A row with its figure, or why it has none. */
export interface RowResult {
  readonly work: string;
  readonly rival: string;
  readonly unit: Figure['unit'];
  readonly goal?: Goal;
  readonly figure?: number;
  /** The same figure of CPU time, where the row is about time. */
  readonly cpuFigure?: number;
  readonly leftOut?: string;
}

/** What a section found. */
export interface SectionResult {
  readonly run: RunInfo;
  readonly about: readonly string[];
  readonly rows: readonly RowResult[];
}

/** A table that has no goals. */
export interface GrowthTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What has tables without goals, each between marks of its name on the page. */
export const TABLE_SECTIONS = ['profile', 'survivors', 'calls', 'growth'] as const;

export type TableSection = (typeof TABLE_SECTIONS)[number];

/** The tables of a section. */
export interface MeasuredTables {
  readonly run: RunInfo;
  readonly tables: readonly GrowthTable[];
}

/** Everything that is kept of the last runs. */
export interface Results extends Readonly<Partial<Record<TableSection, MeasuredTables>>> {
  readonly sections: Readonly<Partial<Record<SectionName, SectionResult>>>;
}

/** The rows of a section, computed from its runs. */
export function resultOf(name: SectionName, section: Section, runs: Runs, run: RunInfo): SectionResult {
  const rows = GOAL_ROWS.filter((row) => row.section === name).map((row) => rowResult(row, section, runs));
  return { run, about: section.about, rows };
}

function rowResult({ work, rival, figure, goal }: GoalRow, section: Section, runs: Runs): RowResult {
  const told = { work, rival, unit: figure.unit, ...(goal === undefined ? {} : { goal }) };
  const reasons = figure.names.flatMap((name) => section.leftOut[name] ?? []);
  if (reasons[0] !== undefined) return { ...told, leftOut: reasons[0] };
  const value = figure.of(runs, section.facts, figure.measure);
  if (!Number.isFinite(value)) throw new Error(`no figure for '${work}'; its contenders are ${figure.names}`);
  if (figure.measure !== 'wallMs') return { ...told, figure: value };
  return { ...told, figure: value, cpuFigure: figure.of(runs, section.facts, 'cpuMs') };
}

/** `reached`, by how much it is missed, or why there is no figure. */
export function renderVerdict({ goal, figure, leftOut }: RowResult): string {
  if (leftOut !== undefined) return `not measured: ${leftOut}`;
  if (goal === undefined || figure === undefined) return '';
  const missed = missedBy(figure, goal);
  if (missed === 0) return 'reached';
  return missed < 1 ? `missed by ${percent(missed)}` : `missed: ${(1 + missed).toFixed(1)} times as much`;
}

/** Rows as a Markdown table, in the order of the goals. */
export function renderRows(rows: readonly RowResult[]): string {
  const place = (row: RowResult) =>
    GOAL_ROWS.findIndex(({ work, rival }) => work === row.work && rival === row.rival);
  const sorted = [...rows].sort((one, other) => place(one) - place(other));
  const lines = sorted.map((row) => {
    const { work, rival, unit, goal, figure, cpuFigure } = row;
    const cells = [
      work,
      rival,
      renderGoal(goal, unit),
      number(figure, unit),
      number(cpuFigure, unit),
      renderVerdict(row),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [
    '| work | relative to | goal | figure | CPU time | goal is |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...lines].join('\n');
}

/** A Markdown table. */
export function renderTable({ title, head, rows }: GrowthTable): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${title}\n\n${lines.join('\n')}`;
}

/** A line for each contender: the medians of its runs. */
export function renderRuns(runs: Runs): readonly string[] {
  return [...runs].map(([name, usages]) => {
    const of = (values: readonly number[], unit: string) =>
      values.some(Number.isNaN) ? '' : `${median(values).toFixed(0)} ${unit}`;
    const peaks = usages.map(({ peakMb = Number.NaN }) => peakMb);
    const cells = [
      of(
        usages.map(({ wallMs }) => wallMs),
        'ms',
      ),
      `CPU ${of(
        usages.map(({ cpuMs }) => cpuMs),
        'ms',
      )}`,
      of(peaks, 'MB'),
    ];
    return `${name.padEnd(32)}${cells.map((cell) => cell.padStart(14)).join('')}`;
  });
}

function renderGoal(goal: Goal | undefined, unit: Figure['unit']): string {
  if (goal === undefined) return '';
  const unitText = unit === 'x' ? '' : ` ${unit}`;
  return 'atMost' in goal ? `≤ ${goal.atMost}${unitText}` : `≥ ${goal.atLeast}${unitText}`;
}

function number(value: number | undefined, unit: Figure['unit']): string {
  if (value === undefined) return '';
  const digits = Math.abs(value) < 100 ? 3 : 4;
  return `${Number(value.toPrecision(digits))}${unit === 'x' ? '' : ` ${unit}`}`;
}

function percent(share: number): string {
  return share < 0.1 ? `${(100 * share).toFixed(1)} %` : `${(100 * share).toFixed(0)} %`;
}
