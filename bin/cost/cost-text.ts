import type { CostLine, MonthlyCost, Uncounted } from '../../lib/core/cost/monthly-cost';
import { type Price, plainUsd } from '../../lib/core/price/price';
import { PRICES } from '../../lib/core/price/prices';
import { toCsvCell, toCsvLine } from '../../lib/core/safe-text/csv-text';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import { costTable } from './cost-table';

export const COST_FORMATS = ['table', 'ndjson', 'csv', 'json'] as const;

export type CostFormat = (typeof COST_FORMATS)[number];

/** The cost as a text. A table has a line for each price of a stack; other formats have one for each resource and price. */
export function costText(format: CostFormat, cost: MonthlyCost, columns: number | undefined): string {
  const documents = [...cost.lines.map(toDocument), ...cost.uncounted.map(uncountedDocument)];
  switch (format) {
    case 'ndjson':
      return documents.map((document) => `${toJsonText(document)}\n`).join('');
    case 'json':
      return `${JSON.stringify(documents, undefined, 2)}\n`;
    case 'csv':
      return [COLUMNS, ...documents.map(toCells)].map(toCsvLine).join('');
    case 'table':
      return costTable(cost, columns);
    default:
      return format satisfies never;
  }
}

/** A line of the bill; the same members in every format. */
function toDocument(line: CostLine): Readonly<Record<string, unknown>> {
  const { stack, logicalId, type, price, quantity, unitUsd, usd, missing, notes } = line;
  const { of, unit }: Price = PRICES[price];
  return {
    ...{ kind: 'cost', stack, logicalId, type, price, of, quantity, unit },
    ...{ unitUsd: unitUsd ?? null, usd: usd ?? null, missing, notes },
  };
}

function uncountedDocument({ type, count, reason }: Uncounted): Readonly<Record<string, unknown>> {
  return { kind: 'not-counted', type, quantity: count, notes: [reason] };
}

const COLUMNS = [
  ...['kind', 'stack', 'logicalId', 'type', 'price', 'of', 'quantity', 'unit', 'unitUsd', 'usd'],
  ...['missing', 'notes'],
];

function toCells(document: Readonly<Record<string, unknown>>): readonly string[] {
  return COLUMNS.map((column) => toCsvCell(toCellText(document[column])));
}

function toCellText(value: unknown): string {
  if (Array.isArray(value)) return value.join('; ');
  return typeof value === 'number' ? plainUsd(value) : String(value ?? '');
}
