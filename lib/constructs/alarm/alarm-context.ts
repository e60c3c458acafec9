import { Duration, Names, Size, Stack } from 'aws-cdk-lib';
import type { IMetric, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { CONTEXT_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import { toAlarmRule } from '../../core/alarm/to-rule-alarm';
import { narrowingsOf } from '../../core/rule/narrowed-condition';
import { withoutOwnFields } from '../../core/rule/own-field';
import {
  ALARM_CONTEXT_ENVIRONMENT,
  CONTEXT_METRICS,
  type ContextMetric,
  encodeAlarms,
  type WatchedAlarm,
} from '../../core/settings/alarm-context-settings';
import type { AlertingHandlerSettings } from '../../core/settings/alerting-handler-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import type { LogProcessor } from '../detection/log-processor';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { DERIVED_NAME, isSamePlace, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { describeResource } from '../resource/describe-resource';
import { grantOnLogGroup } from '../statement/grant-on-log-group';
import { memoryBounds } from '../worker/function-options';
import { toQueueTarget } from '../worker/queue-target';
import { createQueueWorker, type QueueWorker } from '../worker/queue-worker';
import { Worker } from '../worker/worker';
import { pipelineGraphs, type WorkerGraph } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import type { WorkerOptions } from '../worker/worker-options';
import { MetricAlarms } from './metric-alarms';

/** Properties of `AlarmContext`. */
export interface AlarmContextProps extends WorkerOptions {
  /** The alarms whose records are searched for, in this account and Region. */
  readonly metricAlarms: MetricAlarms;

  /**
   * The processor that searches the same records in the archive. The two then share one table, and a record that is found by
   * both raises one alert, with the title and severity of the processor's rule.
   *
   * @default - none; the construct has a table of its own
   */
  readonly processor?: LogProcessor;

  /**
   * The topic of the alerts, and of the alarms on the function itself.
   *
   * @default - the topic of the alarms
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * The maximum number of new records of one search that raise an alert, 1 to 10,000; one more alert gives the number of the
   * rest. Records beyond the storm threshold of their rule and account are still grouped into one storm alert.
   *
   * @default 500
   */
  readonly maxRecords?: number;

  /**
   * The timeout of the function, which processes a batch of two alarms: 30 seconds to 15 minutes. The visibility timeout of the
   * queue is derived from it.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;
}

/** A message may require several searches, and CloudWatch Logs limits searches per second. */
const BATCH_SIZE = 2;

/** The minimum for an event source. */
const MAX_CONCURRENCY = 2;

/** After half an hour the alert that names the actor is too late. */
const MAX_WAIT = Duration.minutes(30);

interface ContextWorkerProps {
  readonly props: AlarmContextProps;
  readonly contextName: string;
  readonly metric: (name: ContextMetric, options: MetricOptions) => IMetric;
}

/** The worker of an alarm context: searches the log group for the records behind an alarm. */
function createContextWorker(
  scope: Construct,
  { props, contextName, metric }: ContextWorkerProps,
): QueueWorker {
  const roleName = shareTable(scope, props);
  return createQueueWorker(scope, {
    roleName,
    job: toJob(props),
    options: props,
    timeout: props.timeout ?? Duration.minutes(1),
    alertTopic: props.alertTopic ?? props.metricAlarms.alertTopic,
    raising: props.processor?._raising ?? {},
    table: props.processor?.table,
    macKey: props.processor?._macKey,
    document: {
      id: 'AlarmsLayer',
      description: 'The alarms of trailwatch, and what each looks for',
      name: 'alarms',
      document: encodeAlarms(watchedAlarms(props)),
    },
    environment: (common, alarmsFile) => toEnvironment(common, { props, alarmsFile, contextName }),
    alarms: { pipeline: CONTEXT_ALARMS, oldestMessageAge: MAX_WAIT },
    graphs: (pipeline) => [...toGraphs(metric), ...pipelineGraphs(pipeline)],
  });
}

/**
 * If the processor searches for the same rule, the processor's version applies: it may be tuned, and calls that its allow lists
 * exclude raise no alert here.
 */
function watchedAlarms({ metricAlarms, processor }: AlarmContextProps): readonly WatchedAlarm[] {
  const rules = new Map(processor?._rules.rules.map((rule) => [rule.ruleId, rule._toDocument()]));
  return metricAlarms._watched.map((alarm) => {
    const rule = rules.get(alarm.rule.id);
    if (rule === undefined) return alarm;
    const narrowings = narrowingsOf(withoutOwnFields(rule.condition));
    return { ...alarm, rule: toAlarmRule(rule), ...(narrowings.length === 0 ? {} : { narrowings }) };
  });
}

/**
 * A processor in another account allows the function's role to use its table. The role then has an explicit name, so that
 * neither stack needs to reference the other's resources.
 */
function shareTable(scope: Construct, { processor }: AlarmContextProps): string | undefined {
  if (processor === undefined) return undefined;
  const [here, there] = [Stack.of(scope), Stack.of(processor)];
  if (isKnownDifference(here.region, there.region)) {
    throw refusalOf(
      'alarmsElsewhere',
      `the alarms are in '${here.region}', but the processor is in '${there.region}'`,
    );
  }
  if (!isKnownDifference(here.account, there.account)) return undefined;
  const roleName = Names.uniqueResourceName(scope, { maxLength: 64 });
  keepNameUnique(scope, { kind: 'role', name: roleName, property: DERIVED_NAME, isGlobal: true });
  const roleArn = `arn:${there.partition}:iam::${here.account}:role/${roleName}`;
  processor._shareTableWith({ account: here.account, roleArn });
  return roleName;
}

function toJob({ metricAlarms }: AlarmContextProps): WorkerJob {
  return {
    bundle: 'alarm-context',
    description: 'Searches for the records behind an alarm on a trail and sends alerts',
    roleDescription: 'Permissions of the function that searches for the records behind alarms of trailwatch',
    services: 'CloudWatch Logs, SQS, DynamoDB and SNS',
    logContents: 'counts and names of alarms, no records',
    memorySize: Size.mebibytes(512),
    batchSize: BATCH_SIZE,
    maxConcurrency: MAX_CONCURRENCY,
    grant: (role) => grantOnLogGroup(role, metricAlarms.logGroup, 'logs:FilterLogEvents'),
  };
}

function toGraphs(metric: ContextWorkerProps['metric']): readonly WorkerGraph[] {
  const period = Duration.hours(1);
  return [
    { title: 'Alerts per hour', left: [metric('Alerts', { period }), metric('Unreported', { period })] },
    { title: 'Searches per hour', left: [metric('Searches', { period }), metric('EmptyAlarms', { period })] },
    { title: 'Records per hour', left: [metric('Records', { period })] },
    { title: 'Messages that failed per hour', left: [metric('MessagesFailed', { period })] },
  ];
}

function toEnvironment(
  common: AlertingHandlerSettings,
  parts: { readonly props: AlarmContextProps; readonly alarmsFile: string; readonly contextName: string },
): Record<string, string> {
  const { props, alarmsFile, contextName } = parts;
  return ALARM_CONTEXT_ENVIRONMENT.encode({
    ...common,
    logGroupName: props.metricAlarms.logGroup.logGroupName,
    alarmsFile,
    maxRecords: props.maxRecords ?? 500,
    contextName,
  });
}

/**
 * Identifies the actor behind an alarm: when an alarm enters the ALARM state, the function searches CloudWatch Logs for the
 * records that match the alarm's own filters, and sends an alert for each, with actor, action and location. While it finds
 * records, it searches again every five minutes, because an alarm that stays in the ALARM state sends no events.
 *
 * EventBridge rule → queue → function → topic. EventBridge delivers every state change, regardless of the alarm's actions, and
 * retries for a day; the queue adds retries and a dead-letter queue. A Lambda action of the alarm would be tried only three
 * times, and with a subscription to the topic the function would receive its own alerts.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlarmContext, type LogProcessor, type MetricAlarms } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const metricAlarms: MetricAlarms;
 * declare const processor: LogProcessor;
 * new AlarmContext(stack, 'AlarmContext', { metricAlarms, processor });
 */
export class AlarmContext extends Worker {
  /** @internal */
  protected readonly _ownMetrics = { noun: 'alarm context', units: CONTEXT_METRICS };

  constructor(scope: Construct, id: string, props: AlarmContextProps) {
    super(scope, id);
    within(this, () =>
      checkBounds([
        { property: 'maxRecords', value: props.maxRecords, least: 1, most: 10_000 },
        timeBound('timeout', props.timeout, { unit: 'seconds', least: 30, most: 900, isNeeded: true }),
        memoryBounds(props),
      ]),
    );
    this._parts = within(this, () =>
      createContextWorker(this, {
        ...{ props, contextName: this._workerName },
        metric: (name, options) => this.metric(name, options),
      }),
    );
    describeResource(this.lambdaFunction, () => ({
      construct: 'AlarmContext',
      Routes: [
        [`alarms of ${props.metricAlarms.node.path}`, `up to ${props.maxRecords ?? 500} records of each`],
      ],
    }));
    this.createRule(props.metricAlarms);
    this.node.addValidation({ validate: () => findAlarmsBelow(props.metricAlarms) });
  }

  /** Searches that completed. */
  public metricSearches(props?: MetricOptions): Metric {
    return this.metric('Searches', props);
  }

  /** Alarms for which no record was found. */
  public metricEmptyAlarms(props?: MetricOptions): Metric {
    return this.metric('EmptyAlarms', props);
  }

  /** Records that matched the filters of alarms, including those reported before. */
  public metricRecords(props?: MetricOptions): Metric {
    return this.metric('Records', props);
  }

  /** Records that were found beyond `maxRecords`. */
  public metricUnreported(props?: MetricOptions): Metric {
    return this.metric('Unreported', props);
  }

  private createRule({ namePrefix }: MetricAlarms): void {
    new Rule(this, 'Fired', {
      description: 'Sends alarms on a trail to the queue of the function that names their actors',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: Match.prefix(namePrefix), state: { value: ['ALARM'] } },
      },
      targets: [toQueueTarget(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
  }
}

/** Alarms whose names begin with the prefix would also be sent to the function, which does not know them. */
function findAlarmsBelow(alarms: MetricAlarms): string[] {
  return alarms.node.root.node
    .findAll()
    .filter((other) => other instanceof MetricAlarms)
    .filter((other) => other !== alarms && isSamePlace(Stack.of(other), Stack.of(alarms)))
    .filter(({ namePrefix }) => namePrefix !== alarms.namePrefix && namePrefix.startsWith(alarms.namePrefix))
    .map(
      ({ node, namePrefix }) =>
        `namePrefix: the names of the alarms of '${node.path}' ('${namePrefix}…') begin with that of the alarms of ` +
        `'${alarms.node.path}' ('${alarms.namePrefix}'), whose function would be notified of both; give one of them another prefix`,
    );
}
