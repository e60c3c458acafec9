import type { Alert, AlertSource } from '../../lib/core/alert/alert';
import { toCorrelationAlert } from '../../lib/core/alert/correlation-alert';
import { type AlertOrigin, toAlert } from '../../lib/core/alert/from-record/to-alert';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import { toCorrelated } from '../../lib/core/correlation/correlated-records';
import { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import type { ReadProblem } from '../../lib/core/problem/read-problem';
import type { LogFileEntry } from '../../lib/core/record/log-file-entry';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { SeenRecords } from '../../lib/core/record/seen-records';
import type { IgnoredReason } from '../../lib/core/record/unwrap-record';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { renderReason } from '../cli/user-error';
import type { InputFile } from '../inputs/input-file';
import { NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import type { Diagnostics } from '../outputs/diagnostics';
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
  private readonly detections: Detections;
  private readonly collector = new ContributionCollector();
  private readonly seen = new SeenRecords();
  private readonly raised = new Set<Severity>();

  constructor(
    { rules, correlations }: RuleDocument,
    private readonly diagnostics: Diagnostics,
  ) {
    this.detections = Detections.of(rules, correlations);
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

  /** The alerts of the correlations over all files so far, in the order of time. Ask once, at the end. */
  correlated(): readonly Alert[] {
    const alerts = this.collector
      .groups()
      .flatMap((collected) =>
        findCrossings(collected.plan, collected.contributions).map((crossing) =>
          toCorrelationAlert({ ...toCorrelated(collected, crossing), route: 'cli' }),
        ),
      );
    this.count(alerts);
    return alerts.sort((one, other) =>
      `${one.eventTime} ${one.id}` < `${other.eventTime} ${other.id}` ? -1 : 1,
    );
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
    const detected = this.detections.match(record);
    if (detected.satisfied.length === 0) {
      this.counts.unmatched += 1;
      return [];
    }
    this.counts.matched += 1;
    const source = { ...file, index };
    this.detections.collect(detected, record, source, this.collector);
    const origin: AlertOrigin = { route: 'cli', source };
    const alerts = detected.alerting.map((rule) => toAlert(rule, record, origin));
    this.count(alerts);
    return alerts;
  }

  private count(alerts: readonly Alert[]): void {
    this.counts.alerts += alerts.length;
    for (const { severity } of alerts) this.raised.add(severity);
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
