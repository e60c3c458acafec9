import type { Finding } from '../../lib/core/digest/finding';

/** The text of findings that come in portions. */
export interface FindingText {
  /** The next findings; what stands before the first of them comes with these. */
  next(findings: readonly Finding[]): string;
  /** What is left to write once there are no more. */
  end(): string;
}
