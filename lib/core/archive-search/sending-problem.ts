import type { SearchPlace } from './search-place';
import type { SearchRequest } from './search-request';

/** A search sends at most so many alerts that were not sent before, and one about those that are left. */
export const MAX_SENT = 100;

/** A search that started longer ago sends nothing more: what was remembered at its start may be forgotten. */
export const MAX_SENDING_MS = 86_400_000;

/**
 * A day of delivery begins up to a day before what is compared with it, the search goes on for {@link MAX_SENDING_MS} at most, and an
 * event that EventBridge delivered was alerted on some hours before its log file was there.
 */
const MARGIN_DAYS = 3;

/** Why the alerts of a search may not be sent: one sentence, lower case, no full stop. Undefined if they may, or need not. */
export function sendingProblem(
  { send, sendRules, start }: SearchRequest,
  place: Pick<SearchPlace, 'rememberDays'>,
  startedMs: number,
): string | undefined {
  if (send === undefined) return undefined;
  const { rememberDays } = place;
  if (rememberDays === undefined)
    return 'this ArchiveSearch sends no alerts; give it the property processor, or leave out send';
  const remembered = new Date(startedMs - (rememberDays - MARGIN_DAYS) * 86_400_000)
    .toISOString()
    .slice(0, 10);
  if (sendRules !== undefined || start >= remembered) return undefined;
  return (
    `alerts of days before ${remembered} may have been sent without a trace of it, and start is ${start}; ` +
    'name the rules that no alert was sent of in sendRules, or search later days'
  );
}
