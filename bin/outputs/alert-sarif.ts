import type { Alert } from '../../lib/core/alert/alert';
import type { Severity } from '../../lib/core/rule/rule';
import { fileOf } from './alert-csv';
import { toUri } from './sarif-document';

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
  const { id, ruleId, title, summary, severity, eventTime, details = {}, source } = alert;
  const uri = toUri(fileOf(source));
  return {
    ruleId,
    level: LEVELS[severity],
    message: { text: `${title}: ${summary}` },
    ...(uri === '' ? {} : { locations: [{ physicalLocation: { artifactLocation: { uri } } }] }),
    partialFingerprints: { 'trailwatchAlertId/v1': id },
    properties: { severity, eventTime, details },
  };
}
