import type { Severity } from '../rule/rule';

/** Calls that a control names, and the service that they belong to. */
export interface CallList {
  /** Such as `iam.amazonaws.com`. */
  readonly eventSource: string;
  readonly eventNames: readonly string[];
  /**
   * Whether the control's pattern asks for the service as well. `sinceCis` says that the benchmarks 1.2 and 1.4 do not,
   * and Security Hub's page does.
   */
  readonly asksForSource: 'always' | 'sinceCis' | 'never';
}

/** A condition that is no list of calls, in the two languages of CloudWatch Logs. */
export interface FilterText {
  /** The filter pattern, letter for letter. */
  readonly pattern: string;
  /** The same in Logs Insights, for people who look for who it was. */
  readonly insights: string;
}

/** How the same control is watched without its noise. */
export interface QuietControl {
  /** A pattern of its own, or the control's calls with less around them. */
  readonly filter: FilterText | QuietCalls;
  /** How many matches in a period raise the alarm. */
  readonly threshold: number;
  /** What is left out, and why nobody misses it; a sentence or two for the runbook. */
  readonly leftOut: string;
}

/** Some of the control's calls. */
export interface QuietCalls {
  /** The calls that are kept; the control's own where absent. */
  readonly eventNames?: readonly string[];
  /** Whether a call that failed counts: where the try alone is news. */
  readonly failures: boolean;
  /** Whether calls count that an AWS service made on somebody's behalf. */
  readonly serviceCalls: boolean;
}

/** One of Security Hub's controls on metric filters, with all that is said of it anywhere. */
export interface Control {
  /** Security Hub's own, such as `CloudWatch.1`. */
  readonly id: string;
  /** A word-with-hyphens form that tells what happened; part of the alarm's name. */
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  /** ATT&CK tags as Sigma writes them. */
  readonly tags: readonly string[];
  /** The recommendations in the CIS benchmark 1.2, and in 1.4 where it has one. */
  readonly cis: { readonly v1_2: string; readonly v1_4?: string };
  readonly filter: FilterText | CallList;
  /** What it means that the alarm fired: a sentence or two. */
  readonly meaning: string;
  /** What to do in the first ten minutes. */
  readonly firstSteps: readonly string[];
  readonly quiet: QuietControl;
}
