import { LIMITS } from '../../safe-text/destination-limits';
import { toChatCode, toChatText } from '../../safe-text/message-text';
import { oneLine } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { linkLines } from '../console-links';
import { summaryLines } from '../daily-summary';
import { peopleOf } from '../people';
import { boundedSteps } from '../rule-members';
import { type AlertLine, alertLines } from './alert-lines';
import { renderUnknownSender, UNKNOWN_SENDER, type UnknownSender } from './message-sender';
import { renderHeading } from './render-subject';

/**
 * A message that Amazon Q Developer in chat applications shows whatever its content: a custom notification, version 1.0.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id?: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords?: readonly string[];
  };
  readonly metadata?: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    /** The values for custom actions. */
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** What Slack shows of a section, without the sentence on an unknown sender, and what Amazon Q adds. */
const DESCRIPTION_LENGTH = LIMITS.slackSection.most - 200;

/** The sentence has its own bounds; its end has the place, the outcome, and what follows. */
const SUMMARY_LENGTH = 1_400;

/** A line of a daily summary has bounds, too. */
const DAY_LINE_LENGTH = 1_000;

const VALUE_LENGTH = 300;
const TITLE_LENGTH = LIMITS.slackHeader.most;

/**
 * How many first steps are shown, and how long they are together: a channel is read from a phone. Each is whole, since a part of a
 * command approves nothing and takes nothing back.
 */
const MAX_STEPS = 5;
const STEPS_LENGTH = 2_000;

/** The steps with the links, without the number of those left out. */
const NEXT_STEPS_LENGTH = LIMITS.slackSection.most - 200;

/** The links that are shown, by their names elsewhere. */
const LINK_WORDS: Readonly<Record<string, string>> = {
  Record: 'The record (sign in to its account first)',
  Command: 'What else the actor did',
  Outcome: 'What was done for the alert',
  Runbook: 'Runbook',
};

/** The title has the severity already, and tags and the alert's id are for machines. */
const LEFT_OUT: readonly string[] = ['Severity', 'Tags', 'Closes', 'Alert'];

/**
 * The alert as chat applications show it: title, summary, who, what and where, the rule's first steps, and where to see the
 * record. Nothing from a record becomes a link, a mention of a person, or markup.
 *
 * A repeated delivery has the same thread as the first, so a channel that allows threads shows an alert once.
 */
export function toChatNotification(alert: Alert): ChatNotification {
  const title = toChatText(renderHeading(alert, TITLE_LENGTH), TITLE_LENGTH, peopleOf(alert));
  const nextSteps = toNextSteps(alert);
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title,
      description: toDescription(alert),
      ...(nextSteps.length === 0 ? {} : { nextSteps }),
      keywords: [alert.severity, toChatText(alert.ruleName ?? alert.ruleId, VALUE_LENGTH)],
    },
    metadata: {
      threadId: alert.closes ?? alert.updates ?? alert.id,
      summary: title,
      eventType: 'trailwatch-alert',
      additionalContext: toContext(alert),
    },
  };
}

/**
 * A document in the form of an alert whose sender is not known: marked, without a link, and without a thread, so it
 * replaces no other.
 */
export function toUnverifiedNotification(alert: Alert, reason: UnknownSender): ChatNotification {
  const steps = boundedSteps(alert.firstSteps).map((step) => toChatText(step, STEPS_LENGTH));
  const nextSteps = toSteps(steps, STEPS_LENGTH);
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: toMarkedTitle(renderHeading(alert, TITLE_LENGTH - UNKNOWN_SENDER.length - 1)),
      description: toMarkedText(toDescription(alert), reason),
      ...(nextSteps.length === 0 ? {} : { nextSteps }),
    },
  };
}

/** Any other text that was published to the topic: chat applications would leave it out without a word. */
export function toPlainChatNotification(
  subject: string | undefined,
  text: string,
  reason: UnknownSender,
): ChatNotification {
  const description = toChatText(text, DESCRIPTION_LENGTH);
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: toMarkedTitle(subject ?? 'Message on the alert topic'),
      description: toMarkedText(description, reason),
    },
  };
}

function toMarkedTitle(title: string): string {
  return `${UNKNOWN_SENDER} ${toChatText(title, TITLE_LENGTH - UNKNOWN_SENDER.length - 1)}`;
}

/** The mark comes first, because a section is cut at its end. */
function toMarkedText(text: string, reason: UnknownSender): string {
  return `${renderUnknownSender(reason)}\n\n${text}`.trimEnd();
}

/** The whole lines that fit, and the number of further ones. */
function toDescription(alert: Alert): string {
  const lines =
    summaryLines(alert)?.map((line) => `- ${toChatCode(line, DAY_LINE_LENGTH)}`) ??
    alertLines(alert)
      .filter(([name]) => !LEFT_OUT.includes(name))
      .map(renderLine);
  let description = `${toChatText(alert.summary, SUMMARY_LENGTH, peopleOf(alert))}\n`;
  for (const [at, line] of lines.entries()) {
    const left = lines.length - at;
    const room = DESCRIPTION_LENGTH - (left === 1 ? 0 : moreLines(left).length);
    if (description.length + 1 + line.length > room) return `${description}${moreLines(left)}`;
    description += `\n${line}`;
  }
  return description;
}

function moreLines(count: number): string {
  return `\n${renderLine(['More', `${count} ${count === 1 ? 'line' : 'lines'} in the e-mail and in the alert document`])}`;
}

function renderLine([name, value]: AlertLine): string {
  return `- ${name}: ${toChatCode(value, VALUE_LENGTH)}`;
}

function toNextSteps(alert: Alert): readonly string[] {
  const links = linkLines(alert).flatMap(([name, text]) => renderLink(LINK_WORDS[name], name, text));
  const room = NEXT_STEPS_LENGTH - links.join('\n').length;
  return [...toSteps(boundedSteps(alert.firstSteps), Math.min(STEPS_LENGTH, room)), ...links];
}

/** An address can be followed; a command is shown letter by letter, or not at all: a changed one would do something else. */
function renderLink(words: string | undefined, name: string, text: string): readonly string[] {
  if (words === undefined) return [];
  const code = toChatCode(text, text.length + 2);
  if (name === 'Command' || name === 'Outcome') return code === `\`${text}\`` ? [`${words}: ${code}`] : [];
  return [`${words}: ${text}`];
}

function toSteps(steps: readonly string[], room: number): readonly string[] {
  const shown = wholeSteps(steps, { most: steps.length <= MAX_STEPS ? MAX_STEPS : MAX_STEPS - 1, room });
  const left = steps.length - shown.length;
  return left === 0 ? shown : [...shown, `${left} more in the e-mail and in the alert document`];
}

/** The first steps that fit. */
function wholeSteps(
  steps: readonly string[],
  { most, room }: { readonly most: number; readonly room: number },
): readonly string[] {
  let left = room;
  const end = steps.findIndex((step) => {
    left -= step.length;
    return left < 0;
  });
  return steps.slice(0, end === -1 ? most : Math.min(end, most));
}

function toContext(alert: Alert): Readonly<Record<string, string>> {
  const texts = {
    alertId: alert.id,
    ruleId: alert.ruleId,
    severity: alert.severity,
    account: alert.recipientAccountId,
    region: alert.awsRegion,
    eventID: alert.eventID,
    eventName: alert.eventName,
  };
  const entries = Object.entries(texts).map(([name, text]) => [name, oneLine(text, VALUE_LENGTH)]);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}
