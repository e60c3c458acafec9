import type { PipelineAlarm } from './monitor-alarms';

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

/** The alarms of `Responder`, by their construct ids. */
export const RESPONDER_ALARMS = {
  DeadLettersAlarm: {
    runbook: 'responder-dead-letters',
    title: 'Alerts were not answered',
    meaning:
      'Alerts moved to the dead-letter queue of the responder: nothing was decided about them. Among them are those without proof that trailwatch sent them: all alerts are, while KMS does not sign.',
    firstSteps: [
      'Read a message of the dead-letter queue: it holds the alert. Decide about it by hand: the subscribers of the alert topic got it, too.',
      "Read the newest error in the function's log: most often a permission, the HMAC key, or the table. A message that is not proven is one that others published, or an alert that KMS did not sign: then the log of the function that sent it says so. An answer that comes days late does harm: delete the messages instead of sending them again.",
    ],
  },
  StoppedAlarm: {
    runbook: 'responder-stopped',
    title: 'A response to an alert was stopped by hand',
    meaning:
      'An execution of the responder was stopped: its action may not have been done, and nothing was reported.',
    firstSteps: [
      'Find the execution that was aborted in the state machine: its input has the alert and what was to be done. Do it by hand, if it is still needed.',
      'Find who stopped it: StopExecution in the event history of the account. Only operators do, with a reason.',
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
