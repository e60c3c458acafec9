import {
  type AlarmContextSettings,
  CONTEXT_METRICS,
  type WatchedAlarm,
} from '../../lib/core/settings/alarm-context-settings';
import { ownMessageCodec } from '../../lib/core/settings/message/own-message';
import type { FoundLogEvent, LogEventQuery } from '../aws/filter-log-events';
import type { RaisePorts } from '../raise/ports/raise-ports';
import { beginningWith, type InvocationOf, type RaisingContainer } from '../raise/raising';

/** All side effects of this function, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts {
  readonly filterLogEvents: (query: LogEventQuery) => AsyncIterable<readonly FoundLogEvent[]>;
}

/** State that a container creates once and every invocation uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: AlarmContextSettings;
  /** By their names in CloudWatch. */
  readonly alarms: ReadonlyMap<string, WatchedAlarm>;
}

/** State of one batch, which its steps share. */
export type Invocation = InvocationOf<Container, typeof CONTEXT_METRICS>;

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
export const beginInvocation = beginningWith(CONTEXT_METRICS);

/** Asks this function to search again for the records behind an alarm. */
export interface SearchMessage {
  readonly alarmName: string;
  /** The end of the window to search, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The messages that request another search. */
export const SEARCH = ownMessageCodec<SearchMessage>({
  kind: 'alarm-look',
  read: ({ alarmName, atMs }) =>
    typeof alarmName === 'string' && typeof atMs === 'number' ? { alarmName, atMs } : undefined,
});
