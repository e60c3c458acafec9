import type { BacktestResult, RuleChange } from '../../lib/core/review/backtest/backtest';
import {
  type MarkdownFacts,
  renderCount,
  renderDefinition,
  renderForecast,
  renderRates,
  renderSpan,
  renderVerdict,
  sidesOf,
  toMarkdown,
} from '../../lib/core/review/backtest/to-markdown';
import { toJsonText, toPrintable } from '../../lib/core/safe-text/printable';
import { renderTable } from '../outputs/table';

/** The output formats of a backtest. */
export type BacktestFormat = 'table' | 'markdown' | 'ndjson';

/** The output in addition to the result. */
export interface BacktestTextFacts extends MarkdownFacts {
  readonly columns: number;
}

/** The widths of the columns after the name and the definition. */
const WIDTHS = [26, 9, 9, 8, 8, 8, 8, 14] as const;
const LEAST_NAME = 24;
const TITLES = ['DEFINITION', 'BEFORE', 'AFTER', 'GAINED', 'LOST', 'RAISED', 'LOWERED', 'A WEEK'] as const;

/** The text of a result. */
export function backtestText(
  format: BacktestFormat,
  result: BacktestResult,
  facts: BacktestTextFacts,
): string {
  switch (format) {
    case 'table':
      return tableText(result, facts);
    case 'markdown':
      return toMarkdown(result, facts);
    case 'ndjson':
      return result.rules.map((rule) => `${toJsonText(toRow(rule, result))}\n`).join('');
    default:
      return format satisfies never;
  }
}

/** A rule as a line of ndjson. */
function toRow(
  { id, name, title, definition, severities, counts, days, examples }: RuleChange,
  result: BacktestResult,
) {
  const [base, head] = sidesOf(counts);
  const { gained, lost, raised, lowered, same } = counts;
  const { span } = result;
  const [before, after] = [span.aWeek(base), span.aWeek(head)];
  return {
    ...{ id, name, title, definition, severities, base, head, gained, lost, raised, lowered, same },
    aWeek: before === undefined || after === undefined ? null : { base: before, head: after },
    days: Object.fromEntries(days.map(([day, { same: _, ...differences }]) => [day, differences])),
    examples,
  };
}

function tableText(result: BacktestResult, { columns, records, base, head }: BacktestTextFacts): string {
  const { rules, span } = result;
  const others = WIDTHS.reduce((sum, width) => sum + width, 0);
  const widths = [Math.max(LEAST_NAME, columns - others), ...WIDTHS];
  const rows = rules.map((rule) => {
    const { gained, lost, raised, lowered } = rule.counts;
    const counts = [...sidesOf(rule.counts), gained, lost, raised, lowered].map(renderCount);
    return [
      toPrintable(rule.name),
      renderDefinition(rule),
      ...counts,
      renderRates(sidesOf(rule.counts), span),
    ];
  });
  const lines = [
    renderVerdict(result),
    renderForecast(result),
    `Base: ${toPrintable(base)}. Head: ${toPrintable(head)}. ${renderSpan(result, records)}`,
  ];
  const table =
    rules.length === 0 ? '' : `\n${renderTable(widths, [['RULE', ...TITLES], ...rows])}${examplesOf(rules)}`;
  return `${lines.join('\n')}\n${table}`;
}

function examplesOf(rules: readonly RuleChange[]): string {
  const lines = rules.flatMap(({ name, examples }) =>
    examples.map(({ effect, eventTime, summary }) => `${effect} ${name} ${eventTime}: ${summary}`),
  );
  return lines.length === 0 ? '' : `\n${lines.map((line) => `${toPrintable(line)}\n`).join('')}`;
}
