import type { PipelineAlarm } from './pipeline-alarm';

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
