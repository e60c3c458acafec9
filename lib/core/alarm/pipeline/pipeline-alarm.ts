/** An alarm on trailwatch's own work: the text of its description and of its runbook. */
export interface PipelineAlarm {
  /** The name of its runbook, without `.md`. */
  readonly runbook: string;
  readonly title: string;
  /** What it means. */
  readonly meaning: string;
  /** What to do in the first ten minutes; the first step is part of the description. */
  readonly firstSteps: readonly string[];
}
