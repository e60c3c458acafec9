/**
 * A first step of alarms on the age of the oldest message, of queues whose function raises alerts: it holds while they cannot be sent.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const AGE_WHILE_UNSENT =
  'OK does not show that alerts are sent: from its third receive on, SQS does not report the age of a message, and a message whose alert cannot be sent is put on the queue again as a new one. Check the alarm on failed notifications, and the log of the function.';

/** The alarms of `DeliveryMonitor`, by their construct ids. */
export const DELIVERY_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'delivery-dead-letters',
    title: 'Checks of trails and accounts moved to the dead-letter queue',
    meaning:
      'A check of the trails, or of an account, moved to the dead-letter queue: a Region of a trail does not answer, or the Regions of the account or the archive cannot be listed.',
    firstSteps: [
      "Read a message in the dead-letter queue: its job names what failed. Fix the cause that the function's log shows: most often a permission, or a Region that does not answer.",
      'The schedule sends the same check again, so delete the messages after the fix. Until this is fixed, check manually: trailwatch trails',
      'If the log says that no subscription of the alert topic is as it was deployed, alerts may not be delivered: find who removed or changed the subscriptions, subscribe again, and read the alerts of that time in the logs of the functions.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'delivery-oldest-message',
    title: 'Trails and accounts are checked late',
    meaning: 'Checks of trails and accounts wait longer than the threshold, an hour by default.',
    firstSteps: [
      'Check throttles and errors of the function. Nothing is lost: a check that is late finds what the missed ones would have found.',
      AGE_WHILE_UNSENT,
    ],
  },
  ErrorsAlarm: {
    runbook: 'delivery-errors',
    title: 'Invocations of the delivery monitor fail',
    meaning: 'Invocations of the function fail, not single checks.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, a permission, or its memory.',
      'If it began with a deployment, roll it back. Until this is fixed, check manually: trailwatch trails',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'delivery-throttles',
    title: 'The delivery monitor is throttled',
    meaning: "The function is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Checks wait in the queue meanwhile.',
    ],
  },
  NoChecksAlarm: {
    runbook: 'delivery-no-checks',
    title: 'The status of the trails is no longer checked',
    meaning: 'For two hours, no check read the status of every trail: one that stopped would go unnoticed.',
    firstSteps: [
      'Is the scheduled rule enabled, and does it still send to the queue? Is the event source mapping of the function enabled? Do checks fail (metric MessagesFailed, and the log of the function)?',
      'Who changed it? An attacker who stops a trail may disable this first. Until this is fixed, check manually: trailwatch trails',
    ],
  },
  NoAccountsAlarm: {
    runbook: 'delivery-no-accounts',
    title: 'Accounts and Regions are no longer followed',
    meaning:
      'More than two scheduled checks did not look for new files of any account: an account that stopped delivering would go unnoticed.',
    firstSteps: [
      'Is the scheduled rule Look enabled? Can the function list the bucket, and do the trails deliver to this bucket? Read the errors in the log of the function.',
      'A new archive has no accounts until its trails have delivered their first files.',
    ],
  },
  StatesRejectedAlarm: {
    runbook: 'delivery-states-rejected',
    title: 'The state of the delivery monitor was changed',
    meaning:
      'Another principal changed states in the table, restored older ones, or deleted some. States with a wrong message authentication code are ignored. Open problems are reported again, and the usual delivery intervals of the account are learned again.',
    firstSteps: [
      'Find who wrote to the table: look for PutItem, UpdateItem and DeleteItem in its data events, if they are logged, and for roles that can write to it.',
      'The log of the function names the states. After the key was replaced, or after hours without checks, this is expected once.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `IntegrityMonitor`, by their construct ids. */
export const INTEGRITY_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'integrity-dead-letters',
    title: 'Checks moved to the dead-letter queue',
    meaning: "Checks of an account's Region moved to the dead-letter queue: its log files are not verified.",
    firstSteps: [
      "Read a message of the dead-letter queue: it names the folder. Fix the cause that the function's log shows, and start a redrive to the queue.",
      'The next plan queues the folder again, too, and checks what was added since. To check at once: trailwatch validate s3://BUCKET --account ACCOUNT --region REGION',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'integrity-oldest-message',
    title: 'The archive is checked late',
    meaning: 'Checks of the archive wait longer than the threshold, an hour by default.',
    firstSteps: [
      'Check throttles and errors of the function; if there are none, raise maxConcurrency. Nothing is lost: a check continues where the last one ended.',
      'The first check of a large archive takes some hours.',
      AGE_WHILE_UNSENT,
    ],
  },
  ErrorsAlarm: {
    runbook: 'integrity-errors',
    title: 'Invocations of the integrity monitor fail',
    meaning: 'Invocations of the function fail, not single folders.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, a permission, or its memory. Checks continue where they ended.',
      'If it began with a deployment, roll it back.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'integrity-throttles',
    title: 'The integrity monitor is throttled',
    meaning: "The function is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Checks wait in the queue meanwhile.',
      'Which function uses the concurrency, and is that planned? An attacker who modifies logs can exhaust it.',
    ],
  },
  NoPlansAlarm: {
    runbook: 'integrity-no-plans',
    title: 'The archive is no longer checked',
    meaning: 'New digest files have not been checked for two hours: missing ones would go unnoticed.',
    firstSteps: [
      'Is the scheduled rule enabled, and does it still send to the queue? Is the event source mapping of the function enabled?',
      'Who changed it? An attacker who modifies logs may disable this first.',
    ],
  },
  NoFoldersAlarm: {
    runbook: 'integrity-no-folders',
    title: 'No account and Region is checked completely',
    meaning: 'For two hours, no account and Region of the archive was checked up to its newest digest file.',
    firstSteps: [
      'Are plans still made (metric Plans), and do checks fail (metric MessagesFailed, and the errors in the log of the function)?',
      'Do the trails deliver to this bucket, and can the function list it and use its key? Until this is fixed, check manually: trailwatch validate s3://BUCKET',
      'Who can write to the table of claims and states? Compare its items with the newest files of the archive.',
    ],
  },
  DigestLagAlarm: {
    runbook: 'integrity-digest-lag',
    title: 'Digest files of all accounts and Regions are late',
    meaning:
      'For two hours, the newest digest file of every account and Region that was checked was more than four hours old.',
    firstSteps: [
      'Does CloudTrail deliver (aws cloudtrail get-trail-status: LatestDigestDeliveryTime, LatestDigestDeliveryError)? Check the bucket policy and the KMS key.',
      'Does CloudTrail deliver elsewhere now? Look for UpdateTrail and StopLogging in the event history of the owner of the trail.',
      'If digest files arrive, are checks late? See the alarm on the oldest message.',
    ],
  },
  StatesRejectedAlarm: {
    runbook: 'integrity-states-rejected',
    title: 'The state of the integrity monitor was changed',
    meaning:
      'Another principal changed states in the table, restored older ones, or deleted some. States with a wrong message authentication code are ignored, and the folders are checked again from one day back.',
    firstSteps: [
      'Find who wrote to the table: look for PutItem, UpdateItem and DeleteItem in its data events, if they are logged, and for roles that can write to it.',
      'The log of the function names the states. Check the archive manually: trailwatch validate s3://BUCKET',
      'After a rollback to a version without such codes, after the key was replaced, or after hours without plans or checks, this is expected once.',
    ],
  },
  NotificationsFailedAlarm: {
    runbook: 'integrity-notifications-failed',
    title: 'Alerts could not be delivered to a subscriber',
    meaning: 'SNS could not deliver messages of the alert topic to a subscriber.',
    firstSteps: [
      'Which subscriber is it? Enable delivery status logging of the topic, or check the endpoints: a function or a queue that was deleted, a URL that does not answer, a key that SNS cannot use.',
      'To find what was missed, see the alert ids in the log of the function, and run trailwatch validate s3://BUCKET for the findings.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** An alarm on trailwatch's own work: the text of its description and of its runbook. */
export interface PipelineAlarm {
  /** The name of its runbook, without `.md`. */
  readonly runbook: string;
  readonly title: string;
  /** What it means. */
  readonly meaning: string;
  /** What to do in the first ten minutes; the first step is part of the description. */
  readonly firstSteps: readonly string[];
}
