import type { Duration, Size } from 'aws-cdk-lib';
import { checkBounds } from '../preflight/check-bounds';
import { memoryBounds } from '../worker/function-props';
import { MAX_STORM_THRESHOLD } from '../worker/raising';

/** What a user may set of a log processor in numbers. */
export interface ProcessorNumbers {
  readonly memorySize?: Size;
  readonly timeout?: Duration;
  readonly maxConcurrency?: number;
  readonly stormThreshold?: number;
  readonly stormWindow?: Duration;
  readonly rememberAlertsFor?: Duration;
  readonly dailySummaryHour?: number;
}

/**
 * Throws when a number is one that Lambda or the event source would refuse, or that would let the processor forget an
 * alert while its message can still come back.
 */
export function checkProcessorNumbers(numbers: ProcessorNumbers): void {
  const { memorySize, timeout, maxConcurrency, stormThreshold, stormWindow, rememberAlertsFor } = numbers;
  checkBounds([
    memoryBounds({ memorySize }),
    { property: 'timeout', value: timeout?.toSeconds(), least: 30, most: 900, unit: ' seconds' },
    { property: 'maxConcurrency', value: maxConcurrency, least: 2, most: 1000 },
    { property: 'stormThreshold', value: stormThreshold, least: 1, most: MAX_STORM_THRESHOLD },
    { property: 'stormWindow', value: stormWindow?.toMinutes(), least: 1, most: 1440, unit: ' minutes' },
    { property: 'dailySummaryHour', value: numbers.dailySummaryHour, least: 0, most: 23 },
    {
      property: 'rememberAlertsFor',
      value: rememberAlertsFor?.toDays(),
      least: 15,
      most: 3650,
      unit: ' days',
    },
  ]);
}
