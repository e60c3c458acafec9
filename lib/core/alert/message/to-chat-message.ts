import type { JsonObject } from '../../json/json-value';
import { parseJson } from '../../json/parse-json';
import type { AlertDetails } from '../alert-details';
import { parseAlert } from '../parse-alert';
import {
  type ChatNotification,
  toChatNotification,
  toPlainChatNotification,
  toUnverifiedNotification,
} from './chat-notification';
import type { MessageSender } from './message-sender';

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
 * What chat applications are told of a message: of a signed alert a notification that they show, of an alarm that CloudWatch
 * has the alarm as it is, which they show better than anybody else, and of anything else its text, marked. Nothing is left
 * out, and nothing that anybody may have published is passed on as it is.
 */
export function toChatMessage(topicMessage: TopicMessage, sender: MessageSender): ChatMessage {
  const { subject, message } = topicMessage;
  if (sender.kind === 'cloudwatch') return { subject, message };
  return { message: JSON.stringify(toNotification(topicMessage, sender)) };
}

function toNotification(
  { subject, message, attributes }: TopicMessage,
  sender: Exclude<MessageSender, { kind: 'cloudwatch' }>,
): ChatNotification {
  const object = toObject(message);
  const alert = object === undefined ? undefined : parseAlert(object);
  const reason = sender.kind === 'unknown' ? sender.reason : undefined;
  if (alert === undefined) return toPlainChatNotification(subject, message, reason ?? 'no-alert');
  const details = toDetails(attributes);
  if (reason === undefined) return toChatNotification(alert, details);
  return toUnverifiedNotification(alert, details, reason);
}

/** What the attributes of a message say of the alert's rule. */
export function toDetails({ ruleName, firstSteps }: TopicMessage['attributes']): AlertDetails {
  const steps = firstSteps === undefined ? undefined : parseJson(firstSteps);
  return {
    ruleName,
    ...(Array.isArray(steps) ? { firstSteps: steps.filter((step) => typeof step === 'string') } : {}),
  };
}

/** The JSON object of a message; undefined for any other text. */
export function toObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}
