import { fitDocument } from './fit-document';
import type { Notice } from './notice';
import { toJiraIssue } from './template/jira-issue';
import { toOpsgenieAlert } from './template/opsgenie-alert';
import { toPagerDutyEvent } from './template/pager-duty-event';
import { toServiceNowIncident } from './template/service-now-incident';
import { toSlackMessage } from './template/slack-message';
import { EVENT_SOURCE, MAX_DETAIL_BYTES, type SinkEvent, toNoticeDetail } from './to-event';

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
