import { LIMITS } from '../../safe-text/destination-limits';
import { toMailText } from '../../safe-text/message-text';
import type { Alert } from '../alert';
import { linkLines } from '../console-links';
import { summaryLines } from '../daily-summary';
import { ORIGIN_ATTRIBUTE_BYTES } from '../mac/message-origin';
import { peopleOf } from '../people';
import { boundedSteps } from '../rule-members';
import { type AlertAttribute, alertAttributes } from './alert-attributes';
import { alertLines } from './alert-lines';
import { renderSubject } from './render-subject';
import { MIN_ALERT_BYTES, shortenAlert } from './shorten-alert';

/** How much of a value a line shows: an ARN or an object key, whole. */
const VALUE_LENGTH = 400;

/** Maximum length of the sentence, which has its own bounds; its end has the place, the outcome, and what follows. */
const SUMMARY_LENGTH = 2_000;

/** How much of a line of a daily summary, which has bounds, too. */
const DAY_LINE_LENGTH = 1_000;

/**
 * The alert as the text of an e-mail: the summary, a line for each of the main facts, the rule's first steps, and where to read
 * more. Plain text of at most about 20 KB, in which text from a record never starts a line.
 */
export function renderMail(alert: Alert): string {
  const people = peopleOf(alert);
  const lines =
    summaryLines(alert)?.map((line) => toMailText(line, DAY_LINE_LENGTH, people)) ??
    alertLines(alert).map(
      ([name, value]) => `${`${name}:`.padEnd(10)}${toMailText(value, VALUE_LENGTH, people)}`,
    );
  const steps = boundedSteps(alert.firstSteps).map((step, index) => `${index + 1}. ${step}`);
  const sections = [
    toMailText(alert.title, VALUE_LENGTH, people),
    toMailText(alert.summary, SUMMARY_LENGTH, people),
    lines.join('\n'),
    ...(steps.length === 0 ? [] : [['First steps', ...steps].join('\n')]),
    linkLines(alert)
      .map(([name, text]) => `${`${name}:`.padEnd(9)}${text}`)
      .join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** An alert as `Publish` of SNS takes it, all but the topic. */
export interface AlertMessage {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageStructure: 'json';
  readonly MessageAttributes: Record<string, AlertAttribute>;
}

/**
 * The message that an alert is published as: the document for every subscriber, and for e-mail addresses a text that
 * people can read, with the rule's first steps. All of it fits into one message: long parts of the document are
 * shortened, with room left for the attribute that proves the origin.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
export function toAlertMessage(alert: Alert): AlertMessage {
  // The attributes and the mail, too, must not contain anything that a queue refuses.
  const deliverable = shortenAlert(alert, LIMITS.snsMessage.most);
  const attributes = alertAttributes(deliverable);
  const mail = renderMail(deliverable);
  const maxBytes = LIMITS.snsMessage.most - attributesBytes(attributes) - ORIGIN_ATTRIBUTE_BYTES;
  return {
    Subject: renderSubject(alert),
    Message: toMessage(deliverable, mail, maxBytes),
    MessageStructure: 'json',
    MessageAttributes: attributes,
  };
}

/**
 * Both forms in the JSON that SNS splits by protocol. The limit applies to the whole, in which the document is
 * a string: its quotes are escaped, and take two bytes each. Their number is known only once it is written.
 */
function toMessage(alert: Alert, mail: string, maxBytes: number): string {
  let room = maxBytes;
  for (;;) {
    const document = JSON.stringify(shortenAlert(alert, room));
    const message = JSON.stringify({ default: document, email: mail });
    const bytes = Buffer.byteLength(message);
    if (bytes <= maxBytes || room === MIN_ALERT_BYTES) return message;
    const fitting = Math.floor((room * maxBytes) / bytes) - 64;
    room = Math.max(MIN_ALERT_BYTES, Math.min(fitting, room - 1024));
  }
}

/** Names, types and values of attributes count to a message's size. */
function attributesBytes(attributes: Readonly<Record<string, AlertAttribute>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(name + DataType + StringValue),
    0,
  );
}
