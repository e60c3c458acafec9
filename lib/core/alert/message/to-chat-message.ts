import { type JsonObject, parseJson } from '../../json/json-value';
import type { Alert } from '../alert';
import { parseAlert } from '../parse-alert';
import { type RuleMembers, withRule } from '../rule-members';
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

/** The message that is published for chat applications. */
export interface ChatMessage {
  readonly subject?: string;
  readonly message: string;
}

/**
 * What chat applications get for a message: for a signed alert, a notification; for an alarm that CloudWatch has, the
 * alarm itself, which they know how to show; and for anything else its text, marked. Nothing is left out, and a message
 * whose sender is not known is never passed on unchanged.
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
  const alert = toPublishedAlert(toObject(message), attributes);
  const reason = sender.kind === 'unknown' ? sender.reason : undefined;
  if (alert === undefined) return toPlainChatNotification(subject, message, reason ?? 'no-alert');
  return reason === undefined ? toChatNotification(alert) : toUnverifiedNotification(alert, reason);
}

/** The alert of a message; undefined if it has none. In version 1, what an alert has about its rule comes from the attributes. */
export function toPublishedAlert(
  document: JsonObject | undefined,
  attributes: TopicMessage['attributes'],
): Alert | undefined {
  const alert = document === undefined ? undefined : parseAlert(document);
  return alert === undefined ? undefined : withRule(alert, toRuleMembers(attributes));
}

/** What the attributes of a message have about the alert's rule. */
function toRuleMembers({ ruleName, firstSteps }: TopicMessage['attributes']): RuleMembers {
  const steps = firstSteps === undefined ? undefined : parseJson(firstSteps);
  return {
    ...(ruleName === undefined ? {} : { ruleName }),
    ...(Array.isArray(steps) ? { firstSteps: steps.filter((step) => typeof step === 'string') } : {}),
  };
}

/** The JSON object of a message; undefined for any other text. */
export function toObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}
