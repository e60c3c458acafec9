/** An alarm on trailwatch's own work: what is said of it in its description and on its page among the runbooks. */
export interface PipelineAlarm {
  /** The name of its page among the runbooks, without `.md`. */
  readonly runbook: string;
  readonly title: string;
  /** What it means. */
  readonly meaning: string;
  /** What to do in the first ten minutes; the first sentence is the description's. */
  readonly firstSteps: readonly string[];
}

/** The alarms of `LogProcessor`, by their construct ids. */
export const PROCESSOR_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'log-processor-dead-letters',
    title: 'Log files were given up',
    meaning: 'Log files were given up: their records were not looked at.',
    firstSteps: [
      "Read a message of the dead-letter queue, find its object key in the function's log, fix the cause, and start a redrive to the queue. Messages are kept for 14 days.",
      'A damaged file stays damaged: check it with aws cloudtrail validate-logs, search it by hand with trailwatch scan, and delete its message.',
    ],
  },
  OldestNoticeAlarm: {
    runbook: 'log-processor-oldest-notice',
    title: 'Alerts come late',
    meaning: 'Log files wait longer than 15 minutes: alerts come late.',
    firstSteps: [
      'Look for throttles and errors of the function; if there are none, raise maxConcurrency.',
      'Nothing is lost while files wait: the queue keeps them for 7 days.',
    ],
  },
  WaitingNoticesAlarm: {
    runbook: 'log-processor-waiting-notices',
    title: 'Very many log files wait',
    meaning:
      'More than 10,000 log files wait: either a flood of deliveries, or the function has stopped taking work.',
    firstSteps: [
      'If its invocations go on, raise maxConcurrency; if not, look at its event source mapping and its log.',
      'A flood comes from data events that were turned on, or from somebody who makes very many calls: count the newest files by account and Region.',
    ],
  },
  ErrorsAlarm: {
    runbook: 'log-processor-errors',
    title: 'The log processor fails as a whole',
    meaning: 'The function fails as a whole, not for one file.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, its rules, or a permission. Files wait in the queue meanwhile and are not lost.',
      'If it began with a deployment, roll that back.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'log-processor-throttles',
    title: 'The log processor is kept from running',
    meaning: "The function is kept from running: the account's concurrency is used up.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Files wait in the queue meanwhile.',
      'Which function took the concurrency, and is that planned? Somebody who wants no alerts can use it up on purpose.',
    ],
  },
  RejectedFilesAlarm: {
    runbook: 'log-processor-rejected-files',
    title: 'Log files could not be read wholly',
    meaning: 'Log files could not be read wholly. Good records of the same file were looked at all the same.',
    firstSteps: [
      "The function's log names each file and the place of the fault; check it against its digest ('aws cloudtrail validate-logs').",
      'If the digest does not fit either, somebody changed the file: treat the bucket as tampered with, and compare it with its replica.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `AlarmContext`, by their construct ids. */
export const CONTEXT_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'alarm-context-dead-letters',
    title: 'Nobody was told who raised an alarm',
    meaning: 'Alarms fired, and the records behind them could not be told.',
    firstSteps: [
      "Read a message of the dead-letter queue: it names the alarm and the time. Run the query of the alarm's own page over that time, then fix what the function's log says, and start a redrive to the queue.",
      'The alarm itself was sent by CloudWatch: only who and what is missing.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'alarm-context-oldest-message',
    title: 'It takes long to tell who raised an alarm',
    meaning: 'Alarms wait longer than 30 minutes to be told of with their records.',
    firstSteps: [
      'Look for throttles and errors of the function, and in its log for ThrottlingException of FilterLogEvents: somebody else searches the same account.',
    ],
  },
  ErrorsAlarm: {
    runbook: 'alarm-context-errors',
    title: 'The function behind the alarms fails as a whole',
    meaning: 'The function that tells who raised an alarm fails as a whole.',
    firstSteps: [
      'Read the newest error in its log: most often its settings or a permission. Messages wait in the queue meanwhile and are not lost.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'alarm-context-throttles',
    title: 'The function behind the alarms is kept from running',
    meaning:
      "The function that tells who raised an alarm is kept from running: the account's concurrency is used up.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Messages wait in the queue meanwhile.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `IntegrityMonitor`, by their construct ids. */
export const INTEGRITY_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'integrity-dead-letters',
    title: 'Parts of the archive were not checked',
    meaning:
      "Checks of an account's Region were given up: nobody looked whether its log files are unchanged.",
    firstSteps: [
      "Read a message of the dead-letter queue: it names the folder. Fix what the function's log says of it, and start a redrive to the queue.",
      'The next plan queues the folder again, too; what was added meanwhile is checked then. To check at once: trailwatch validate s3://BUCKET --account ACCOUNT --region REGION.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'integrity-oldest-message',
    title: 'The archive is checked late',
    meaning: 'Checks of the archive wait longer than an hour.',
    firstSteps: [
      'Look for throttles and errors of the function; if there are none, raise maxConcurrency. Nothing is lost: a check goes on where the last one ended.',
      'When a monitor meets a large archive for the first time, this is to be expected for some hours.',
    ],
  },
  ErrorsAlarm: {
    runbook: 'integrity-errors',
    title: 'The integrity monitor fails as a whole',
    meaning: 'The function fails as a whole, not for one folder.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, a permission, or its memory. Checks go on where they ended.',
      'If it began with a deployment, roll that back.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'integrity-throttles',
    title: 'The integrity monitor is kept from running',
    meaning: "The function is kept from running: the account's concurrency is used up.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Checks wait in the queue meanwhile.',
      'Which function took the concurrency, and is that planned? Whoever wants to change logs unseen can use it up on purpose.',
    ],
  },
  NoPlansAlarm: {
    runbook: 'integrity-no-plans',
    title: 'The archive is not checked any more',
    meaning: 'For two hours nobody has looked for new digest files: silence would not be noticed.',
    firstSteps: [
      'Is the scheduled rule enabled, and does it still send to the queue? Is the event source mapping of the function enabled?',
      'Who changed it? Whoever wants to change logs unseen turns this off first.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarm of `ChatTopic`, by its construct id. */
export const CHAT_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'chat-dead-letters',
    title: 'Chat was not told of an alert',
    meaning: 'Alerts did not get into the chat channels.',
    firstSteps: [
      'Read a message of the dead-letter queue: it holds the alert, or the message of the alert topic around it. Tell the channel by hand.',
      "Then read the newest error in the function's log: most often a permission, or the key of the chat topic. Messages are kept for 14 days; other subscribers of the alert topic got theirs.",
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `RealtimeAlerts`, by their construct ids. */
export const REALTIME_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'realtime-alerts-dead-letters',
    title: 'Events from the bus were given up',
    meaning: 'Events of CloudTrail came over the bus, and nobody looked at them or was told.',
    firstSteps: [
      "Read a message of the dead-letter queue: it is the whole event. Fix what the function's log says, and start a redrive to the queue. Messages are kept for 14 days.",
      'Where a log processor looks for the same rules, its alerts came minutes later, with the log file.',
      'An event that is none of CloudTrail was put on the bus by somebody: its account tells by whom. Nobody else can be made to look guilty by it.',
    ],
  },
  OldestMessageAlarm: {
    runbook: 'realtime-alerts-oldest-message',
    title: 'Alerts from the bus come late',
    meaning: 'Events wait longer than five minutes: alerts come no sooner than with the log files.',
    firstSteps: ['Look for throttles and errors of the function; if there are none, raise maxConcurrency.'],
  },
  ErrorsAlarm: {
    runbook: 'realtime-alerts-errors',
    title: 'The function of the realtime alerts fails as a whole',
    meaning: 'The function that looks at events from the bus fails as a whole, not for one event.',
    firstSteps: [
      'Read the newest error in its log: most often its settings, its rules, or a permission. Events wait in the queue meanwhile and are not lost.',
    ],
  },
  ThrottlesAlarm: {
    runbook: 'realtime-alerts-throttles',
    title: 'The function of the realtime alerts is kept from running',
    meaning:
      "The function that looks at events from the bus is kept from running: the account's concurrency is used up.",
    firstSteps: [
      'Give the function reserved concurrency, or ask for a higher quota. Events wait in the queue meanwhile.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;
