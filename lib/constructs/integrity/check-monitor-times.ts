import type { Duration, Size } from 'aws-cdk-lib';
import { checkBounds } from '../preflight/check-bounds';
import { memoryBounds } from '../worker/function-props';
import { MAX_STORM_THRESHOLD } from '../worker/raising';

/** What a user may set of an integrity monitor in numbers. */
export interface MonitorTimes {
  readonly checkEvery?: Duration;
  readonly recheckEvery?: Duration;
  readonly recheckReach?: Duration;
  readonly stormThreshold?: number;
  readonly timeout?: Duration;
  readonly maxConcurrency?: number;
  readonly memorySize?: Size;
}

const TEN_YEARS_HOURS = 10 * 365 * 24;

/** Throws when a number is one that AWS would refuse, or with which the monitor would not keep its promises. */
export function checkMonitorTimes(times: MonitorTimes): void {
  const { checkEvery, recheckEvery, recheckReach, stormThreshold, timeout, maxConcurrency } = times;
  checkBounds([
    { property: 'checkEvery', value: checkEvery?.toMinutes(), least: 15, most: 60, unit: ' minutes' },
    {
      property: 'recheckEvery',
      value: recheckEvery?.toHours(),
      least: 24,
      most: TEN_YEARS_HOURS,
      unit: ' hours',
    },
    {
      property: 'recheckReach',
      value: recheckReach?.toHours(),
      least: 48,
      most: TEN_YEARS_HOURS,
      unit: ' hours',
    },
    { property: 'stormThreshold', value: stormThreshold, least: 1, most: MAX_STORM_THRESHOLD },
    { property: 'timeout', value: timeout?.toSeconds(), least: 60, most: 900, unit: ' seconds' },
    { property: 'maxConcurrency', value: maxConcurrency, least: 2, most: 1000 },
    memoryBounds(times),
  ]);
}
