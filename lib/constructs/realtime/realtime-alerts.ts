import type { Dashboard, IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus, IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkBounds } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { keepNameUnique } from '../preflight/unique-name';
import { RuleSet } from '../rule/rule-set';
import {
  deadLettersMetric,
  errorsMetric,
  messagesMetric,
  oldestMessageMetric,
} from '../worker/worker-metrics';
import type { WorkerQueues } from '../worker/worker-queue';
import { busPatternsOf } from './bus-patterns';
import { checkRealtimeAlerts } from './check-realtime-alerts';
import { busArnOf, createHomeBus } from './home-bus';
import type { RealtimeAlertsProps } from './realtime-alerts-props';
import { RealtimeAlertsRegion } from './realtime-alerts-region';
import { createRealtimeWorker } from './realtime-worker';

/** The name of the home bus, unless another is given. */
const DEFAULT_BUS_NAME = 'trailwatch-realtime';

/**
 * Alerts within seconds: rules on the default bus of every Region send what may match to one home bus, and a function
 * there looks at each event as the log processor looks at records.
 *
 * default bus → rules → home bus → rule → queue → function → topic. A trail must log the events; EventBridge leaves out
 * those over 256 KB, and may lose one: so this is the fast way beside the log processor, and not in its place.
 *
 * This is the home part, and the part of its own Region. Other Regions each need a `RealtimeAlertsRegion`, the accounts of
 * an organization a `RealtimeAlertsStackSet`.
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
export class RealtimeAlerts extends Construct implements IGrantable {
  /** The bus to which every Region sends. */
  public readonly bus: IEventBus;

  /** Its ARN, for `RealtimeAlertsRegion` and `RealtimeAlertsStackSet`. */
  public readonly busArn: string;

  /** The rules that are searched for. */
  public readonly rules: RuleSet;

  /** The function. */
  public readonly lambdaFunction: IFunction;

  /** The role of the function. */
  public readonly grantPrincipal: IPrincipal;

  /** The queue of events. */
  public readonly queue: IQueue;

  /** The queue of events whose processing failed. */
  public readonly deadLetterQueue: IQueue;

  /** The table of alerts that were sent: the processor's, or one of its own, retained when the stack is deleted. */
  public readonly table: ITable;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the function itself. */
  public readonly alarms: IAlarm[];

  /** The dashboard, if there is one. */
  public readonly dashboard?: Dashboard;

  constructor(scope: Construct, id: string, props: RealtimeAlertsProps) {
    super(scope, id);
    const busName = props.busName ?? DEFAULT_BUS_NAME;
    within(this, () => check(props, busName));
    this.rules = props.rules ?? props.processor?._rules ?? RuleSet.builtIn();
    const worker = within(this, () => createRealtimeWorker(this, props, this.rules));
    this.queue = worker.queue;
    this.deadLetterQueue = worker.deadLetterQueue;
    this.table = worker.table;
    this.logGroup = worker.logGroup;
    this.lambdaFunction = worker.lambdaFunction;
    this.grantPrincipal = worker.lambdaFunction.grantPrincipal;
    this.alarms = worker.alarms;
    this.dashboard = worker.dashboard;
    keepNameUnique(this, { kind: 'event bus', name: busName, property: 'busName' });
    const bus = this.createBus(props, busName, worker);
    this.bus = bus;
    this.busArn = busArnOf(bus, busName);
    const region = new RealtimeAlertsRegion(this, 'Region', { busArn: this.busArn, rules: this.rules });
    region.node.addDependency(this.bus);
    checkRealtimeAlerts(this, { ...props, leftOut: busPatternsOf(this.rules).leftOut });
  }

  /** Events that were processed: messages deleted from the queue. */
  public metricMessages(props?: MetricOptions): Metric {
    return messagesMetric(this, props);
  }

  /** The age of the oldest message in the queue; the maximum. */
  public metricOldestMessageAge(props?: MetricOptions): Metric {
    return oldestMessageMetric(this, props);
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  /** Invocations of the function that failed. A batch of which some messages failed is none: those are received again. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }

  private createBus(props: RealtimeAlertsProps, busName: string, queues: WorkerQueues): EventBus {
    const { organizationId, accounts = [] } = props;
    const { queue, deadLetterQueue } = queues;
    const includesReads = busPatternsOf(this.rules).patterns.some((pattern) => pattern.includesReads);
    const senders = { busName, organizationId, accounts };
    return createHomeBus(this, { ...senders, queue, deadLetterQueue, includesReads });
  }
}

function check(props: RealtimeAlertsProps, busName: string): void {
  checkBounds([
    { property: 'timeout', value: props.timeout?.toSeconds(), least: 30, most: 900, unit: ' seconds' },
    { property: 'maxConcurrency', value: props.maxConcurrency, least: 2, most: 1000 },
    {
      property: 'memorySize',
      value: props.memorySize?.toMebibytes(),
      least: 256,
      most: 10_240,
      unit: ' MiB',
    },
  ]);
  checkName('busName', 'event bus name', busName);
  if (props.organizationId !== undefined)
    checkName('organizationId', 'organization id', props.organizationId);
  for (const account of props.accounts ?? []) checkName('accounts', 'account id', account);
  if (props.rules !== undefined && props.rules.rules.length === 0) {
    throw new Error('rules holds no rule that looks at one record, so no alert would ever be raised');
  }
}
