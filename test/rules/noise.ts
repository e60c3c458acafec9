import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import { raisedOn } from '../../lib/core/scan/alike-matches';
import { ruleDocumentOf } from '../../lib/core/sigma/sigma-file';
import { corpusRecords } from '../parity/corpus';

/** No rule or correlation of severity medium or higher raises more alerts than this, for 10,000 records of ordinary activity. */
export const MAX_ALERTS_OF_10_000 = 20;

/** Records of one source of ordinary activity. */
interface BenignSet {
  readonly name: string;
  readonly records: readonly JsonObject[];
}

/** How often a rule or correlation raises an alert. */
export interface Noise {
  readonly rule: string;
  readonly severity: Severity;
  /** For each of the sets, in their order. */
  readonly alerts: readonly number[];
  /** For 10,000 records of all sets. */
  readonly rate: number;
}

const FILES = readBuiltInFiles().map(({ parsed }) => parsed);
const { rules: RULES, correlations: CORRELATIONS } = ruleDocumentOf(FILES);

/** Activity of Terraform, people in the console and AWS services, from the logs of an account. */
export function benignSets(): readonly BenignSet[] {
  const records = corpusRecords((path) => path.includes('invictus'))
    .filter(isDelivered)
    .filter(isOrdinary);
  const isOfTerraform = ({ userAgent }: JsonObject) => String(userAgent).includes('Terraform');
  return [
    { name: 'Terraform', records: records.filter(isOfTerraform) },
    { name: 'people and services', records: records.filter((record) => !isOfTerraform(record)) },
  ];
}

/** The tests of another rule set come along with every choice of logs. */
function isDelivered({ eventID }: JsonObject): boolean {
  return !String(eventID).startsWith('panther-');
}

/** Not of the tool that simulates attacks in this account, nor of a role that it made. */
function isOrdinary({ userAgent, userIdentity }: JsonObject): boolean {
  const arn = isJsonObject(userIdentity) ? String(userIdentity.arn) : '';
  return !String(userAgent).includes('stratus-red-team') && !arn.includes('stratus-red-team');
}

/** The alerts of every rule and correlation that raises any, most first. */
export function noiseOf(sets: readonly BenignSet[]): readonly Noise[] {
  const counts = sets.map(({ records }) => alertsOf(records));
  const total = sets.reduce((sum, { records }) => sum + records.length, 0);
  return [...RULES, ...CORRELATIONS]
    .map(({ name, severity }) => {
      const alerts = counts.map((count) => count.get(name) ?? 0);
      const sum = alerts.reduce((one, other) => one + other, 0);
      return { rule: name, severity, alerts, rate: (sum / total) * 10_000 };
    })
    .filter(({ rate }) => rate > 0)
    .sort((one, other) => other.rate - one.rate || (one.rule < other.rule ? -1 : 1));
}

/** How many alerts each rule and correlation raises, by name. */
function alertsOf(records: readonly JsonObject[]): ReadonlyMap<string, number> {
  const detections = Detections.of(RULES, CORRELATIONS);
  const collector = new ContributionCollector();
  const alerts = new Map<string, number>();
  const add = (rule: string) => alerts.set(rule, (alerts.get(rule) ?? 0) + 1);
  for (const record of records as readonly unknown[] as readonly CloudTrailRecord[]) {
    const detected = detections.match(record);
    for (const { name } of detected.alerting) add(name);
    detections.collect(detected, { record }, {}, collector);
    detections.weigh(raisedOn({ record }, detected.alerting), { record }, { place: {}, into: collector });
  }
  for (const { plan, contributions } of collector.groups())
    for (const _crossing of findCrossings(plan, contributions)) add(plan.correlation.name);
  return alerts;
}

/** Whether an alert of the severity is one that people should look at soon. */
export function isLoud({ severity }: Pick<Noise, 'severity'>): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium');
}
