import type { Rule } from '../../rule/rule';

/** A built-in rule without a condition, for the findings of a monitor. */
export interface MonitorRule extends Pick<Rule, 'id' | 'title' | 'severity' | 'tags'> {
  /** For people; no part of the document. */
  readonly firstSteps: readonly string[];
}

const IMPAIR_LOGGING = ['attack.defense_evasion', 'attack.t1562.008'];

const FIND_CHANGE =
  'Find who changed it: look for StopLogging, DeleteTrail, UpdateTrail and PutEventSelectors in the event history of the account that owns the trail (trailwatch history).';
const CHECK_POLICIES =
  'Compare the bucket policy and the key policy with what CloudTrail needs, and look for PutBucketPolicy, DeleteBucketPolicy, PutKeyPolicy, DisableKey and ScheduleKeyDeletion. CloudTrail retries the delivery for 30 days.';
const COMPARE_DEPLOYMENT =
  'The alert names the API calls that change the setting. Find who made them in the event history of the account (trailwatch history), and check whether a deployment is in progress or has failed.';
const DEPLOY_AGAIN =
  'Deploying the same template does not undo the change: restore the setting yourself, or change the property and deploy, then change it back and deploy again.';
const ACCOUNT_LEFT =
  'If the account was closed or suspended, or left the organization, this is expected, and the alert is not sent again.';

/** The rule of each problem that the delivery of log files can have. */
export const DELIVERY_RULES = {
  'trail-missing': {
    id: 'trailwatch-trail-missing',
    title: 'CloudTrail trail does not exist',
    severity: 'critical',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      FIND_CHANGE,
      'Create the trail again; until then, it logs nothing. Deploying the same template does not create it: remove it from the app, deploy, add it, and deploy again.',
    ],
  },
  'not-logging': {
    id: 'trailwatch-trail-stopped',
    title: 'CloudTrail trail is not logging',
    severity: 'critical',
    tags: IMPAIR_LOGGING,
    firstSteps: ['Start logging: aws cloudtrail start-logging --region REGION --name ARN', FIND_CHANGE],
  },
  'region-unlogged': {
    id: 'trailwatch-region-unlogged',
    title: 'CloudTrail trail is not logging in a Region',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Was the Region enabled in the last few days? CloudTrail adds the trail there within hours.',
      FIND_CHANGE,
    ],
  },
  'log-file-error': {
    id: 'trailwatch-log-file-error',
    title: 'CloudTrail cannot deliver log files',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [CHECK_POLICIES],
  },
  'digest-error': {
    id: 'trailwatch-digest-error',
    title: 'CloudTrail cannot deliver digest files',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [CHECK_POLICIES],
  },
  'digest-late': {
    id: 'trailwatch-digest-late',
    title: 'CloudTrail is not delivering digest files',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [CHECK_POLICIES, FIND_CHANGE],
  },
  'log-group-error': {
    id: 'trailwatch-log-group-error',
    title: 'CloudTrail cannot write to its log group',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Check the log group, its KMS key, and the role of the trail. Metric alarms get no data until CloudTrail can write again.',
    ],
  },
  'notification-error': {
    id: 'trailwatch-notification-error',
    title: 'CloudTrail cannot send SNS notifications',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Check the policy of the SNS topic of the trail, and the policy of the KMS key of the topic.',
    ],
  },
  'status-refused': {
    id: 'trailwatch-trail-unwatched',
    title: 'Status of a CloudTrail trail cannot be read',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Check whether a service control policy denies cloudtrail:GetTrailStatus in the Region or to the role of the delivery monitor. Exempt the role, or list only the other Regions in `regions`.',
    ],
  },
  'account-silent': {
    id: 'trailwatch-account-silent',
    title: 'CloudTrail files of an account have stopped arriving',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      ACCOUNT_LEFT,
      'Otherwise, check the status of the trail in that account: trailwatch trails --role-arn ROLE',
    ],
  },
  'region-silent': {
    id: 'trailwatch-region-silent',
    title: 'CloudTrail log files of a Region of an account have stopped arriving',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'If the Region was disabled or its workloads were moved, this is expected, and the alert is not sent again.',
      'Otherwise, check the status of the trail in that Region: trailwatch trails --region REGION --role-arn ROLE',
    ],
  },
  'logs-stopped': {
    id: 'trailwatch-logs-stopped',
    title: 'CloudTrail log files of a Region have stopped arriving, but digest files still arrive',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'If the workloads in the Region were removed or are idle, such as on a holiday, this is expected, and the alert is not sent again.',
      'Otherwise, the event selectors of the trail may exclude everything: trailwatch trails --region REGION shows them. Look for PutEventSelectors.',
    ],
  },
  'realtime-missing': {
    id: 'trailwatch-realtime-missing',
    title: 'Realtime rules of an account are not sending events to the home bus',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Is the account or the Region new? Check its stack instance and the last operation of the StackSet (aws cloudformation describe-stack-instance). If there is no stack instance, check whether the account is in an organizational unit of the StackSet.',
      'Otherwise, check the heartbeat rule and its role there, and look for DisableRule, DeleteRule, RemoveTargets and DeleteStackInstances. Until this is fixed, alerts come from log files, minutes later.',
    ],
  },
  'volume-raised': {
    id: 'trailwatch-volume-raised',
    title: 'An account logs far more events than before',
    severity: 'low',
    tags: [],
    firstSteps: [
      'In the alert document, `record.loudest` lists the calls, resources and callers with the most events. Is it a new workload, a loop, or unauthorized access? trailwatch scan on the files of that day shows the records.',
      'If the events are not needed, `record.savings` lists the selectors that exclude them and what each one saves. A saving with `rules` excludes events that these rules need. trailwatch cost computes the same from more days.',
    ],
  },
  'trail-drift': drift('trailwatch-trail-drift', 'CloudTrail trail has drifted from its deployed settings'),
  'bucket-drift': drift('trailwatch-bucket-drift', 'Archive bucket has drifted from its deployed settings'),
  'key-drift': drift(
    'trailwatch-key-drift',
    'Key policy of the archive has drifted from the deployed policy',
  ),
  'topic-drift': drift(
    'trailwatch-topic-drift',
    'Policy of the alert topic has drifted from the deployed policy',
  ),
  'part-drift': {
    id: 'trailwatch-pipeline-drift',
    title: 'Part of the pipeline has drifted from its deployed settings',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Find who changed it in the event history of the account (trailwatch history); docs/reference/pipeline.md lists the API calls on each type of resource. Check whether a deployment is in progress or has failed.',
      DEPLOY_AGAIN,
    ],
  },
  'subscription-unconfirmed': {
    id: 'trailwatch-subscription-unconfirmed',
    title: 'SNS subscription is not confirmed',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Open the confirmation email from SNS and follow its link. SNS deletes unconfirmed subscriptions after a few days: then remove the subscription from the app, deploy, add it, and deploy again.',
    ],
  },
  'settings-refused': {
    id: 'trailwatch-settings-unwatched',
    title: 'Settings of a monitored resource cannot be read',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Check whether a policy denies the role of the delivery monitor permission to read them. Until it can, changes to the resource are found only through its CloudTrail records.',
    ],
  },
} as const satisfies Readonly<Record<string, MonitorRule>>;

/** One of {@link DELIVERY_CONDITIONS}. */
export type DeliveryConditionKind = keyof typeof DELIVERY_RULES;

/** The problems that the delivery of log files can have. */
export const DELIVERY_CONDITIONS = Object.keys(DELIVERY_RULES) as readonly DeliveryConditionKind[];

/** A resource that is not as it was deployed. */
function drift(id: string, title: string): MonitorRule {
  return {
    ...{ id, title, severity: 'high', tags: IMPAIR_LOGGING },
    firstSteps: [COMPARE_DEPLOYMENT, DEPLOY_AGAIN],
  };
}
