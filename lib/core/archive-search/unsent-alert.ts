import type { Alert } from '../alert/alert';
import { toOwnAlert } from '../alert/operational-alert';
import type { Severity } from '../rule/rule';
import { searchPrefix } from './search-keys';

/** The rule id of alerts about searches that found more than they send. */
export const UNSENT_RULE_ID = 'trailwatch-archive-search-limit';

/** A search that found more alerts than it sends. */
export interface UnsentAlerts {
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly resultsBucket: string;
  /** Alerts that it sent, or left to a storm report. */
  readonly sent: number;
  /** Those that are left; some of them may have been sent before. */
  readonly left: number;
  /** Of the most severe of them. */
  readonly severity: Severity;
}

/** The alert that stands for those of a search that are not sent: how many, and where to read them. One a search. */
export function toUnsentAlert(found: UnsentAlerts): Alert {
  const { execution, startedAt, resultsBucket, sent, left, severity } = found;
  const results = `s3://${resultsBucket}/${searchPrefix(execution)}`;
  return toOwnAlert({
    ruleId: UNSENT_RULE_ID,
    firstSteps: ['Read the others: trailwatch archive-search results.'],
    title: 'Search of an archive found more alerts than it sends',
    severity,
    tags: [],
    summary:
      `search ${execution} sent ${sent} alerts and found ${left} more, up to severity ${severity}; read them in ${results} ` +
      'with `trailwatch archive-search results`',
    identity: [resultsBucket, execution, startedAt],
    eventName: 'AlertsLeft',
    eventTime: startedAt,
    awsRegion: '',
    recipientAccountId: '',
    route: 'archive-search',
    source: {},
    facts: { execution, startedAt, results, sent, left },
  });
}
