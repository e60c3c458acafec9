import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import {
  type AddToResourcePolicyResult,
  Effect,
  PolicyStatement,
  type Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type BusPattern, type BusPatterns, toBusPatterns } from '../../core/placement/to-bus-patterns';
import { maxRulesIn } from '../preflight/bus-quota';
import { checkName } from '../preflight/check-name';
import { checkArn } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { RuleSet } from '../rule/rule-set';
import { acknowledge } from '../statement/acknowledge';
import { createRuleRole } from '../worker/rule-role';
import { deadLettersMetric } from '../worker/worker-alarms';
import { createDeadLetterQueue } from '../worker/worker-queue';

/** The event patterns that a bus forwards for a rule set. */
export function busPatternsOf(rules: RuleSet): BusPatterns {
  return toBusPatterns(rules.rules.map((rule) => rule._toDocument()));
}

/**
 * The patterns of the rules on a bus of each of these Regions. Throws if there is none, or if there are more than the quota of
 * a bus.
 */
export function forwardedPatterns(rules: RuleSet, regions: readonly string[]): readonly BusPattern[] {
  const { patterns, leftOut } = busPatternsOf(rules);
  if (patterns.length === 0) {
    const reasons = leftOut.map(({ rule, reason }) => `'${rule.name}': ${reason}`);
    const why = reasons.length === 0 ? 'it is empty' : reasons.join('; ');
    throw new Error(
      `rules contains no rule that an event pattern can express, so no event would be sent: ${why}`,
    );
  }
  for (const region of regions) {
    const most = maxRulesIn(region);
    if (patterns.length <= most) continue;
    throw new Error(
      `rules need ${patterns.length} EventBridge rules, but a bus in ${region} allows ${most} by default; leave some out, and ` +
        'let the log processor evaluate them',
    );
  }
  return patterns;
}

/** Properties of `RealtimeAlertsRegion`. */
export interface RealtimeAlertsRegionProps {
  /** The home bus that receives the events: `RealtimeAlerts.busArn`. */
  readonly busArn: string;

  /**
   * The rules: `RealtimeAlerts.rules`. Events that none of them can match are not forwarded.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;
}

/** The retry period of EventBridge, after which the event goes to the dead-letter queue: the maximum and the default. */
const MAX_EVENT_AGE = Duration.hours(24);
const MAX_RETRIES = 185;

/**
 * The part of `RealtimeAlerts` that every Region needs: rules on the default bus that forward events that the alerts' rules may
 * match to the home bus, an hourly heartbeat, and a queue for events that could not be sent. `RealtimeAlerts` creates one for
 * its own Region.
 *
 * The patterns, of up to 2,048 characters each, are combined into as few rules as possible: all detections together need a few
 * dozen.
 *
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { type RealtimeAlerts, RealtimeAlertsRegion } from 'cdk-trailwatch';
 *
 * declare const app: App;
 * declare const realtime: RealtimeAlerts;
 * const stack = new Stack(app, 'Global', { env: { account: '111122223333', region: 'us-east-1' } });
 * new RealtimeAlertsRegion(stack, 'Realtime', { busArn: realtime.busArn, rules: realtime.rules });
 */
export class RealtimeAlertsRegion extends Construct {
  /** Events that could not be sent within a day; kept for 14 days. */
  public readonly deadLetterQueue: IQueue;

  /** Where the events go. */
  public readonly busArn: string;

  constructor(scope: Construct, id: string, props: RealtimeAlertsRegionProps) {
    super(scope, id);
    within(this, () => {
      checkName('busArn', 'event bus ARN', props.busArn);
      checkArn(this, { property: 'busArn', service: 'events' }, props.busArn);
    });
    this.busArn = props.busArn;
    const { region } = Stack.of(this);
    const patterns = within(this, () => forwardedPatterns(props.rules ?? RuleSet._deployed(), [region]));
    this.deadLetterQueue = createDeadLetterQueue(this);
    const receives = this.letRulesSend();
    const role = createRuleRole(this, 'Role', 'Sends events of CloudTrail to the home bus of trailwatch');
    const forwards = role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.busArn] }),
    );
    const policies = [receives, forwards].flatMap(({ policyDependable }) => policyDependable ?? []);
    for (const [index, pattern] of patterns.entries()) {
      // Without the policies, EventBridge rejects the first events.
      this.createRule(index, pattern, role).node.addDependency(...policies);
    }
    this.createHeartbeat(role).node.addDependency(...policies);
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  private letRulesSend(): AddToResourcePolicyResult {
    const queue = this.deadLetterQueue;
    acknowledge(queue, {
      id: 'AwsSolutions-SQS3',
      reason: 'it is itself the dead-letter queue of the rules, which cdk-nag does not evaluate',
    });
    const stack = Stack.of(this);
    const rules = {
      service: 'events',
      resource: 'rule',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    };
    return queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowUndeliveredEvents',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': stack.formatArn(rules) },
        },
      }),
    );
  }

  /**
   * The pattern is text, as EventBridge's guide says: CloudFormation refuses every template with a JSON null, and most of the patterns
   * have one, such as `errorCode: [{ exists: false }, null]`.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-null-values.html
   */
  private createRule(index: number, { text, includesReads }: BusPattern, role: Role): CfnRule {
    const rule = new CfnRule(this, `Rule${index + 1}`, {
      description: 'Sends events for the rules of trailwatch to the home bus',
      state: stateOf(includesReads),
      targets: [this.toHome(role)],
    });
    // The property takes objects only in the CDK.
    rule.addPropertyOverride('EventPattern', text);
    return rule;
  }

  /** EventBridge sets the account and Region of the event: an account cannot send heartbeats for another one. */
  private createHeartbeat(role: Role): CfnRule {
    return new CfnRule(this, 'Heartbeat', {
      description: 'Sends an hourly heartbeat to the home bus of trailwatch',
      scheduleExpression: 'rate(1 hour)',
      state: 'ENABLED',
      targets: [this.toHome(role)],
    });
  }

  private toHome(role: Role): CfnRule.TargetProperty {
    return {
      id: 'Home',
      arn: this.busArn,
      roleArn: role.roleArn,
      deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
      retryPolicy: {
        maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(),
        maximumRetryAttempts: MAX_RETRIES,
      },
    };
  }
}

/**
 * The state of a rule. Read-only events are delivered only if both the forwarding and the receiving rule are enabled for them.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export function stateOf(includesReads: boolean): string {
  return includesReads ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED';
}
