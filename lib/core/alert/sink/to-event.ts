import { isJsonObject, type JsonObject, parseJson } from '../../json/json-value';
import type { Severity } from '../../rule/rule';
import { LIMITS } from '../../safe-text/destination-limits';
import type { Alert } from '../alert';
import { fitDocument, type Notice } from './notice';

/** The source of every event that a sink puts on a bus. */
export const EVENT_SOURCE = 'trailwatch';

/** The type of events that close something. */
export const CLOSING = 'Trailwatch Closing';

const DETAIL_TYPES = ['Trailwatch Alert', 'Trailwatch Message', 'Trailwatch Request', CLOSING] as const;

/** The content of an event, for the patterns of rules. */
export type EventDetailType = (typeof DETAIL_TYPES)[number];

/** An event of a bus, all but the bus. */
export interface SinkEvent {
  readonly source: typeof EVENT_SOURCE;
  readonly detailType: EventDetailType;
  readonly detail: object;
}

/** The detail of an event about an alert, or about another message of the alert topic. */
export interface NoticeDetail {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Whether trailwatch or CloudWatch is proven to have sent the message. */
  readonly isVerified: boolean;
  readonly ruleName?: string;
  readonly firstSteps: readonly string[];
  /** The alert document. */
  readonly alert?: Alert;
  /** The message if it is not an alert. */
  readonly message?: JsonObject | string;
}

/** Maximum size of an event's detail: there is room for source, detail type and bus name. */
export const MAX_DETAIL_BYTES = LIMITS.eventEntry.most - 2 * 1024;

/** The event of a notice: the alert document, with what is known of its sender. */
export function toEvent(notice: Notice): SinkEvent {
  return {
    source: EVENT_SOURCE,
    detailType: notice.alert === undefined ? 'Trailwatch Message' : 'Trailwatch Alert',
    detail: fitDocument(notice, MAX_DETAIL_BYTES, toNoticeDetail),
  };
}

/**
 * The document of a notice: the same on a bus, in a stream and for a webhook that takes the whole alert. What closes an alert has the
 * severity of that alert, so that rules of a bus that match the one match the other.
 */
export function toNoticeDetail(notice: Notice): NoticeDetail {
  const { id, title, isVerified, firstSteps, ruleName, alert, message } = notice;
  const { severity } = alert ?? notice;
  return {
    ...{ version: 1, id, title, severity, isVerified },
    ...(ruleName === undefined ? {} : { ruleName }),
    firstSteps,
    ...(alert === undefined ? { message } : { alert }),
  };
}

/** An event that EventBridge could not hand over and put on the dead-letter queue; undefined for any other text. */
export function parseReturnedEvent(body: string): SinkEvent | undefined {
  const event = parseJson(body);
  if (!isJsonObject(event) || event.source !== EVENT_SOURCE || !isJsonObject(event.detail)) return undefined;
  const detailType = DETAIL_TYPES.find((type) => type === event['detail-type']);
  return detailType === undefined ? undefined : { source: EVENT_SOURCE, detailType, detail: event.detail };
}
