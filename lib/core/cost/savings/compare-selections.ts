import { categoryOfRecord, type SelectableRecord, textAt } from '../../selector/explain/examined-record';
import { isLogged } from '../../selector/explain/explain-selection';
import type { Selection } from '../../selector/selection';
import { unitUsd } from '../price/price';
import { PRICES } from '../price/prices';

/** The changes of a trail's logging for the records of one kind, compared with the archive or another trail. */
export interface EventTypeChange {
  readonly category: string;
  readonly eventSource: string;
  readonly eventName: string;
  /** Logged before and after. */
  readonly kept: number;
  /** Logged before only. */
  readonly dropped: number;
  /** Logged after only. */
  readonly added: number;
  /** Logged neither before nor after. */
  readonly left: number;
  /** Records for which only the deployment knows whether they are logged; counted nowhere else. */
  readonly unknown: number;
  /** Estimated from unverified prices. */
  readonly usdBefore: number;
  readonly usdAfter: number;
}

/** The effect of a change of selection on an archive. */
export interface SelectionChange {
  readonly records: number;
  readonly kept: number;
  readonly dropped: number;
  readonly added: number;
  readonly left: number;
  readonly unknown: number;
  /** `dropped` as a share of the events that were logged before; 0 when there were none. */
  readonly droppedShare: number;
  /** `added` as a share of the events that were logged before; 0 when there were none. */
  readonly addedShare: number;
  readonly usdBefore: number;
  readonly usdAfter: number;
  /** The kinds of events with most changes first, then by number and name. */
  readonly byEventType: readonly EventTypeChange[];
}

/** How to count the cost of a selection. */
export interface CostBasis {
  /** Whether another trail already has the free first copy of management events. */
  readonly isFurtherCopy?: boolean;
}

type Tally = { -readonly [K in keyof EventTypeChange]: EventTypeChange[K] };

/**
 * Counts the records of an archive that a selection logs, and those that it would drop or add compared with
 * another one. Takes one record after another, so an archive of any size fits.
 *
 * With no selection `before`, every record of the archive counts as logged: the archive is what was logged.
 */
export class SelectionComparison {
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly after: readonly Selection[],
    private readonly before?: readonly Selection[],
    private readonly basis: CostBasis = {},
  ) {}

  /** Counts one record. */
  add(record: SelectableRecord): void {
    const tally = this.tallyOf(record);
    const before = this.before === undefined ? ARCHIVED : judge(this.before, record);
    const after = judge(this.after, record);
    if (before.logged === null || after.logged === null) tally.unknown += 1;
    else tally[nameOfChange(before.logged, after.logged)] += 1;
    const isWrite = textAt(record, 'readOnly') === 'false';
    tally.usdBefore += costOf(tally.category, isWrite, before.copies, this.basis);
    tally.usdAfter += costOf(tally.category, isWrite, after.copies, this.basis);
  }

  /** The result for the records so far. */
  summary(): SelectionChange {
    const byEventType = [...this.tallies.values()].sort(compareTallies).map((tally) => ({ ...tally }));
    const sum = (member: keyof EventTypeChange): number =>
      byEventType.reduce((total, each) => total + Number(each[member]), 0);
    const [kept, dropped, added, left, unknown] = COUNTS.map(sum) as [number, number, number, number, number];
    const logged = kept + dropped;
    return {
      records: logged + added + left + unknown,
      ...{ kept, dropped, added, left, unknown },
      droppedShare: logged === 0 ? 0 : dropped / logged,
      addedShare: logged === 0 ? 0 : added / logged,
      usdBefore: sum('usdBefore'),
      usdAfter: sum('usdAfter'),
      byEventType,
    };
  }

  private tallyOf(record: SelectableRecord): Tally {
    const { category } = categoryOfRecord(record);
    const eventSource =
      textAt(record, 'eventSource') ?? textAt(record, 'insightDetails', 'eventSource') ?? '';
    const eventName = textAt(record, 'eventName') ?? textAt(record, 'insightDetails', 'eventName') ?? '';
    const key = JSON.stringify([category, eventSource, eventName]);
    const existing = this.tallies.get(key);
    if (existing !== undefined) return existing;
    const tally = {
      ...{ category, eventSource, eventName, kept: 0, dropped: 0, added: 0, left: 0, unknown: 0 },
      ...{ usdBefore: 0, usdAfter: 0 },
    };
    this.tallies.set(key, tally);
    return tally;
  }
}

const COUNTS = ['kept', 'dropped', 'added', 'left', 'unknown'] as const;

/** Whether any trail logs a record (`null`: only the deployment knows), and the trails that certainly do. */
interface Judgement {
  readonly logged: boolean | null;
  readonly copies: readonly Selection[];
}

/** A record of an archive about which nothing else is known was logged once, without Insights. */
const ARCHIVED: Judgement = { logged: true, copies: [{ destination: 'trail' }] };

function judge(selections: readonly Selection[], record: SelectableRecord): Judgement {
  const verdicts = selections.map((selection) => isLogged(selection, record));
  const copies = selections.filter((_, index) => verdicts[index] === true);
  if (copies.length > 0) return { logged: true, copies };
  return { logged: verdicts.includes(null) ? null : false, copies };
}

function nameOfChange(before: boolean, after: boolean): 'kept' | 'dropped' | 'added' | 'left' {
  if (before) return after ? 'kept' : 'dropped';
  return after ? 'added' : 'left';
}

function costOf(
  category: string,
  isWrite: boolean,
  copies: readonly Selection[],
  { isFurtherCopy = false }: CostBasis,
): number {
  const analyses = copies.reduce((sum, copy) => sum + countAnalyses(copy, category, isWrite), 0);
  const paid = category === 'Management' && !isFurtherCopy ? Math.max(0, copies.length - 1) : copies.length;
  return paid * (DELIVERY_USD.get(category) ?? 0) + analyses * (ANALYSIS_USD.get(category) ?? 0);
}

const DELIVERY_USD: ReadonlyMap<string, number> = new Map([
  ['Management', unitUsd(PRICES.managementCopy)],
  ['Data', unitUsd(PRICES.dataEvent)],
  ['NetworkActivity', unitUsd(PRICES.networkActivityEvent)],
]);

const ANALYSIS_USD: ReadonlyMap<string, number> = new Map([
  ['Management', unitUsd(PRICES.managementInsights)],
  ['Data', unitUsd(PRICES.dataInsights)],
]);

/** Call rates of management events are analysed over writes only; all else over every event. */
function countAnalyses({ insights = [] }: Selection, category: string, isWrite: boolean): number {
  return insights.filter(({ insightType, eventCategories = ['Management'] }) => {
    if (!eventCategories.includes(category)) return false;
    return insightType === 'ApiErrorRateInsight' || category === 'Data' || isWrite;
  }).length;
}

function compareTallies(one: Tally, other: Tally): number {
  const changed = (tally: Tally): number => tally.dropped + tally.added;
  const total = (tally: Tally): number => COUNTS.reduce((sum, member) => sum + tally[member], 0);
  const names = (tally: Tally): string => `${tally.eventSource} ${tally.eventName} ${tally.category}`;
  return (
    changed(other) - changed(one) ||
    total(other) - total(one) ||
    (names(one) < names(other) ? -1 : Number(names(one) > names(other)))
  );
}
