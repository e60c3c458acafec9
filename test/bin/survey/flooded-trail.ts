import type { JsonObject } from '../../../lib/core/json/json-value';
import { record } from '../scan-folder';

function change(call: string, name: string, more: JsonObject = {}): JsonObject {
  return { ...record(call, `${call} ${name}`), requestParameters: { name }, ...more };
}

/** A trail that was stopped, among 600 calls that failed and 200 ordinary ones, each of which names another trail. */
export function floodedTrail(): readonly JsonObject[] {
  const named = (count: number) => Array.from({ length: count }, (_, at) => `trail${at}`);
  return [
    ...named(600).map((name) => change('UpdateTrail', name, { errorCode: 'TrailNotFoundException' })),
    ...named(200).map((name) => change('CreateTrail', name, { eventTime: '2026-08-17T15:00:00Z' })),
    change('UpdateTrail', 'audit'),
    change('StopLogging', 'audit', { eventTime: '2026-08-17T14:30:00Z' }),
    change('DeleteTrail', 'audit', { eventTime: '2026-08-17T14:31:00Z' }),
  ];
}

/** What a report on it begins with, and ends with. */
export const GRAVEST = [
  /^DeleteTrail .*audit by mallory/,
  /^StopLogging .*audit by mallory/,
  /^UpdateTrail .*audit by/,
];
export const LIGHTEST = 'UpdateTrail (TrailNotFoundException) by mallory';
