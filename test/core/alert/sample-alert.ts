import type { Alert } from '../../../lib/core/alert/alert';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import type { Rule } from '../../../lib/core/rule/rule';
import { stopLoggingRecord } from './stop-logging-record';

/** A rule that any StopLogging matches. */
export const STOPPED: Rule = {
  id: '0b0f2a76-3a0c-4d4e-9f1a-6b1f6a1d0001',
  name: 'trail-stopped',
  title: 'CloudTrail logging stopped',
  description: 'a trail no longer records',
  severity: 'high',
  tags: ['attack.defense_evasion', 'attack.t1562.008', 'attack.t1685.002'],
  falsePositives: [],
  references: [],
  author: 'trailwatch maintainers',
  status: 'test',
  firstSteps: ['Start it again.'],
  condition: { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false },
};

/** The alert of that rule for a record with the given members replaced. */
export function sampleAlert(members: Record<string, unknown> = {}): Alert {
  return toAlert(STOPPED, stopLoggingRecord(members), {
    route: 'log-file',
    source: { bucket: 'logs', key: 'AWSLogs/111122223333/a.json.gz', index: 3 },
  });
}
