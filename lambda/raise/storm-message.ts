import type { AlertRoute, AlertSource } from '../../lib/core/alert/alert';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import type { AlertWindow } from './alert-window';

/** What a storm's alert says of its rule: enough to tell of it after the rule was changed or taken away. */
export interface StormRule {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly tags: readonly string[];
}

/** A message to oneself: count the grouped alerts of a window, and tell people. */
export interface StormMessage {
  readonly window: AlertWindow;
  readonly rule: StormRule;
  readonly awsRegion: string;
  /** On which way the grouped records came to who asks for the report. */
  readonly route: AlertRoute;
  /** Where one of the grouped records is. */
  readonly example: AlertSource;
}

const KIND = 'storm-report';

/** The body of the message, in ASCII: SQS refuses some characters that records may hold. */
export function encodeStormMessage(message: StormMessage): string {
  const text = JSON.stringify({ trailwatch: KIND, version: 1, ...message });
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The message in a body; undefined for a body of any other kind. Throws on a storm report that is not whole. */
export function decodeStormMessage(body: string): StormMessage | undefined {
  // Most messages are notices: nothing is parsed twice for them.
  if (!body.startsWith(`{"trailwatch":"${KIND}"`)) return undefined;
  const { window, rule, awsRegion, route, example } = JSON.parse(body) as Partial<StormMessage>;
  const texts = [
    window?.key,
    window?.ruleId,
    window?.recipientAccountId,
    window?.start,
    rule?.id,
    rule?.name,
  ];
  const isWhole = [...texts, rule?.title, awsRegion].every((text) => typeof text === 'string');
  if (window === undefined || rule === undefined || awsRegion === undefined || !isWhole) {
    throw new Error('a storm report lacks its window or its rule; this handler did not write it');
  }
  if (!SEVERITIES.includes(rule.severity) || !Array.isArray(rule.tags)) {
    throw new Error(
      `a storm report has the severity '${rule.severity}', which is none of ${SEVERITIES.join(', ')}`,
    );
  }
  // What an earlier version queued knows of one route only.
  return { window, rule, awsRegion, route: route ?? 'log-file', example: example ?? {} };
}
