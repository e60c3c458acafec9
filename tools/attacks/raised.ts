import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { isBelow, type Severity } from '../../lib/core/rule/rule';

const FILES = readBuiltInFiles().map(({ parsed }) => parsed);
const FOUND = FILES.flatMap(({ rules }) => rules);
const DETECTIONS = Detections.of(
  FOUND.filter(({ alertsAlone }) => alertsAlone).map(({ rule }) => rule),
  FILES.flatMap(({ correlations }) => correlations.map(({ correlation }) => correlation)),
);

/** What records raise: the rule or correlation, and its severity, that of failures for a call that failed. */
export interface Raised {
  readonly name: string;
  readonly severity: Severity;
}

/** All that the built-in rules and correlations raise on records. */
export function raisedBy(records: readonly JsonObject[]): readonly Raised[] {
  const collector = new ContributionCollector();
  const raised = (records as readonly unknown[] as readonly CloudTrailRecord[]).flatMap((record) => {
    const detected = DETECTIONS.match(record);
    DETECTIONS.collect(detected, { record }, {}, collector);
    const isFailure = (record as unknown as JsonObject).errorCode !== undefined;
    return detected.alerting.map(({ name, severity, failureSeverity }) => ({
      name,
      severity: isFailure ? (failureSeverity ?? severity) : severity,
    }));
  });
  const correlated = collector.groups().flatMap(({ plan, contributions }) => {
    const { name, severity } = plan.correlation;
    return findCrossings(plan, contributions).map(() => ({ name, severity }));
  });
  return [...raised, ...correlated];
}

/** The names of what is raised with severity medium or more, each once, in order. */
export function loudOf(records: readonly JsonObject[]): readonly string[] {
  const loud = raisedBy(records).filter(({ severity }) => !isBelow(severity, 'medium'));
  return [...new Set(loud.map(({ name }) => name))].sort();
}
