import { isDryRun, isFailure, type Outcome } from '../../fact/outcome';
import { remembered } from '../../keyed/remembered';
import { renderAttempt } from '../failed-attempt';

/** Titles of rules on calls that do not succeed: they have the outcome already. */
const SAYS_OUTCOME =
  /\b(?:den(?:y|ied|ials?)|refused|reject(?:ed|s)?|fail(?:s|ed|ures?)?|unauthori[sz]ed|attempt(?:s|ed)?|dry run)\b/i;

const saysOutcome = remembered((title) => SAYS_OUTCOME.test(title));

/** A rule's title for a call, or for calls, with this outcome: a call without success must not read like a success. */
export function renderTitle(title: string, outcome: Outcome | undefined): string {
  if (outcome === undefined || !isFailure(outcome) || saysOutcome(title)) return title;
  if (isDryRun(outcome)) return renderAttempt(title, 'dry-run');
  return renderAttempt(title, outcome.status === 'denied' ? 'denied' : 'failed');
}
