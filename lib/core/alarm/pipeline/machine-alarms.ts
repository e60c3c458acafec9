import type { PipelineAlarm } from './monitor-alarms';

/** The alarm of `LogTableCompaction`, by its construct id. */
export const COMPACTION_ALARMS = {
  FailedAlarm: {
    runbook: 'compaction-failed',
    title: 'Log files were not compacted',
    meaning: 'Log files were not compacted, or not all: queries over the compacted table miss records.',
    firstSteps: [
      'Open the failed execution of the state machine: its cause names the days and the first error. Until this is fixed, query the log files themselves (table cloudtrail_logs).',
      'After a timeout or an exhausted limit, choose fewer accounts for a statement (groupSize), or raise maxScan or the quota of Athena. For AccessDenied, see the statement of the failed state.',
      'The next execution compacts the last days again. For older days, start the state machine with an input such as {"firstDay": "2026-01-01", "lastDay": "2026-01-31"}: records are not added twice.',
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
      'Find the error and its execution in the log: most often a permission, the topic, or its key. Step Functions retries most errors; if the execution succeeded, nothing is missing.',
      'Otherwise fix the cause and redrive the execution within a day of its start, or start the search again: alerts are not sent twice. The results are in the results bucket: trailwatch archive search results',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;

/** The alarms of `Responder`, by their construct ids. */
export const RESPONDER_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'responder-dead-letters',
    title: 'Alerts were not answered',
    meaning:
      'Alerts moved to the dead-letter queue of the responder, which did not handle them. These include alerts that are not proven to be from trailwatch: all alerts, while KMS does not sign them.',
    firstSteps: [
      'Read a message in the dead-letter queue: it contains the alert. Handle it yourself: the subscribers of the alert topic received it, too.',
      "Read the newest error in the function's log: most often a permission, the HMAC key, or the table. A message that is not proven is one that others published, or an alert that KMS did not sign: then the log of the function that sent it says so. A response that is days late does harm: delete the messages instead of redriving them.",
    ],
  },
  StoppedAlarm: {
    runbook: 'responder-stopped',
    title: 'A response to an alert was stopped manually',
    meaning:
      'An execution of the responder was stopped: its action may not have been performed, and nothing was reported.',
    firstSteps: [
      'Find the execution that was aborted in the state machine: its input has the alert and the action. Perform it yourself, if it is still needed.',
      'Find who stopped it: StopExecution in the event history of the account. Only operators should do this, with a reason.',
      'See what is noted of the alert and its other actions: trailwatch response ALERT_ID --table ARN',
    ],
  },
  FailedAlarm: {
    runbook: 'responder-failed',
    title: 'An action on an alert failed',
    meaning: 'An action of the responder failed, or could not be reported.',
    firstSteps: [
      'Find the execution that failed in the state machine, and its error: most often a permission, or a resource that no longer exists. The report on the alert topic has the same reason.',
      'See what is noted of the alert: trailwatch response ALERT_ID --table ARN, which is the link Outcome of each report.',
      'Perform the action yourself, if it is still needed. An execution is not repeated for the same alert; to repeat it, redrive it within 14 days.',
    ],
  },
} as const satisfies Record<string, PipelineAlarm>;
