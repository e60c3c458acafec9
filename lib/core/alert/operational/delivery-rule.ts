import type { Rule } from '../../rule/rule';

/** A built-in rule without a condition, for the findings of a monitor. */
export interface MonitorRule extends Pick<Rule, 'id' | 'title' | 'severity' | 'tags'> {
  /** For people; no part of the document. */
  readonly firstSteps: readonly string[];
}

const IMPAIR_LOGGING = ['attack.defense_evasion', 'attack.t1562.008'];

const FIND_CHANGE =
  'Find who changed it: StopLogging, DeleteTrail, UpdateTrail and PutEventSelectors in the event history of the owner of the trail (trailwatch history).';
const CHECK_POLICIES =
  'Compare the policy of the bucket and of its key with what CloudTrail needs, and look for PutBucketPolicy, DeleteBucketPolicy, PutKeyPolicy, DisableKey and ScheduleKeyDeletion. CloudTrail delivers again for 30 days once it may.';
const COMPARE_DEPLOYMENT =
  'The alert names the calls that change the setting: find who made them in the event history of the account (trailwatch history). Was it a deployment that is under way, or one that failed?';
const DEPLOY_AGAIN =
  'CloudFormation changes nothing that it takes for unchanged: set it back by hand, or change the property and deploy, then change it back.';
const ACCOUNT_LEFT =
  'Was the account closed, suspended, or did it leave the organization? Then the alert is the last of it.';

/** The rule of each problem that the delivery of log files can have. */
export const DELIVERY_RULES = {
  'trail-missing': {
    id: 'trailwatch-trail-missing',
    title: 'CloudTrail trail does not exist',
    severity: 'critical',
    tags: IMPAIR_LOGGING,
    firstSteps: [FIND_CHANGE, 'Deploy the stack of the trail again; meanwhile nothing is logged by it.'],
  },
  'not-logging': {
    id: 'trailwatch-trail-stopped',
    title: 'CloudTrail trail does not log',
    severity: 'critical',
    tags: IMPAIR_LOGGING,
    firstSteps: ['Start it: aws cloudtrail start-logging --name ARN.', FIND_CHANGE],
  },
  'region-unlogged': {
    id: 'trailwatch-region-unlogged',
    title: 'CloudTrail trail does not log a Region',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Was the Region enabled in the last days? CloudTrail adds the trail there within hours.',
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
    title: 'CloudTrail delivers no digest files',
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
      'Check the log group, its key, and the role of the trail: metric alarms see nothing until CloudTrail may write again.',
    ],
  },
  'notification-error': {
    id: 'trailwatch-notification-error',
    title: 'CloudTrail cannot announce log files',
    severity: 'medium',
    tags: [],
    firstSteps: ['Check the policy of the SNS topic of the trail, and of the key of the topic.'],
  },
  'status-refused': {
    id: 'trailwatch-trail-unwatched',
    title: 'Status of a CloudTrail trail cannot be read',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Does a service control policy deny cloudtrail:GetTrailStatus in the Region, or the role of the delivery monitor? Except the role, or name the other Regions in `regions`.',
    ],
  },
  'account-silent': {
    id: 'trailwatch-account-silent',
    title: 'No files of an account are delivered any more',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      ACCOUNT_LEFT,
      'Otherwise read the status of the trail there: trailwatch trails --role-arn ROLE.',
    ],
  },
  'region-silent': {
    id: 'trailwatch-region-silent',
    title: 'No log files of a Region of an account are delivered any more',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Was the Region disabled, or what ran there moved? Then the alert is the last of it.',
      'Otherwise read the status of the trail there: trailwatch trails --region REGION --role-arn ROLE.',
    ],
  },
  'logs-stopped': {
    id: 'trailwatch-logs-stopped',
    title: 'No log files of a Region come any more, and its digest files do',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Does nothing run there any more, or is it a holiday? Then the alert is the last of it.',
      'Otherwise the selectors of the trail may leave everything out: trailwatch trails --region REGION shows them; look for PutEventSelectors.',
    ],
  },
  'realtime-missing': {
    id: 'trailwatch-realtime-missing',
    title: 'Realtime rules of an account send nothing to the home bus',
    severity: 'medium',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Is the account new, or the Region? Look at its stack instance and the last operation of the StackSet (aws cloudformation describe-stack-instance); where there is none, is the account in the units of the StackSet?',
      'Otherwise look there for the rule of the heartbeat and its role, and for DisableRule, DeleteRule, RemoveTargets and DeleteStackInstances. Log files bring alerts minutes later meanwhile.',
    ],
  },
  'volume-raised': {
    id: 'trailwatch-volume-raised',
    title: 'An account logs far more events than before',
    severity: 'low',
    tags: [],
    firstSteps: [
      'record.loudest has the calls, resources and callers with the most events: is it a new workload, a loop, or someone who reads what they should not? trailwatch scan of the files of the day shows the records.',
      'Where the events are not needed, record.savings has the selectors that leave them out, and what each saves; those with rules would take events from these rules. trailwatch cost computes the same from more days.',
    ],
  },
  'trail-drift': drift('trailwatch-trail-drift', 'CloudTrail trail is not as it was deployed'),
  'bucket-drift': drift('trailwatch-bucket-drift', 'Bucket of the archive is not as it was deployed'),
  'key-drift': drift('trailwatch-key-drift', 'Policy of the key of the archive is not as it was deployed'),
  'topic-drift': drift('trailwatch-topic-drift', 'Policy of the alert topic is not as it was deployed'),
  'part-drift': {
    id: 'trailwatch-pipeline-drift',
    title: 'Part of the pipeline is not as it was deployed',
    severity: 'high',
    tags: IMPAIR_LOGGING,
    firstSteps: [
      'Find who changed it in the event history of the account (trailwatch history); docs/reference/pipeline.md lists the calls on each type of resource. Was it a deployment that is under way, or one that failed?',
      DEPLOY_AGAIN,
    ],
  },
  'subscription-unconfirmed': {
    id: 'trailwatch-subscription-unconfirmed',
    title: 'Subscription was never confirmed',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Look for the mail of SNS and follow its link. SNS deletes subscriptions that are not confirmed after days: then remove it from the app, deploy, add it, and deploy again.',
    ],
  },
  'settings-refused': {
    id: 'trailwatch-settings-unwatched',
    title: 'Settings of a resource that is compared cannot be read',
    severity: 'medium',
    tags: [],
    firstSteps: [
      'Does a policy deny the role of the delivery monitor to read them? Until it may, changes of the resource are found by its records alone.',
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
