import { AGE_WHILE_UNSENT, type PipelineAlarm } from './monitor-alarms';

/** The alarm of `ChatTopic`, by its construct id. */
export const CHAT_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'chat-dead-letters',
    title: 'Alerts did not reach the chat channels',
    meaning: 'Alerts did not reach the chat channels.',
    firstSteps: [
      'Read a message of the dead-letter queue: it holds the alert, or the message of the alert topic around it. Post it to the channel by hand.',
      "Then read the newest error in the function's log: most often a permission, or the key of the chat topic. Messages are kept for 14 days; other subscribers of the alert topic received them.",
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
      'CloudWatch sent the alarms themselves: only the actors and calls are missing.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'alarm-context-oldest-message',
    title: 'Searches for the records behind alarms are late',
    meaning: 'Alarms wait longer than the threshold, 30 minutes by default, for the search of their records.',
    firstSteps: [
      'Check throttles and errors of the function, and in its log for ThrottlingException of FilterLogEvents: another search runs in the same account.',
      AGE_WHILE_UNSENT,
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

/** The alarms of `ScheduledQuery`, by their construct ids. */
export const QUERY_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'scheduled-query-dead-letters',
    title: 'A scheduled query did not run, or its result was not reported',
    meaning: 'A scheduled query could not be started, or its result could not be read or sent.',
    firstSteps: [
      "Read the newest error in the function's log: most often Athena refuses the statement, or a permission is missing.",
      'Fix it, and start a redrive of the dead-letter queue: a query is started once for each time of its schedule. It reads the days before that time; the next run reads later days.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'scheduled-query-oldest-message',
    title: 'A scheduled query is late',
    meaning: 'Messages of a scheduled query wait longer than the threshold, an hour by default.',
    firstSteps: [
      'Check throttles and errors of the function, and in its log for TooManyRequestsException: other queries use the quota of Athena.',
      AGE_WHILE_UNSENT,
    ],
  },
  ErrorsAlarm: {
    runbook: 'scheduled-query-errors',
    title: 'Invocations of a scheduled query fail',
    meaning: 'Invocations of the function of a scheduled query fail.',
    firstSteps: [
      'Read the newest error in its log: most often its settings or a permission. Messages wait in the queue meanwhile and are not lost.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'scheduled-query-throttles',
    title: 'A scheduled query is throttled',
    meaning: "The function of a scheduled query is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Messages wait in the queue meanwhile.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `EventBusSink`, `ApiDestinationSink`, `SecurityHubSink` and `FirehoseSink`, by their construct ids. */
export const SINK_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'sink-dead-letters',
    title: 'Alerts did not reach a sink',
    meaning:
      'Messages of the alert topic moved to the dead-letter queue of a sink: its destination did not receive them.',
    firstSteps: [
      "Read a message of the dead-letter queue, and the newest error in the function's log: most often a permission, a destination that was deleted, or a service that is not enabled in the Region. For a message with the attribute ERROR_CODE, read ERROR_MESSAGE: EventBridge could not deliver the request, most often because the endpoint refused it.",
      'Fix the cause, and start a redrive to the queue of the sink. Messages are kept for 14 days; duplicates have the same id.',
      'Other subscribers of the alert topic received them.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'sink-oldest-message',
    title: 'Alerts reach a sink late',
    meaning:
      'Messages of the alert topic wait longer than the threshold, 15 minutes by default, in the queue of a sink.',
    firstSteps: [
      'Read the newest errors in the log of the function: messages that fail wait before they are received again. Check throttles if there are none.',
      'Nothing is lost while messages wait: the queue keeps them for 7 days.',
    ],
  },
  ErrorsAlarm: {
    runbook: 'sink-errors',
    title: 'Invocations of a sink fail',
    meaning: 'Invocations of the function of a sink fail, not single messages.',
    firstSteps: [
      'Read the newest error in its log: most often its settings or a permission. Messages wait in the queue meanwhile and are not lost.',
      'If it began with a deployment, roll it back.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'sink-throttles',
    title: 'A sink is throttled',
    meaning: "The function of a sink is throttled: the account's concurrency is exhausted.",
    firstSteps: [
      'Ask for a higher quota, or find the function that uses the concurrency. Messages wait in the queue meanwhile.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms on the delivery stream that a `FirehoseSink` creates, by their construct ids. */
export const STREAM_ALARMS = {
  UndeliveredAlarm: {
    runbook: 'sink-stream-undelivered',
    title: 'A delivery stream could not deliver alerts',
    meaning: 'A destination of Firehose refused alerts, or did not answer.',
    firstSteps: [
      'Read the newest errors in the error log of the stream: most often a secret that was changed, an endpoint that does not answer, or a permission on the bucket or its key.',
      'Firehose retries for two hours (for S3, a day), and then writes the alerts to the backup bucket under undelivered/. After the cause is fixed, send those objects yourself: duplicates have the same id.',
      'Other subscribers of the alert topic received them.',
    ],
  },
  LateAlarm: {
    runbook: 'sink-stream-late',
    title: 'A delivery stream is late',
    meaning: 'The oldest alert in a delivery stream has waited for more than 15 minutes.',
    firstSteps: [
      'Read the newest errors in the error log of the stream, and look at its metrics of throttles and of success: most often the destination does not answer.',
      'Nothing is lost while Firehose tries: two hours for an endpoint, a day for S3.',
    ],
  },
  UnconvertedAlarm: {
    runbook: 'sink-stream-unconverted',
    title: 'Findings could not be converted to Parquet',
    meaning: 'Firehose could not convert findings to Parquet: they are missing from the findings table.',
    firstSteps: [
      'Read the newest errors in the error log of the stream: most often the table was changed or deleted, or the role can no longer read it. Its columns are in the template; deploy it again.',
      'The documents are below findings-errors/ in the bucket, with the error and the record in Base64. Send them to the stream yourself: duplicates have the same id.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `ExternalEvents`, by their construct ids. */
export const EXTERNAL_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'external-events-dead-letters',
    title: 'Events from outside AWS were not archived',
    meaning:
      'Events from outside AWS were refused or could not be delivered, or digest files could not be signed.',
    firstSteps: [
      'Read a message of the dead-letter queue. Without the attribute ERROR_CODE it is an event that is not in the documented form, or whose eventSource is not its source: its sender must correct it and send it again.',
      'With ERROR_CODE, EventBridge could not put the event into the delivery stream for a day: fix what ERROR_MESSAGE says, and put the event on the bus again.',
      "A message of the schedule is that of the function that signs digest files: read the newest error in the function's log. Its next invocation signs the hours that are missing.",
    ],
  },
  LateAlarm: {
    runbook: 'external-events-late',
    title: 'Events from outside AWS are archived late',
    meaning:
      'The oldest event in the delivery stream of events from outside AWS has waited for more than 15 minutes.',
    firstSteps: [
      'Read the newest errors in the error log of the stream: most often its role can no longer write to the bucket or use its key.',
      'Firehose tries for a day. Events that wait longer are lost.',
    ],
  },
  UnsignedAlarm: {
    runbook: 'external-events-unsigned',
    title: 'Digest files of events from outside AWS are not signed',
    meaning: 'Invocations of the function that signs digest files of events from outside AWS fail.',
    firstSteps: [
      "Read the newest error in the function's log: most often a permission on the bucket or a key, or a digest file that was changed. Its next invocation signs the hours that are missing.",
      "If it names a digest file that was deleted or replaced, look in CloudTrail's records for who changed the bucket policy and did it, then remove its delete marker or its later versions; the bucket policy denies this until its statement NobodyDeletes is taken out.",
      "If it names a log file that cannot be read, let the function's role read and decrypt it, or remove its delete marker: its hour and all later ones wait until then. If it can never be read again, such as after its key was deleted, take the statement NobodyDeletes out of the bucket policy, delete the file, and put the statement back: the hour is then signed without it.",
      'If it says that log files could not be hashed, read the warnings before it: these files are damaged, and no digest file lists them.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;
