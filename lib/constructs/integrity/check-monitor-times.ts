import { Duration, type Size } from 'aws-cdk-lib';
import { LogArchive } from '../archive/log-archive';
import { checkBounds } from '../preflight/check-bounds';
import { MAX_STORM_THRESHOLD } from '../worker/raising';
import type { IntegrityMonitorProps } from './integrity-monitor-props';

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

const MIN_REACH_HOURS = 48;

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
      least: MIN_REACH_HOURS,
      most: TEN_YEARS_HOURS,
      unit: ' hours',
    },
    { property: 'stormThreshold', value: stormThreshold, least: 1, most: MAX_STORM_THRESHOLD },
    { property: 'timeout', value: timeout?.toSeconds(), least: 60, most: 900, unit: ' seconds' },
    { property: 'maxConcurrency', value: maxConcurrency, least: 2, most: 1000 },
    {
      property: 'memorySize',
      value: times.memorySize?.toMebibytes(),
      least: 256,
      most: 10_240,
      unit: ' MiB',
    },
  ]);
}

/** What is checked again must still be there when its turn comes. */
const EXPIRY_MARGIN_HOURS = 24;

const DEFAULT_REACH = Duration.days(365);

/**
 * How far back files are checked again: never as far as the archive's lifecycle rules expire them, since what is not there is
 * reported as missing.
 *
 * @throws if the user asks for more
 */
export function recheckReachOf({
  archive,
  recheckReach,
}: Pick<IntegrityMonitorProps, 'archive' | 'recheckReach'>): Duration {
  const expiryHours = archive instanceof LogArchive ? archive._expireAfterHours : undefined;
  if (expiryHours === undefined) return recheckReach ?? DEFAULT_REACH;
  const mostHours = expiryHours - EXPIRY_MARGIN_HOURS;
  if (recheckReach === undefined) {
    return Duration.hours(Math.max(MIN_REACH_HOURS, Math.min(DEFAULT_REACH.toHours(), mostHours)));
  }
  if (recheckReach.toHours() <= mostHours) return recheckReach;
  throw new Error(
    `recheckReach is ${recheckReach.toDays({ integral: false })} days, but lifecycleRules of '${archive.node.path}' ` +
      `expire files after ${expiryHours / 24} days, and what has expired would be reported as missing; ` +
      `set recheckReach to ${mostHours / 24} days or fewer`,
  );
}
