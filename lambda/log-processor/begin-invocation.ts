import pLimit from 'p-limit';
import type { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { type LogProcessorSettings, PROCESSOR_METRICS } from '../../lib/core/settings/log-processor-settings';
import { MetricCounts } from '../raise/metric-counts';
import { beginRaising, type RaisingContainer } from '../raise/raising';
import type { KnownMembers } from '../raise/storm/known-members';
import { Correlator, type RaisedPeriods } from './correlator';
import { type EvaluationMemory, EvaluationMessages } from './evaluation-messages';
import { GatheredGroups } from './gathered-groups';
import type { Invocation } from './invocation';
import type { Markers } from './marks/open-markers';
import type { Ports } from './ports';

/** State that a container creates once and every invocation uses. */
export interface Container extends RaisingContainer, Markers {
  readonly ports: Ports;
  readonly settings: LogProcessorSettings;
  readonly detections: Detections;
  readonly sieve?: RecordSieve | undefined;
  readonly members: KnownMembers;
  readonly raisedPeriods: RaisedPeriods;
  readonly evaluations: EvaluationMemory;
  /** The keys of the tags of accounts that alerts are to have. */
  readonly accountTags?: readonly string[] | undefined;
}

/** Objects that are read at once. Each holds a few hundred kilobytes; more would not make one processor faster. */
const OBJECTS_AT_ONCE = 10;

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const { ports, settings, log, newOwner } = container;
  const raising = beginRaising(container, outOfTime);
  const evaluations = new EvaluationMessages(ports, settings, container.evaluations);
  const { raiser, alertLimit: limit } = raising;
  const raised = container.raisedPeriods;
  const correlator = new Correlator({ ports, settings, raiser, evaluations, raised, limit, outOfTime });
  return {
    ...{ ports, settings, log, newOwner, evaluations, members: container.members, ...raising },
    ...{
      newMarkers: container.newMarkers,
      addresses: container.addresses,
      accountTags: container.accountTags,
    },
    // Opened by the first record that is searched.
    get detections() {
      return container.detections;
    },
    get sieve() {
      return container.sieve;
    },
    correlator,
    gathered: new GatheredGroups(correlator, outOfTime),
    counts: new MetricCounts(PROCESSOR_METRICS),
    objectLimit: pLimit(OBJECTS_AT_ONCE),
  };
}
