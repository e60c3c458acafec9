import type { RequestTemplate as RequestTemplateData } from '../../core/alert/sink/to-request';
import { requireText } from './require-text';

/** Options of an issue in Jira. */
export interface JiraIssueOptions {
  /** The key of the project, such as `SEC`. */
  readonly projectKey: string;

  /**
   * The name of the type of the issue. The project must have it.
   *
   * @default 'Task'
   */
  readonly issueType?: string;
}

/**
 * The body of the requests of an `ApiDestinationSink`. Callers choose names and user agents that appear in alerts: in no template
 * do they become a link, a mention or markup, and all are shortened to what the application takes.
 */
export class RequestTemplate {
  /**
   * The whole alert as JSON: `id`, `title`, `severity`, `isVerified`, `ruleName`, `firstSteps`, and the alert document in `alert`.
   */
  public static alert(): RequestTemplate {
    return new RequestTemplate({ kind: 'alert' });
  }

  /**
   * A message in Slack, for the URL of an incoming webhook.
   *
   * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
   */
  public static slack(): RequestTemplate {
    return new RequestTemplate({ kind: 'slack' });
  }

  /**
   * An issue in Jira Cloud, for the endpoint `https://SITE.atlassian.net/rest/api/3/issue`. A repetition creates a second issue
   * with the same label `alert-<id>`.
   *
   * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
   */
  public static jiraIssue(options: JiraIssueOptions): RequestTemplate {
    const { projectKey, issueType = 'Task' } = options;
    requireText({ projectKey, issueType });
    return new RequestTemplate({ kind: 'jira', projectKey, issueType });
  }

  /**
   * An incident in ServiceNow, for the endpoint `https://INSTANCE.service-now.com/api/now/table/incident`. A repetition creates a
   * second incident with the same `correlation_id`.
   *
   * @see https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html
   */
  public static serviceNowIncident(): RequestTemplate {
    return new RequestTemplate({ kind: 'service-now' });
  }

  /**
   * An event of PagerDuty, for the endpoint `https://events.pagerduty.com/v2/enqueue`. The connection must add `routing_key` to
   * the body, from a secret. A repetition updates the open incident.
   *
   * @see https://developer.pagerduty.com/docs/send-alert-event
   */
  public static pagerDutyEvent(): RequestTemplate {
    return new RequestTemplate({ kind: 'pager-duty' });
  }

  /**
   * An alert of Opsgenie, for the endpoint `https://api.opsgenie.com/v2/alerts`. A repetition raises the count of the open alert.
   *
   * @see https://docs.opsgenie.com/docs/alert-api#create-alert
   */
  public static opsgenieAlert(): RequestTemplate {
    return new RequestTemplate({ kind: 'opsgenie' });
  }

  private constructor(
    /** What the handler gets. @internal */
    public readonly _data: RequestTemplateData,
  ) {}
}
