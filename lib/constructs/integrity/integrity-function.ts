import { type Duration, Size } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { toKeyStart } from '../../core/policy/trail-coordinates';
import { encodeIntegritySettings } from '../../core/settings/integrity-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import { LogFolder } from '../archive/log-folder';
import { grantObjects } from '../archive/log-reading';
import { METRICS_NAMESPACE } from '../detection/log-processor-function';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import { toRaiserSettings } from '../worker/raising';
import { createRaisingFunction, MAX_RECEIVES } from '../worker/raising-function';

/** Each message is a folder, of which several at a time hide the waits for S3. */
const BATCH_SIZE = 5;

/** Digest files and their log files alone: of the other folders nothing documents that digests list their files. */
const FOLDERS = [LogFolder.RECORDS, LogFolder.DIGESTS];

/** SQS delays a message by 15 minutes at most. */
const SECOND_LOOK_SECONDS = 900;

/** What the function works with. */
export interface IntegrityFunctionProps {
  readonly archive: ILogArchive;
  readonly alertTopic: IAlertTopic;
  readonly queue: IQueue;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  readonly monitorName: string;
  readonly timeout: Duration;
  readonly maxConcurrency: number;
  readonly recheckEvery: Duration;
  readonly recheckReach: Duration;
  readonly stormThreshold: number;
  readonly stormWindow: Duration;
  readonly rememberAlertsFor: Duration;
  readonly tracing?: Tracing;
}

/** The shipped handler as a function: its settings, what it may do, and the queue that it reads. */
export function createIntegrityFunction(scope: Construct, props: IntegrityFunctionProps): IFunction {
  const { queue, table, logGroup, alertTopic, timeout, maxConcurrency, tracing } = props;
  return createRaisingFunction(scope, {
    ...{ queue, table, logGroup, alertTopic, timeout, maxConcurrency, tracing },
    job: 'integrity',
    description: 'Checks that the log files in the archive are what CloudTrail delivered',
    roleDescription:
      'What the function may do that checks the archive of trailwatch: read it, and never write it',
    services: 'S3, CloudTrail, SQS, DynamoDB and SNS',
    environment: toEnvironment(props),
    memoryMebibytes: Size.mebibytes(1024).toMebibytes(),
    batchSize: BATCH_SIZE,
    grant: (role) => grantChecking(role, props.archive),
  });
}

function toEnvironment(props: IntegrityFunctionProps): Record<string, string> {
  const { archive } = props;
  return encodeIntegritySettings({
    tableName: props.table.tableName,
    topicArn: props.alertTopic.topic.topicArn,
    queueUrl: props.queue.queueUrl,
    maxReceiveCount: MAX_RECEIVES,
    ...toRaiserSettings(props, props.timeout),
    bucketName: archive.bucket.bucketName,
    root: `${toKeyStart(archive.keyPrefix)}AWSLogs/`,
    expectedFolders: toExpectedFolders(archive),
    recheckHours: props.recheckEvery.toHours(),
    recheckReachHours: props.recheckReach.toHours(),
    secondLookSeconds: SECOND_LOOK_SECONDS,
    metricsNamespace: METRICS_NAMESPACE,
    monitorName: props.monitorName,
  });
}

/** Where each trail's owner has the trail's home Region. */
function toExpectedFolders({ trails }: ILogArchive): string {
  const places = trails.map((trail) => {
    const { organizationId, ownerAccount, homeRegion } = trail._toCoordinates();
    return [...(organizationId === undefined ? [] : [organizationId]), ownerAccount, homeRegion].join('/');
  });
  return places.length === 0 ? 'none' : [...new Set(places)].join(',');
}

/** Everything that the function's own code asks of the archive and of CloudTrail. None of it writes. */
function grantChecking(role: Role, archive: ILogArchive): void {
  acknowledgeWildcards(role, {
    's3:GetObject': 'a trail makes a new object for every delivery; they can be told by their folders only',
    'cloudtrail:ListPublicKeys': 'public keys are no resource, so AWS takes no other; they are public',
  });
  grantObjects(archive, role, { folders: FOLDERS });
  // Without a condition on the prefix: getting an object that is gone is answered with 404 only to whoever may list it.
  Grant.addToPrincipal({
    grantee: role,
    actions: ['s3:ListBucket'],
    resourceArns: [archive.bucket.bucketArn],
  });
  Grant.addToPrincipal({ grantee: role, actions: ['cloudtrail:ListPublicKeys'], resourceArns: ['*'] });
}
