import { toChatText } from '../../safe-text/chat-text';
import { fitDocument, type Notice } from './notice';
import { inertText, renderNoticeText } from './template/notice-text';
import { toOpsgenieAlert, toPagerDutyEvent, toServiceNowIncident } from './template/opsgenie-alert';
import { EVENT_SOURCE, MAX_DETAIL_BYTES, type SinkEvent, toNoticeDetail } from './to-event';

/** What Slack takes of a header and of a section. @see https://docs.slack.dev/reference/block-kit/blocks */
const HEADER_LENGTH = 150;

const SECTION_LENGTH = 3_000;

/** Jira refuses a longer summary. */
const SUMMARY_LENGTH = 250;

const TEXT_LENGTH = 20_000;

/** What the body of a request to a webhook is like. */
export type RequestTemplate =
  | { readonly kind: 'alert' }
  | { readonly kind: 'slack' }
  | { readonly kind: 'jira'; readonly projectKey: string; readonly issueType: string }
  | { readonly kind: 'service-now' }
  | { readonly kind: 'pager-duty' }
  | { readonly kind: 'opsgenie' };

/** The event whose `detail.body` a rule posts as it is. EventBridge never puts texts of an alert into a template. */
export function toRequestEvent(notice: Notice, template: RequestTemplate): SinkEvent {
  return {
    source: EVENT_SOURCE,
    detailType: 'Trailwatch Request',
    detail: fitDocument(notice, MAX_DETAIL_BYTES, (fitting) => ({
      id: fitting.id,
      body: toRequestBody(fitting, template),
    })),
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
  const text = renderNoticeText(notice, TEXT_LENGTH);
  return {
    fields: {
      project: { key: projectKey },
      issuetype: { name: issueType },
      summary: inertText(notice.title, SUMMARY_LENGTH),
      // a project may have any names of priorities, so that the severity is a label
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
    text: toChatText(notice.title, HEADER_LENGTH),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(inertText(notice.title, HEADER_LENGTH)) },
      { type: 'section', text: plain(renderNoticeText(notice, SECTION_LENGTH)) },
    ],
  };
}

function plain(text: string): object {
  return { type: 'plain_text', emoji: false, text: text === '' ? '-' : text };
}
