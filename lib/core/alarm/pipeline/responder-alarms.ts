import type { PipelineAlarm } from './pipeline-alarm';

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
