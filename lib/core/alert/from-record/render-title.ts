import type { AlertOutcome } from '../alert';
import { remembered } from '../remembered';
import { isDryRun, isFailure } from './to-outcome';

/** Titles of rules about calls that do not succeed: they say the outcome already. */
const SAYS_OUTCOME =
  /\b(?:den(?:y|ied|ials?)|refused|reject(?:ed|s)?|fail(?:s|ed|ures?)?|unauthori[sz]ed|attempt(?:s|ed)?|dry run)\b/i;

const saysOutcome = remembered((title) => SAYS_OUTCOME.test(title));

/** A rule's title for a call, or for calls, that ended so. What did not succeed must not read as what did. */
export function renderTitle(title: string, outcome: AlertOutcome | undefined): string {
  if (outcome === undefined || !isFailure(outcome) || saysOutcome(title)) return title;
  if (isDryRun(outcome)) return `Dry run: ${title}`;
  return `${outcome.status === 'denied' ? 'Denied' : 'Failed'}: ${title}`;
}
