import type { DeployedResource } from './ask';

const HEADINGS = ['type', 'resources', 'values compared', 'not comparable', 'made by'];

/** A line for each type of resource: how much of it was compared, and how it was made. */
export function renderTable(resources: readonly DeployedResource[]): readonly string[] {
  const types = [...new Set(resources.map(({ type }) => type))].sort();
  const rows = types.map((type) => toRow(resources.filter((resource) => resource.type === type)));
  const lines = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function toRow(resources: readonly DeployedResource[]): readonly string[] {
  const differing = resources.reduce((total, { differences }) => total + differences.length, 0);
  const compared = resources.reduce((total, resource) => total + resource.compared, 0) - differing;
  return [
    resources[0]?.type ?? '',
    String(resources.length),
    String(compared),
    String(differing),
    distinct(resources.flatMap(({ madeBy }) => madeBy)),
  ];
}

function distinct(calls: readonly string[]): string {
  return [...new Set(calls)].join(', ');
}
