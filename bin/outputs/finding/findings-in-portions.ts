import { type Finding, isBenignGap } from '../../../lib/core/digest/finding';

/** The contents of a report on the whole validation. */
export interface ValidationReport {
  /** The name of the archive for people. */
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
  /** The next findings; what is before the first of them comes with these. */
  next(findings: readonly Finding[]): string;
  /** What is left to write once there are no more. */
  end(report: ValidationReport): string;
}

/** The maximum number of exceptions that are listed; of the rest, only their number. */
const MAX_LISTED = 10_000;

/** How digest files prove log files, for readers of a report. */
export const METHOD = `Each digest file carries an RSA signature (SHA256withRSA) that the public keys of CloudTrail verify, and names the SHA-256
hash and the signature of the digest file before it, and the SHA-256 hash of every log file that CloudTrail delivered in its
hour. A log file is valid if its content has the hash that a valid digest file lists.`;

/** What a report is made of, in a markup. */
export interface ReportMarkup {
  /** One that is not valid, and what it is. */
  readonly toRow: (finding: Finding, words: string) => string;
  readonly toDocument: (report: ValidationReport, exceptions: ReportExceptions) => string;
}

/** All that is not valid. */
export interface ReportExceptions {
  readonly rows: readonly string[];
  readonly omitted: number;
}

/**
 * A report to file: what was validated, how much of it is proven and how, the keys that were used, every exception, and a place
 * for the reviewer's signature.
 */
export function reportText({ toRow, toDocument }: ReportMarkup): FindingText {
  const rows: string[] = [];
  let exceptions = 0;
  return {
    next: (findings) => {
      for (const finding of findings) {
        if (finding.status === 'valid') continue;
        exceptions += 1;
        if (rows.length < MAX_LISTED) rows.push(toRow(finding, wordsOf(finding)));
      }
      return '';
    },
    end: (report) => toDocument(report, { rows, omitted: exceptions - rows.length }),
  };
}

/** The result of the validation, in a sentence. */
export function conclusionOf({ isProven }: Pick<ValidationReport, 'isProven'>): string {
  return isProven
    ? 'every file of the range is as CloudTrail delivered it, except for the files listed below as pending.'
    : 'not everything that should be proven is proven. See the problems and exceptions.';
}

function wordsOf(finding: Finding): string {
  const { kind, status } = finding;
  const isPending = finding.kind === 'gap' ? isBenignGap(finding) : finding.isPending === true;
  return `${kind === 'gap' ? '' : `${kind} file `}${status}${isPending ? ' (pending, or accounted for)' : ''}`;
}
