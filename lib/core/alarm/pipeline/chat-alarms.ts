import type { PipelineAlarm } from './pipeline-alarm';

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
