import type { Finding } from '../../../lib/core/digest/finding';

/** What a report says of the whole validation. */
export interface ValidationReport {
  /** What people know the archive by. */
  readonly archive: string;
  readonly isProven: boolean;
  /** Label and value of everything that a reader of the report needs to know. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The same for programs: a share from 0 to 1, times, accounts and Regions, counts, and each chain. */
  readonly summary: Readonly<Record<string, unknown>>;
  /** One sentence for each chain: how much of it is proven. */
  readonly chains: readonly string[];
  /** One sentence for each thing that should have been proven and is not. */
  readonly problems: readonly string[];
}

/** The text of findings that come in portions. */
export interface FindingText {
  /** The next findings; what stands before the first of them comes with these. */
  next(findings: readonly Finding[]): string;
  /** What is left to write once there are no more. */
  end(report: ValidationReport): string;
}
