import type { CloudTrailRecord } from '../../record/record';
import { recordIdentity } from '../../record/record-identity';
import { matchSeverity, type Rule, type Severity } from '../../rule/rule';
import { ALERT_VERSION, type Alert, type AlertOutcome, type AlertRoute, type AlertSource } from '../alert';
import { alertId } from '../alert-id';
import type { DescribedAlert } from '../alert-kinds';
import { toLinks } from '../console-links';
import { ruleMembers } from '../rule-members';
import { renderSummary } from './render-summary';
import { renderTitle } from './render-title';
import { textAt } from './text-at';
import { toActor } from './to-actor';
import { toDetails } from './to-details';
import { isFailure, toOutcome } from './to-outcome';
import { resourceText, toResources } from './to-resources';

/** Where a record was found, and on which way it came. */
export interface AlertOrigin {
  readonly route: AlertRoute;
  readonly source: AlertSource;
}

/** As much of a rule as an alert tells. */
export type AlertedRule = Pick<
  Rule,
  'id' | 'name' | 'title' | 'severity' | 'failureSeverity' | 'tags' | 'firstSteps'
>;

/**
 * The alert for a record that a rule matched.
 *
 * Every member but the record itself is read with care: whatever is absent or of another type than AWS documents
 * is left out, or is `''` where the document requires text. Insights records lend their call's name and source,
 * aggregated records the start of their window.
 */
export function toAlert(rule: AlertedRule, record: CloudTrailRecord, origin: AlertOrigin): Alert {
  const identity = recordIdentity(record);
  const { id, eventTime, outcome } = alertKey(rule, record, identity);
  const { resourceDetails, ...described } = describeWhole(record);
  const { awsRegion, actor } = described;
  const { ruleName, firstSteps, runbook } = ruleMembers(rule);
  const details = toDetails(record);
  return {
    version: ALERT_VERSION,
    id,
    ruleId: rule.id,
    ruleName,
    title: renderTitle(rule.title, outcome),
    severity: severityFor(rule, outcome),
    tags: rule.tags,
    summary: renderSummary(record, { actor, outcome, details, resources: resourceDetails }),
    eventID: identity.eventID,
    eventTime,
    ...described,
    recipientAccountId: identity.recipientAccountId,
    ...present('sourceIPAddress', textAt(record, 'sourceIPAddress')),
    ...present('userAgent', textAt(record, 'userAgent')),
    ...present('errorCode', textAt(record, 'errorCode')),
    ...(outcome === undefined ? {} : { outcome }),
    resourceDetails,
    details,
    firstSteps,
    ...present('runbook', runbook),
    links: toLinks({ record, awsRegion, eventID: identity.eventID, actor }),
    route: origin.route,
    source: origin.source,
    record,
  };
}

/** How bad a match is of a rule and a record whose call ended so. */
export function severityFor(
  rule: Pick<AlertedRule, 'severity' | 'failureSeverity'>,
  outcome: AlertOutcome | undefined,
): Severity {
  return matchSeverity(rule, isFailure(outcome));
}

/** The identity of the alert for a record, and among which alerts it counts: much less work than the alert. */
export function alertKey(
  rule: Pick<AlertedRule, 'id'>,
  record: CloudTrailRecord,
  identity = recordIdentity(record),
): Pick<Alert, 'id' | 'ruleId' | 'recipientAccountId' | 'eventTime' | 'outcome'> {
  const outcome = toOutcome(record);
  return {
    id: alertId(rule.id, identity),
    ruleId: rule.id,
    recipientAccountId: identity.recipientAccountId,
    eventTime: textAt(record, 'eventTime') ?? textAt(record, 'timeWindow', 'windowStart') ?? '',
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Who did what, where and on what: less work than the alert. */
export function describeRecord(record: CloudTrailRecord): DescribedAlert {
  const { resourceDetails: _, ...described } = describeWhole(record);
  return described;
}

function describeWhole(record: CloudTrailRecord) {
  const resourceDetails = toResources(record);
  return {
    eventName: textAt(record, 'eventName') ?? textAt(record, 'insightDetails', 'eventName') ?? '',
    eventSource: textAt(record, 'eventSource') ?? textAt(record, 'insightDetails', 'eventSource') ?? '',
    awsRegion: textAt(record, 'awsRegion') ?? '',
    actor: toActor(record),
    resources: resourceDetails.map(resourceText),
    resourceDetails,
  };
}

function present<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}
