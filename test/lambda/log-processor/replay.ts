import type { Alert } from '../../../lib/core/alert/alert';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { FlatRecord } from '../../core/correlation/correlation-oracle';
import { shuffled } from '../../core/correlation/random-correlation';
import { logKey } from './log-files';
import type { World } from './world';

/**
 * Delivers records as CloudTrail may: in files of any size and order, each record up to three times, in other files or
 * the same, and some files as much later than others as `spreadSeconds` says.
 */
export function deliverSomehow(
  world: World,
  chance: () => number,
  records: readonly FlatRecord[],
  spreadSeconds: number,
): void {
  const copies = records.flatMap(
    (record) => new Array(1 + Math.floor(chance() * 3)).fill(record) as FlatRecord[],
  );
  const waiting = [...shuffled(chance, copies)];
  for (let file = 0; waiting.length > 0; file++) {
    const content = waiting.splice(0, 1 + Math.floor(chance() * 12));
    const key = logKey(`file${file}`);
    world.objects.set(key, Buffer.from(JSON.stringify({ Records: content })));
    world.send(JSON.stringify({ s3Bucket: 'archive', s3ObjectKey: [key] }), chance() * spreadSeconds);
  }
}

/** The alerts of a correlation, as the oracle writes groups and periods. */
export function satisfiedBy(
  alerts: readonly Alert[],
  { groupBy, timespanSeconds }: Correlation,
): readonly string[] {
  return alerts
    .map(({ record }) => {
      const group = record.group as JsonObject;
      const names = groupBy.length === 0 ? ['recipientAccountId'] : groupBy;
      const values = JSON.stringify(names.map((name) => group[name]));
      return `${values} ${Date.parse(String(record.periodStart)) / (timespanSeconds * 1000)}`;
    })
    .sort();
}

/** The documents without what may depend on the order of arrival: the evidence at hand when the alert was raised. */
export function lasting(alerts: readonly Alert[]): readonly unknown[] {
  return inOrder(alerts).map(withoutEvidence);
}

/** The document as it is; of a correlation what follows from it, its group and its period. */
export function withoutEvidence(alert: Alert): Partial<Alert> {
  const { id, ruleId, title, severity, eventID, firstSteps } = alert;
  const { knownWhenRaised, ...record } = alert.record;
  return knownWhenRaised === undefined ? alert : { id, ruleId, title, severity, eventID, firstSteps, record };
}

/** The documents without the places of records and the mark of repeats: which came first differs by nature. */
export function withoutPlaces(alerts: readonly Alert[]): readonly unknown[] {
  const text = JSON.stringify(inOrder(alerts), (name, value: unknown) =>
    ['bucket', 'key', 'index', 'repeat'].includes(name) ? undefined : value,
  );
  return JSON.parse(text) as readonly unknown[];
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  return [...alerts].sort((one, other) => (one.id < other.id ? -1 : 1));
}
