import type { Severity } from '../../../rule/rule';
import type { Notice } from '../notice';
import { factsOf, inertText, renderNoticeText, stepsOf } from './notice-text';

const PRIORITY: Readonly<Record<Severity, 'P1' | 'P2' | 'P3' | 'P4' | 'P5'>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  informational: 'P5',
};

/** Opsgenie refuses or cuts what is longer: the message, the description, and all names and values of the details together. */
const MESSAGE_LENGTH = 130;
const DESCRIPTION_LENGTH = 15_000;
const DETAILS_LENGTH = 8_000;

/**
 * An alert for Opsgenie's Alert API. A repetition raises the count of the open alert: `alias` is the alert's id.
 *
 * @see https://docs.opsgenie.com/docs/alert-api#create-alert
 */
export function toOpsgenieAlert(notice: Notice): object {
  return {
    message: inertText(notice.title, MESSAGE_LENGTH),
    alias: notice.id,
    description: renderNoticeText(notice, DESCRIPTION_LENGTH),
    details: fitting(factsOf(notice)),
    source: 'trailwatch',
    tags: ['trailwatch', notice.severity],
    priority: PRIORITY[notice.severity],
  };
}

/** As many of the facts as there is room for, the first ones first. */
function fitting(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let room = DETAILS_LENGTH;
  const kept = Object.entries(facts).filter(([name, value]) => {
    room -= name.length + value.length;
    return room >= 0;
  });
  return Object.fromEntries(kept);
}

/** Urgency and impact: 1 is high, 3 is low. ServiceNow computes the priority from both. */
const LEVEL: Readonly<Record<Severity, '1' | '2' | '3'>> = {
  critical: '1',
  high: '1',
  medium: '2',
  low: '3',
  informational: '3',
};

/** The length of the columns `short_description` and `description` of the table. */
const SHORT_LENGTH = 160;

const TEXT_LENGTH = 4_000;

/**
 * An incident for ServiceNow's Table API. `correlation_id` is the alert's id.
 *
 * @see https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html
 */
export function toServiceNowIncident(notice: Notice): object {
  return {
    short_description: inertText(notice.title, SHORT_LENGTH),
    description: renderNoticeText(notice, TEXT_LENGTH),
    urgency: LEVEL[notice.severity],
    impact: LEVEL[notice.severity],
    category: 'security',
    correlation_id: notice.id,
    correlation_display: 'trailwatch',
  };
}

const SEVERITY: Readonly<Record<Severity, 'critical' | 'error' | 'warning' | 'info'>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
};

/** PagerDuty cuts a longer summary. */
const SUMMARY_LENGTH = 1_024;

const ACCOUNT_LENGTH = 64;

/**
 * An event for PagerDuty's Events API, version 2, all but `routing_key`, which the connection adds. A repetition updates the
 * open incident: `dedup_key` is the alert's id.
 *
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function toPagerDutyEvent(notice: Notice): object {
  const account = inertText(notice.alert?.recipientAccountId ?? '', ACCOUNT_LENGTH);
  return {
    event_action: 'trigger',
    dedup_key: notice.id,
    client: 'trailwatch',
    payload: {
      summary: inertText(notice.title, SUMMARY_LENGTH),
      source: account === '' ? 'trailwatch' : account,
      severity: SEVERITY[notice.severity],
      timestamp: notice.happenedAt,
      custom_details: {
        Summary: inertText(notice.summary, SUMMARY_LENGTH),
        ...factsOf(notice),
        'First steps': stepsOf(notice),
      },
    },
  };
}
