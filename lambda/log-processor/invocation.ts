import type { LimitFunction } from 'p-limit';
import pLimit from 'p-limit';
import type { Detections } from '../../lib/core/correlation/detections';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { type LogProcessorSettings, PROCESSOR_METRICS } from '../../lib/core/settings/log-processor-settings';
import { MetricCounts } from '../raise/metric-counts';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/raising';
import type { KnownMembers } from '../raise/storm/known-members';
import { Correlator, type RaisedPeriods } from './correlator';
import { type EvaluationMemory, EvaluationMessages } from './evaluation-messages';
import { GatheredGroups } from './gathered-groups';
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
  const { ports, settings, log, newOwner, members, silences, storms } = container;
  const raising = beginRaising({ ports, settings, log, newOwner, members, silences, storms }, outOfTime);
  const evaluations = new EvaluationMessages(ports, settings, container.evaluations);
  const { raiser, alertLimit: limit } = raising;
  const raised = container.raisedPeriods;
  const correlator = new Correlator({ ports, settings, raiser, evaluations, raised, limit, outOfTime });
  return {
    ...{ ports, settings, log, newOwner, evaluations, members, silences, ...raising },
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
