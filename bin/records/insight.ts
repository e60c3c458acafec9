import { numberAt, objectAt, textAt } from '../../lib/core/fact/text-at';
import type { CloudTrailRecord } from '../../lib/core/record/record';

/** Who or what made the calls of an insight, and how many a minute: during it, and before. */
export interface Attribution {
  readonly value: string;
  readonly insight: number | undefined;
  readonly baseline: number | undefined;
}

/**
 * What CloudTrail Insights found. Averages are of calls, or errors, a minute.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
 */
export interface Insight {
  readonly type: string | undefined;
  /** `Start` or `End`. */
  readonly state: string | undefined;
  readonly eventSource: string | undefined;
  readonly eventName: string | undefined;
  readonly errorCode: string | undefined;
  readonly baseline: number | undefined;
  readonly insight: number | undefined;
  readonly minutes: number | undefined;
  readonly attributions: Readonly<Record<AttributedTo, readonly Attribution[]>>;
}

type AttributedTo = 'userIdentityArn' | 'userAgent' | 'errorCode';

/** Columns of a table of records for those that Insights wrote; empty for any other record. */
export const INSIGHT_COLUMNS: readonly (readonly [
  name: string,
  heading: string,
  value: (record: CloudTrailRecord) => string,
])[] = [
  ['insightType', 'Insight type', (record) => readInsight(record)?.type ?? ''],
  ['insightState', 'State', (record) => readInsight(record)?.state ?? ''],
  ['insightEventSource', 'Event source', (record) => readInsight(record)?.eventSource ?? ''],
  ['insightEventName', 'Event name', (record) => readInsight(record)?.eventName ?? ''],
  ['insightErrorCode', 'Error code', (record) => readInsight(record)?.errorCode ?? ''],
  ['baselineAverage', 'Baseline average', (record) => toText(readInsight(record)?.baseline)],
  ['insightAverage', 'Insight average', (record) => toText(readInsight(record)?.insight)],
  ['insightMinutes', 'Duration in minutes', (record) => toText(readInsight(record)?.minutes)],
  ['insightUsers', 'Users', (record) => attributedTo(record, 'userIdentityArn')],
  ['insightUserAgents', 'User agents', (record) => attributedTo(record, 'userAgent')],
  ['insightErrorCodes', 'Error codes', (record) => attributedTo(record, 'errorCode')],
];

/** The cells of a table of events that have no own field in an Insights record: event, who, source and error. */
export function insightCells(
  record: CloudTrailRecord,
): Readonly<Record<'event' | 'who' | 'source' | 'error', string | undefined>> | undefined {
  const insight = readInsight(record);
  if (insight === undefined) return undefined;
  const { type, state, eventName, errorCode, insight: average, baseline, minutes } = insight;
  const rate = average === undefined ? [] : [`${rounded(average)} a minute`];
  const usual = baseline === undefined ? [] : [`normally ${rounded(baseline)}`];
  const duration = minutes === undefined ? [] : [`for ${minutes} min`];
  return {
    event: [eventName, type, state].filter((it) => it !== undefined).join(' '),
    who: insight.attributions.userIdentityArn[0]?.value,
    source: [...rate, ...usual, ...duration].join(', '),
    error: errorCode,
  };
}

/** Texts by which an Insights record is found as the calls that it is about are; none of any other record. */
export function insightTexts(
  record: CloudTrailRecord,
): Readonly<Record<'eventName' | 'eventSource' | 'actor', readonly (string | undefined)[]>> {
  const insight = readInsight(record);
  const users = insight?.attributions.userIdentityArn.map(({ value }) => value) ?? [];
  return { eventName: [insight?.eventName], eventSource: [insight?.eventSource], actor: users };
}

/** What an Insights record says of a user: what was unusual, and how many of the calls were the user's. */
export interface AttributedInsight {
  /** ISO 8601, of the record. */
  readonly time: string;
  readonly state: string;
  /** The event with the type of the insight and its rate, in words. */
  readonly what: string;
  /** The user's own calls, or errors, a minute: during the insight, and in the days before. */
  readonly own: number;
  readonly usual: number;
}

/** What an Insights record says of the first user that `isUser` takes; undefined for any other record. */
export function insightOfUser(
  record: CloudTrailRecord,
  isUser: (arn: string) => boolean,
): AttributedInsight | undefined {
  const insight = readInsight(record);
  const user = insight?.attributions.userIdentityArn.find(({ value }) => isUser(value));
  const cells = insightCells(record);
  if (insight === undefined || user === undefined || cells === undefined) return undefined;
  return {
    time: textAt(record, 'eventTime') ?? '',
    state: insight.state ?? '',
    what: [cells.event, cells.error, cells.source].filter((it) => it !== undefined && it !== '').join(', '),
    ...{ own: user.insight ?? 0, usual: user.baseline ?? 0 },
  };
}

/** What an Insights record says; undefined for any other record. */
export function readInsight(record: CloudTrailRecord): Insight | undefined {
  if (objectAt(record, 'insightDetails') === undefined) return undefined;
  const statistics = objectAt(record, 'insightDetails', 'insightContext', 'statistics');
  const of = (attribute: AttributedTo) => attributionsOf(record, attribute);
  return {
    type: textAt(record, 'insightDetails', 'insightType'),
    state: textAt(record, 'insightDetails', 'state'),
    eventSource: textAt(record, 'insightDetails', 'eventSource'),
    eventName: textAt(record, 'insightDetails', 'eventName'),
    errorCode: textAt(record, 'insightDetails', 'errorCode'),
    baseline: numberAt(statistics, 'baseline', 'average'),
    insight: numberAt(statistics, 'insight', 'average'),
    minutes: numberAt(statistics, 'insightDuration'),
    attributions: {
      userIdentityArn: of('userIdentityArn'),
      userAgent: of('userAgent'),
      errorCode: of('errorCode'),
    },
  };
}

/** Those of the insight first, in CloudTrail's order, then those that were only usual. */
function attributionsOf(record: CloudTrailRecord, attribute: AttributedTo): readonly Attribution[] {
  const all = objectAt(record, 'insightDetails', 'insightContext')?.attributions;
  const found = (Array.isArray(all) ? all : []).filter((one) => textAt(one, 'attribute') === attribute);
  const averages = (side: 'insight' | 'baseline') =>
    new Map(
      found.flatMap((one) => {
        const values = one[side];
        return (Array.isArray(values) ? values : []).map(
          (value) => [textAt(value, 'value') ?? '', numberAt(value, 'average')] as const,
        );
      }),
    );
  const [insight, baseline] = [averages('insight'), averages('baseline')];
  return [...new Set([...insight.keys(), ...baseline.keys()])].map((value) => ({
    ...{ value, insight: insight.get(value), baseline: baseline.get(value) },
  }));
}

/** `arn:… 0.2 (0.00008)`: calls a minute, and those of before. */
function attributedTo(record: CloudTrailRecord, attribute: AttributedTo): string {
  const attributions = readInsight(record)?.attributions[attribute] ?? [];
  return attributions
    .map(({ value, insight, baseline }) => `${value} ${toText(insight ?? 0)} (${toText(baseline ?? 0)})`)
    .join('; ');
}

function toText(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function rounded(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
