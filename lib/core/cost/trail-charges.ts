import { isLogged } from '../selector/explain/explain-selection';
import { logsEventsOf } from '../selector/logged-events';
import { categoryOfSelector, type Selection } from '../selector/selection';
import type { SelectionProblem } from '../selector/selection-problem';
import { verifySelection } from '../selector/verify/verify-selection';
import type { Charge } from './charge';
import type { CostedStack } from './costed-stack';
import { type Amount, type Counts, counted, known, plus, times } from './counts';

/** A trail of an estate. */
export interface CostedTrail {
  readonly stack: CostedStack;
  readonly logicalId: string;
  readonly selection: Selection;
  /** Whether its copy of management events is the free one. */
  readonly isFirstCopy: boolean;
}

/** The events that a trail delivers in a month. */
export interface TrailEvents {
  readonly management: Amount;
  /** Those of the management events that write. */
  readonly managementWrites: Amount;
  readonly data: Amount;
  readonly networkActivity: Amount;
  /** Those of the data events that are files which trails deliver; absent if none are. */
  readonly deliveries?: number;
}

/** The trails of stacks, and the problems of their selectors. */
export interface EstateTrails {
  readonly trails: readonly CostedTrail[];
  readonly problems: readonly (SelectionProblem & { readonly stack: string })[];
}

/**
 * The trails of stacks, in their order. In each account and Region one that logs management events has the free copy: a trail of the
 * organization before one of the account, a multi-Region trail before one of a Region, and else the first.
 *
 * @param hasOtherTrail whether a trail that is in no stack has the free copy already
 */
export function trailsOf(stacks: readonly CostedStack[], hasOtherTrail = false): EstateTrails {
  const read: Omit<CostedTrail, 'isFirstCopy'>[] = [];
  const problems: EstateTrails['problems'][number][] = [];
  for (const stack of stacks) {
    const { selections, problems: found } = stack.trails;
    for (const { path, selection } of selections) {
      const wrong = verifySelection(selection, path);
      problems.push(...wrong.map((problem) => ({ ...problem, stack: stack.name })));
      const logicalId = path.slice('Resources.'.length, -'.Properties'.length);
      read.push({ stack, logicalId, selection });
    }
    problems.push(...found.map((problem) => ({ ...problem, stack: stack.name })));
  }
  const widest = [...read].sort((one, other) => reachOf(other.selection) - reachOf(one.selection));
  const trails = read.map((trail) => ({
    ...trail,
    isFirstCopy:
      !hasOtherTrail && !widest.slice(0, widest.indexOf(trail)).some((wider) => sharesEvents(wider, trail)),
  }));
  return { trails, problems };
}

function reachOf({ organization, multiRegion }: Selection): number {
  return (organization === true ? 2 : 0) + (multiRegion === false ? 0 : 1);
}

/**
 * Whether two trails log events of one account and Region, as far as the templates show. Trails without management events have no
 * copy of them.
 */
function sharesEvents(
  earlier: Pick<CostedTrail, 'stack' | 'selection'>,
  { stack, selection }: Pick<CostedTrail, 'stack' | 'selection'>,
): boolean {
  const isOfAccount = earlier.stack.account === stack.account || earlier.selection.organization === true;
  if (!isOfAccount || earlier.selection.isLogging === false) return false;
  const areSame = [true, false].some(
    (readOnly) => logsManagement(earlier.selection, readOnly) && logsManagement(selection, readOnly),
  );
  if (!areSame) return false;
  const isOneRegion = earlier.selection.multiRegion === false && selection.multiRegion === false;
  return !isOneRegion || earlier.stack.region === stack.region;
}

/** Whether a trail certainly logs no data and no network activity events. */
export function logsManagementAlone({ selection }: Pick<CostedTrail, 'selection'>): boolean {
  return logsEventsOf('data', selection) === 'no' && !logsNetworkActivity(selection);
}

function logsNetworkActivity({ advanced = [] }: Selection): boolean {
  return advanced.some((selector) => categoryOfSelector(selector) === 'NetworkActivity');
}

/** The deliveries of a trail by the counts of the estate: all events of a kind, where it logs any of them. */
export function eventsByCounts(selection: Selection, counts: Counts): TrailEvents {
  return {
    ...managementByCounts(selection, counts),
    data: logsEventsOf('data', selection) === 'no' ? known(0) : counted(counts, 'dataEvents'),
    networkActivity: logsNetworkActivity(selection) ? counted(counts, 'networkActivityEvents') : known(0),
  };
}

/** The events of a trail that logs so many deliveries: its data events are at least these. */
export function withDeliveries(events: TrailEvents, deliveries: number): TrailEvents {
  if (deliveries === 0) return events;
  const { value, missing } = events.data;
  return { ...events, deliveries, data: { value: Math.max(value, deliveries), missing } };
}

/** The part of `recordBytes` that events have: all of it, where the number of events of some category is not given. */
export function bytesOf(events: Amount, counts: Counts): Amount {
  const all = plus(
    counted(counts, 'managementEvents'),
    counted(counts, 'dataEvents'),
    counted(counts, 'networkActivityEvents'),
  );
  const isPartKnown = all.missing.length + events.missing.length === 0 && all.value > 0;
  return times(counted(counts, 'recordBytes'), known(isPartKnown ? events.value / all.value : 1));
}

/** The bytes of the events that a trail delivers, uncompressed. */
export function deliveredBytes(selection: Selection, counts: Counts): Amount {
  if (selection.isLogging === false) return known(0);
  const { management, data, networkActivity } = eventsByCounts(selection, counts);
  return bytesOf(plus(management, data, networkActivity), counts);
}

function managementByCounts(
  selection: Selection,
  counts: Counts,
): Pick<TrailEvents, 'management' | 'managementWrites'> {
  const all = counted(counts, 'managementEvents');
  const writes = counted(counts, 'managementWriteEvents');
  const logsWrites = logsManagement(selection, false);
  if (!logsManagement(selection, true)) {
    const logged = logsWrites ? writes : known(0);
    return { management: logged, managementWrites: logged };
  }
  if (logsWrites) return { management: all, managementWrites: writes };
  const reads = { value: Math.max(0, all.value - writes.value), missing: plus(all, writes).missing };
  return { management: reads, managementWrites: known(0) };
}

/** Whether management events that read, or write, are logged of most services; KMS and the Data API of RDS may be left out. */
function logsManagement({ destination, advanced, basic }: Selection, readOnly: boolean): boolean {
  const selection = { destination, ...(advanced && { advanced }), ...(basic && { basic }) };
  return (
    isLogged(selection, {
      ...{ eventCategory: 'Management', managementEvent: true, eventType: 'AwsApiCall', readOnly },
      ...{ eventSource: 'ec2.amazonaws.com', eventName: readOnly ? 'DescribeInstances' : 'RunInstances' },
    }) !== false
  );
}

/** The charges of a trail. A stopped trail delivers nothing. */
export function trailCharges(
  { selection, isFirstCopy }: Pick<CostedTrail, 'selection' | 'isFirstCopy'>,
  events: TrailEvents,
): readonly Charge[] {
  if (selection.isLogging === false) return [];
  const copy: Charge = isFirstCopy
    ? { price: 'managementCopy', amount: known(0), note: 'the first copy, which is free' }
    : { price: 'managementCopy', amount: events.management, note: 'a further copy' };
  const charges: readonly Charge[] = [
    copy,
    {
      price: 'dataEvent',
      amount: events.data,
      ...(events.deliveries && { note: noteOf(events.deliveries) }),
    },
    { price: 'networkActivityEvent', amount: events.networkActivity },
    ...insightsCharges(selection, events),
  ];
  return charges.filter(
    ({ amount, price }) => amount.value > 0 || amount.missing.length > 0 || price === 'managementCopy',
  );
}

function noteOf(deliveries: number): string {
  return `${Math.round(deliveries).toLocaleString('en')} of them are files that trails deliver, which the trail logs`;
}

/**
 * Each type of Insights analyses events by itself: call rates those that write, of management events, and error rates all.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html
 */
export function insightsCharges({ insights = [] }: Selection, events: TrailEvents): readonly Charge[] {
  return insights.flatMap(({ insightType, eventCategories = ['Management'] }) =>
    eventCategories.map((category): Charge => {
      if (category === 'Data') return { price: 'dataInsights', amount: events.data };
      const isCallRate = insightType === 'ApiCallRateInsight';
      return {
        price: 'managementInsights',
        amount: isCallRate ? events.managementWrites : events.management,
      };
    }),
  );
}
