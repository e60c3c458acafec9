import type { LimitFunction } from 'p-limit';
import type { Detections } from '../../lib/core/correlation/detections';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import type { Raising, RaisingContainer } from '../raise/begin-raising';
import type { BatchCounts } from './batch-counts';
import type { Correlator } from './correlator';
import type { Edges } from './edges';
import type { VerdictMessages } from './verdict-messages';

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Raising, Omit<RaisingContainer, 'storms'> {
  readonly edges: Edges;
  readonly settings: LogProcessorSettings;
  readonly detections: Detections;
  readonly correlator: Correlator;
  readonly verdicts: VerdictMessages;
  readonly counts: BatchCounts;
  /** Bounds how many objects are read at once. */
  readonly objectLimit: LimitFunction;
}
