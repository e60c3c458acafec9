import type { Alert, AlertSource } from '../../lib/core/alert/alert';
import { type AlertOrigin, toAlert } from '../../lib/core/alert/to-alert';
import { RuleMatcher } from '../../lib/core/compile/rule-matcher';
import type { LogFileEntry } from '../../lib/core/record/log-file-entry';
import type { ReadProblem } from '../../lib/core/record/read-problem';
import type { CloudTrailRecord, JsonObject } from '../../lib/core/record/record';
import { SeenRecords } from '../../lib/core/record/seen-records';
import type { IgnoredReason } from '../../lib/core/record/unwrap-record';
import { type Rule, SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import type { InputFile } from '../inputs/input-file';
import { NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import type { Diagnostics } from '../outputs/diagnostics';
import { renderReason } from '../user-error';
import { noCounts, type ScanCounts } from './scan-counts';

/** What one file has come to so far. */
interface FileTally {
  elements: number;
  rejected: number;
  firstRejected: ReadProblem | undefined;
  problems: number;
  /** Why the file, or a part of it, rightly holds no records. */
  ignored: IgnoredReason | undefined;
}

/** What holds no records and is no fault, in words. */
const IGNORED: Readonly<Record<IgnoredReason, string>> = {
  'digest-file': 'a digest file',
  'validation-message': "CloudTrail's validation message",
  'test-message': "S3's test message",
  'control-message': 'a control message of CloudWatch Logs',
};

/** Raises the alerts of a rule set on log files, one file after the other, and counts. */
export class Scanner {
  readonly counts: ScanCounts = noCounts();
  private readonly matcher: RuleMatcher;
  private readonly seen = new SeenRecords();
  private readonly raised = new Set<Severity>();

  constructor(
    rules: readonly Rule[],
    private readonly diagnostics: Diagnostics,
  ) {
    this.matcher = RuleMatcher.of(rules);
  }

  /** The alerts of a file in the order of its records. What cannot be read of it is told to the diagnostics. */
  async *scan(file: OpenedLogFile): AsyncGenerator<readonly Alert[], void> {
    const tally: FileTally = {
      elements: 0,
      rejected: 0,
      firstRejected: undefined,
      problems: 0,
      ignored: undefined,
    };
    try {
      for (let isOver = false; !isOver; ) {
        const step = await file.next().catch((error: unknown) => this.tellUnread(file.input.name, error));
        isOver = step === undefined || step.done === true;
        if (step === undefined) tally.problems += 1;
        else if (step.done === true) this.counts.bytes += step.value.bytes;
        else yield step.value.flatMap((entry) => this.alertsOf(entry, file.input.source, tally));
      }
    } finally {
      await file.stop();
    }
    this.tellRejected(tally);
    this.tellIgnored(file.input, tally);
    if (tally.elements > 0 || (tally.problems === 0 && tally.ignored === undefined)) this.counts.files += 1;
  }

  /** Whether there was an alert at or above a severity. */
  hasRaised(least: Severity): boolean {
    return SEVERITIES.slice(SEVERITIES.indexOf(least)).some((severity) => this.raised.has(severity));
  }

  private alertsOf(entry: LogFileEntry, source: AlertSource, tally: FileTally): readonly Alert[] {
    switch (entry.kind) {
      case 'record':
        tally.elements += 1;
        return this.match(entry.record, source, entry.index);
      case 'rejected':
        tally.elements += 1;
        tally.rejected += 1;
        tally.firstRejected ??= entry.problem;
        this.counts.records += 1;
        this.counts.rejected += 1;
        return [];
      case 'problem':
        tally.problems += 1;
        this.diagnostics.fault(entry.problem.message);
        return [];
      case 'ignored':
        tally.ignored = entry.reason;
        return [];
      default:
        return entry satisfies never;
    }
  }

  private match(record: CloudTrailRecord, file: AlertSource, index: number): readonly Alert[] {
    this.counts.records += 1;
    if (!this.seen.add(record)) {
      this.counts.duplicates += 1;
      return [];
    }
    const rules = this.matcher.match(record as unknown as JsonObject);
    if (rules.length === 0) {
      this.counts.unmatched += 1;
      return [];
    }
    this.counts.matched += 1;
    this.counts.alerts += rules.length;
    for (const { severity } of rules) this.raised.add(severity);
    const origin: AlertOrigin = { route: 'cli', source: { ...file, index } };
    return rules.map((rule) => toAlert(rule, record, origin));
  }

  private tellUnread(name: string, error: unknown): undefined {
    if (error instanceof NoLogFile) this.diagnostics.note(`${name} is no log file, skipped`);
    else this.diagnostics.fault(`${name}: ${renderReason(error)}`);
  }

  /** Only of what the user named: an archive holds a digest file for every few log files. */
  private tellIgnored({ name, named }: InputFile, { elements, ignored }: FileTally): void {
    if (!named || ignored === undefined || elements > 0) return;
    this.diagnostics.note(`${name} is ${IGNORED[ignored]}, and holds no records`);
  }

  /** One sentence a file, however many of its records are rejected. */
  private tellRejected({ rejected, firstRejected }: FileTally): void {
    if (firstRejected === undefined) return;
    const more = rejected - 1;
    const others =
      more === 0 ? '' : `; ${more} more of this file's records ${more === 1 ? 'is' : 'are'} rejected`;
    this.diagnostics.fault(firstRejected.message + others);
  }
}
