import { Duration } from 'aws-cdk-lib';
import {
  ApiDestination,
  EventBus,
  HttpMethod,
  type IApiDestination,
  type IConnection,
  type IEventBus,
  Rule,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { encodeEventSinkSettings } from '../../core/settings/sink-settings';
import { EVENT_SOURCE } from '../../core/sink/to-event';
import { refuseWhereAbsent } from '../preflight/absent-types';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { createRuleRole } from '../worker/rule-role';
import { AlertSink } from './alert-sink';
import type { AlertSinkProps } from './alert-sink-props';
import { createSink } from './create-sink';
import { encryptBus } from './encrypt-bus';
import { putEventsOn } from './put-events-on';
import { RequestTemplate } from './request-template';
import { requireHttps } from './require-text';

/** Properties of `ApiDestinationSink`. */
export interface ApiDestinationSinkProps extends AlertSinkProps {
  /** The URL that requests are posted to; it begins with `https://`. */
  readonly endpoint: string;

  /** How requests authenticate. EventBridge keeps its secret in Secrets Manager; no function sees it. */
  readonly connection: IConnection;

  /**
   * The body of the requests.
   *
   * @default RequestTemplate.alert()
   */
  readonly template?: RequestTemplate;

  /**
   * The most requests a second, 1 to 300. Those above it wait, for up to a day.
   *
   * @default 10
   */
  readonly rateLimitPerSecond?: number;
}

/**
 * Posts alerts to a webhook: a ticket system, a pager, a chat, or any service that takes JSON over HTTPS. An EventBridge API
 * destination sends the requests, repeats those that fail for a day, and moves them to the dead-letter queue of the sink after it.
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
  /** The bus between function and API destination. Requests alone are on it. */
  public readonly eventBus: IEventBus;

  /** The API destination. */
  public readonly apiDestination: IApiDestination;

  constructor(scope: Construct, id: string, props: ApiDestinationSinkProps) {
    super(scope, id);
    this.checkRequest(props);
    refuseWhereAbsent(this, 'API destinations of EventBridge');
    const { _data: template } = props.template ?? RequestTemplate.alert();
    const bus = new EventBus(this, 'Bus', { description: 'Requests of a sink of trailwatch alerts' });
    this.eventBus = bus;
    const { eventBusName: busName } = bus;
    this._parts = createSink(
      this,
      props,
      putEventsOn(this.eventBus, {
        description: 'makes requests of alerts',
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
  }

  private createRule(): void {
    new Rule(this, 'Rule', {
      description: 'Posts what a sink of trailwatch alerts asks for',
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
