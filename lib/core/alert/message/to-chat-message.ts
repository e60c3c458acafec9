import type { JsonObject } from '../../json/json-value';
import { parseJson } from '../../json/parse-json';
import type { AlertDetails } from '../alert-details';
import { parseAlert } from '../parse-alert';
import { toChatNotification, toPlainChatNotification } from './chat-notification';

/** A message as a subscriber of the alert topic gets it. */
export interface TopicMessage {
  readonly subject?: string;
  readonly message: string;
  /** The values of its attributes, each as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What is published for chat applications. */
export interface ChatMessage {
  readonly subject?: string;
  readonly message: string;
}

/**
 * What chat applications are told of a message: of an alert a notification that they show, of an alarm the alarm as it is,
 * which they show better than anybody else, and of anything else its text. Nothing is left out.
 */
export function toChatMessage({ subject, message, attributes }: TopicMessage): ChatMessage {
  const object = toObject(message);
  if (object !== undefined && isKnownToChat(object)) return { subject, message };
  const alert = object === undefined ? undefined : parseAlert(object);
  const notification =
    alert === undefined
      ? toPlainChatNotification(subject, message)
      : toChatNotification(alert, toDetails(attributes));
  return { message: JSON.stringify(notification) };
}

/** An alarm of CloudWatch, an event of EventBridge, a custom notification. */
function isKnownToChat(message: JsonObject): boolean {
  return (
    typeof message.AlarmName === 'string' ||
    typeof message['detail-type'] === 'string' ||
    (message.version === '1.0' && message.source === 'custom')
  );
}

function toDetails({ ruleName, firstSteps }: TopicMessage['attributes']): AlertDetails {
  const steps = firstSteps === undefined ? undefined : parseJson(firstSteps);
  return {
    ruleName,
    ...(Array.isArray(steps) ? { firstSteps: steps.filter((step) => typeof step === 'string') } : {}),
  };
}

function toObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}
