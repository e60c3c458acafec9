import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { INTEGRITY_ALARMS } from '../../core/alarm/pipeline/monitor-alarms';
import type { AlertingHandlerSettings } from '../../core/settings/alerting-handler-settings';
import {
  INTEGRITY_ENVIRONMENT,
  type IntegrityMetric,
  SIGNING_KEY_VARIABLE,
} from '../../core/settings/integrity-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import { type ILogArchive, rootOf } from '../archive/log-archive-interface';
import { grantListing, grantObjects, LogFolder } from '../archive/log-reading';
import { signingKeyOf } from '../archive/signing-key-of';
import { isKnownDifference } from '../preflight/preflight-check';
import { acknowledgeWildcards } from '../statement/acknowledge';
import type { Raising } from '../worker/queue-worker';
import { createQueueWorker, type QueueWorker, type WorkerAlarms } from '../worker/queue-worker';
import { toRegisterDocument } from '../worker/register-document';
import type { WatchedMetric } from '../worker/worker-alarms';
import type { WorkerGraph } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import type { IntegrityMonitorProps } from './integrity-monitor-props';

/** Each message is a folder; processing several at a time hides the S3 latency. */
const BATCH_SIZE = 5;

/** Only digest files and their log files: AWS does not document that digests list the files of the other folders. */
const FOLDERS = [LogFolder.RECORDS, LogFolder.DIGESTS];

/** SQS delays a message by 15 minutes at most. */
const SECOND_LOOK_SECONDS = 900;

/** A month of the archive, nearly: the window in which alerts of one kind and account are counted. */
const STORM_WINDOW = Duration.days(30);

/** An alert is remembered for at least two rechecks. */
const MIN_MEMORY = Duration.days(400);

/** The number of consecutive hours without a plan that raises the alarm. */
const HOURS_WITHOUT_PLAN = 2;

/** The newest digest file of an active trail is younger: it is delivered every hour, and checked at least every hour. */
const MAX_LAG = Duration.hours(4);

/** The number of consecutive hours. */
const HOURS_OF_LAG = 2;

const GRAPHS: readonly { readonly title: string; readonly left: readonly IntegrityMetric[] }[] = [
  { title: 'Findings per hour', left: ['Findings', 'Unverified', 'Alerts'] },
  { title: 'Files checked per hour', left: ['Digests', 'LogFiles', 'Valid'] },
  { title: 'Versions listed and changes found per hour', left: ['Versions', 'Changes'] },
  { title: 'Bytes checked per hour', left: ['Bytes'] },
  { title: 'Time since the end of the newest digest file (maximum)', left: ['DigestLag'] },
  { title: 'Plans and folders per hour', left: ['Plans', 'Folders', 'MessagesFailed'] },
];

/** Properties of the worker of an integrity monitor. */
export interface IntegrityWorkerProps {
  readonly props: IntegrityMonitorProps & { readonly recheckReach: Duration };
  readonly monitorName: string;
  readonly metric: (name: IntegrityMetric) => Metric;
}

/** The worker of an integrity monitor: checks digest files and the log files that they list. */
export function createIntegrityWorker(
  scope: Construct,
  { props, monitorName, metric }: IntegrityWorkerProps,
): QueueWorker {
  return createQueueWorker(scope, {
    job: toJob(props),
    options: { ...props, dashboard: props.dashboard ?? true },
    timeout: props.timeout ?? Duration.minutes(5),
    alertTopic: props.alertTopic,
    raising: toRaising(props),
    register: toRegisterDocument(props.register),
    environment: (common) => toEnvironment(common, props, monitorName),
    alarms: toAlarms(scope, { metric, alertTopic: props.alertTopic }),
    graphs: () => GRAPHS.map((graph) => toGraph(graph, metric)),
  });
}

function toJob({ archive, maxConcurrency }: IntegrityMonitorProps): WorkerJob {
  return {
    bundle: 'integrity',
    description: 'Verifies the log files in the archive with their digest files',
    roleDescription: 'Permissions of the integrity monitor of trailwatch: read the archive, never write it',
    services: `S3, ${signingKeyOf(archive) === undefined ? 'CloudTrail' : 'KMS'}, SQS, DynamoDB and SNS`,
    logContents: 'counts, object keys and problems, no records',
    memorySize: Size.mebibytes(1024),
    batchSize: BATCH_SIZE,
    maxConcurrency: maxConcurrency ?? 10,
    grant: (role) => grantChecking(role, archive),
  };
}

function toRaising({ stormThreshold, recheckEvery }: IntegrityMonitorProps): Raising {
  const recheckDays = Math.ceil(recheckEveryOf({ recheckEvery }).toHours() / 24);
  return {
    stormThreshold: stormThreshold ?? 10,
    stormWindow: STORM_WINDOW,
    rememberAlertsFor: Duration.days(Math.max(MIN_MEMORY.toDays(), 3 * recheckDays)),
  };
}

function recheckEveryOf({ recheckEvery }: Pick<IntegrityMonitorProps, 'recheckEvery'>): Duration {
  return recheckEvery ?? Duration.days(90);
}

function toEnvironment(
  common: AlertingHandlerSettings,
  props: IntegrityWorkerProps['props'],
  monitorName: string,
): Record<string, string> {
  const { archive, recheckReach } = props;
  const signingKey = signingKeyOf(archive);
  const environment = INTEGRITY_ENVIRONMENT.encode({
    ...common,
    bucketName: archive.bucket.bucketName,
    root: rootOf(archive),
    expectedFolders: toExpectedFolders(archive),
    recheckHours: recheckEveryOf(props).toHours(),
    recheckReachHours: recheckReach.toHours(),
    secondLookSeconds: SECOND_LOOK_SECONDS,
    monitorName,
  });
  return signingKey === undefined
    ? environment
    : { ...environment, [SIGNING_KEY_VARIABLE]: signingKey.keyArn };
}

/** The folder of each listed trail's owner account in the trail's home Region; others are met as they deliver. */
function toExpectedFolders({ trails }: ILogArchive): string {
  const listed = trails.filter(({ isOfMembers }) => !isOfMembers);
  const places = listed.map((trail) => {
    const { organizationId, ownerAccount, homeRegion } = trail._toCoordinates();
    return [...(organizationId === undefined ? [] : [organizationId]), ownerAccount, homeRegion].join('/');
  });
  return places.length === 0 ? 'none' : [...new Set(places)].join(',');
}

function toAlarms(
  scope: Construct,
  { metric, alertTopic }: Pick<IntegrityWorkerProps, 'metric'> & Pick<IntegrityMonitorProps, 'alertTopic'>,
): WorkerAlarms {
  const { NoPlansAlarm, NoFoldersAlarm, DigestLagAlarm, StatesRejectedAlarm } = INTEGRITY_ALARMS;
  return {
    scope: new Construct(scope, 'Alarms'),
    pipeline: INTEGRITY_ALARMS,
    oldestMessageAge: Duration.hours(1),
    others: () => [
      {
        ...{ id: 'DigestLagAlarm', about: DigestLagAlarm, periods: HOURS_OF_LAG },
        metric: () => metric('DigestLag').with({ period: Duration.hours(1), statistic: 'Minimum' }),
        threshold: MAX_LAG.toMilliseconds(),
      },
      {
        ...{ id: 'StatesRejectedAlarm', about: StatesRejectedAlarm, threshold: 1, periods: 1 },
        metric: (period) => metric('StatesRejected').with({ period }),
      },
      ...watchNotifications(scope, alertTopic),
    ],
    required: [
      { id: 'NoPlansAlarm', about: NoPlansAlarm, name: 'Plans' as const },
      { id: 'NoFoldersAlarm', about: NoFoldersAlarm, name: 'Folders' as const },
    ].map(({ name, ...alarm }) => ({
      ...{ ...alarm, periods: HOURS_WITHOUT_PLAN },
      metric: (period) => metric(name).with({ period }),
    })),
  };
}

/** SNS metrics are in the account and Region of the topic. */
function watchNotifications(scope: Construct, { topic }: IAlertTopic): readonly WatchedMetric[] {
  const { account, region } = Stack.of(scope);
  if (isKnownDifference(topic.env.account, account) || isKnownDifference(topic.env.region, region)) return [];
  const about = INTEGRITY_ALARMS.NotificationsFailedAlarm;
  const metric = (period: Duration) => topic.metricNumberOfNotificationsFailed({ period });
  return [{ id: 'NotificationsFailedAlarm', about, metric, threshold: 1, periods: 1 }];
}

function toGraph(
  { title, left }: (typeof GRAPHS)[number],
  metric: IntegrityWorkerProps['metric'],
): WorkerGraph {
  const period = Duration.hours(1);
  return { title, left: left.map((name) => metric(name).with({ period, label: name })) };
}

/** The permissions of the function for the archive and the public keys. All are read-only. */
function grantChecking(role: Role, archive: ILogArchive): void {
  acknowledgeWildcards(role, {
    's3:GetObject':
      'a trail creates a new object for every delivery; a policy can name them by their folders only',
  });
  grantObjects(archive, role, { folders: FOLDERS });
  grantListing(archive, role, ['s3:ListBucket', 's3:ListBucketVersions']);
  const signingKey = signingKeyOf(archive);
  if (signingKey !== undefined) {
    const resourceArns = [signingKey.keyArn];
    Grant.addToPrincipal({ grantee: role, actions: ['kms:GetPublicKey'], resourceArns });
    return;
  }
  acknowledgeWildcards(role, {
    'cloudtrail:ListPublicKeys':
      'the action does not support resource-level permissions; the keys are public',
  });
  Grant.addToPrincipal({ grantee: role, actions: ['cloudtrail:ListPublicKeys'], resourceArns: ['*'] });
}
