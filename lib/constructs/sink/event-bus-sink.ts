import { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { EVENT, encodeEventSinkSettings } from '../../core/settings/sink-settings';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { AlertSink, type AlertSinkProps, createSink, putEventsOn } from './alert-sink';

/** Properties of `EventBusSink`. */
export interface EventBusSinkProps extends AlertSinkProps {
  /**
   * The bus. A bus in another account must be in the same Region, and its policy must allow the account of the sink to send
   * events to it.
   */
  readonly eventBus: IEventBus;
}

/**
 * Sends alerts to an EventBridge bus, whose rules can forward them to any target: events with the source `trailwatch` and
 * detail type `Trailwatch Alert`, whose `detail.alert` is the alert document; other messages have the detail type
 * `Trailwatch Message`. `detail.isVerified` is true if it is proven that trailwatch or CloudWatch sent the message: require it
 * in rules that trigger actions.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
 * import { type AlertTopic, EventBusSink } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * const eventBus = EventBus.fromEventBusName(stack, 'Security', 'security');
 * new EventBusSink(stack, 'Events', { alertTopic, eventBus });
 * new Rule(stack, 'Urgent', {
 *   eventBus,
 *   eventPattern: { source: ['trailwatch'], detail: { isVerified: [true], severity: ['high', 'critical'] } },
 * });
 */
export class EventBusSink extends AlertSink {
  /** The bus. */
  public readonly eventBus: IEventBus;

  constructor(scope: Construct, id: string, props: EventBusSinkProps) {
    super(scope, id);
    this.eventBus = props.eventBus;
    this.checkRegion();
    const { eventBusArn: busName } = this.eventBus;
    this._parts = createSink(
      this,
      props,
      putEventsOn(this.eventBus, {
        description: 'puts alerts on an event bus',
        environment: (common) => encodeEventSinkSettings({ ...common, busName, template: EVENT }),
      }),
    );
  }

  private checkRegion(): void {
    const { region } = Stack.of(this);
    const { region: other } = this.eventBus.env;
    if (!isKnownDifference(region, other)) return;
    throw errorAt(
      this,
      `the eventBus is in '${other}', but the stack of the sink deploys to '${region}'; use a bus in this Region, and forward ` +
        'from it with a rule',
    );
  }
}
