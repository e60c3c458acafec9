import type { CountName } from '../../lib/core/cost/counts';
import type { CostLine, MonthlyCost, Uncounted } from '../../lib/core/cost/monthly-cost';
import { type Price, plainUsd } from '../../lib/core/cost/price/price';
import { PRICES, type PriceName } from '../../lib/core/cost/price/prices';
import type { Saving } from '../../lib/core/cost/savings/propose';
import {
  toCsvCell,
  toCsvLine,
  toJsonText,
  toPrintable,
  toVisibleJson,
} from '../../lib/core/safe-text/printable';
import { renderTable } from '../outputs/table';

const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 80;
/** The widths of the first three columns; the rest is the description. */
const WIDTHS = [12, 12, 14] as const;
const UNCOUNTED_WIDTHS = [8, 40] as const;

/** The lines of one price in one stack. */
interface Group {
  readonly stack: string;
  readonly price: PriceName;
  /** `undefined` if not known. */
  readonly unitUsd: number | undefined;
  quantity: number;
  usd: number | undefined;
  resources: number;
  readonly missing: Set<CountName>;
}

/**
 * A table for each stack, the highest cost first, followed by costs outside the sums and possible savings of selector changes.
 */
export function costTable(
  cost: MonthlyCost & { readonly savings: readonly Saving[] },
  columns = DEFAULT_COLUMNS,
): string {
  const width = Math.max(columns, MIN_COLUMNS);
  const stacks = [...new Set(cost.lines.map(({ stack }) => stack))].sort();
  const groups = groupLines(cost.lines);
  const tables = stacks.map((stack) =>
    stackTable(
      stack,
      groups.filter((group) => group.stack === stack),
      width,
    ),
  );
  return [
    ...tables,
    ...(cost.uncounted.length === 0 ? [] : [uncountedTable(cost, width)]),
    ...(cost.savings.length === 0 ? [] : [savingsTable(cost.savings, width)]),
  ].join('\n');
}

function groupLines(lines: readonly CostLine[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { stack, price, quantity, usd, missing, unitUsd } of lines) {
    const key = JSON.stringify([stack, price, unitUsd]);
    const group = groups.get(key) ?? {
      ...{ stack, price, unitUsd, quantity: 0, usd: 0, resources: 0, missing: new Set<CountName>() },
    };
    groups.set(key, group);
    group.quantity += quantity;
    group.usd = group.usd === undefined || usd === undefined ? undefined : group.usd + usd;
    group.resources += 1;
    for (const name of missing) group.missing.add(name);
  }
  return [...groups.values()].sort(
    (one, other) => (other.usd ?? 0) - (one.usd ?? 0) || (one.price < other.price ? -1 : 1),
  );
}

function stackTable(stack: string, groups: readonly Group[], width: number): string {
  const total = groups.reduce((sum, { usd = 0 }) => sum + usd, 0);
  const rest = width - WIDTHS.reduce((sum, each) => sum + each, 0);
  const rows = groups.map((group) => [
    dollars(group),
    amount(group.quantity),
    group.unitUsd === undefined ? '-' : `$${plainUsd(group.unitUsd)}`,
    describe(group),
  ]);
  const head = ['USD A MONTH', 'QUANTITY', 'UNIT PRICE', toPrintable(stack)];
  const foot = [`$${total.toFixed(2)}`, '', '', 'together'];
  return renderTable([...WIDTHS, rest], [head, ...rows, foot]);
}

/** An unknown quantity has an unknown cost. */
function dollars({ usd, quantity, missing }: Group): string {
  if (usd === undefined) return 'no price';
  if (quantity === 0 && missing.size > 0) return '?';
  const sum = usd > 0 && usd < 0.01 ? 'below $0.01' : `$${usd.toFixed(2)}`;
  return missing.size > 0 ? `${sum} +` : sum;
}

function amount(quantity: number): string {
  return quantity === 0 || quantity >= 1
    ? Math.round(quantity).toLocaleString('en-US')
    : String(Number(quantity.toPrecision(2)));
}

function describe({ price, resources, missing }: Group): string {
  const of = resources === 1 ? PRICES[price].of : `${PRICES[price].of}, of ${resources} resources`;
  return missing.size === 0 ? of : `${of}; not given: ${[...missing].join(', ')}`;
}

function uncountedTable({ uncounted }: MonthlyCost, width: number): string {
  const rest = width - UNCOUNTED_WIDTHS.reduce((sum, each) => sum + each, 0);
  const rows = uncounted.map(({ type, count, reason }) => [String(count), toPrintable(type), reason]);
  return renderTable([...UNCOUNTED_WIDTHS, rest], [['NUMBER', 'NOT COUNTED', 'WHAT IT MAY COST'], ...rows]);
}

/** As many as fit on a screen. */
const MAX_SAVINGS = 10;

function savingsTable(savings: readonly Saving[], width: number): string {
  const rest = width - SAVINGS_WIDTHS.reduce((sum, each) => sum + each, 0);
  const rows = savings
    .slice(0, MAX_SAVINGS)
    .map(({ logicalId, group, events, usd, field, value, ...saving }) => [
      usd === undefined ? 'no price' : `$${usd.toFixed(2)}`,
      amount(events),
      toPrintable(`${logicalId}: ${group.of === '' ? group.category : group.of}`),
      toPrintable(saving.change?.code ?? `${field} ${value} is needed by ${saving.rules.join(', ')}`),
    ]);
  const head = ['USD A MONTH', 'EVENTS', 'SELECTORS OF', 'WHAT WOULD SAVE IT'];
  const more = savings.length - rows.length;
  const last = more > 0 ? [['', '', '', `and ${more} more, which the other formats list`]] : [];
  return renderTable([...SAVINGS_WIDTHS, rest], [head, ...rows, ...last]);
}

/** Of the first three columns. */
const SAVINGS_WIDTHS = [12, 12, 26] as const;

export const COST_FORMATS = ['table', 'ndjson', 'csv', 'json'] as const;

export type CostFormat = (typeof COST_FORMATS)[number];

/** A cost, and the savings of selector changes. */
export interface CostReport extends MonthlyCost {
  /** The highest savings first; empty if no log files were read. */
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

/** `saving` has the condition for each selector of the type; `needed` the rules that need some of the events. */
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
