import type { Severity } from '../../../rule/rule';
import type { Notice } from '../notice';
import { factsOf, inertText, renderNoticeText } from './notice-text';

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
