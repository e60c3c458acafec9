import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Correlation } from '../../lib/core/rule/correlation';
import { isBelow, type Severity } from '../../lib/core/rule/rule';
import { raisedOn } from '../../lib/core/scan/alike-matches';

const FILES = readBuiltInFiles().map(({ parsed }) => parsed);
const FOUND = FILES.flatMap(({ rules }) => rules);
const CORRELATIONS = FILES.flatMap(({ correlations }) => correlations.map(({ correlation }) => correlation));
const DETECTIONS = detectionsWith([]);

/** The built-in rules and correlations, and further correlations. */
function detectionsWith(added: readonly Correlation[]): Detections {
  const alerting = FOUND.filter(({ alertsAlone }) => alertsAlone).map(({ rule }) => rule);
  return Detections.of(alerting, [...CORRELATIONS, ...added]);
}

/** What records raise: the rule or correlation, and its severity, that of failures for a call that failed. */
export interface Raised {
  readonly name: string;
  readonly severity: Severity;
}

/** All that the built-in rules and correlations raise on records. */
export function raisedBy(records: readonly JsonObject[], detections = DETECTIONS): readonly Raised[] {
  const collector = new ContributionCollector();
  const raised = (records as readonly unknown[] as readonly CloudTrailRecord[]).flatMap((record) => {
    const detected = detections.match(record);
    detections.collect(detected, { record }, {}, collector);
    const raised = raisedOn({ record }, detected.alerting);
    detections.weigh(raised, { record }, { place: {}, into: collector });
    return raised.map(({ rule: { name }, severity }) => ({ name, severity }));
  });
  const correlated = collector.groups().flatMap(({ plan, contributions }) => {
    const { name, severity } = plan.correlation;
    return findCrossings(plan, contributions).map(() => ({ name, severity }));
  });
  return [...raised, ...correlated];
}

/** The names of what is raised with severity medium or more, each once, in order. */
export function loudOf(records: readonly JsonObject[]): readonly string[] {
  return loudNames(raisedBy(records));
}

/** The same with further correlations. */
export function loudWith(records: readonly JsonObject[], added: readonly Correlation[]): readonly string[] {
  return loudNames(raisedBy(records, detectionsWith(added)));
}

function loudNames(raised: readonly Raised[]): readonly string[] {
  const loud = raised.filter(({ severity }) => !isBelow(severity, 'medium'));
  return [...new Set(loud.map(({ name }) => name))].sort();
}
