import { toCell } from '../outputs/table';

/** A document as text: a line for each value, with lists under their names. */
export function surveyText(document: object): string {
  return Object.entries(document)
    .flatMap(([name, value]) => linesOf(labelOf(name), value))
    .map((line) => `${line}\n`)
    .join('');
}

/** A member's name as people write it: `notCreatedHere` is `not created here`. */
function labelOf(name: string): string {
  return name.replace(/([a-z])([A-Z]+)/g, (_, end: string, begin: string) =>
    begin.length > 1 ? `${end} ${begin}` : `${end} ${begin.toLowerCase()}`,
  );
}

function linesOf(label: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [`${label}: ${textOf(value)}`];
  if (value.length === 0) return [`${label}: none`];
  const isTable = value.every((one) => typeof one === 'object' && one !== null);
  return isTable
    ? [`${label}:`, ...tableOf(value)]
    : [`${label}:`, ...value.map((one) => `  ${textOf(one)}`)];
}

/** The widest cell that others are aligned with. */
const MAX_WIDTH = 40;

/** Rows with their members below each other; no cell is cut, as names and ids are copied. */
function tableOf(rows: readonly object[]): readonly string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [
    names.map((name) => labelOf(name).toUpperCase()),
    ...rows.map((row) => names.map((name) => textOf((row as Readonly<Record<string, unknown>>)[name] ?? ''))),
  ];
  const widths = names.map((_, at) =>
    Math.min(
      MAX_WIDTH,
      cells.reduce((most, line) => Math.max(most, (line[at] ?? '').length), 0),
    ),
  );
  return cells.map(
    (line) =>
      `  ${line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}`,
  );
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return toCell(String(value));
  return Object.entries(value)
    .map(([name, one]) => `${labelOf(name)} ${textOf(one)}`)
    .join(', ');
}
