import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnRule,
  EventBus,
  EventField,
  type IEventBus,
  Match,
  Rule,
  RuleTargetInput,
  Schedule,
} from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { regionWatchMessage } from '../../core/settings/message/region-watch';
import { REALTIME_METRICS } from '../../core/settings/realtime-alerts-settings';
import type { MacKey } from '../alert/mac-key';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { refuseUnlessAcknowledged } from '../preflight/report-finding';
import { describeRules } from '../rule/describe-rules';
import { RuleSet } from '../rule/rule-set';
import { documentSize } from '../statement/check-document-size';
import { memoryBounds } from '../worker/function-options';
import { toQueueTarget } from '../worker/queue-target';
import { Worker } from '../worker/worker';
import { checkRealtimeAlerts } from './check-realtime-alerts';
import type { RealtimeAlertsProps } from './realtime-alerts-props';
import { busPatternsOf, RealtimeAlertsRegion, stateOf } from './realtime-alerts-region';
import { createRealtimeWorker } from './realtime-worker';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_BUS_POLICY = 10_240;

const DEFAULT_BUS_NAME = 'trailwatch-realtime';

/**
 * Sends alerts within seconds: rules on the default bus of every Region forward events that may match to one home bus, and a
 * function evaluates each event like the log processor evaluates records.
 *
 * Default bus → rules → home bus → rule → queue → function → topic. A trail must log the events. EventBridge drops events over
 * 256 KB, and may lose an event: use it in addition to the log processor, not as a replacement.
 *
 * This construct is the home part, including the part for its own Region. Each other Region needs a `RealtimeAlertsRegion`, and
 * the accounts of an organization need a `RealtimeAlertsStackSet`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, type LogProcessor, RealtimeAlerts } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * declare const processor: LogProcessor;
 * new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor });
 */
export class RealtimeAlerts extends Worker {
  /** The bus that every Region sends events to. */
  public readonly bus: IEventBus;

  /** The ARN of the bus, for `RealtimeAlertsRegion` and `RealtimeAlertsStackSet`. */
  public readonly busArn: string;

  /** The rules that are searched for. */
  public readonly rules: RuleSet;

  /** The key that proves who wrote a heartbeat. @internal */
  public get _macKey(): MacKey {
    return this._parts.macKey;
  }

  /** @internal */
  protected readonly _ownMetrics = {
    noun: 'realtime alerts',
    units: REALTIME_METRICS,
    statistics: { DeliveryLag: 'p90' },
  };

  constructor(scope: Construct, id: string, props: RealtimeAlertsProps) {
    super(scope, id);
    const busName = props.busName ?? DEFAULT_BUS_NAME;
    within(this, () => check(props, busName));
    this.rules = props.rules ?? props.processor?._rules ?? RuleSet._deployed();
    this._parts = within(this, () =>
      createRealtimeWorker(this, {
        ...{ props, rules: this.rules, realtimeName: this._workerName },
        metric: (name, options) => this.metric(name, options),
      }),
    );
    keepNameUnique(this, { kind: 'event bus', name: busName, property: 'busName' });
    const bus = this.createBus(props, busName);
    this.bus = bus;
    this.busArn = busArnOf(bus, busName);
    const region = new RealtimeAlertsRegion(this, 'Region', { busArn: this.busArn, rules: this.rules });
    region.node.addDependency(this.bus);
    this.describe(props, busName);
    checkRealtimeAlerts(this, { ...props, leftOut: busPatternsOf(this.rules).leftOut });
  }

  /** CloudTrail events that were searched. */
  public metricRecords(props?: MetricOptions): Metric {
    return this.metric('Records', props);
  }

  /** Events that matched a rule. */
  public metricMatched(props?: MetricOptions): Metric {
    return this.metric('Matched', props);
  }

  /** Time from the API call of an event until it is searched. */
  public metricDeliveryLag(props?: MetricOptions): Metric {
    return this.metric('DeliveryLag', props);
  }

  private describe({ organizationId, accounts = [] }: RealtimeAlertsProps, busName: string): void {
    const senders = [
      'this account',
      ...accounts.map((account) => `account ${account}`),
      ...(organizationId === undefined ? [] : [`organization ${organizationId}`]),
    ];
    describeRules(this.lambdaFunction, {
      ...{ construct: 'RealtimeAlerts', rules: this.rules },
      routes: [
        [`event bus ${busName}`, `events of ${senders.join(', ')}`],
        ...busPatternsOf(this.rules).leftOut.map(({ rule, reason }): [string, string] => [
          rule.name,
          `not on the event bus: ${reason}`,
        ]),
      ],
    });
  }

  private createBus(props: RealtimeAlertsProps, busName: string): EventBus {
    const { organizationId, accounts = [] } = props;
    const { queue, deadLetterQueue } = this;
    const includesReads = busPatternsOf(this.rules).patterns.some((pattern) => pattern.includesReads);
    const senders = { busName, organizationId, accounts };
    return createHomeBus(this, { ...senders, queue, deadLetterQueue, includesReads });
  }
}

function check(props: RealtimeAlertsProps, busName: string): void {
  checkBounds([
    timeBound('timeout', props.timeout, { unit: 'seconds', least: 30, most: 900, isNeeded: true }),
    { property: 'maxConcurrency', value: props.maxConcurrency, least: 2, most: 1000 },
    memoryBounds(props),
  ]);
  checkName('busName', 'event bus name', busName);
  if (props.organizationId !== undefined)
    checkName('organizationId', 'organization id', props.organizationId);
  for (const account of props.accounts ?? []) checkName('accounts', 'account id', account);
  if (props.rules !== undefined && props.rules.rules.length === 0) {
    throw new Error('rules contains no rule that evaluates single records, so no alert would ever be raised');
  }
}

/** The sources that a home bus accepts in addition to its own account, and the destination. */
interface HomeBusProps {
  readonly busName: string;
  readonly organizationId?: string;
  readonly accounts: readonly string[];
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly includesReads: boolean;
}

/** The bus that every Region sends events to, and the rule that forwards complete events to the queue. */
function createHomeBus(scope: Construct, props: HomeBusProps): EventBus {
  const bus = new EventBus(scope, 'Bus', {
    eventBusName: props.busName,
    description: 'Events of CloudTrail that the rules of trailwatch may match, from every Region',
  });
  allowSenders(bus, props);
  const rule = new Rule(scope, 'Arrived', {
    description: 'Sends events of CloudTrail to the queue of the realtime alerts',
    eventBus: bus,
    // Only AWS may send events with such a source; sign-ins have two spellings.
    eventPattern: { source: Match.prefix('aws.'), detailType: Match.suffix(' via CloudTrail') },
    targets: [toQueueTarget(props.queue, { deadLetterQueue: props.deadLetterQueue })],
  });
  const resource = rule.node.defaultChild;
  if (resource instanceof CfnRule) resource.state = stateOf(props.includesReads);
  watchRegions(scope, bus, props);
  return bus;
}

/** Sends the heartbeats of all Regions to the queue and, every hour, a message to check for missing heartbeats. */
function watchRegions(scope: Construct, bus: EventBus, { queue, deadLetterQueue }: HomeBusProps): void {
  new Rule(scope, 'Heartbeats', {
    description: 'Sends heartbeats of Regions to the queue of the realtime alerts',
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

/** The bus's own account needs no statement: the role of the sender is sufficient. */
function allowSenders(bus: EventBus, { organizationId, accounts }: HomeBusProps): void {
  const put = { actions: ['events:PutEvents'], resources: [bus.eventBusArn] };
  const statements: PolicyStatement[] = [];
  if (organizationId !== undefined) {
    statements.push(
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
    statements.push(new PolicyStatement({ ...put, sid: 'AllowAccounts', principals }));
  }
  for (const statement of statements) bus.addToResourcePolicy(statement);
  const size = documentSize(bus, {
    Version: '2012-10-17',
    Statement: statements.map((statement) => statement.toStatementJson()),
  });
  if (size > MAX_BUS_POLICY)
    refuseUnlessAcknowledged(bus, 'busPolicySize', `the bus policy names ${accounts.length} accounts`);
}

/**
 * The ARN of a bus in a form that every Region can use: composed of values known at synthesis. If the account or Region of the
 * stack is not known, it is a reference that only the same environment can use.
 */
function busArnOf(bus: EventBus, busName: string): string {
  const { account, region, partition } = Stack.of(bus);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) return bus.eventBusArn;
  return `arn:${partition}:events:${region}:${account}:event-bus/${busName}`;
}
