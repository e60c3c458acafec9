import {
  type AlarmContextSettings,
  CONTEXT_METRICS,
  type WatchedAlarm,
} from '../../lib/core/settings/alarm-context-settings';
import { ownMessageCodec } from '../../lib/core/settings/message/own-message';
import type { FoundLogEvent, LogEventQuery } from '../aws/filter-log-events';
import { MetricCounts } from '../raise/metric-counts';
import type { RaisePorts } from '../raise/ports/raise-ports';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/raising';

/** Everything that this function does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Ports extends RaisePorts {
  readonly filterLogEvents: (query: LogEventQuery) => AsyncIterable<readonly FoundLogEvent[]>;
}

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: AlarmContextSettings;
  /** By their names in CloudWatch. */
  readonly alarms: ReadonlyMap<string, WatchedAlarm>;
}

/** What lives as long as one batch, and what its steps share. */
export interface Invocation extends Omit<Container, 'storms'>, Raising {
  readonly counts: MetricCounts<typeof CONTEXT_METRICS>;
}

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  const counts = new MetricCounts(CONTEXT_METRICS);
  return { ...container, ...beginRaising(container, outOfTime), counts };
}

/** Asks this function to search again for the records behind an alarm. */
export interface SearchMessage {
  readonly alarmName: string;
  /** The end of the window to search, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The messages that ask for another search. */
export const SEARCH = ownMessageCodec<SearchMessage>({
  kind: 'alarm-look',
  read: ({ alarmName, atMs }) =>
    typeof alarmName === 'string' && typeof atMs === 'number' ? { alarmName, atMs } : undefined,
});
