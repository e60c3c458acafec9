import type { AlarmContextSettings } from '../../lib/core/settings/alarm-context-settings';
import type { WatchedAlarm } from '../../lib/core/settings/alarm-document';
import { beginRaising, type Raising, type RaisingContainer } from '../raise/begin-raising';
import type { Ports } from './ports';

/** What a container makes once and every invocation in it uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: AlarmContextSettings;
  /** By their names in CloudWatch. */
  readonly alarms: ReadonlyMap<string, WatchedAlarm>;
}

/** What lives as long as one batch, and what its steps share. */
export type Invocation = Omit<Container, 'storms'> & Raising;

/** Begins an invocation; `outOfTime` aborts when it may begin no more work. */
export function beginInvocation(container: Container, outOfTime: AbortSignal): Invocation {
  return { ...container, ...beginRaising(container, outOfTime) };
}
