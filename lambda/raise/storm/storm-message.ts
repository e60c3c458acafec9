import type { AlertRoute, AlertSource } from '../../../lib/core/alert/alert';
import { isJsonObject, type JsonObject } from '../../../lib/core/json/json-value';
import { SEVERITIES, type Severity } from '../../../lib/core/rule/rule';
import { ownMessageCodec } from '../../../lib/core/settings/message/own-message';
import type { Unsent } from '../raised-alert';
import type { CountedAlert } from '../summary-counts';
import type { AlertWindow } from './alert-window';

/** The rule of a storm's alert: enough to describe it after the rule was changed or removed. */
export interface StormRule {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly firstSteps: readonly string[];
}

/** Asks this function to count the grouped alerts of a window and to send one alert for them. */
export interface StormMessage {
  readonly window: AlertWindow;
  readonly rule: StormRule;
  readonly awsRegion: string;
  /** The route on which the grouped records came to the function. */
  readonly route: AlertRoute;
  /** Where one of the grouped records is. */
  readonly example: AlertSource;
  /** Of alerts that are counted for the summary of the day and not sent: one of them, and why. */
  readonly counted?: { readonly alert: CountedAlert; readonly unsent: Unsent };
}

/** The messages that ask for the report of a storm. */
export const STORM = ownMessageCodec<StormMessage>({ kind: 'storm-report', read });

function read(members: JsonObject): StormMessage | undefined {
  const { awsRegion, route, example, counted } = members;
  const window = readWindow(members.window);
  const rule = readRule(members.rule);
  if (window === undefined || rule === undefined || typeof awsRegion !== 'string') return undefined;
  // A message of an earlier version knows of one route only.
  return {
    ...{ window, rule, awsRegion },
    route: (route ?? 'log-file') as AlertRoute,
    example: isJsonObject(example) ? (example as AlertSource) : {},
    ...(isJsonObject(counted) ? { counted: counted as unknown as Required<StormMessage>['counted'] } : {}),
  };
}

function readWindow(value: unknown): AlertWindow | undefined {
  if (!isJsonObject(value)) return undefined;
  const { key, ruleId, recipientAccountId, start, minutes, cause } = value;
  if (typeof key !== 'string' || typeof ruleId !== 'string' || typeof start !== 'string') return undefined;
  if (typeof recipientAccountId !== 'string' || typeof minutes !== 'number') return undefined;
  const window = { key, ruleId, recipientAccountId, start, minutes };
  return typeof cause === 'string' ? { ...window, cause } : window;
}

function readRule(value: unknown): StormRule | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, name, title, tags, firstSteps } = value;
  const severity = SEVERITIES.find((one) => one === value.severity);
  if (typeof id !== 'string' || typeof name !== 'string' || typeof title !== 'string') return undefined;
  if (severity === undefined || !Array.isArray(tags)) return undefined;
  // A message of an earlier version has no first steps.
  const steps = Array.isArray(firstSteps) ? firstSteps.map(String) : [];
  return { id, name, title, severity, tags: tags.map(String), firstSteps: steps };
}
