import { ArnFormat, Duration, Size, Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DELIVERY_ALARMS } from '../../core/alarm/pipeline/monitor-alarms';
import { type DeliveryMetric, encodeDeliverySettings, NONE } from '../../core/settings/delivery-settings';
import { type ILogArchive, rootOf } from '../archive/log-archive-interface';
import { grantListing, grantObjects, LogFolder } from '../archive/log-reading';
import { LogProcessor } from '../detection/log-processor';
import { RealtimeAlerts } from '../realtime/realtime-alerts';
import { RuleSet } from '../rule/rule-set';
import { acknowledgeWildcards } from '../statement/acknowledge';
import { addInParts } from '../statement/policy-length';
import type { Raising } from '../worker/queue-worker';
import { createQueueWorker, type QueueWorker, type WorkerAlarms } from '../worker/queue-worker';
import { toRegisterDocument } from '../worker/register-document';
import { toRulesDocument } from '../worker/rules-document';
import { pipelineGraphs, type WorkerGraph } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import type { DeliveryMonitorProps } from './delivery-monitor-props';
import { grantComparison, trailActions } from './deployed-resources';
import { grantHeartbeats } from './realtime-coverage';

/** The folders of events that CloudTrail charges per event. */
const FOLDERS = [LogFolder.RECORDS, LogFolder.NETWORK_ACTIVITY];

/** Grants permission to read the sampled files. */
export function grantSampling(role: Role, archive: ILogArchive): void {
  acknowledgeWildcards(role, {
    's3:GetObject':
      'a trail creates a new object for every delivery; a policy can name them by their folders only',
  });
  grantObjects(archive, role, { folders: FOLDERS });
}

/** The rules of all other constructs that search events. */
export function rulesInUse({ eventVolume, workers = [], realtime }: DeliveryMonitorProps): RuleSet {
  if (eventVolume?.rules !== undefined) return eventVolume.rules;
  const sets = [...workers, ...(realtime === undefined ? [] : [realtime])].flatMap((worker) => {
    if (worker instanceof LogProcessor) return [worker._rules];
    return worker instanceof RealtimeAlerts ? [worker.rules] : [];
  });
  const [first, ...others] = sets;
  return first === undefined ? RuleSet.builtIn() : others.reduce((all, rules) => all.merge(rules), first);
}

/** Each message is an account; processing several at a time hides the S3 latency. */
const BATCH_SIZE = 5;

const MAX_CONCURRENCY = 5;

/** Conditions that change back and forth are grouped after some alerts per day; a report of the rest follows within minutes. */
const RAISING: Raising = {
  stormThreshold: 10,
  stormWindow: Duration.days(1),
  rememberAlertsFor: Duration.days(400),
};

/** The number of consecutive hours without a check that raises the alarm. */
const HOURS_WITHOUT_CHECK = 2;

/** As many looks may fail. */
const LOOKS_MISSED = 2;

interface Graph {
  readonly title: string;
  readonly left: readonly DeliveryMetric[];
  /** One hour if absent. */
  readonly period?: Duration;
}

const GRAPHS: readonly Graph[] = [
  { title: 'Open conditions found per hour, and alerts', left: ['OpenConditions', 'Alerts'] },
  {
    title: 'Checks of trails, Regions read, and resources compared per hour',
    left: ['Checks', 'Places', 'Compared'],
  },
  { title: 'Accounts looked at per hour', left: ['Accounts'] },
  { title: 'Keys listed per hour', left: ['KeysListed'] },
];

const VOLUME_GRAPH = {
  title: 'Estimated events per day, of all accounts',
  left: ['EventsPerDay'],
  period: Duration.days(1),
} as const satisfies Graph;

/** Properties of the worker of a delivery monitor. */
export interface DeliveryWorkerProps {
  readonly props: DeliveryMonitorProps;
  readonly trailArns: readonly string[];
  readonly monitorName: string;
  readonly lookEvery: Duration;
  readonly metric: (name: DeliveryMetric) => Metric;
}

/** The worker of a delivery monitor: reads the status of trails and the names of the archive's newest files. */
export function createDeliveryWorker(scope: Construct, parts: DeliveryWorkerProps): QueueWorker {
  const { props, trailArns, monitorName, metric } = parts;
  const { archive, alertTopic, regions = [], workers = [] } = props;
  return createQueueWorker(scope, {
    job: toJob(scope, parts),
    options: { ...props, dashboard: props.dashboard ?? true },
    timeout: props.timeout ?? Duration.minutes(5),
    alertTopic,
    raising: RAISING,
    register: toRegisterDocument(props.register),
    document: props.eventVolume === undefined ? undefined : toRulesDocument(rulesInUse(props)),
    environment: (common, rulesFile) =>
      encodeDeliverySettings({
        ...common,
        rulesFile: rulesFile === '' ? NONE : rulesFile,
        ...{ trailArns, regions, monitorName },
        heartbeatTable: props.realtime?.table.tableName ?? NONE,
        bucketName: archive.bucket.bucketName,
        root: rootOf(archive),
      }),
    alarms: toAlarms(scope, parts),
    watchedAlarms: workers.flatMap(({ alarms }) => alarms),
    graphs: (pipeline) => [
      ...GRAPHS.map((graph) => toGraph(graph, metric)),
      ...(props.eventVolume === undefined ? [] : [toGraph(VOLUME_GRAPH, metric)]),
      ...[{ node: scope.node, ...pipeline }, ...workers].flatMap((worker) =>
        pipelineGraphs(worker).map(({ title, left }) => ({ title: `${worker.node.id}: ${title}`, left })),
      ),
    ],
  });
}

function toJob(scope: Construct, { props, trailArns }: DeliveryWorkerProps): WorkerJob {
  return {
    bundle: 'delivery-health',
    description:
      'Checks that the trails deliver, that no account and Region has gone silent, and that settings are as deployed',
    roleDescription:
      'Permissions of the delivery monitor of trailwatch: read the status and settings of trails, list the archive',
    services:
      'CloudTrail, CloudFormation, CloudWatch, EventBridge, Lambda, Account Management, S3, SQS, DynamoDB, KMS and SNS',
    logContents: 'counts, names of trails and problems, no records',
    memorySize: Size.mebibytes(512),
    batchSize: BATCH_SIZE,
    maxConcurrency: MAX_CONCURRENCY,
    fewer: 'name fewer furtherTrails or regions, or use another DeliveryMonitor for some of the trails',
    grant: (role) => {
      grantWatching(role, { props, trailArns });
      grantComparison(role, scope, props);
      if (props.realtime !== undefined) grantHeartbeats(role, props.realtime);
      if (props.eventVolume !== undefined) grantSampling(role, props.archive);
    },
  };
}

/** The permissions of the function for CloudTrail and the archive. All are read-only. */
function grantWatching(
  role: Role,
  { props: { archive, regions = [] }, trailArns }: Pick<DeliveryWorkerProps, 'props' | 'trailArns'>,
): void {
  grantListing(archive, role, ['s3:ListBucket']);
  if (trailArns.length > 0) {
    const Action = trailActions(role, trailArns, ['cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus']);
    addInParts(role, { Effect: 'Allow', Action, Resource: trailArns });
  }
  if (regions.length > 0) return;
  const account = Stack.of(role).formatArn({
    ...{ service: 'account', region: '', resource: 'account', arnFormat: ArnFormat.NO_RESOURCE_NAME },
  });
  Grant.addToPrincipal({ grantee: role, actions: ['account:ListRegions'], resourceArns: [account] });
}

function toAlarms(scope: Construct, { metric, lookEvery }: DeliveryWorkerProps): WorkerAlarms {
  const { NoChecksAlarm, NoAccountsAlarm, StatesRejectedAlarm } = DELIVERY_ALARMS;
  return {
    scope: new Construct(scope, 'Alarms'),
    pipeline: DELIVERY_ALARMS,
    oldestMessageAge: Duration.hours(1),
    others: () => [
      {
        ...{ id: 'StatesRejectedAlarm', about: StatesRejectedAlarm, threshold: 1, periods: 1 },
        metric: (period) => metric('StatesRejected').with({ period }),
      },
    ],
    required: [
      {
        ...{ id: 'NoChecksAlarm', about: NoChecksAlarm, periods: HOURS_WITHOUT_CHECK },
        metric: (period) => metric('Checks').with({ period }),
      },
      {
        ...{ id: 'NoAccountsAlarm', about: NoAccountsAlarm, periods: LOOKS_MISSED * lookEvery.toHours() + 1 },
        metric: (period) => metric('Accounts').with({ period }),
      },
    ],
  };
}

function toGraph(
  { title, left, period = Duration.hours(1) }: Graph,
  metric: DeliveryWorkerProps['metric'],
): WorkerGraph {
  return { title, left: left.map((name) => metric(name).with({ period, label: name })) };
}
