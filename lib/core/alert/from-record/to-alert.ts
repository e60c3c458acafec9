import { actorOf, errorCodeOf, origin, outcomeOf } from '../../compile/predicate/record-facts';
import { isFailure, type Outcome } from '../../fact/outcome';
import { resourceText, type Target } from '../../fact/targets/target';
import { targetsOf } from '../../fact/targets/targets-of';
import { textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';
import { recordIdentity } from '../../record/record-identity';
import { timeTextOf } from '../../record/to-event-time';
import type { Condition } from '../../rule/condition';
import { foldCondition } from '../../rule/fold-case';
import { matchSeverity, type Rule, type Severity } from '../../rule/rule';
import { ALERT_VERSION, type Alert, type AlertRoute, type AlertSource } from '../alert';
import { alertId } from '../alert-id';
import type { DescribedAlert } from '../alert-kinds';
import { toLinks } from '../console-links';
import { ruleMembers } from '../rule-members';
import { renderSummary } from './render-summary';
import { renderTitle } from './render-title';
import { toDetails } from './to-details';
import { withMatched } from './with-matched';

const KNOWN = new WeakMap<Condition, boolean>();

/** Where a record was found, and on which way it came. */
export interface AlertOrigin {
  readonly route: AlertRoute;
  readonly source: AlertSource;
}

/** The part of a rule that an alert contains. */
export type AlertedRule = Pick<
  Rule,
  'id' | 'name' | 'title' | 'severity' | 'failureSeverity' | 'tags' | 'firstSteps'
> &
  Partial<Pick<Rule, 'condition'>>;

/**
 * The alert for a record that a rule matched.
 *
 * Members other than the record itself are checked: one that is absent or of another type than AWS documents is
 * left out, or is `''` where the document requires text. Insights records lend their call's name and source,
 * aggregated records the start of their window.
 */
export function toAlert(rule: AlertedRule, record: CloudTrailRecord, from: AlertOrigin): Alert {
  const identity = recordIdentity(record);
  const { eventID, recipientAccountId } = identity;
  const { id, eventTime, outcome } = alertKey(rule, record, identity);
  const title = renderTitle(rule.title, outcome);
  const { ruleName, firstSteps, runbook } = ruleMembers(rule, title);
  const resourceDetails = targetsOf(record);
  const { eventName, eventSource, awsRegion, actor, resources } = describeWith(record, resourceDetails);
  const { details, decided } = withMatched(toDetails(record), {
    condition: rule.condition,
    record,
    resources: resourceDetails,
  });
  const isFoundByAgent = looksAtAgent(rule);
  // Member by member and in their order: an object that is put together from others takes several times as long.
  const alert: OpenAlert = {
    version: ALERT_VERSION,
    id,
    ruleId: rule.id,
    ruleName,
    title,
    severity: severityFor(rule, outcome),
    tags: rule.tags,
    summary: renderSummary(record, {
      ...{ actor, outcome, details, decided, isFoundByAgent },
      resources: resourceDetails,
    }),
    eventID,
    eventTime,
    eventName,
    eventSource,
    awsRegion,
    actor,
    resources,
    recipientAccountId,
  };
  const sourceIPAddress = origin.source(record);
  const userAgent = origin.agent(record);
  const errorCode = errorCodeOf(record);
  if (sourceIPAddress !== undefined) alert.sourceIPAddress = sourceIPAddress;
  if (userAgent !== undefined) alert.userAgent = userAgent;
  if (errorCode !== undefined) alert.errorCode = errorCode;
  if (outcome !== undefined) alert.outcome = outcome;
  alert.resourceDetails = resourceDetails;
  alert.details = details;
  alert.firstSteps = firstSteps;
  if (runbook !== undefined) alert.runbook = runbook;
  alert.links = toLinks({ record, awsRegion, eventID, actor });
  alert.route = from.route;
  alert.source = from.source;
  alert.record = record;
  return alert as Alert;
}

type OpenAlert = { -readonly [Member in keyof Alert]?: Alert[Member] };

/** The severity of a match of a rule and a record, by the outcome of the record's call. */
export function severityFor(
  rule: Pick<AlertedRule, 'severity' | 'failureSeverity'>,
  outcome: Outcome | undefined,
): Severity {
  return matchSeverity(rule, isFailure(outcome));
}

/** The identity of the alert for a record, and the group in which it counts: much less work than the alert. */
export function alertKey(
  rule: Pick<AlertedRule, 'id'>,
  record: CloudTrailRecord,
  identity = recordIdentity(record),
): Pick<Alert, 'id' | 'ruleId' | 'recipientAccountId' | 'eventTime' | 'outcome'> {
  const outcome = outcomeOf(record);
  return {
    id: alertId(rule.id, identity),
    ruleId: rule.id,
    recipientAccountId: identity.recipientAccountId,
    eventTime: timeTextOf(record) ?? '',
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Actor, action, place and resources: less work than the alert. */
export function describeRecord(record: CloudTrailRecord): DescribedAlert {
  return describeWith(record, targetsOf(record));
}

function describeWith(record: CloudTrailRecord, resources: readonly Target[]): DescribedAlert {
  return {
    eventName: textAt(record, 'eventName') ?? textAt(record, 'insightDetails', 'eventName') ?? '',
    eventSource: textAt(record, 'eventSource') ?? textAt(record, 'insightDetails', 'eventSource') ?? '',
    awsRegion: textAt(record, 'awsRegion') ?? '',
    actor: actorOf(record),
    resources: resources.map(resourceText),
  };
}

/** Whether a rule looks for user agents, and does not only leave some out: then a sentence names the one that it found. */
function looksAtAgent({ condition }: { readonly condition?: Condition }): boolean {
  if (condition === undefined) return false;
  const known = KNOWN.get(condition);
  if (known !== undefined) return known;
  const found = foldCondition<boolean>(condition, {
    atom: (atom) => atom.kind !== 'exists' && 'field' in atom && atom.field === 'userAgent',
    all: (parts) => parts.some(Boolean),
    any: (parts) => parts.some(Boolean),
    not: () => false,
  });
  KNOWN.set(condition, found);
  return found;
}
