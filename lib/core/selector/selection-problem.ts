/** A problem in a selection, with the place where it is. Wrong input is a value, never an exception. */
export interface SelectionProblem {
  /** CloudTrail, or trailwatch, would refuse an `error`; a `warning` may be meant. */
  readonly severity: 'error' | 'warning';
  /** A stable name for the kind of problem, such as `field-not-allowed`. */
  readonly code: string;
  /** The place as a path in the API's words, such as `AdvancedEventSelectors[0].FieldSelectors[1].Equals[0]`. */
  readonly path: string;
  /** One sentence, lower case, no full stop: what was found, what may be there, what to do. */
  readonly message: string;
}

/** `path: message`. */
export function renderSelectionProblem(problem: SelectionProblem): string {
  return problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`;
}

/** A problem over which the API, or trailwatch, refuses the selection. */
export function refusal(code: string, path: string, message: string): SelectionProblem {
  return { severity: 'error', code, path, message };
}

/** Something that is allowed, and hardly meant. */
export function doubt(code: string, path: string, message: string): SelectionProblem {
  return { severity: 'warning', code, path, message };
}

/** Yes, no, or what only the deployment knows (Kleene's three values). */
export type Verdict = 'yes' | 'no' | 'unknown';

/** `no` when any is, else `unknown` when any is, else `yes`; no verdicts at all give `yes`. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}

/** `yes` when any is, else `unknown` when any is, else `no`; no verdicts at all give `no`. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('yes')) return 'yes';
  return verdicts.includes('unknown') ? 'unknown' : 'no';
}

/** The opposite; what is not known stays so. */
export function not(verdict: Verdict): Verdict {
  if (verdict === 'unknown') return 'unknown';
  return verdict === 'yes' ? 'no' : 'yes';
}

/** The verdict that a plain yes or no gives. */
export function verdictOf(holds: boolean): Verdict {
  return holds ? 'yes' : 'no';
}
