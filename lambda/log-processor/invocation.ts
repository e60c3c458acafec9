import type { LimitFunction } from 'p-limit';
import type { Detections } from '../../lib/core/correlation/detections';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import type { AlertRaiser } from '../raise/raise-alert';
import type { Log } from '../raise/tell-failure';
import type { BatchCounts } from './batch-counts';
import type { Correlator } from './correlator';
import type { Edges } from './edges';
import type { VerdictMessages } from './verdict-messages';

/** What lives as long as one batch, and what its steps share. */
export interface Invocation {
  readonly edges: Edges;
  readonly settings: LogProcessorSettings;
  readonly detections: Detections;
  readonly raiser: AlertRaiser;
  readonly correlator: Correlator;
  readonly verdicts: VerdictMessages;
  readonly counts: BatchCounts;
  readonly log: Log;
  /** Gives a text that nobody ever had before. */
  readonly newOwner: () => string;
  /** Bounds how many objects are read at once. */
  readonly objectLimit: LimitFunction;
  /** Bounds how many alerts are under way at once. */
  readonly alertLimit: LimitFunction;
  /** Aborts when no new work may begin, because what is left of the time is for what is under way. */
  readonly outOfTime: AbortSignal;
}
