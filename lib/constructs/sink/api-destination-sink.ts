import { Duration, Token } from 'aws-cdk-lib';
import {
  ApiDestination,
  CfnEventBus,
  EventBus,
  HttpMethod,
  type IApiDestination,
  type IConnection,
  type IEventBus,
  Rule,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../core/alert/sink/to-event';
import { isClosable, type RequestTemplate as RequestTemplateData } from '../../core/alert/sink/to-request';
import { encodeEventSinkSettings } from '../../core/settings/sink-settings';
import type { PlatformOptions } from '../platform/platform-defaults';
import { letBusesUse, storeKeyOf } from '../platform/store-key';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { checkListIsKnown } from '../preflight/preflight-check';
import { letEventsSend } from '../worker/queue-target';
import { createRuleRole } from '../worker/rule-role';
import { AlertSink, type AlertSinkProps, createSink, putEventsOn } from './alert-sink';
import { createClosings } from './closings';

/** Properties of `ApiDestinationSink`. */
export interface ApiDestinationSinkProps extends AlertSinkProps {
  /** The URL that requests are posted to; it begins with `https://`. */
  readonly endpoint: string;

  /** The authentication of requests. EventBridge keeps its secret in Secrets Manager; the function has no access to it. */
  readonly connection: IConnection;

  /**
   * The body of the requests.
   *
   * @default RequestTemplate.alert()
   */
  readonly template?: RequestTemplate;

  /**
   * The maximum number of requests per second, 1 to 300. Excess requests wait, for up to a day.
   *
   * @default 10
   */
  readonly rateLimitPerSecond?: number;
}

/** Options of an issue in Jira. */
export interface JiraIssueOptions {
  /** The key of the project, such as `SEC`. */
  readonly projectKey: string;

  /**
   * The name of the issue type, which must exist in the project.
   *
   * @default 'Task'
   */
  readonly issueType?: string;
}

/**
 * The request body of an `ApiDestinationSink`. Names and user agents in alerts are chosen by callers: no template renders them
 * as a link, a mention or markup, and all are shortened to the limits of the application.
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
   * An issue in Jira Cloud, for the endpoint `https://SITE.atlassian.net/rest/api/3/issue`. A retry creates a second issue with
   * the same label `alert-<id>`. When the alert is over, its issues get a comment and a status of the category Done.
   *
   * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
   */
  public static jiraIssue(options: JiraIssueOptions): RequestTemplate {
    const { projectKey, issueType = 'Task' } = options;
    requireText({ projectKey, issueType });
    return new RequestTemplate({ kind: 'jira', projectKey, issueType });
  }

  /**
   * An incident in ServiceNow, for the endpoint `https://INSTANCE.service-now.com/api/now/table/incident`. A retry creates a
   * second incident with the same `correlation_id`. When the alert is over, its incidents are resolved.
   *
   * @see https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html
   */
  public static serviceNowIncident(): RequestTemplate {
    return new RequestTemplate({ kind: 'service-now' });
  }

  /**
   * A PagerDuty event, for the endpoint `https://events.pagerduty.com/v2/enqueue`. The connection must add `routing_key` to the
   * body, from a secret. A retry updates the open incident. When the alert is over, it is resolved.
   *
   * @see https://developer.pagerduty.com/docs/send-alert-event
   */
  public static pagerDutyEvent(): RequestTemplate {
    return new RequestTemplate({ kind: 'pager-duty' });
  }

  /**
   * An Opsgenie alert, for the endpoint `https://api.opsgenie.com/v2/alerts`. A retry increases the count of the open alert. When the
   * alert is over, it is closed.
   *
   * @see https://docs.opsgenie.com/docs/alert-api#create-alert
   */
  public static opsgenieAlert(): RequestTemplate {
    return new RequestTemplate({ kind: 'opsgenie' });
  }

  private constructor(
    /** The settings of the handler. @internal */
    public readonly _data: RequestTemplateData,
  ) {}
}

/**
 * Posts alerts to a webhook: a ticket system, a pager, a chat, or any service that accepts JSON over HTTPS. An EventBridge API
 * destination sends the requests, retries failed ones for a day, and then moves them to the dead-letter queue of the sink.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 *
 * @example
 * import { SecretValue, Stack } from 'aws-cdk-lib';
 * import { Authorization, Connection, HttpParameter } from 'aws-cdk-lib/aws-events';
 * import { type AlertTopic, ApiDestinationSink, RequestTemplate } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * const connection = new Connection(stack, 'PagerDutyConnection', {
 *   authorization: Authorization.apiKey('x-trailwatch', SecretValue.secretsManager('pagerduty', { jsonField: 'routing_key' })),
 *   bodyParameters: {
 *     routing_key: HttpParameter.fromSecret(SecretValue.secretsManager('pagerduty', { jsonField: 'routing_key' })),
 *   },
 * });
 * new ApiDestinationSink(stack, 'PagerDuty', {
 *   alertTopic,
 *   connection,
 *   endpoint: 'https://events.pagerduty.com/v2/enqueue',
 *   template: RequestTemplate.pagerDutyEvent(),
 * });
 */
export class ApiDestinationSink extends AlertSink {
  /** The bus between the function and the API destination. It only receives requests. */
  public readonly eventBus: IEventBus;

  /** The API destination. */
  public readonly apiDestination: IApiDestination;

  constructor(scope: Construct, id: string, props: ApiDestinationSinkProps) {
    super(scope, id);
    this.checkRequest(props);
    const { _data: template } = props.template ?? RequestTemplate.alert();
    const bus = new EventBus(this, 'Bus', { description: 'Requests of a trailwatch sink' });
    this.eventBus = bus;
    const { eventBusName: busName } = bus;
    this._parts = createSink(
      this,
      props,
      putEventsOn(this.eventBus, {
        description: 'converts alerts to requests',
        environment: (common) => encodeEventSinkSettings({ ...common, busName, template }),
      }),
    );
    within(this, () => encryptBus(bus, { options: props, deadLetterQueue: this.deadLetterQueue }));
    this.apiDestination = new ApiDestination(this, 'ApiDestination', {
      connection: props.connection,
      endpoint: props.endpoint,
      httpMethod: HttpMethod.POST,
      rateLimitPerSecond: props.rateLimitPerSecond ?? 10,
    });
    this.createRule();
    if (isClosable(template)) createClosings(this, { ...this.closingParts(props), template });
  }

  private closingParts(props: ApiDestinationSinkProps) {
    const { endpoint, connection } = props;
    const { eventBus, deadLetterQueue } = this;
    return { endpoint, connection, eventBus, deadLetterQueue, options: props };
  }

  private createRule(): void {
    new Rule(this, 'Rule', {
      description: 'Sends the requests of a trailwatch sink',
      eventBus: this.eventBus,
      eventPattern: { source: [EVENT_SOURCE], detailType: ['Trailwatch Request'] },
      targets: [
        new ApiDestinationTarget(this.apiDestination, {
          event: RuleTargetInput.fromEventPath('$.detail.body'),
          eventRole: createRuleRole(
            this,
            'RequestsRole',
            'Posts the requests of a sink of trailwatch alerts',
          ),
          deadLetterQueue: this.deadLetterQueue,
          maxEventAge: Duration.days(1),
          retryAttempts: 185,
        }),
      ],
    });
  }

  private checkRequest({ endpoint, rateLimitPerSecond }: ApiDestinationSinkProps): void {
    within(this, () => requireHttps(endpoint));
    within(this, () =>
      checkBounds([{ property: 'rateLimitPerSecond', value: rateLimitPerSecond, least: 1, most: 300 }]),
    );
  }
}

/**
 * Encrypts the events of a bus with the key of the stores, if there is one. Events that cannot be encrypted or decrypted go to
 * the dead-letter queue.
 *
 * With `kmsKey`, the CDK would allow EventBridge to describe the key only with the encryption context of a bus, which that call
 * does not have.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html
 */
function encryptBus(
  bus: EventBus,
  { options, deadLetterQueue }: { readonly options: PlatformOptions; readonly deadLetterQueue: IQueue },
): void {
  const key = storeKeyOf(bus, options);
  const resource = bus.node.defaultChild;
  if (key === undefined || !(resource instanceof CfnEventBus)) return;
  letBusesUse(bus, key);
  resource.kmsKeyIdentifier = key.keyArn;
  resource.deadLetterConfig = { arn: deadLetterQueue.queueArn };
  letEventsSend(deadLetterQueue, bus.eventBusArn);
}

/** Throws on an empty property. */
export function requireText(texts: Readonly<Record<string, string>>): void {
  for (const [property, text] of Object.entries(texts)) {
    if (text.trim() === '') throw new Error(`${property} is empty; it must be a text`);
  }
}

/** Throws on an endpoint that is not an HTTPS URL. */
export function requireHttps(endpoint: string): void {
  checkListIsKnown('endpoint', endpoint);
  if (Token.isUnresolved(endpoint) || /^https:\/\/\S+$/.test(endpoint)) return;
  throw new Error(`endpoint '${endpoint}' is not an address that begins with https://`);
}
