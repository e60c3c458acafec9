import type { PipelineAlarm } from './pipeline-alarm';

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
