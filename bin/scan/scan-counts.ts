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
  /** Files that were not opened, because their keys say that they hold no chosen records. */
  pruned: number;
  /** Records of the files that were read which are not chosen. They are in no other count. */
  outside: number;
}

/** Nothing counted yet. */
export function noCounts(): ScanCounts {
  return {
    ...{ files: 0, records: 0, duplicates: 0, matched: 0, unmatched: 0, rejected: 0, alerts: 0, bytes: 0 },
    ...{ pruned: 0, outside: 0 },
  };
}

/** What the last line of a scan says beside its counts. */
export interface ScanEnd {
  readonly skipped: number;
  readonly milliseconds: number;
  /** Whether records were chosen by place or time. */
  readonly isChosen: boolean;
}

/** The last line of a scan: a contract that scripts read. What was not chosen is counted at its end, if anything was chosen. */
export function renderCounts(counts: ScanCounts, { skipped, milliseconds, isChosen }: ScanEnd): string {
  const { pruned, outside, ...all } = counts;
  return [
    ...wordsOf(all),
    `seconds=${(milliseconds / 1000).toFixed(2)}`,
    `skipped=${skipped}`,
    ...(isChosen ? wordsOf({ pruned, outside }) : []),
  ].join(' ');
}

function wordsOf(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).map(([name, count]) => `${name}=${count}`);
}
