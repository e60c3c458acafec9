import type { Severity } from '../../../rule/rule';
import type { Notice } from '../notice';
import { inertText, renderNoticeText } from './notice-text';

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
