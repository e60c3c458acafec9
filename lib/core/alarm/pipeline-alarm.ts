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

/** The alarms of `LogProcessor`, by their construct ids. */
export const PROCESSOR_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'log-processor-dead-letters',
    title: 'Log files moved to the dead-letter queue',
    meaning: 'Log files moved to the dead-letter queue: their records were not searched.',
    firstSteps: [
      "Read a message of the dead-letter queue, find its object key in the function's log, fix the cause, and start a redrive to the queue. Messages are kept for 14 days.",
      'A damaged file stays damaged: check it with aws cloudtrail validate-logs, search it by hand with trailwatch scan, and delete its message.',
    ],
  },
  OldestNoticeAlarm: {
    runbook: 'log-processor-oldest-notice',
    title: 'Alerts are late',
    meaning: 'Log files wait longer than the threshold, 15 minutes by default: alerts are late.',
    firstSteps: [
      'Check throttles and errors of the function; if there are none, raise maxConcurrency.',
      'Nothing is lost while files wait: the queue keeps them for 7 days.',
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
      'If it began with a deployment, roll that back.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'log-processor-throttles',
    title: 'The log processor is throttled',
    meaning: "The function is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Files wait in the queue meanwhile.',
      'Which function uses the concurrency, and is that planned? An attacker who wants no alerts can exhaust it.',
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
    meaning: 'No hourly heartbeat was processed for two hours: no log file is searched either.',
    firstSteps: [
      'Is the event source mapping of the function enabled, has the function reserved concurrency of 0, and is the scheduled rule (Heartbeat) enabled?',
      'Who changed it? An attacker who wants no alerts disables this first. Log files wait in the queue for 7 days; search what is missing by hand with trailwatch scan.',
    ],
  },
  NoDeliveriesAlarm: {
    runbook: 'log-processor-no-deliveries',
    title: 'No file of CloudTrail arrives',
    meaning:
      'For four hours, neither a log file nor one of the digest files that CloudTrail writes every hour was announced to the processor.',
    firstSteps: [
      'Does CloudTrail deliver (aws cloudtrail get-trail-status: IsLogging, LatestDeliveryTime, LatestDigestDeliveryTime, LatestDeliveryError)? Check the policy of the bucket and its key.',
      'If files are in the bucket, are they announced? Check that the bucket sends its events to EventBridge, and the rules Delivered and Digests of the processor: state, pattern, target.',
      'Who changed it? Look for StopLogging, UpdateTrail, PutBucketNotification and DisableRule. Search what was missed by hand: trailwatch scan s3://BUCKET.',
    ],
  },
  UnsearchedFilesAlarm: {
    runbook: 'log-processor-unsearched-files',
    title: 'Log files are delivered and not searched',
    meaning:
      'For three hours, digest files listed log files that were delivered to the archive, and the processor searched none.',
    firstSteps: [
      'Check the rule Delivered of the processor and its sisters (Delivered2, …): state, pattern, target. The rule Digests works.',
      'Who changed it? Search what was missed by hand: trailwatch scan s3://BUCKET, from three hours before the alarm.',
    ],
  },
  PathTestAlarm: {
    runbook: 'log-processor-path-test',
    title: 'Alerts do not arrive',
    meaning:
      'For three hours, no hourly test came back that the processor sends to itself as it sends alerts: alerts may reach no one.',
    firstSteps: [
      'Read the newest errors in the log of the function: may it publish to the topic, and use its key and the table of claims?',
      'If the tests are sent, is the subscription of the function still there, and may the topic call the function? Compare the other subscriptions of the topic, too.',
      'Until it works, read what was found: the log of the function has the ids of alerts, and trailwatch scan s3://BUCKET prints them.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `AlarmContext`, by their construct ids. */
export const CONTEXT_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'alarm-context-dead-letters',
    title: 'Searches for the records behind alarms failed',
    meaning: 'The records behind alarms could not be searched: no alert names the actors.',
    firstSteps: [
      "Read a message of the dead-letter queue: it names the alarm and the time. Run the query of the alarm's own page over that time, then fix what the function's log says, and start a redrive to the queue.",
      'CloudWatch sent the alarms themselves: only who and what is missing.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'alarm-context-oldest-message',
    title: 'Searches for the records behind alarms are late',
    meaning: 'Alarms wait longer than the threshold, 30 minutes by default, for the search of their records.',
    firstSteps: [
      'Check throttles and errors of the function, and in its log for ThrottlingException of FilterLogEvents: another search runs in the same account.',
    ],
  },
  ErrorsAlarm: {
    runbook: 'alarm-context-errors',
    title: 'Invocations of the alarm context fail',
    meaning: 'Invocations of the function that searches for the records behind alarms fail.',
    firstSteps: [
      'Read the newest error in its log: most often its settings or a permission. Messages wait in the queue meanwhile and are not lost.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'alarm-context-throttles',
    title: 'The alarm context is throttled',
    meaning:
      "The function that searches for the records behind alarms is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Messages wait in the queue meanwhile.',
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

/** The alarms of `DeliveryMonitor`, by their construct ids. */
export const DELIVERY_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'delivery-dead-letters',
    title: 'Checks of trails and accounts moved to the dead-letter queue',
    meaning:
      'A check of the trails, or of an account, moved to the dead-letter queue: a Region of a trail does not answer, or the archive cannot be listed.',
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

/** The alarm of `ChatTopic`, by its construct id. */
export const CHAT_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'chat-dead-letters',
    title: 'Alerts did not reach the chat channels',
    meaning: 'Alerts did not reach the chat channels.',
    firstSteps: [
      'Read a message of the dead-letter queue: it holds the alert, or the message of the alert topic around it. Post it to the channel by hand.',
      "Then read the newest error in the function's log: most often a permission, or the key of the chat topic. Messages are kept for 14 days; other subscribers of the alert topic got theirs.",
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `Responder`, by their construct ids. */
export const RESPONDER_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'responder-dead-letters',
    title: 'Alerts were not answered',
    meaning: 'Alerts moved to the dead-letter queue of the responder: nothing was decided about them.',
    firstSteps: [
      'Read a message of the dead-letter queue: it holds the alert. Decide about it by hand: the subscribers of the alert topic got it, too.',
      "Read the newest error in the function's log: most often a permission, the HMAC key, or the table. An answer that comes days late does harm: delete the messages instead of sending them again.",
    ],
  },
  FailedAlarm: {
    runbook: 'responder-failed',
    title: 'An action on an alert failed',
    meaning: 'An action of the responder failed, or could not be reported.',
    firstSteps: [
      'Find the execution that failed in the state machine, and its error: most often a permission, or a resource that is no longer there. The report on the alert topic has the same reason.',
      'Do by hand what the action was to do, if it is still needed. An execution is not repeated for the same alert; redrive it within 14 days if it should be.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarm of `ArchiveSearch`, by its construct id. */
export const SEARCH_ALARMS = {
  UnsentAlarm: {
    runbook: 'archive-search-unsent',
    title: 'Alerts of an archive search could not be sent',
    meaning:
      'The function that sends alerts of archive searches failed: alerts of a search may not have been sent.',
    firstSteps: [
      'Read the error in its log, and which execution it is of: most often a permission, the topic, or its key. Step Functions tries most errors again; if the execution succeeded, nothing is missing.',
      'Otherwise fix the cause and redrive the execution within a day of its start, or start the search again: what was sent is not sent twice. What was found is in the results bucket: trailwatch archive-search results.',
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
      "Read a message of the dead-letter queue: it is the whole event. Fix what the function's log says, and start a redrive to the queue. Messages are kept for 14 days.",
      'A log processor with the same rules sent their alerts minutes later, with the log file.',
      'An event that is not of CloudTrail was put on the bus by a principal of the account that it names; it cannot implicate another account.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'realtime-alerts-oldest-message',
    title: 'Alerts from the bus are late',
    meaning:
      'Events wait longer than the threshold, five minutes by default: alerts come no sooner than with the log files.',
    firstSteps: ['Check throttles and errors of the function; if there are none, raise maxConcurrency.'],
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
      'All events that came from the bus in ten minutes were more than 15 minutes old: realtime alerts come no sooner than those of the log files.',
    firstSteps: [
      'Is a dead-letter queue being redriven? Its events are old, and the alarm ends with them.',
      "If not, check the alarm on the oldest message: where the queue is empty, events are late before it. Look for retries in the metrics of the forwarding rules (RetryInvocationAttempts and FailedInvocations in AWS/Events) of each Region, and at AWS's own status of CloudTrail and EventBridge.",
      'Nothing is lost meanwhile: EventBridge retries for a day, and a log processor finds the same records in the log files.',
    ],
  },
  NoHeartbeatsAlarm: {
    runbook: 'realtime-alerts-no-heartbeats',
    title: 'No heartbeat of any Region arrives',
    meaning:
      'No hourly heartbeat came over the home bus for two hours: events of CloudTrail do not come either.',
    firstSteps: [
      'Is the event source mapping of the function enabled, and are the rules of the home bus (Arrived, Heartbeats) and the heartbeat rule of the Region?',
      'Who changed it? An attacker who wants no alerts disables this first. A log processor with the same rules sends the alerts minutes later.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarm of `LogTableCompaction`, by its construct id. */
export const COMPACTION_ALARMS = {
  FailedAlarm: {
    runbook: 'compaction-failed',
    title: 'Log files were not compacted',
    meaning: 'Log files were not compacted, or not all: queries over the compacted table miss records.',
    firstSteps: [
      'Open the failed execution of the state machine: its cause names the days, and the first error. Query the log files themselves meanwhile (the table cloudtrail_logs).',
      'After a timeout or an exhausted limit, choose fewer accounts for a statement (groupSize), or raise maxScan or the quota of Athena. A denied access is in the statement of the failed state.',
      'The next execution compacts the last days again. For older ones start the state machine with an input such as {"firstDay": "2026-01-01", "lastDay": "2026-01-31"}: what is there is not added twice.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;
