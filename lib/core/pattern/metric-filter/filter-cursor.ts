import type { ProblemList } from '../../problem/problem';

/** Ends the reading of a pattern at its first problem. Thrown by {@link FilterCursor} and caught by `parseMetricFilter`. */
export class FilterStop extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** In UTF-16 units from the start of the pattern. */
    readonly offset: number,
  ) {
    super(message);
  }
}

const BLANKS = /[ \t\r\n]*/y;
const FOUND = /"[^"]*"?|[A-Za-z0-9_]+|&&|\|\||[!=<>]=|[\s\S]/uy;

/** The place in a pattern up to which it was read, and what must be counted on the way. */
export class FilterCursor {
  at = 0;
  /** Where each regular expression begins. */
  readonly expressions: number[] = [];
  /** Where each selector with a `*` begins. */
  readonly wildcardSelectors: number[] = [];

  constructor(
    readonly text: string,
    private readonly problems: ProblemList,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  skipBlanks(): void {
    this.match(BLANKS);
  }

  /** Whether the text continues with this; if so, it is read. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** What a sticky expression finds here, if anything; it is read. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** The text here, in quotes, for a message. */
  found(): string {
    if (this.isAtEnd) return 'the end of the pattern';
    FOUND.lastIndex = this.at;
    return `'${FOUND.exec(this.text)?.[0] ?? this.next}'`;
  }

  fail(code: string, message: string, at: number = this.at): never {
    throw new FilterStop(code, message, at);
  }

  /** Warns that AWS does not document the meaning; the pattern still works. */
  warn(code: string, message: string, at: number): void {
    this.problems.warning(code, message, at);
  }
}
