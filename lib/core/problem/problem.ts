/** A problem in what a user wrote, with the place where it is. Wrong input is a value, never an exception. */
export interface Problem {
  /** `error` makes the rule unusable; `warning` does not. */
  readonly severity: 'error' | 'warning';
  /** A stable name for the kind of problem, such as `unknown-modifier`. */
  readonly code: string;
  /** One sentence, lower case, no full stop: what was found, what is expected, what to do. */
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

/** Collects the problems of one file; places are given as offsets into its text and become lines and columns here. */
export class ProblemList {
  private readonly lineStarts: readonly number[];
  private readonly found: Problem[] = [];

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.lineStarts = startsOfLines(text);
  }

  /** The problems so far, in the order in which they were found. */
  get all(): readonly Problem[] {
    return this.found;
  }

  /** A problem that makes the rule unusable. `offset` counts UTF-16 units from the start of the file. */
  error(code: string, message: string, offset: number): void {
    this.add('error', code, message, offset);
  }

  /** A problem with which the rule still works. */
  warning(code: string, message: string, offset: number): void {
    this.add('warning', code, message, offset);
  }

  /** The 1-based line of an offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  private add(severity: Problem['severity'], code: string, message: string, offset: number): void {
    const line = this.lineOf(offset);
    const column = offset - (this.lineStarts[line - 1] ?? 0) + 1;
    this.found.push({ severity, code, message: printable(message), file: this.file, line, column });
  }
}

const MAX_MESSAGE_CHARACTERS = 300;
/** Text of a rule's author must not control a terminal. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** One line of bounded length, whatever part of the file it quotes. */
function printable(message: string): string {
  const line = message.replace(CONTROL_CHARACTERS, '\ufffd');
  return line.length <= MAX_MESSAGE_CHARACTERS ? line : `${line.slice(0, MAX_MESSAGE_CHARACTERS - 3)}...`;
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** A text to be shown in a sentence. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
