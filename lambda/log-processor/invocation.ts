import type { LimitFunction } from 'p-limit';
import type { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import type { LogProcessorSettings, PROCESSOR_METRICS } from '../../lib/core/settings/log-processor-settings';
import type { MetricCounts } from '../raise/metric-counts';
import type { Raising, RaisingContainer } from '../raise/raising';
import type { KnownMembers } from '../raise/storm/known-members';
import type { Correlator } from './correlator';
import type { EvaluationMessages } from './evaluation-messages';
import type { GatheredGroups } from './gathered-groups';
import type { Markers } from './marks/open-markers';
import type { Ports } from './ports';

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Raising, Markers, Omit<RaisingContainer, 'storms'> {
  readonly ports: Ports;
  readonly settings: LogProcessorSettings;
  readonly detections: Detections;
  /** Finds the records that satisfy no rule, so that they need not be parsed. */
  readonly sieve?: RecordSieve | undefined;
  readonly members: KnownMembers;
  /** The keys of the tags of accounts that alerts are to have. */
  readonly accountTags?: readonly string[] | undefined;
  readonly correlator: Correlator;
  /** What the files of the batch add to groups. */
  readonly gathered: GatheredGroups;
  readonly evaluations: EvaluationMessages;
  readonly counts: MetricCounts<typeof PROCESSOR_METRICS>;
  /** Bounds how many objects are read at once. */
  readonly objectLimit: LimitFunction;
}

/** Opens the rules, unless they are open. Throws if that fails. */
export function requireRules(invocation: Invocation): Detections {
  return invocation.detections;
}
