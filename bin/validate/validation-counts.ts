import type { Finding } from '../../lib/core/digest/finding';

/** What a validation counts. `digests` and `logs` together are the sum of the five that follow. */
export interface ValidationCounts {
  digests: number;
  logs: number;
  valid: number;
  invalid: number;
  missing: number;
  extra: number;
  unverified: number;
  /** Stretches of time without digest files. */
  gaps: number;
  /** Files that could not be read; they are among the unverified. */
  unreadable: number;
  /** Unverified files that cannot be proven yet. */
  pending: number;
  /** Digest files that are valid. */
  validDigests: number;
  /** Of unpacked text. */
  bytes: number;
}

/** Nothing counted yet. */
export function noValidationCounts(): ValidationCounts {
  const verdicts = { valid: 0, invalid: 0, missing: 0, extra: 0, unverified: 0 };
  return { digests: 0, logs: 0, ...verdicts, gaps: 0, unreadable: 0, pending: 0, validDigests: 0, bytes: 0 };
}

/** Counts one more. */
export function countFinding(counts: ValidationCounts, finding: Finding): void {
  if (finding.kind === 'gap') {
    counts.gaps += 1;
    return;
  }
  counts[finding.kind === 'digest' ? 'digests' : 'logs'] += 1;
  counts[finding.status] += 1;
  counts.bytes += finding.sizeBytes ?? 0;
  if (finding.isPending === true) counts.pending += 1;
  if (finding.reason === 'unreadable') counts.unreadable += 1;
  if (finding.kind === 'digest' && finding.status === 'valid') counts.validDigests += 1;
}

/** The last line of a validation: a contract that scripts read. */
export function renderValidationCounts(counts: ValidationCounts, milliseconds: number): string {
  const { digests, logs, valid, invalid, missing, extra, unverified, gaps, bytes } = counts;
  const all = { digests, logs, valid, invalid, missing, extra, unverified, gaps, bytes };
  const words = Object.entries(all).map(([name, count]) => `${name}=${count}`);
  return [...words, `seconds=${(milliseconds / 1000).toFixed(2)}`].join(' ');
}
