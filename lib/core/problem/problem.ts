/** A problem in what a user wrote, with the place where it is. Wrong input is a value, never an exception. */
export interface Problem {
  /** `error` makes the rule unusable; `warning` does not. */
  readonly severity: 'error' | 'warning';
  /** A stable name for the kind of problem, such as `unknown-modifier`. */
  readonly code: string;
  /** One sentence, lower case, no full stop: what was found, what may be there, what to do. */
  readonly message: string;
  /** The file's name as the caller gave it. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** `file:line:column: message`, as compilers print it. */
export function renderProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}
