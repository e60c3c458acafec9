import { SEVERITIES } from '../../rule/rule';
import { type BacktestResult, differencesIn, type RuleChange } from './backtest';
import type { EffectCounts } from './rule-tally';
import type { TimeSpan } from './time-span';

/** A count with commas: `1,234,567`. */
export function renderCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A rate: as exact as it can be meant. */
export function renderRate(aWeek: number): string {
  if (aWeek === 0) return '0';
  if (aWeek < 0.1) return '<0.1';
  return aWeek < 10 ? aWeek.toFixed(1) : renderCount(Math.round(aWeek));
}

/** `12 gained, 3 lost`, without what there is none of; `none` if nothing differs. */
export function renderEffects(counts: EffectCounts): string {
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
    if (changed === 0) return 'Both rule sets raise the same alerts: no rule is defined otherwise.';
    const one = changed === 1 ? '1 rule is' : `${renderCount(changed)} rules are`;
    return `Both rule sets raise the same alerts on these records, though ${one} defined otherwise.`;
  }
  return `Alerts that differ: ${renderEffects(counts)}; ${renderCount(counts.same)} stay as they are.`;
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
    return 'The records cover less than a day: too little to tell how many alerts a week has.';
  const rates = `A week like these records has ${renderRate(before)} alerts before the change, and ${renderRate(after)} after it.`;
  if (span.isWholeWeek) return rates;
  return `${rates} They cover less than a week, so that days of the week are missing: this is rough.`;
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

/** What became of a rule's definition, and of its severity. */
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
