import { AGE_WHILE_UNSENT, type PipelineAlarm } from './monitor-alarms';

/** The alarms of `LogProcessor`, by their construct ids. */
export const PROCESSOR_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'log-processor-dead-letters',
    title: 'Log files moved to the dead-letter queue',
    meaning: 'Log files moved to the dead-letter queue: their records were not searched.',
    firstSteps: [
      "Read a message of the dead-letter queue, find its object key in the function's log, fix the cause, and start a redrive to the queue. Messages are kept for 14 days.",
      'A damaged file stays damaged: check it with aws cloudtrail validate-logs, search it with trailwatch scan, and delete its message.',
    ],
  },
  OldestNoticeAlarm: {
    runbook: 'log-processor-oldest-notice',
    title: 'Alerts are late',
    meaning: 'Log files wait longer than the threshold, 15 minutes by default: alerts are late.',
    firstSteps: [
      'Check throttles and errors of the function; if there are none, raise maxConcurrency.',
      'Nothing is lost while files wait: the queue keeps them for 7 days.',
      AGE_WHILE_UNSENT,
    ],
  },
  WaitingNoticesAlarm: {
    runbook: 'log-processor-waiting-notices',
    title: 'Many log files are waiting',
    meaning:
      'More than 10,000 log files are waiting: deliveries have risen sharply, or the function does not process them.',
    firstSteps: [
      'If the function is invoked, raise maxConcurrency; if not, check its event source mapping and its log.',
      'Many deliveries come from new data events, or from a principal that makes many calls: count the newest files by account and Region.',
    ],
  },
  ErrorsAlarm: {
    runbook: 'log-processor-errors',
    title: 'Invocations of the log processor fail',
    meaning: 'Invocations of the function fail, not single files.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, its rules, or a permission. Files wait in the queue meanwhile and are not lost.',
      'If it began with a deployment, roll it back.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'log-processor-throttles',
    title: 'The log processor is throttled',
    meaning: "The function is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Files wait in the queue meanwhile.',
      'Which function uses the concurrency, and is that planned? An attacker who avoids alerts can exhaust it.',
    ],
  },
  RejectedFilesAlarm: {
    runbook: 'log-processor-rejected-files',
    title: 'Log files could not be read completely',
    meaning: 'Log files could not be read completely. Valid records of the same files were searched.',
    firstSteps: [
      "The function's log names each file and the position of the problem; check it against its digest ('aws cloudtrail validate-logs').",
      'If it does not match its digest either, the file was modified: treat the bucket as tampered with, and compare it with its replica.',
    ],
  },
  NoHeartbeatsAlarm: {
    runbook: 'log-processor-no-heartbeats',
    title: 'The log processor does not run',
    meaning: 'No hourly heartbeat was processed for two hours, so no log files are searched.',
    firstSteps: [
      'Is the event source mapping of the function enabled, does the function have a reserved concurrency of 0, and is the scheduled rule (Heartbeat) enabled?',
      'Who changed it? An attacker who avoids alerts may disable this first. Log files wait in the queue for 7 days; search missing files: trailwatch scan s3://BUCKET --start TIME',
      'The first heartbeat that arrives again sends the daily summaries and notices of ending silences that were missed, for up to two days.',
    ],
  },
  NoDeliveriesAlarm: {
    runbook: 'log-processor-no-deliveries',
    title: 'No CloudTrail files arrive',
    meaning:
      'For four hours, neither a log file nor one of the digest files that CloudTrail writes every hour was announced to the processor.',
    firstSteps: [
      'Does CloudTrail deliver (aws cloudtrail get-trail-status: IsLogging, LatestDeliveryTime, LatestDigestDeliveryTime, LatestDeliveryError)? Check the bucket policy and the KMS key.',
      'If files are in the bucket, are they announced? Check that the bucket sends its events to EventBridge, and the rules Delivered and Digests of the processor: state, pattern, target.',
      'Who changed it? Look for StopLogging, UpdateTrail, PutBucketNotification and DisableRule. Search the missed files: trailwatch scan s3://BUCKET',
    ],
  },
  UnsearchedFilesAlarm: {
    runbook: 'log-processor-unsearched-files',
    title: 'Log files are delivered but not searched',
    meaning:
      'For three hours, digest files listed log files that were delivered to the archive, and the processor searched none.',
    firstSteps: [
      'Check the rule Delivered of the processor and its sisters (Delivered2, …): state, pattern, target. The rule Digests works.',
      'Who changed it? Search the files since three hours before the alarm: trailwatch scan s3://BUCKET --start TIME',
    ],
  },
  PathTestAlarm: {
    runbook: 'log-processor-path-test',
    title: 'Alerts do not arrive',
    meaning:
      'For three hours, the processor has not received the hourly test that it sends to itself through the alert topic: alerts may not reach anyone.',
    firstSteps: [
      'Read the newest errors in the log of the function: can it publish to the topic, and use its key and the claims table?',
      'If the tests are sent, does the subscription of the function still exist, and can the topic invoke the function? Compare the other subscriptions of the topic, too.',
      'Until it works, see the alert ids in the log of the function, and run trailwatch scan s3://BUCKET to print the alerts.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `RealtimeAlerts`, by their construct ids. */
export const REALTIME_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'realtime-alerts-dead-letters',
    title: 'Events from the bus moved to the dead-letter queue',
    meaning: 'Events of CloudTrail from the bus moved to the dead-letter queue: they were not searched.',
    firstSteps: [
      "Read a message of the dead-letter queue: it is the whole event. Fix the cause that the function's log shows, and start a redrive to the queue. Messages are kept for 14 days.",
      'A log processor with the same rules sent their alerts minutes later, with the log file.',
      'An event that is not of CloudTrail was put on the bus by a principal of the account that it names; it cannot implicate another account.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'realtime-alerts-oldest-message',
    title: 'Alerts from the bus are late',
    meaning:
      'Events wait longer than the threshold, five minutes by default: alerts are no faster than those from log files.',
    firstSteps: [
      'Check throttles and errors of the function; if there are none, raise maxConcurrency.',
      AGE_WHILE_UNSENT,
    ],
  },
  ErrorsAlarm: {
    runbook: 'realtime-alerts-errors',
    title: 'Invocations of the realtime alerts fail',
    meaning: 'Invocations of the function that searches events from the bus fail, not single events.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, its rules, or a permission. Events wait in the queue meanwhile and are not lost.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'realtime-alerts-throttles',
    title: 'The realtime alerts are throttled',
    meaning:
      "The function that searches events from the bus is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Events wait in the queue meanwhile.',
    ],
  },
  DeliveryLagAlarm: {
    runbook: 'realtime-alerts-delivery-lag',
    title: 'Events reach the realtime alerts late',
    meaning:
      'All events that came from the bus in ten minutes were more than 15 minutes old: realtime alerts are no faster than those from log files.',
    firstSteps: [
      'Is a dead-letter queue being redriven? Its events are old, and the alarm ends with them.',
      "If not, check the alarm on the oldest message: where the queue is empty, events are late before it. Look for retries in the metrics of the forwarding rules (RetryInvocationAttempts and FailedInvocations in AWS/Events) of each Region, and at AWS's own status of CloudTrail and EventBridge.",
      'Nothing is lost meanwhile: EventBridge retries for a day, and a log processor finds the same records in the log files.',
    ],
  },
  NoHeartbeatsAlarm: {
    runbook: 'realtime-alerts-no-heartbeats',
    title: 'No heartbeats arrive from any Region',
    meaning:
      'No hourly heartbeat reached the home bus for two hours, so CloudTrail events do not reach it either.',
    firstSteps: [
      'Is the event source mapping of the function enabled, and are the rules of the home bus (Arrived, Heartbeats) and the heartbeat rule of the Region?',
      'Who changed it? An attacker who avoids alerts may disable this first. A log processor with the same rules sends the alerts minutes later.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;
