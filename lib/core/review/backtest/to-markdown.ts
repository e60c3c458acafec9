import { SEVERITIES } from '../../rule/rule';
import { BoundedPage } from '../../safe-text/bounded-page';
import { toMarkdownText } from '../../safe-text/markdown-text';
import { oneLine } from '../../safe-text/one-line';
import { type BacktestResult, differencesIn, type RuleChange } from './backtest';
import {
  renderCount,
  renderDefinition,
  renderForecast,
  renderRates,
  renderSpan,
  renderVerdict,
  sidesOf,
} from './describe-result';
import type { AlertExample } from './rule-tally';

/** What the head of a document says beside the result. */
export interface MarkdownFacts {
  readonly base: string;
  readonly head: string;
  readonly records: number;
}

/** By this line, a job finds the comment that it updates. */
const MARK = '<!-- trailwatch backtest -->';

const MAX_ROWS = 40;

/** A name of many characters that must be escaped takes more than it shows. */
const MAX_TABLE_LENGTH = 30_000;

const MAX_DAYS = 31;
const NAME_LENGTH = 100;
const TEXT_LENGTH = 400;
const SIDE_LENGTH = 200;

/** The result as a comment for a pull request: short on top, details folded, at most 65,000 characters. */
export function toMarkdown(result: BacktestResult, facts: MarkdownFacts): string {
  const { rules } = result;
  const head = [
    MARK,
    '## trailwatch backtest',
    '',
    ...headOf(result, facts),
    ...tableOf(result),
    '',
    '',
  ].join('\n');
  const page = new BoundedPage(head);
  const differing = rules.filter(({ counts }) => differencesIn(counts) > 0);
  const left = page.add(differing.map((rule) => `${sectionOf(rule)}\n`));
  return page.end(
    left === 0 ? '' : `\nThe details of ${renderCount(left)} more rules are in the format \`ndjson\`.\n`,
  );
}

function headOf(result: BacktestResult, { base, head, records }: MarkdownFacts): readonly string[] {
  const text = (name: string) => toMarkdownText(oneLine(name, SIDE_LENGTH));
  return [
    `**${renderVerdict(result)}** ${renderForecast(result)}`,
    '',
    `Base: ${text(base)}. Head: ${text(head)}. ${renderSpan(result, records)}`,
    '',
    ...severitiesOf(result),
  ];
}

function severitiesOf({ alerts, span }: BacktestResult): readonly string[] {
  const there = [...SEVERITIES].reverse().filter((each) => alerts.base[each] + alerts.head[each] > 0);
  if (there.length === 0) return [];
  const rows = there.map((severity) => {
    const [before, after] = [alerts.base[severity], alerts.head[severity]];
    return `| ${severity} | ${renderCount(before)} | ${renderCount(after)} | ${renderRates([before, after], span)} |`;
  });
  return [
    '| Severity | Alerts before | Alerts after | A week |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
  ];
}

function tableOf({ rules, span }: BacktestResult): readonly string[] {
  if (rules.length === 0) return [];
  const all = rules.slice(0, MAX_ROWS).map((rule) => {
    const { gained, lost, raised, lowered } = rule.counts;
    const counts = [...sidesOf(rule.counts), gained, lost, raised + lowered].map(renderCount);
    return `| ${[nameOf(rule), renderDefinition(rule), ...counts, renderRates(sidesOf(rule.counts), span)].join(' | ')} |`;
  });
  const rows = thatFit(all, MAX_TABLE_LENGTH);
  const left = rules.length - rows.length;
  return [
    '| Rule | Definition | Before | After | Gained | Lost | Other severity | A week |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    ...(left > 0 ? ['', `${renderCount(left)} more rules are not in the table.`] : []),
  ];
}

/** The first of some texts, as many as are so long together. */
function thatFit(texts: readonly string[], maxLength: number): readonly string[] {
  let length = 0;
  return texts.filter((text) => {
    length += text.length;
    return length <= maxLength;
  });
}

function sectionOf(rule: RuleChange): string {
  const { counts, examples } = rule;
  const { gained, lost, raised, lowered } = counts;
  const signs = [
    ...(gained > 0 ? [`+${renderCount(gained)}`] : []),
    ...(lost > 0 ? [`−${renderCount(lost)}`] : []),
    ...(raised > 0 ? [`${renderCount(raised)} raised`] : []),
    ...(lowered > 0 ? [`${renderCount(lowered)} lowered`] : []),
  ];
  return [
    `<details><summary>${nameOf(rule)}: ${signs.join(', ')}</summary>`,
    '',
    toMarkdownText(oneLine(rule.title, TEXT_LENGTH)),
    '',
    ...daysOf(rule),
    ...examples.map(toLine),
    '',
    '</details>',
  ].join('\n');
}

function daysOf({ days }: RuleChange): readonly string[] {
  const rows = days.slice(0, MAX_DAYS).map(([day, { gained, lost, raised, lowered }]) => {
    const counts = [gained, lost, raised + lowered].map(renderCount);
    return `| ${day} | ${counts.join(' | ')} |`;
  });
  const left = days.length - MAX_DAYS;
  return [
    '| Day | Gained | Lost | Other severity |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    ...(left > 0 ? ['', `${renderCount(left)} more days.`] : []),
    '',
  ];
}

function toLine({ effect, base, head, eventTime, summary, account, eventID, file }: AlertExample): string {
  const severity = base !== undefined && head !== undefined ? `${base} → ${head}` : (base ?? head ?? '');
  const where = [account, eventID, file].filter((part) => part !== '').map((part) => toMarkdownText(part));
  return `- ${effect} (${severity}) ${toMarkdownText(eventTime)}: ${toMarkdownText(summary)} (${where.join(', ')})`;
}

function nameOf({ name }: RuleChange): string {
  return toMarkdownText(oneLine(name, NAME_LENGTH));
}
