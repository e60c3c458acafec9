import { Duration, Size } from 'aws-cdk-lib';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PROCESSOR_ALARMS } from '../../core/alarm/pipeline/processor-alarms';
import { ANY_ACCOUNT } from '../../core/policy/trail-coordinates';
import { CHANGED_BY_HAND, OWN_MEMBER, ownFieldsOf } from '../../core/rule/own-field';
import type { AlertingHandlerSettings } from '../../core/settings/alerting-handler-settings';
import {
  ACCOUNT_TAGS_VARIABLE,
  CHANGES_BY_HAND_VARIABLE,
  LEARNING_DAYS_VARIABLE,
  LOG_PROCESSOR_ENVIRONMENT,
} from '../../core/settings/log-processor-settings';
import { MacKey } from '../alert/mac-key';
import { rootOf } from '../archive/log-archive-interface';
import { LogFolder } from '../archive/log-reading';
import { onlyOrganization } from '../identity/trail-identity';
import type { RuleSet } from '../rule/rule-set';
import { acknowledgeWildcards } from '../statement/acknowledge';
import type { Raising } from '../worker/queue-worker';
import { createQueueWorker, type QueueWorker, type WorkerAlarms } from '../worker/queue-worker';
import { toRulesDocument, toRulesEnvironment } from '../worker/rules-document';
import type { WorkerGraph } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import { grantReadingLists, toAddressListsEnvironment } from './address-lists';
import { homeDigestPrefixes } from './delivery-rules';
import type { LogProcessorProps } from './log-processor-props';
import type { SilencePath } from './silence-path';

/** Twice the maximum that CloudTrail writes. */
const MAX_LOG_FILE = Size.mebibytes(100);

/** Twice the 15 minutes within which CloudTrail usually delivers. */
const CORRELATION_LATENESS = Duration.minutes(30);

/** The maximum number of notices in a batch; each is one file. */
const BATCH_SIZE = 10;

const MAX_WAIT = Duration.minutes(15);
const MAX_WAITING_NOTICES = 10_000;

/** Properties of the worker of a log processor. */
export interface ProcessorWorkerProps {
  readonly props: LogProcessorProps;
  readonly rules: RuleSet;
  readonly raising: Raising;
  readonly queueScope: Construct;
  readonly processorName: string;
  readonly silences: SilencePath | undefined;
  readonly metric: (name: string, options: MetricOptions) => IMetric;
}

/** The worker of a log processor: reads log files of the archive and searches them for the rules. */
export function createProcessorWorker(scope: Construct, parts: ProcessorWorkerProps): QueueWorker {
  const { props, rules, raising, queueScope } = parts;
  return createQueueWorker(scope, {
    job: toJob(props, parts.silences),
    options: props,
    timeout: props.timeout ?? Duration.minutes(2),
    alertTopic: props.alertTopic,
    raising,
    ...{ table: props.claimsTable, sharedTableName: props.sharedTableName },
    document: toRulesDocument(rules),
    environment: (common, rulesFile) => ({
      ...toEnvironment(common, rulesFile, parts),
      ...toRulesEnvironment(rules),
    }),
    queueScope,
    alarms: toAlarms(scope, parts),
    graphs: () => toGraphs(parts),
  });
}

function toJob(props: LogProcessorProps, silences: SilencePath | undefined): WorkerJob {
  const { alertTopic, maxConcurrency } = props;
  return {
    bundle: 'log-processor',
    description: 'Searches CloudTrail log files for the rules of trailwatch and sends alerts',
    roleDescription: 'Permissions of the log processor of trailwatch',
    services: 'S3, SQS, DynamoDB and SNS',
    logContents: 'counts, object keys and problems, no records',
    memorySize: Size.mebibytes(1024),
    batchSize: BATCH_SIZE,
    maxConcurrency: maxConcurrency ?? 10,
    grant: (role) => {
      grantReading(role, props);
      grantReadingLists(role, props.addressLists);
      if (ownOrganizationOf(props) !== undefined) grantListingAccounts(role, props);
      silences?.grantRead(role);
      // verifies the hourly tests that are received from the topic
      MacKey.of(alertTopic).grantVerifyInRole(role);
    },
  };
}

function toEnvironment(
  common: AlertingHandlerSettings,
  rulesFile: string,
  { props, rules, processorName, silences }: ProcessorWorkerProps,
): Record<string, string> {
  const { archive, firstSeenAfter, accountTags = [] } = props;
  const settings = LOG_PROCESSOR_ENVIRONMENT.encode({
    ...common,
    bucketName: archive.bucket.bucketName,
    root: rootOf(archive),
    digestFolders: homeDigestPrefixes(archive).join(',') || 'none',
    correlationLatenessSeconds: CORRELATION_LATENESS.toSeconds(),
    maxLogFileBytes: MAX_LOG_FILE.toBytes(),
    rulesFile,
    ownOrganization: ownOrganizationOf(props) ?? 'none',
    processorName,
  });
  return {
    ...settings,
    ...silences?.environment,
    ...(firstSeenAfter === undefined ? {} : { [LEARNING_DAYS_VARIABLE]: String(firstSeenAfter.toDays()) }),
    ...(accountTags.length === 0 ? {} : { [ACCOUNT_TAGS_VARIABLE]: JSON.stringify(accountTags) }),
    ...toAddressListsEnvironment(props.addressLists),
    ...(readersOf(rules, CHANGED_BY_HAND).length === 0 ? {} : { [CHANGES_BY_HAND_VARIABLE]: 'true' }),
  };
}

/**
 * The rules, including those that correlations count, that read a field that the processor adds to records, with that field.
 */
export function readersOf(
  { rules, correlations }: RuleSet,
  member: string,
): readonly { readonly name: string; readonly field: string }[] {
  const counted = correlations.flatMap((correlation) => correlation._toDocument().rules);
  return [...rules.map((rule) => rule._toDocument()), ...counted].flatMap(({ name, condition }) =>
    ownFieldsOf(condition)
      .filter((field) => `${field}.`.startsWith(`${OWN_MEMBER}.${member}.`))
      .map((field) => ({ name, field })),
  );
}

/** The organization whose accounts the rules treat as your own. */
export function ownOrganizationOf({
  archive,
  ownOrganization = true,
}: Pick<LogProcessorProps, 'archive' | 'ownOrganization'>): string | undefined {
  return ownOrganization ? onlyOrganization(archive.trails) : undefined;
}

function grantListingAccounts(role: Role, { accountTags = [] }: LogProcessorProps): void {
  acknowledgeWildcards(role, {
    'organizations:ListAccounts': 'the action does not support resource-level permissions',
    'organizations:DescribeOrganizationalUnit':
      'all units and accounts of the organization are looked up, including later ones',
  });
  const actions = [
    ...['organizations:DescribeOrganizationalUnit', 'organizations:ListAccounts'],
    ...(accountTags.length === 0 ? [] : ['organizations:ListTagsForResource']),
  ];
  Grant.addToPrincipal({ grantee: role, actions, resourceArns: ['*'] });
}

function toAlarms(scope: Construct, { metric }: ProcessorWorkerProps): WorkerAlarms {
  const { OldestNoticeAlarm, WaitingNoticesAlarm, RejectedFilesAlarm } = PROCESSOR_ALARMS;
  return {
    scope: new Construct(scope, 'Alarms'),
    pipeline: {
      ...PROCESSOR_ALARMS,
      OldestMessageAlarm: OldestNoticeAlarm,
      oldestMessageAlarmId: 'OldestNoticeAlarm',
    },
    oldestMessageAge: MAX_WAIT,
    others: ({ queue }) => [
      {
        ...{ id: 'WaitingNoticesAlarm', about: WaitingNoticesAlarm, periods: 2 },
        metric: (period) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        threshold: MAX_WAITING_NOTICES,
      },
      {
        ...{ id: 'RejectedFilesAlarm', about: RejectedFilesAlarm, threshold: 1, periods: 1 },
        metric: (period) => metric('FilesRejected', { period }),
      },
    ],
  };
}

function toGraphs({ metric }: ProcessorWorkerProps): readonly WorkerGraph[] {
  const period = Duration.hours(1);
  const of = (...names: string[]) => names.map((name) => metric(name, { period }));
  return [
    { title: 'Alerts per hour', left: of('Matched', 'Alerts') },
    { title: 'Log files per hour', left: of('Files', 'FilesRejected') },
    { title: 'Records per hour', left: of('Records') },
    { title: 'Delivery lag', left: [metric('DeliveryLag', { period, statistic: 'p90' })] },
  ];
}

function grantReading(role: Role, { archive, policyManagedElsewhere }: LogProcessorProps): void {
  acknowledgeWildcards(role, {
    's3:GetObject':
      'a trail creates a new object for every delivery; a policy can name them by their folders only',
  });
  archive.grantRead(role, { includeDigests: false, policyManagedElsewhere });
  const homes = archive.trails.map((trail) => trail._toCoordinates());
  const distinct = new Map(homes.map((home) => [`${home.ownerAccount} ${home.homeRegion}`, home]));
  for (const { ownerAccount, homeRegion } of distinct.values()) {
    archive.grantRead(role, {
      folders: [LogFolder.DIGESTS],
      ...(ownerAccount === ANY_ACCOUNT ? {} : { accounts: [ownerAccount] }),
      regions: [homeRegion],
      policyManagedElsewhere,
    });
  }
}
