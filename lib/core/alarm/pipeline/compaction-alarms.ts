import type { PipelineAlarm } from './pipeline-alarm';

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
