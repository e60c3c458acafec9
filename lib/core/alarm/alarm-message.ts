import type { JsonObject } from '../json/json-value';

/** An alarm as CloudWatch has it. */
export interface AlarmState {
  readonly arn: string;
  readonly description: string;
  readonly state: string;
  readonly reason: string;
  readonly changedAtMs: number;
  /** The ARNs of all its actions. */
  readonly actions: readonly string[];
}

/** How far the times of a message and of an alarm may be apart. */
const TOLERANCE_MS = 60_000;

/** Whether a message has the form of CloudWatch's message on a change of an alarm's state. */
export function isAlarmMessage(message: JsonObject): boolean {
  return typeof message.AlarmName === 'string';
}

/**
 * Whether CloudWatch sent a message: its readable text is that of the alarm, and the topic is among the alarm's
 * actions. A message about a state that the alarm has since left is not proven.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function isMessageOf(alarm: AlarmState, message: JsonObject, topicArn: string): boolean {
  const changedAtMs = Date.parse(textOf(message.StateChangeTime));
  return (
    message.AlarmArn === alarm.arn &&
    textOf(message.AlarmDescription) === alarm.description &&
    message.NewStateValue === alarm.state &&
    message.NewStateReason === alarm.reason &&
    Math.abs(changedAtMs - alarm.changedAtMs) <= TOLERANCE_MS &&
    alarm.actions.includes(topicArn)
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
