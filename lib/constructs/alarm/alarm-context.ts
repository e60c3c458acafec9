import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CONTEXT_ALARMS } from '../../core/alarm/pipeline-alarm';
import type { IAlertTopic } from '../alert/alert-topic';
import type { LogProcessor } from '../detection/log-processor';
import { checkBounds } from '../preflight/check-bounds';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { createClaimTable } from '../worker/claim-table';
import { createRaisingQueues } from '../worker/raising-queue';
import { createPipelineAlarm, watchQueuePipeline } from '../worker/watched-metric';
import { createContextFunction } from './alarm-context-function';
import type { MetricAlarms } from './metric-alarms';

/** An alarm that waits so long to be looked at tells its actor too late. */
const MAX_WAIT = Duration.minutes(30);

/** What an `AlarmContext` is made from. */
export interface AlarmContextProps {
  /** The alarms behind which it looks. In this account and Region. */
  readonly alarms: MetricAlarms;

  /**
   * The processor that looks at the same records in the archive. The two then share what they remember, and a record
   * that an alarm on a rule and the processor both find raises one alert.
   *
   * @default - none; it remembers by itself
   */
  readonly processor?: LogProcessor;

  /**
   * Where the alerts go, and the alarms on the function itself.
   *
   * @default - where the alarms go
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * How many records of one look are told that were not told before, 1 to 10,000; of the rest, one alert says how many.
   * Those beyond the storm threshold of their rule and account are told by one report all the same.
   *
   * @default 500
   */
  readonly maxRecords?: number;

  /**
   * How long one batch of alarms may take, 30 seconds to 15 minutes. The queue's times follow from it.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

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
 * Tells who is behind an alarm: when one fires, it asks CloudWatch Logs for the records that the alarm's own filters
 * find, and sends an alert for each, with who, what and where. As long as records come it looks again every five
 * minutes, since an alarm that goes on firing does not say so.
 *
 * EventBridge rule → queue → function → topic. EventBridge tells of every change of state, whatever actions the alarm
 * has, and tries again for a day; the queue adds retries of its own and a place for what failed. A direct action of the
 * alarm would give up after two tries, and a subscription to the topic would bring the function its own alerts.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlarmContext, type LogProcessor, type MetricAlarms } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alarms: MetricAlarms;
 * declare const processor: LogProcessor;
 * new AlarmContext(stack, 'AlarmContext', { alarms, processor });
 */
export class AlarmContext extends Construct implements IGrantable {
  /** The function. */
  public readonly function: IFunction;

  /** What the function may do. */
  public readonly grantPrincipal: IPrincipal;

  /** The alarms to be looked at. */
  public readonly queue: IQueue;

  /** The alarms that were given up. */
  public readonly deadLetterQueue: IQueue;

  /** What was sent: the processor's table, or one of its own, retained when the stack is deleted. */
  public readonly table: ITable;

  /** The function's own log. */
  public readonly logGroup: ILogGroup;

  /** The alarms on the function itself. */
  public readonly ownAlarms: IAlarm[];

  constructor(scope: Construct, id: string, props: AlarmContextProps) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.minutes(1);
    checkBounds([
      { property: 'maxRecords', value: props.maxRecords, least: 1, most: 10_000 },
      { property: 'timeout', value: timeout.toSeconds(), least: 30, most: 900, unit: ' seconds' },
    ]);
    const alertTopic = props.alertTopic ?? props.alarms.alertTopic;
    const { queue, deadLetterQueue } = createRaisingQueues(this, timeout);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.table = props.processor?.table ?? createClaimTable(this);
    this.logGroup = this.createLogGroup(props);
    this.function = createContextFunction(this, {
      ...props,
      timeout,
      alertTopic,
      contextName: Names.uniqueResourceName(this, { maxLength: 128 }),
      queue: this.queue,
      table: this.table,
      logGroup: this.logGroup,
      raising: props.processor?._raising ?? {},
    });
    this.grantPrincipal = this.function.grantPrincipal;
    this.createRule(props.alarms);
    this.ownAlarms = this.createOwnAlarms(alertTopic, props.runbooks);
  }

  private createRule({ namePrefix }: MetricAlarms): void {
    new Rule(this, 'Fired', {
      description:
        'An alarm on a trail fired: its event goes to the queue of the function that tells who it was',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: Match.prefix(namePrefix), state: { value: ['ALARM'] } },
      },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
  }

  private createLogGroup({ logRetention }: AlarmContextProps): LogGroup {
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeControls(logGroup, {
      CloudWatchLogGroupEncrypted:
        'CloudWatch encrypts it with its own key; it holds counts and names of alarms, no record',
    });
    return logGroup;
  }

  private createOwnAlarms(alertTopic: IAlertTopic, runbooks: string | undefined): IAlarm[] {
    return watchQueuePipeline(this, CONTEXT_ALARMS, MAX_WAIT).map((watch) =>
      createPipelineAlarm(this, watch, { alertTopic, runbooks }),
    );
  }
}
