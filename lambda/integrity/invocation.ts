import type { Register } from '../../lib/core/delivery/register/register';
import type { Finding } from '../../lib/core/digest/finding';
import { INTEGRITY_METRICS, type IntegritySettings } from '../../lib/core/settings/integrity-settings';
import { MetricCounts } from '../raise/metric-counts';
import { beginRaising, type InvocationOf, type RaisingContainer } from '../raise/raising';
import { Evidence } from './evidence';
import type { Ports, RegionalKeys } from './ports';

/** State that a container creates once and every invocation uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: IntegritySettings;
  readonly keys: RegionalKeys;
  /** When accounts, Regions and trails must deliver; always, where none has them. */
  readonly registers: readonly Register[];
  /** A check is cut where so many log files are listed, so that it ends in time. */
  readonly maxLogFiles: number;
  /** How far the clock of the function is ahead of that of the queue, as far as is known. */
  readonly queueClock: { aheadMs: number };
}

/** State of one batch, which its steps share. */
export type Invocation = InvocationOf<Container, typeof INTEGRITY_METRICS> & {
  /** The objects of the archive. */
  readonly evidence: Evidence;
};

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  // One missing folder makes thousands of critical findings, so that they are grouped as others are.
  const settings = { ...container.settings, criticalThreshold: 0 };
  const counts = new MetricCounts(INTEGRITY_METRICS);
  const evidence = new Evidence({ ...container, outOfTime, isLastReceive: false });
  return { ...container, ...beginRaising({ ...container, settings }, outOfTime), counts, evidence };
}

/** Counts a file that was checked, or a gap. */
export function countFinding(counts: Invocation['counts'], finding: Finding): void {
  if (finding.kind === 'gap') {
    counts.add('Findings');
    return;
  }
  counts.add(finding.kind === 'digest' ? 'Digests' : 'LogFiles');
  counts.add('Bytes', finding.sizeBytes ?? 0);
  if (finding.status === 'valid') counts.add('Valid');
  else counts.add(finding.status === 'unverified' ? 'Unverified' : 'Findings');
}

/** Where a trail must deliver, as its log files' keys begin. */
export function expectedFolders({ root, expectedFolders }: IntegritySettings): readonly string[] {
  return expectedFolders
    .split(',')
    .filter((place) => place.includes('/'))
    .map((place) => `${root}${place.replace(/\/([^/]+)$/, '/CloudTrail/$1/')}`);
}
