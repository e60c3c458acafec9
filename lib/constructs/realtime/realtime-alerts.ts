import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { REALTIME_ALARMS } from '../../core/alarm/pipeline-alarm';
import type { IAlertTopic } from '../alert/alert-topic';
import type { LogProcessor } from '../detection/log-processor';
import { checkBounds } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { RuleSet } from '../rule/rule-set';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { createClaimTable } from '../worker/claim-table';
import { createRaisingQueues } from '../worker/raising-queue';
import { createPipelineAlarm, watchQueuePipeline } from '../worker/watched-metric';
import { checkRealtimeAlerts } from './check-realtime-alerts';
import { busArnOf, createHomeBus } from './home-bus';
import { busPatternsOf, RealtimeAlertsRegion } from './realtime-alerts-region';
import { createRealtimeFunction } from './realtime-function';

/** After so long the log file brings the alert as soon. */
const MAX_WAIT = Duration.minutes(5);

/** What `RealtimeAlerts` are made from. */
export interface RealtimeAlertsProps {
  /** Where the alerts go, and the alarms on the function itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The processor that looks at the same records in the archive, in this account and Region. The two then share what they
   * remember, and a record that comes on both ways raises one alert: by whichever is first.
   *
   * @default - none; it remembers by itself
   */
  readonly processor?: LogProcessor;

  /**
   * What to look for. Correlations are left to the processor.
   *
   * @default - the processor's rules; without one, RuleSet.builtIn()
   */
  readonly rules?: RuleSet;

  /**
   * The organization whose accounts may send events: `o-…`.
   *
   * @default - none
   */
  readonly organizationId?: string;

  /**
   * Accounts that may send events, 12 digits each.
   *
   * @default - none but the bus's own
   */
  readonly accounts?: string[];

  /**
   * The name of the home bus. It is fixed, because other Regions and accounts must know it beforehand.
   *
   * @default 'trailwatch-realtime'
   */
  readonly busName?: string;

  /**
   * How long one batch of events may take, 30 seconds to 15 minutes. The queue's times follow from it.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;

  /**
   * How many batches are worked on at once, 2 to 1000.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;

  /**
   * How long the function's own log is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * Whether X-Ray traces the function.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;

  /**
   * The address of the folder of runbooks that the alarms on the function link to.
   *
   * @default - the pages of trailwatch's repository
   */
  readonly runbooks?: string;
}

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

  /** What is looked for. */
  public readonly rules: RuleSet;

  /** The function. */
  public readonly function: IFunction;

  /** What the function may do. */
  public readonly grantPrincipal: IPrincipal;

  /** The events to be looked at. */
  public readonly queue: IQueue;

  /** The events that were given up. */
  public readonly deadLetterQueue: IQueue;

  /** What was sent: the processor's table, or one of its own, retained when the stack is deleted. */
  public readonly table: ITable;

  /** The function's own log. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the function itself. */
  public readonly alarms: IAlarm[];

  constructor(scope: Construct, id: string, props: RealtimeAlertsProps) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.seconds(30);
    const busName = props.busName ?? 'trailwatch-realtime';
    check(props, timeout, busName);
    this.rules = props.rules ?? props.processor?._rules ?? RuleSet.builtIn();
    const { queue, deadLetterQueue } = createRaisingQueues(this, timeout);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    const bus = createHomeBus(this, {
      ...{ queue, deadLetterQueue, busName, organizationId: props.organizationId },
      accounts: props.accounts ?? [],
      includesReads: busPatternsOf(this.rules).patterns.some(({ includesReads }) => includesReads),
    });
    this.bus = bus;
    this.busArn = busArnOf(bus, busName);
    const region = new RealtimeAlertsRegion(this, 'Region', { busArn: this.busArn, rules: this.rules });
    region.node.addDependency(bus);
    this.table = props.processor?.table ?? createClaimTable(this);
    this.logGroup = this.createLogGroup(props);
    this.function = createRealtimeFunction(this, {
      ...{ queue, timeout, table: this.table, logGroup: this.logGroup, rules: this.rules },
      ...{ alertTopic: props.alertTopic, maxConcurrency: props.maxConcurrency ?? 10, tracing: props.tracing },
      realtimeName: Names.uniqueResourceName(this, { maxLength: 128 }),
      raising: props.processor?._raising ?? {},
    });
    this.grantPrincipal = this.function.grantPrincipal;
    this.alarms = watchQueuePipeline(this, REALTIME_ALARMS, MAX_WAIT).map((watch) =>
      createPipelineAlarm(this, watch, props),
    );
    checkRealtimeAlerts(this, { ...props, leftOut: busPatternsOf(this.rules).leftOut });
  }

  private createLogGroup({ logRetention }: RealtimeAlertsProps): LogGroup {
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeControls(logGroup, {
      CloudWatchLogGroupEncrypted:
        'CloudWatch encrypts it with its own key; it holds ids of records and names of rules, no record',
    });
    return logGroup;
  }
}

function check(props: RealtimeAlertsProps, timeout: Duration, busName: string): void {
  checkBounds([
    { property: 'timeout', value: timeout.toSeconds(), least: 30, most: 900, unit: ' seconds' },
    { property: 'maxConcurrency', value: props.maxConcurrency, least: 2, most: 1000 },
  ]);
  checkName('busName', 'event bus name', busName);
  if (props.organizationId !== undefined)
    checkName('organizationId', 'organization id', props.organizationId);
  for (const account of props.accounts ?? []) checkName('accounts', 'account id', account);
  if (props.rules !== undefined && props.rules.rules.length === 0) {
    throw new Error('rules holds no rule that looks at one record, so no alert would ever be raised');
  }
}
