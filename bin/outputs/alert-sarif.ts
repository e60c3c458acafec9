import type { Alert } from '../../lib/core/alert/alert';
import type { Severity } from '../../lib/core/rule/rule';
import { fileOf } from './alert-csv';

/** What a code scanning tool shows as an error, a warning or a note. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/** The result of an alert. Its fingerprint is the alert's id: the same alert of another scan is the same result. */
export function toSarifResult(alert: Alert): object {
  const { id, ruleId, title, summary, severity, eventTime, source } = alert;
  const uri = fileOf(source)
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^s3%3A/, 's3:');
  return {
    ruleId,
    level: LEVELS[severity],
    message: { text: `${title}: ${summary}` },
    ...(uri === '' ? {} : { locations: [{ physicalLocation: { artifactLocation: { uri } } }] }),
    partialFingerprints: { 'trailwatchAlertId/v1': id },
    properties: { severity, eventTime },
  };
}
