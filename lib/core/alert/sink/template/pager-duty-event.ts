import type { Severity } from '../../../rule/rule';
import type { Notice } from '../notice';
import { factsOf, inertText, stepsOf } from './notice-text';

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
