import type { Finding } from '../../lib/core/digest/finding';
import type { INTEGRITY_METRICS } from '../../lib/core/settings/integrity-settings';
import type { MetricCounts } from '../raise/metric-counts';

/** What an invocation of the integrity monitor counts. */
export type CheckCounts = MetricCounts<typeof INTEGRITY_METRICS>;

/** Counts a file that was checked, or a gap. */
export function countFinding(counts: CheckCounts, finding: Finding): void {
  if (finding.kind === 'gap') {
    counts.add('Findings');
    return;
  }
  counts.add(finding.kind === 'digest' ? 'Digests' : 'LogFiles');
  counts.add('Bytes', finding.sizeBytes ?? 0);
  if (finding.status === 'valid') counts.add('Valid');
  else counts.add(finding.status === 'unverified' ? 'Unverified' : 'Findings');
}
