import type { Severity } from '../../rule/rule';
import { LIMITS } from '../../safe-text/destination-limits';
import { toChatText } from '../../safe-text/message-text';
import type { AlertLine } from '../message/alert-lines';
import { peopleOf } from '../people';
import { alarmOf, fitDocument, isOver, type Notice } from './notice';
import { factsOf, inertText, renderNoticeText, stepsOf } from './template/notice-text';
import { CLOSING, EVENT_SOURCE, MAX_DETAIL_BYTES, type SinkEvent, toNoticeDetail } from './to-event';

/** The form of the body of a request to a webhook. */
export type RequestTemplate =
  | { readonly kind: 'alert' }
  | { readonly kind: 'slack' }
  | { readonly kind: 'pager-duty' }
  | ClosableTemplate;

/** The form of what is closed by other requests than it is opened by: a state machine makes them. */
export type ClosableTemplate =
  | { readonly kind: 'jira'; readonly projectKey: string; readonly issueType: string }
  | { readonly kind: 'service-now' }
  | { readonly kind: 'opsgenie' };

/** Whether what the template opens is closed by a state machine. */
export function isClosable(template: RequestTemplate): template is ClosableTemplate {
  return template.kind === 'jira' || template.kind === 'service-now' || template.kind === 'opsgenie';
}

/**
 * The event whose `detail.body` a rule posts as it is, or, of what is over, the event whose `detail` a state machine closes it by.
 * EventBridge never puts texts of an alert into a template.
 */
export function toRequestEvent(notice: Notice, template: RequestTemplate): SinkEvent {
  if (isOver(notice) && isClosable(template)) return toClosingEvent(notice);
  return {
    source: EVENT_SOURCE,
    detailType: 'Trailwatch Request',
    detail: fitDocument(notice, MAX_DETAIL_BYTES, (fitting) => ({
      id: fitting.id,
      body: toRequestBody(fitting, template),
    })),
  };
}

const REASON_LENGTH = 1_000;

function toClosingEvent(notice: Notice): SinkEvent {
  const alarm = alarmOf(notice.message);
  return {
    source: EVENT_SOURCE,
    detailType: CLOSING,
    detail: {
      id: notice.id,
      reason: inertText(notice, notice.summary, REASON_LENGTH),
      ...(alarm === undefined ? {} : { alarmName: String(alarm.AlarmName) }),
    },
  };
}

/** The body of the request. */
export function toRequestBody(notice: Notice, template: RequestTemplate): object {
  switch (template.kind) {
    case 'alert':
      return toNoticeDetail(notice);
    case 'slack':
      return toSlackMessage(notice);
    case 'jira':
      return toJiraIssue(notice, template);
    case 'service-now':
      return toServiceNowIncident(notice);
    case 'pager-duty':
      return toPagerDutyEvent(notice);
    case 'opsgenie':
      return toOpsgenieAlert(notice);
    default: {
      const unknown: never = template;
      throw new Error(`no template is of the kind ${JSON.stringify(unknown)}`);
    }
  }
}

/** Jira counts the marks of the block of code, too. */
const JIRA_MARKS = 100;

/**
 * An issue for Jira Cloud's REST API, version 3. Its text is a code block of an Atlassian document: nothing in it is markup,
 * a link or a mention. The label `alert-<id>` finds repetitions.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
 */
function toJiraIssue(
  notice: Notice,
  { projectKey, issueType }: { readonly projectKey: string; readonly issueType: string },
): object {
  const text = renderNoticeText(notice, LIMITS.jiraText.most - JIRA_MARKS);
  return {
    fields: {
      project: { key: projectKey },
      issuetype: { name: issueType },
      summary: inertText(notice, notice.title, LIMITS.jiraSummary.most),
      // a project may have any names of priorities, so the severity is a label
      labels: ['trailwatch', `severity-${notice.severity}`, `alert-${notice.id}`],
      description: {
        type: 'doc',
        version: 1,
        content: [{ type: 'codeBlock', content: [{ type: 'text', text: text === '' ? '-' : text }] }],
      },
    },
  };
}

/**
 * A message for an incoming webhook of Slack. The blocks are plain text, in
 * which Slack finds no mention and no markup; `text` is what notifications show.
 */
function toSlackMessage(notice: Notice): object {
  return {
    text: toChatText(notice.title, LIMITS.slackHeader.most, peopleOf(notice.alert)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(inertText(notice, notice.title, LIMITS.slackHeader.most)) },
      { type: 'section', text: plain(renderNoticeText(notice, LIMITS.slackSection.most)) },
    ],
  };
}

function plain(text: string): object {
  return { type: 'plain_text', emoji: false, text: text === '' ? '-' : text };
}

const PRIORITY: Readonly<Record<Severity, 'P1' | 'P2' | 'P3' | 'P4' | 'P5'>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  informational: 'P5',
};

/**
 * An alert for Opsgenie's Alert API. A repetition raises the count of the open alert: `alias` is the alert's id.
 *
 * @see https://docs.opsgenie.com/docs/alert-api#create-alert
 */
function toOpsgenieAlert(notice: Notice): object {
  return {
    message: inertText(notice, notice.title, LIMITS.opsgenieMessage.most),
    alias: notice.id,
    description: renderNoticeText(notice, LIMITS.opsgenieDescription.most),
    details: fitting(factsOf(notice)),
    source: 'trailwatch',
    tags: ['trailwatch', notice.severity],
    priority: PRIORITY[notice.severity],
  };
}

/** The facts that fit, the first ones first. */
function fitting(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let room: number = LIMITS.opsgenieDetails.most;
  const kept = Object.entries(facts).filter(([name, value]) => {
    room -= name.length + value.length;
    return room >= 0;
  });
  return Object.fromEntries(kept);
}

/** Urgency and impact: 1 is high, 3 is low. ServiceNow computes the priority from both. */
const LEVEL: Readonly<Record<Severity, '1' | '2' | '3'>> = {
  critical: '1',
  high: '1',
  medium: '2',
  low: '3',
  informational: '3',
};

/**
 * An incident for ServiceNow's Table API. `correlation_id` is the alert's id.
 *
 * @see https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html
 */
function toServiceNowIncident(notice: Notice): object {
  return {
    short_description: inertText(notice, notice.title, LIMITS.serviceNowShort.most),
    description: renderNoticeText(notice, LIMITS.serviceNowText.most),
    urgency: LEVEL[notice.severity],
    impact: LEVEL[notice.severity],
    category: 'security',
    correlation_id: notice.id,
    correlation_display: 'trailwatch',
  };
}

const SEVERITY: Readonly<Record<Severity, 'critical' | 'error' | 'warning' | 'info'>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
};

const ACCOUNT_LENGTH = 64;

/**
 * An event for PagerDuty's Events API, version 2, all but `routing_key`, which the connection adds. A repetition updates the
 * open incident: `dedup_key` is the alert's id.
 *
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
function toPagerDutyEvent(notice: Notice): object {
  const account = inertText(notice, notice.accountId, ACCOUNT_LENGTH);
  const isAddress = ([, text]: AlertLine) => text.startsWith('https://');
  return {
    event_action: isOver(notice) ? 'resolve' : 'trigger',
    dedup_key: notice.id,
    client: 'trailwatch',
    links: notice.links.filter(isAddress).map(([text, href]) => ({ href, text })),
    payload: {
      summary: inertText(notice, notice.title, LIMITS.pagerDutySummary.most),
      source: account === '' ? 'trailwatch' : account,
      severity: SEVERITY[notice.severity],
      timestamp: notice.happenedAt,
      custom_details: {
        Summary: inertText(notice, notice.summary, LIMITS.pagerDutySummary.most),
        ...factsOf(notice),
        'First steps': stepsOf(notice),
        ...Object.fromEntries(notice.links.filter((line) => !isAddress(line))),
      },
    },
  };
}
