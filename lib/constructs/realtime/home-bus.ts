import { Duration, Stack, Token } from 'aws-cdk-lib';
import {
  CfnRule,
  EventBus,
  EventField,
  Match,
  Rule,
  RuleTargetInput,
  Schedule,
} from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { regionWatchMessage } from '../../core/settings/message/region-watch';
import { toQueueTarget } from '../worker/queue-target';
import { stateOf } from './realtime-alerts-region';

/** From where a home bus takes events, beside its own account, and where they go. */
export interface HomeBusProps {
  readonly busName: string;
  readonly organizationId?: string;
  readonly accounts: readonly string[];
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly includesReads: boolean;
}

/** The bus to which every Region sends, and the rule that puts what comes on the queue, whole. */
export function createHomeBus(scope: Construct, props: HomeBusProps): EventBus {
  const bus = new EventBus(scope, 'Bus', {
    eventBusName: props.busName,
    description: 'Events of CloudTrail that the rules of trailwatch may match, from every Region',
  });
  allowSenders(bus, props);
  const rule = new Rule(scope, 'Arrived', {
    description: 'An event of CloudTrail came to the home bus: it goes to the queue of the realtime alerts',
    eventBus: bus,
    // Only AWS may put events with such a source on a bus; sign-ins have two spellings.
    eventPattern: { source: Match.prefix('aws.'), detailType: Match.suffix(' via CloudTrail') },
    targets: [toQueueTarget(props.queue, { deadLetterQueue: props.deadLetterQueue })],
  });
  const resource = rule.node.defaultChild;
  if (resource instanceof CfnRule) resource.state = stateOf(props.includesReads);
  watchRegions(scope, bus, props);
  return bus;
}

/** Puts the heartbeats of all Regions on the queue, and every hour the order to look for those that have ended. */
function watchRegions(scope: Construct, bus: EventBus, { queue, deadLetterQueue }: HomeBusProps): void {
  new Rule(scope, 'Heartbeats', {
    description: 'A heartbeat of a Region came to the home bus: it goes to the queue of the realtime alerts',
    eventBus: bus,
    eventPattern: { source: ['aws.events'], detailType: ['Scheduled Event'] },
    targets: [toQueueTarget(queue, { deadLetterQueue })],
  });
  new Rule(scope, 'Watch', {
    description: 'Lets the realtime alerts look for Regions whose heartbeats have ended',
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [
      toQueueTarget(queue, {
        deadLetterQueue,
        message: RuleTargetInput.fromObject(regionWatchMessage(EventField.time)),
      }),
    ],
  });
}

/** The bus's own account needs no statement: the role that sends is enough there. */
function allowSenders(bus: EventBus, { organizationId, accounts }: HomeBusProps): void {
  const put = { actions: ['events:PutEvents'], resources: [bus.eventBusArn] };
  if (organizationId !== undefined) {
    bus.addToResourcePolicy(
      new PolicyStatement({
        ...put,
        sid: 'AllowOrganization',
        principals: [new AnyPrincipal()],
        conditions: { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
      }),
    );
  }
  if (accounts.length > 0) {
    const principals = accounts.map((account) => new AccountPrincipal(account));
    bus.addToResourcePolicy(new PolicyStatement({ ...put, sid: 'AllowAccounts', principals }));
  }
}

/**
 * The ARN of a bus as every Region can use it: put together from what is known at synth. Where account or Region of the
 * stack are not known, it is a reference that only the same environment can use.
 */
export function busArnOf(bus: EventBus, busName: string): string {
  const { account, region, partition } = Stack.of(bus);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) return bus.eventBusArn;
  return `arn:${partition}:events:${region}:${account}:event-bus/${busName}`;
}
