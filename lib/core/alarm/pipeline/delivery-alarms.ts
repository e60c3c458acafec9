import type { PipelineAlarm } from './pipeline-alarm';

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
