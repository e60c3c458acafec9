import type { JsonObject } from '../json/json-value';
import { dayOf } from '../record/to-event-time';
import { CHANGED_BY_HAND_RULE_ID } from '../rule/own-field';
import { isBelow, SEVERITIES, type Severity, type TrialRule } from '../rule/rule';
import type { SilencedRules } from '../rule/silence';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';
import { counted, factsOf, firstLines, listSilences, listTrials, MAX_FACTS } from './ending-decisions';
import { toDayAlert } from './operational/operational-alert';

/** The rule id of the daily message on what was found. It is not an alert: subscribers choose it separately. */
export const DAILY_SUMMARY_RULE_ID = 'trailwatch-daily-summary';

/** The message attribute `severity` of a summary: a filter by severity takes the summary only if it names this. */
export const SUMMARY_SEVERITY = 'summary';

/** Alerts of a day that are counted together, as the table of claims has them. */
export interface CountedAlerts {
  /** The day in UTC; the summarized one by default. */
  readonly day?: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly severity: Severity;
  /** In one line, bounded; undefined for all actors without a separate row. */
  readonly actor?: string;
  /** Medium and above, not repeats. */
  readonly sent: number;
  /** Repeats. */
  readonly held: number;
  readonly belowMedium: number;
  /** How many of these alerts are storms, and how many alerts that were not sent singly the storms represent. */
  readonly storms: number;
  readonly grouped: number;
  /** Of a rule on trial: how many alerts were not sent. They are in no other number. */
  readonly onTrial?: number;
  /** How many alerts a person silenced. They are in no other number. */
  readonly silenced?: number;
  /**
   * The sentence of the last alert of a rule on trial; for silenced alerts the reason; for changes by hand the stack, or the
   * identity of the tool, that manages the resources. In one line, bounded.
   */
  readonly example?: string;
}

/** What is known about a day. */
export interface SummarizedDay {
  /** Distinguishes the processor from others with the same topic. */
  readonly processorName: string;
  /** The day in UTC: `2026-11-22`. */
  readonly day: string;
  readonly counts: readonly CountedAlerts[];
  /** The counts of the seven days before. */
  readonly earlier: readonly CountedAlerts[];
  /** Until when log files were delivered according to CloudTrail's digest files, ISO 8601 in UTC; undefined if none was read. */
  readonly searchedUntil?: string | undefined;
  /** The silences in effect on the day; none by default. */
  readonly silences?: readonly SilencedRules[];
  /** The rules on trial; none by default. */
  readonly trials?: readonly TrialRule[];
  /** Whether a report on the changes by hand of the seven days is due; by default it is not. */
  readonly isReportDue?: boolean;
}

/** Lines of alerts of medium severity and above, and lines in all. */
const MAX_IMPORTANT = 22;
const MAX_ROWS = 30;

/** Maximum number of counts in the document for programs. */
const MAX_COUNTS = 200;

/** How many stacks a report on changes by hand has, and how many actors of each. */
const MAX_STACKS = 20;
const MAX_STACK_ACTORS = 5;

const DAY_MS = 86_400_000;

const LINE_LENGTH = 500;
const RULE_LENGTH = 80;
const ACTOR_LENGTH = 140;

/** A pair of rule and actor in one line, and whether it is new compared with the week before. */
interface Row extends CountedAlerts {
  readonly isNew: boolean;
}

/** The summary of a day. It has one id, so it is sent once, however often the schedule runs. */
export function toDailySummary(summarized: SummarizedDay): Alert {
  const { processorName, day, searchedUntil, silences = [], trials = [] } = summarized;
  const tried = summarized.counts.filter(({ onTrial = 0 }) => onTrial > 0);
  const silenced = summarized.counts.filter((count) => (count.silenced ?? 0) > 0);
  const rows = toRows(summarized);
  return toDayAlert({
    ...{ processorName, day },
    ruleId: DAILY_SUMMARY_RULE_ID,
    ruleName: 'daily-summary',
    title: `Daily summary of ${day} by ${processorName}`,
    severity: 'informational',
    summary: `${inWords(rows)}. ${stateInWords(searchedUntil)}.`,
    eventName: 'DailySummary',
    facts: {
      ...{ day, processorName, ...totalsOf(rows) },
      ...(searchedUntil === undefined ? {} : { searchedUntil }),
      lines: [
        ...linesOf(rows),
        ...(summarized.isReportDue === true ? linesOfStacks(summarized) : []),
        ...(trials.length === 0 ? [] : ['On trial, not sent:', ...listTrials(trials, tried, day)]),
        ...(silenced.length === 0 ? [] : ['Silenced by people, not sent:', ...listSilenced(silenced)]),
        ...(silences.length === 0 ? [] : ['Silences:', ...listSilences(silences)]),
      ],
      counts: rows.slice(0, MAX_COUNTS).map((row): JsonObject => ({ ...row })),
      ...(trials.length === 0
        ? {}
        : { trials: trials.slice(0, MAX_FACTS).map((trial): JsonObject => ({ ...trial })) }),
      ...(tried.length === 0
        ? {}
        : { tried: tried.slice(0, MAX_FACTS).map((count): JsonObject => ({ ...count })) }),
      ...(silenced.length === 0
        ? {}
        : { silenced: silenced.slice(0, MAX_FACTS).map((count): JsonObject => ({ ...count })) }),
      ...(silences.length === 0 ? {} : { silences: silences.slice(0, MAX_FACTS).map(factsOf) }),
    },
  });
}

/** The lines of a summary for people; undefined if the alert is not a summary. */
export function summaryLines({ ruleId, record }: Alert): readonly string[] | undefined {
  if (ruleId !== DAILY_SUMMARY_RULE_ID) return undefined;
  const { lines } = record;
  return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
}

/** Sorted by severity, then new ones first, then by number. */
function toRows({ counts, earlier }: SummarizedDay): readonly Row[] {
  const known = new Set(earlier.filter(isSent).map(pairOf));
  const rank = ({ severity }: Row): number => SEVERITIES.indexOf(severity);
  return counts
    .filter(isSent)
    .map((count): Row => ({ ...count, isNew: !known.has(pairOf(count)) }))
    .sort(
      (one, other) =>
        rank(other) - rank(one) || Number(other.isNew) - Number(one.isNew) || totalOf(other) - totalOf(one),
    );
}

/** Alerts of rules on trial, and silenced ones, are listed separately. */
function isSent({ onTrial = 0, silenced = 0 }: CountedAlerts): boolean {
  return onTrial === 0 && silenced === 0;
}

/** The lines of silenced alerts: how many, of what, until when, why and by whom. */
function listSilenced(counts: readonly CountedAlerts[]): readonly string[] {
  const sorted = [...counts].sort((one, other) => (other.silenced ?? 0) - (one.silenced ?? 0));
  const lines = sorted.map(({ silenced, severity, ruleName, actor, example = '' }) => {
    const by = actor === undefined ? 'other actors' : oneLine(actor, ACTOR_LENGTH);
    return oneLine(
      `${silenced} ${severity}: ${oneLine(ruleName, RULE_LENGTH)}, ${by}, ${example}`,
      LINE_LENGTH,
    );
  });
  return firstLines(lines);
}

function pairOf({ ruleId, actor, example }: CountedAlerts): string {
  return JSON.stringify([ruleId, actor ?? null, example ?? null]);
}

function totalOf({ sent, held, belowMedium }: CountedAlerts): number {
  return sent + held + belowMedium;
}

function totalsOf(rows: readonly CountedAlerts[]) {
  return rows.reduce(
    (sum, { sent, held, belowMedium, storms, grouped }) => ({
      sent: sum.sent + sent,
      held: sum.held + held,
      belowMedium: sum.belowMedium + belowMedium,
      storms: sum.storms + storms,
      grouped: sum.grouped + grouped,
    }),
    { sent: 0, held: 0, belowMedium: 0, storms: 0, grouped: 0 },
  );
}

function inWords(rows: readonly Row[]): string {
  if (rows.length === 0) return 'No alerts';
  const { sent, held, belowMedium, storms, grouped } = totalsOf(rows);
  const rules = new Set(rows.map(({ ruleId }) => ruleId)).size;
  const fresh = rows.filter(({ isNew }) => isNew).length;
  return (
    `${counted(sent + held + belowMedium, 'alert')} of ${counted(rules, 'rule')}: ${sent + held} of medium severity or above, ` +
    `${held} of them ${held === 1 ? 'a repeat' : 'repeats'}, ${belowMedium} of low severity or below; ` +
    `${storms === 0 ? '' : `${counted(storms, 'storm')} ${storms === 1 ? 'covers' : 'cover'} ${grouped} more; `}` +
    `${counted(fresh, 'pair')} of rule and actor ${fresh === 1 ? 'is' : 'are'} new in 7 days`
  );
}

function stateInWords(searchedUntil: string | undefined): string {
  if (searchedUntil === undefined)
    return 'No digest file was read, so this summary cannot show whether log files arrive';
  return `CloudTrail delivered log files until ${searchedUntil.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ')} UTC; the alarms of the processor report files that it could not search`;
}

function linesOf(rows: readonly Row[]): readonly string[] {
  const important = rows.filter(({ severity }) => !isBelow(severity, 'medium'));
  const others = rows.slice(important.length);
  const shownImportant = important.slice(0, MAX_IMPORTANT);
  const shownOthers = others.slice(0, MAX_ROWS - shownImportant.length);
  return [
    ...section('Medium and above', important, shownImportant),
    ...section('Low and informational', others, shownOthers),
  ];
}

function section(title: string, rows: readonly Row[], shown: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const left = rows.slice(shown.length);
  const alerts = left.reduce((sum, row) => sum + totalOf(row), 0);
  const rest = `and ${counted(left.length, 'more pair')} of rule and actor, with ${counted(alerts, 'alert')}`;
  return [`${title}:`, ...shown.map(renderRow), ...(left.length === 0 ? [] : [rest])];
}

function renderRow(row: Row): string {
  const { ruleName, severity, actor, held, storms, grouped } = row;
  const apart = [
    ...(held === 0 ? [] : [counted(held, 'repeat')]),
    ...(storms === 0 ? [] : [`${counted(storms, 'storm')} of ${grouped} alerts`]),
  ].join(', ');
  const by = [
    actor === undefined ? 'other actors' : oneLine(actor, ACTOR_LENGTH),
    ...(row.example === undefined ? [] : [oneLine(row.example, RULE_LENGTH)]),
    ...(row.isNew ? ['new'] : []),
  ].join(', ');
  return `${totalOf(row)} ${severity}${apart === '' ? '' : ` (${apart})`}: ${oneLine(ruleName, RULE_LENGTH)}, ${by}`;
}

function stackOf({ example = 'others' }: CountedAlerts): string {
  return example;
}

/** The changes by hand of seven days by stack. An alert is on one actor, stack and day. */
function linesOfStacks({ day, counts, earlier }: SummarizedDay): readonly string[] {
  const from = dayOf(Date.parse(day) - 6 * DAY_MS);
  const found = [...counts, ...earlier].filter(
    (count) => count.ruleId === CHANGED_BY_HAND_RULE_ID && (count.day ?? day) >= from && totalOf(count) > 0,
  );
  const lines = [...new Set(found.map(stackOf))].map((stack) => {
    const own = found.filter((count) => stackOf(count) === stack);
    const actors = [...new Set(own.map(({ actor }) => actor))];
    const shown = actors.slice(0, MAX_STACK_ACTORS).map((actor) => {
      const alerts = own.reduce((sum, each) => sum + (each.actor === actor ? totalOf(each) : 0), 0);
      return `${oneLine(actor ?? 'other actors', ACTOR_LENGTH)} (${counted(alerts, 'alert')})`;
    });
    const rest = actors.length - shown.length;
    return `${oneLine(stack, RULE_LENGTH)}: ${shown.join(', ')}${rest > 0 ? `, and ${counted(rest, 'more actor')}` : ''}`;
  });
  const shown = lines.slice(0, MAX_STACKS);
  const rest = lines.length - shown.length;
  return [
    `Changed by hand since ${from}, by stack:`,
    ...(lines.length === 0 ? ['nothing'] : shown),
    ...(rest > 0 ? [`and ${counted(rest, 'more stack')}: \`trailwatch resource --by-hand\` lists them`] : []),
  ];
}
