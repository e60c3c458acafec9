/**
 * A first step of alarms on the age of the oldest message, of queues whose function raises alerts: it holds while they cannot be sent.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const AGE_WHILE_UNSENT =
  'OK does not show that alerts are sent: from its third receive on, SQS counts no age for a message, and one whose alert cannot be sent is put on the queue again as a new one. Check the alarm on failed notifications, and the log of the function.';

/** The alarms of `DeliveryMonitor`, by their construct ids. */
export const DELIVERY_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'delivery-dead-letters',
    title: 'Checks of trails and accounts moved to the dead-letter queue',
    meaning:
      'A check of the trails, or of an account, moved to the dead-letter queue: a Region of a trail does not answer, or the Regions of the account or the archive cannot be listed.',
    firstSteps: [
      "Read a message of the dead-letter queue: its job says what failed. Fix what the function's log says of it: most often a permission, or a Region that does not answer.",
      'The schedule sends the same check again: delete the messages then. By hand meanwhile: trailwatch trails.',
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
      'If it began with a deployment, roll that back. By hand meanwhile: trailwatch trails.',
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
      'Who changed it? An attacker who stops a trail disables this first. By hand meanwhile: trailwatch trails.',
    ],
  },
  NoAccountsAlarm: {
    runbook: 'delivery-no-accounts',
    title: 'Accounts and Regions are no longer followed',
    meaning:
      'For more than two scheduled looks, the newest files of no account were looked for: one that went silent would go unnoticed.',
    firstSteps: [
      'Is the scheduled rule Look enabled? May the function list the bucket, and is it the one of the trails? Read the errors in the log of the function.',
      'A new archive has no accounts until its trails have delivered their first files.',
    ],
  },
  StatesRejectedAlarm: {
    runbook: 'delivery-states-rejected',
    title: 'The state of the delivery monitor was changed',
    meaning:
      'The table holds states that the monitor did not write: their message authentication codes are wrong. They are not used: what lasts is told again, and the rhythm of the account is learned again.',
    firstSteps: [
      'Who wrote the table? Look for PutItem, UpdateItem and DeleteItem in its data events, if they are logged, and for roles that may write it.',
      'The log of the function names the states. Right after the key was replaced, this is expected once.',
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
      "Read a message of the dead-letter queue: it names the folder. Fix what the function's log says of it, and start a redrive to the queue.",
      'The next plan queues the folder again, too; what was added meanwhile is checked then. To check at once: trailwatch validate s3://BUCKET --account ACCOUNT --region REGION.',
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
      'If it began with a deployment, roll that back.',
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
      'Who changed it? An attacker who modifies logs disables this first.',
    ],
  },
  NoFoldersAlarm: {
    runbook: 'integrity-no-folders',
    title: 'No account and Region is checked to its end',
    meaning: 'For two hours, no account and Region of the archive was checked up to its newest digest file.',
    firstSteps: [
      'Are plans still made (metric Plans), and do checks fail (metric MessagesFailed, and the errors in the log of the function)?',
      'Is the bucket the one of the trails, and may the function list it and use its key? Check by hand meanwhile: trailwatch validate s3://BUCKET.',
      'Who may write the table of claims and states? Compare its items with the newest files of the archive.',
    ],
  },
  DigestLagAlarm: {
    runbook: 'integrity-digest-lag',
    title: 'Digest files of all accounts and Regions are late',
    meaning:
      'For two hours, the newest digest file of every account and Region that was checked was more than four hours old.',
    firstSteps: [
      'Does CloudTrail deliver (aws cloudtrail get-trail-status: LatestDigestDeliveryTime, LatestDigestDeliveryError)? Check the policy of the bucket and its key.',
      'Does CloudTrail deliver elsewhere now? Look for UpdateTrail and StopLogging in the event history of the owner of the trail.',
      'If digest files arrive, are checks late? See the alarm on the oldest message.',
    ],
  },
  StatesRejectedAlarm: {
    runbook: 'integrity-states-rejected',
    title: 'The state of the integrity monitor was changed',
    meaning:
      'The table holds states that the monitor did not write: their message authentication codes are wrong. They are not used, and the folders are checked from a day back.',
    firstSteps: [
      'Who wrote the table? Look for PutItem, UpdateItem and DeleteItem in its data events, if they are logged, and for roles that may write it.',
      'The log of the function names the states. Check the archive by hand: trailwatch validate s3://BUCKET.',
      'Right after a rollback to a version without such codes, or after the key was replaced, this is expected once.',
    ],
  },
  NotificationsFailedAlarm: {
    runbook: 'integrity-notifications-failed',
    title: 'Alerts could not be delivered to a subscriber',
    meaning: 'SNS could not deliver messages of the alert topic to a subscriber.',
    firstSteps: [
      'Which subscriber is it? Enable delivery status logging of the topic, or check the endpoints: a function or a queue that was deleted, a URL that does not answer, a key that SNS may not use.',
      'Read what was missed: the alerts are in the log of the function by their ids, and the findings by trailwatch validate s3://BUCKET.',
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
