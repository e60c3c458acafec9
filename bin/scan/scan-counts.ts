/** What a scan counts; `records` is the sum of `duplicates`, `matched`, `unmatched` and `rejected`. */
export interface ScanCounts {
  /** Files that were read as log files, at least in part. */
  files: number;
  records: number;
  /** Records whose event id and account were seen before, in any file. */
  duplicates: number;
  /** Records that a rule matches. */
  matched: number;
  unmatched: number;
  /** Elements of log files that are no usable records. */
  rejected: number;
  alerts: number;
  /** Of unpacked text. */
  bytes: number;
}

/** Nothing counted yet. */
export function noCounts(): ScanCounts {
  return { files: 0, records: 0, duplicates: 0, matched: 0, unmatched: 0, rejected: 0, alerts: 0, bytes: 0 };
}

/** The last line of a scan: a contract that scripts read. */
export function renderCounts(counts: ScanCounts, skipped: number, milliseconds: number): string {
  const { files, records, duplicates, matched, unmatched, rejected, alerts, bytes } = counts;
  const all = { files, records, duplicates, matched, unmatched, rejected, alerts, bytes };
  const words = Object.entries(all).map(([name, count]) => `${name}=${count}`);
  return [...words, `seconds=${(milliseconds / 1000).toFixed(2)}`, `skipped=${skipped}`].join(' ');
}
