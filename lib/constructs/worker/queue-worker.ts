import { Duration, Stack } from 'aws-cdk-lib';
import type { Dashboard, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AlertingHandlerSettings, RaiserSettings } from '../../core/settings/alerting-handler-settings';
import { leaseSecondsFor } from '../../core/settings/log-processor-settings';
import { REGISTER_VARIABLE } from '../../core/settings/register-document';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkTopicRegion } from '../alert/check-topic-region';
import { MacKey } from '../alert/mac-key';
import { createDocumentLayer, type LayerDocument } from '../asset/document-layer';
import { withDefaults } from '../platform/platform-defaults';
import { isKnownDifference } from '../preflight/preflight-check';
import { setDefaultChild } from '../resource/describe-resource';
import { createClaimTable } from './claim-table';
import type { RaisingResources } from './grant-raising';
import {
  createAbsenceAlarm,
  createPipelineAlarm,
  METRICS_NAMESPACE,
  type RequiredMetric,
  type WatchedMetric,
  type WorkerPipeline,
  type WorkerPipelineAlarms,
  watchPipeline,
} from './worker-alarms';
import { createWorkerDashboard, type WorkerGraph } from './worker-dashboard';
import { createWorkerFunction, type WorkerJob } from './worker-function';
import { createWorkerLogGroup } from './worker-log-group';
import type { WorkerOptions } from './worker-options';
import { createWorkerQueues, MAX_RECEIVES, type WorkerQueues } from './worker-queue';

/** The alarms on a worker, and their scope. */
export interface WorkerAlarms {
  readonly scope?: Construct;
  readonly pipeline: WorkerPipelineAlarms;
  /** The default maximum age of the oldest message. */
  readonly oldestMessageAge: Duration;
  /** Alarms that are specific to this worker. */
  readonly others?: (pipeline: WorkerPipeline) => readonly WatchedMetric[];
  /** Alarms on missing data. */
  readonly required?: readonly RequiredMetric[];
}

/** Properties of a worker that differ between workers. */
export interface QueueWorkerProps {
  readonly job: WorkerJob;
  readonly options: WorkerOptions;
  readonly timeout: Duration;
  readonly alertTopic: IAlertTopic;
  /** The settings for counting and remembering alerts; the same for all workers that share a table. */
  readonly raising: Raising;
  /** The claims table to share; a new one if absent. */
  readonly table?: ITable;
  /** The key of the table to share; that of the topic if absent. */
  readonly macKey?: MacKey;
  /** The name of a new table that functions in other accounts also use. */
  readonly sharedTableName?: string;
  /** The name of the role, if a policy in another account refers to it by name. */
  readonly roleName?: string;
  /** The document that the function reads from a layer, and the construct id of that layer. */
  readonly document?: LayerDocument & { readonly id: string };
  /** The register that it reads from another layer. */
  readonly register?: LayerDocument & { readonly id: string };
  /** The environment of the function; `documentFile` is '' where there is no document. */
  readonly environment: (common: AlertingHandlerSettings, documentFile: string) => Record<string, string>;
  /** The scope of the queues, if different. */
  readonly queueScope?: Construct;
  readonly alarms: WorkerAlarms;
  /** Alarms of other constructs that are also shown on the dashboard. */
  readonly watchedAlarms?: readonly IAlarm[];
  /** The graphs of the dashboard. */
  readonly graphs: (pipeline: WorkerPipeline) => readonly WorkerGraph[];
}

/** A worker's resources. */
export interface QueueWorker extends WorkerQueues {
  readonly lambdaFunction: IFunction;
  readonly table: ITable;
  readonly macKey: MacKey;
  readonly logGroup: ILogGroup;
  readonly alarms: IAlarm[];
  readonly dashboard?: Dashboard;
}

/**
 * The resources of every construct that works from a queue: a queue, the function that reads it, a claims table, a dead-letter
 * queue, a log group, alarms and, optionally, a dashboard. They are children of the construct itself, so that their logical ids
 * belong to the construct's own contract; its default child is the function.
 */
export function createQueueWorker(scope: Construct, props: QueueWorkerProps): QueueWorker {
  const { alertTopic, timeout } = props;
  const options = withDefaults(scope, props.options);
  checkTopicRegion(scope, alertTopic);
  const queues = createWorkerQueues(props.queueScope ?? scope, timeout, options);
  const table = props.table ?? createTable(scope, { ...props, options });
  const macKey = props.macKey ?? MacKey.of(alertTopic);
  const logGroup = createWorkerLogGroup(scope, props.job.logContents, options);
  const [layer, registerLayer] = [props.document, props.register].map((document) =>
    document === undefined
      ? undefined
      : createDocumentLayer(scope, document.id, { ...document, architecture: options.architecture }),
  );
  const lambdaFunction = createWorkerFunction(scope, {
    ...{ job: props.job, options, timeout, logGroup, table, macKey, alertTopic, queue: queues.queue },
    roleName: props.roleName,
    layers: [layer, registerLayer].filter((each) => each !== undefined),
    environment: {
      ...props.environment(
        toAlertingSettings({ ...props, queue: queues.queue, table, macKey }),
        layer?.file ?? '',
      ),
      ...(registerLayer === undefined ? {} : { [REGISTER_VARIABLE]: registerLayer.file }),
    },
  });
  setDefaultChild(scope, lambdaFunction);
  const pipeline = { ...queues, lambdaFunction };
  const alarms = createAlarms(scope, props, pipeline);
  const dashboard =
    options.dashboard === true
      ? createWorkerDashboard(scope, [...alarms, ...(props.watchedAlarms ?? [])], props.graphs(pipeline))
      : undefined;
  return { ...pipeline, table, macKey, logGroup, alarms, ...(dashboard === undefined ? {} : { dashboard }) };
}

function createTable(scope: Construct, { options, sharedTableName }: QueueWorkerProps): ITable {
  const { removalPolicy, storeEncryption } = options;
  return createClaimTable(scope, { removalPolicy, storeEncryption, sharedName: sharedTableName });
}

/** The means by which a function raises alerts. */
export interface RaisingProps extends RaisingResources {
  readonly raising: Raising;
  readonly timeout: Duration;
}

/** The settings of every function that raises alerts. */
export function toAlertingSettings({
  queue,
  table,
  macKey,
  alertTopic,
  raising,
  timeout,
}: RaisingProps): AlertingHandlerSettings {
  const isForeign = isKnownDifference(Stack.of(table).account, Stack.of(queue).account);
  return {
    // DynamoDB accepts an ARN as the name of a table in another account.
    tableName: isForeign ? table.tableArn : table.tableName,
    topicArn: alertTopic.topic.topicArn,
    queueUrl: queue.queueUrl,
    macKeyArn: macKey.arnFor(queue),
    metricsNamespace: METRICS_NAMESPACE,
    maxReceiveCount: MAX_RECEIVES,
    ...toRaiserSettings(raising, timeout),
  };
}

function createAlarms(
  parent: Construct,
  { alarms, options, alertTopic }: QueueWorkerProps,
  pipeline: WorkerPipeline,
): IAlarm[] {
  const { scope = parent, oldestMessageAge, others, required = [] } = alarms;
  const { runbooks, alarmActions } = options;
  const target = { alertTopic, runbooks, alarmActions };
  const thresholds = options.alarmThresholds ?? {};
  const watched = [
    ...watchPipeline(pipeline, alarms.pipeline, {
      ...thresholds,
      oldestMessageAge: thresholds.oldestMessageAge ?? oldestMessageAge,
    }),
    ...(others?.(pipeline) ?? []),
  ];
  return [
    ...watched.map((watch) => createPipelineAlarm(scope, watch, target)),
    ...required.map((watch) => createAbsenceAlarm(scope, watch, target)),
  ];
}

/** The settings for counting and remembering alerts. All functions that share a claims table must use the same. */
export interface Raising {
  /** 1 to {@link MAX_STORM_THRESHOLD}. */
  readonly stormThreshold?: number;
  readonly stormWindow?: Duration;
  readonly rememberAlertsFor?: Duration;
}

/**
 * The individually sent alerts of a window are one item of the table, 32 characters each. Each write costs a write unit per KB,
 * and an item is limited to 400 KB: at this threshold it has 64 KB.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const MAX_STORM_THRESHOLD = 2_000;

const STORM_REPORT_DELAY = Duration.minutes(5);

function toRaiserSettings(raising: Raising, timeout: Duration): RaiserSettings {
  return {
    leaseSeconds: leaseSecondsFor(timeout.toSeconds()),
    rememberDays: (raising.rememberAlertsFor ?? Duration.days(30)).toDays(),
    stormThreshold: raising.stormThreshold ?? 20,
    stormWindowMinutes: (raising.stormWindow ?? Duration.hours(1)).toMinutes(),
    stormReportDelaySeconds: STORM_REPORT_DELAY.toSeconds(),
  };
}
