import { SEVERITIES } from '../../rule/rule';
import { BoundedPage, toMarkdownText } from '../../safe-text/markup-text';
import { oneLine } from '../../safe-text/one-line';
import { type BacktestResult, differencesIn, type RuleChange } from './backtest';
import type { AlertExample, EffectCounts } from './rule-tally';
import type { TimeSpan } from './time-span';

/** What the head of a document has in addition to the result. */
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

/** The first texts whose total length fits. */
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

/** A count with commas: `1,234,567`. */
export function renderCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A rate: as exact as it can be meant. */
function renderRate(aWeek: number): string {
  if (aWeek === 0) return '0';
  if (aWeek < 0.1) return '<0.1';
  return aWeek < 10 ? aWeek.toFixed(1) : renderCount(Math.round(aWeek));
}

/** `12 gained, 3 lost`, without counts of zero; `none` if nothing differs. */
function renderEffects(counts: EffectCounts): string {
  const { gained, lost, raised, lowered } = counts;
  const parts = [
    [gained, 'gained'],
    [lost, 'lost'],
    [raised, 'of higher severity'],
    [lowered, 'of lower severity'],
  ] as const;
  const there = parts.filter(([count]) => count > 0);
  return there.length === 0
    ? 'none'
    : there.map(([count, words]) => `${renderCount(count)} ${words}`).join(', ');
}

/** The result in a sentence. */
export function renderVerdict({ counts, rules }: BacktestResult): string {
  if (differencesIn(counts) === 0) {
    const changed = rules.filter(({ definition }) => definition !== 'same').length;
    if (changed === 0) return 'Both rule sets raise the same alerts: no rule definition differs.';
    const one = changed === 1 ? '1 rule is' : `${renderCount(changed)} rules are`;
    return `Both rule sets raise the same alerts on these records, although ${one} defined differently.`;
  }
  return `Alerts that differ: ${renderEffects(counts)}; ${renderCount(counts.same)} stay the same.`;
}

/** Which time the records cover. */
export function renderSpan({ span }: BacktestResult, records: number): string {
  const count = `${renderCount(records)} ${records === 1 ? 'record' : 'records'}`;
  if (span.first === undefined || span.last === undefined) return `${count}, none of which has a time.`;
  const hasGaps = span.coveredDays < span.days - 1;
  const covered = hasGaps ? `, of which ${renderCount(Math.ceil(span.coveredDays))} have records` : '';
  return `${count} from ${dayOf(span.first)} to ${dayOf(span.last)}, ${renderDays(span)}${covered}.`;
}

/** How many alerts a week has before and after the change, and how far that can be believed. */
export function renderForecast({ span, alerts }: BacktestResult): string {
  const [before, after] = [alerts.base, alerts.head].map((counts) =>
    span.aWeek(SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0)),
  );
  if (before === undefined || after === undefined)
    return 'The records cover less than a day, which is not enough to estimate alerts per week.';
  const rates = `A week with records like these has ${renderRate(before)} alerts before the change and ${renderRate(after)} after it.`;
  if (span.isWholeWeek) return rates;
  return `${rates} They cover less than a week, so this is a rough estimate.`;
}

/** The rates of two counts a week: `0.5 → 3.2`; empty if the time is too short. */
export function renderRates(counts: readonly [before: number, after: number], span: TimeSpan): string {
  const [before, after] = counts.map((count) => span.aWeek(count));
  return before === undefined || after === undefined ? '' : `${renderRate(before)} → ${renderRate(after)}`;
}

/** How many alerts there are before and after. */
export function sidesOf({ gained, lost, raised, lowered, same }: EffectCounts): readonly [number, number] {
  const both = raised + lowered + same;
  return [lost + both, gained + both];
}

/** The change of a rule's definition, and of its severity. */
export function renderDefinition({ definition, severities: { base, head } }: RuleChange): string {
  if (base === undefined || head === undefined || base === head)
    return `${definition}, ${head ?? base ?? ''}`;
  return `${definition}, ${base} → ${head}`;
}

function renderDays({ days }: TimeSpan): string {
  if (days >= 1) return `${days.toFixed(1)} days`;
  const minutes = Math.round(days * 24 * 60);
  return minutes >= 90 ? `${(minutes / 60).toFixed(1)} hours` : `${minutes} minutes`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 'yyyy-mm-dd'.length);
}
