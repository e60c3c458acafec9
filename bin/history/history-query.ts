import type { ListInsightsDataDimensionKey, LookupAttribute } from '@aws-sdk/client-cloudtrail';
import { parseTimeRange, type TimeRange } from '../cli/time-range';
import { UserError } from '../cli/user-error';
import type { HistoryEvent } from './history-event';

/** The filter options of `trailwatch history`. */
export interface HistoryFilters {
  readonly start?: string;
  readonly end?: string;
  readonly eventId?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly userName?: string;
  readonly resourceName?: string;
  readonly resourceType?: string;
  readonly accessKeyId?: string;
  readonly readOnly?: 'true' | 'false';
  readonly insights?: boolean;
  readonly trail?: string;
}

/** The request to LookupEvents or ListInsightsData, in each account and Region. */
export interface HistoryQuery {
  readonly range: Required<TimeRange>;
  readonly isInsights: boolean;
  /** The ARN of the trail whose Insights on data events are requested: LookupEvents has those on management events. */
  readonly trail: string | undefined;
  /** The one attribute that the service filters by. */
  readonly attribute: LookupAttribute | undefined;
  /** The filters that the service cannot combine with it. */
  readonly matches: (event: HistoryEvent) => boolean;
}

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The retention of Event history. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
 */
const HISTORY_DAYS = 90;

type Attribute = Exclude<keyof HistoryFilters, 'start' | 'end' | 'insights' | 'trail'>;

/** The attributes of LookupEvents, the most selective first; the service allows one of them. */
const ATTRIBUTES: readonly (readonly [filter: Attribute, key: LookupAttribute['AttributeKey']])[] = [
  ['eventId', 'EventId'],
  ['accessKeyId', 'AccessKeyId'],
  ['resourceName', 'ResourceName'],
  ['userName', 'Username'],
  ['eventName', 'EventName'],
  ['resourceType', 'ResourceType'],
  ['eventSource', 'EventSource'],
  ['readOnly', 'ReadOnly'],
];

/** The attributes whose values AWS names, never with an asterisk; names of resources can have one. */
const OF_AWS = ['eventName', 'eventSource', 'resourceType'] as const;

/** The values of each attribute in an event. */
const VALUES: Readonly<Record<Attribute, (event: HistoryEvent) => readonly (string | undefined)[]>> = {
  eventId: ({ id }) => [id],
  accessKeyId: ({ accessKeyId }) => [accessKeyId],
  resourceName: ({ resources }) => resources.map(({ name }) => name),
  userName: ({ userName }) => [userName],
  eventName: ({ name }) => [name],
  resourceType: ({ resources }) => resources.map(({ type }) => type),
  eventSource: ({ source }) => [source],
  readOnly: ({ readOnly }) => [readOnly],
};

const TRAIL_ARN = /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[A-Za-z0-9._-]{3,128}$/;

/**
 * What Insights events are found by.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListInsightsData.html
 */
const DIMENSIONS: readonly ListInsightsDataDimensionKey[] = ['EventId', 'EventName', 'EventSource'];

/** Whether Insights events have an attribute of LookupEvents: LookupEvents and ListInsightsData take the same three of them. */
export function isDimension(key: string | undefined): key is ListInsightsDataDimensionKey {
  return DIMENSIONS.some((dimension) => dimension === key);
}

/**
 * Reads the filters. Without a start, the whole Event history.
 *
 * @throws {@link UserError} if the range is invalid or has no second of an event, or begins or ends before the history does
 */
export function toHistoryQuery(filters: HistoryFilters, now: Date): HistoryQuery {
  const { startMs, endMs } = parseTimeRange(filters, now);
  // The end of LookupEvents is inclusive, and events have whole seconds.
  const lastMs = filters.end === undefined ? endMs : Math.ceil(endMs / SECOND_MS) * SECOND_MS - SECOND_MS;
  const firstMs = now.getTime() - HISTORY_DAYS * DAY_MS;
  if (startMs !== undefined && startMs < firstMs - DAY_MS) throw tooOld('--start', filters.start, firstMs);
  if (endMs <= firstMs) throw tooOld('--end', filters.end, firstMs);
  const fromMs = Math.max(startMs ?? firstMs, firstMs);
  // LookupEvents refuses a range that ends before it starts, in each Region.
  if (lastMs < fromMs)
    throw new UserError(
      `no event can be from ${new Date(fromMs).toISOString()} to before --end ${filters.end}: times of events are whole seconds`,
    );
  const { trail } = filters;
  if (trail !== undefined && filters.insights !== true)
    throw new UserError(
      '--trail names the trail of --insights on data events; add --insights, or leave it out',
    );
  if (trail !== undefined && !TRAIL_ARN.test(trail)) {
    throw new UserError(
      `--trail '${trail}' is not the ARN of a trail, such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit`,
    );
  }
  const [first, ...others] = askedAttributes(filters);
  return {
    range: { startMs: fromMs, endMs: lastMs },
    isInsights: filters.insights === true,
    trail,
    attribute: first && { AttributeKey: first[1], AttributeValue: filters[first[0]] },
    matches: (event) => others.every(([filter]) => VALUES[filter](event).includes(filters[filter])),
  };
}

/** The attributes that are given. */
function askedAttributes(filters: HistoryFilters): typeof ATTRIBUTES {
  const asked = ATTRIBUTES.filter(([filter]) => filters[filter] !== undefined);
  const [absent] = asked.find(([, key]) => filters.insights === true && !isDimension(key)) ?? [];
  if (absent !== undefined)
    throw new UserError(
      `${optionOf(absent)} is not for --insights: Insights events are found by --event-id, --event-name and --event-source`,
    );
  const wide = OF_AWS.find((filter) => filters[filter]?.includes('*') === true);
  if (wide !== undefined)
    throw new UserError(
      `${optionOf(wide)} is '${filters[wide]}', and Event history has no wildcards; write the whole value, or filter log files with trailwatch view`,
    );
  return asked;
}

function optionOf(filter: Attribute): string {
  return `--${filter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function tooOld(option: string, time: string | undefined, firstMs: number): UserError {
  return new UserError(
    `${option} is ${time}, and Event history holds ${HISTORY_DAYS} days, from ${new Date(firstMs).toISOString()}; use trailwatch scan on log files for older events`,
  );
}
