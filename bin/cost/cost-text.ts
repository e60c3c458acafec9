import type { CostLine, MonthlyCost, Uncounted } from '../../lib/core/cost/monthly-cost';
import type { Saving } from '../../lib/core/cost/savings/propose';
import { type Price, plainUsd } from '../../lib/core/price/price';
import { PRICES } from '../../lib/core/price/prices';
import { toCsvCell, toCsvLine } from '../../lib/core/safe-text/csv-text';
import { toJsonText, toVisibleJson } from '../../lib/core/safe-text/json-text';
import { costTable } from './cost-table';

export const COST_FORMATS = ['table', 'ndjson', 'csv', 'json'] as const;

export type CostFormat = (typeof COST_FORMATS)[number];

/** A cost, and what changes of selectors would save. */
export interface CostReport extends MonthlyCost {
  /** The dearest first; empty where no log files were read. */
  readonly savings: readonly Saving[];
}

/** The cost as a text. A table has a line for each price of a stack; other formats have one for each resource and price. */
export function costText(format: CostFormat, cost: CostReport, columns: number | undefined): string {
  const documents = [
    ...cost.lines.map(toDocument),
    ...cost.uncounted.map(uncountedDocument),
    ...cost.savings.map(savingDocument),
  ];
  switch (format) {
    case 'ndjson':
      return documents.map((document) => `${toJsonText(document)}\n`).join('');
    case 'json':
      return `${toVisibleJson(JSON.stringify(documents, undefined, 2))}\n`;
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

/** `saving` has the condition for each selector of the type; `needed` the rules that look for some of the events. */
function savingDocument(saving: Saving): Readonly<Record<string, unknown>> {
  const { stack, logicalId, group, field, value, events, usd, change, rules } = saving;
  return {
    ...{ kind: change === undefined ? 'needed' : 'saving', stack, logicalId },
    ...{ eventCategory: group.category, of: group.of, field, value, quantity: events, unit: 'event' },
    usd: usd ?? null,
    ...(change === undefined ? { rules } : { fieldSelector: change.fieldSelector, code: change.code }),
  };
}

const COLUMNS = [
  ...['kind', 'stack', 'logicalId', 'type', 'price', 'of', 'quantity', 'unit', 'unitUsd', 'usd'],
  ...['missing', 'notes', 'eventCategory', 'field', 'value', 'code', 'rules'],
];

function toCells(document: Readonly<Record<string, unknown>>): readonly string[] {
  return COLUMNS.map((column) => toCsvCell(toCellText(document[column])));
}

function toCellText(value: unknown): string {
  if (Array.isArray(value)) return value.join('; ');
  return typeof value === 'number' ? plainUsd(value) : String(value ?? '');
}
