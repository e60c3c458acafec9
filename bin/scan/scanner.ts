import type { Alert, AlertSource } from '../../lib/core/alert/alert';
import { toCorrelationAlert } from '../../lib/core/alert/correlation-alert';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import type { CollectedGroup } from '../../lib/core/correlation/contribution-collector';
import { ContributionSpool } from '../../lib/core/correlation/contribution-spool';
import { toCorrelated } from '../../lib/core/correlation/correlated-records';
import { Detections } from '../../lib/core/correlation/detections';
import { crossingsOf } from '../../lib/core/correlation/find-crossings';
import { SeenRecords } from '../../lib/core/record/seen-records';
import type { IgnoredReason } from '../../lib/core/record/unwrap-record';
import { type Severity, severitiesFrom } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import {
  type EntryReader,
  LogFileScan,
  type ScannedBatch,
  scanLogFile,
} from '../../lib/core/scan/log-file-scan';
import { renderReason } from '../cli/user-error';
import type { Input, InputFile } from '../inputs/input-file';
import { NoLogFile, type OpenedLogFile } from '../inputs/opened-log-file';
import { AlreadyReported } from '../inputs/unread-input';
import { AlertSorter } from '../outputs/alert-sorter';
import type { WritableAlert } from '../outputs/alert-text';
import type { Diagnostics } from '../outputs/diagnostics';
import { openTempStore } from '../outputs/temp-store';
import { inputsThatMayHold } from '../records/inputs-that-may-hold';
import type { RecordFilter } from '../records/record-filter';
import { ChosenEntries } from './chosen-entries';
import { noCounts, type ScanCounts } from './scan-counts';
import { KeptAlert, ScannedAlert } from './scanned-alert';

/** What legitimately holds no records. */
const IGNORED: Readonly<Record<IgnoredReason, string>> = {
  'digest-file': 'a digest file',
  'validation-message': "CloudTrail's validation message",
  'test-message': "S3's test message",
  'control-message': 'a control message of CloudWatch Logs',
};

/** How many rules and filters the summary names. */
const MAX_ALLOWED = 20;

/** Raises the alerts of a rule set on log files, one file after the other, and counts. */
export class Scanner {
  private readonly detections: Detections;
  private readonly contributions = new ContributionSpool(openTempStore);
  private readonly seen = new SeenRecords();
  private readonly raised = new Set<Severity>();
  private readonly allowed = new AllowedCounts();
  private totals = noCounts();
  private hasIgnored = false;
  private current: LogFileScan | undefined;

  /** @param filter the records that are scanned; the others are only counted */
  constructor(
    { rules, correlations }: RuleDocument,
    private readonly diagnostics: Diagnostics,
    private readonly filter: RecordFilter,
  ) {
    this.detections = Detections.of(rules, correlations);
  }

  /** Of all files so far, the one that is being read included. */
  get counts(): ScanCounts {
    return this.current === undefined ? this.totals : withScan(this.totals, this.current);
  }

  /** Whether a log file was read, or a file that legitimately holds no records, such as a digest file. */
  get hasRead(): boolean {
    return this.totals.files > 0 || this.hasIgnored;
  }

  /** The alerts of a file in the order of its records. What cannot be read of it goes to the diagnostics. */
  async *scan(file: OpenedLogFile): AsyncGenerator<readonly WritableAlert[], void> {
    const { name, source } = file.input;
    const { detections, seen, contributions } = this;
    const scan = new LogFileScan({ name, place: source }, { detections, seen, contributions });
    const batches = scanLogFile(this.chosenOf(file), scan);
    this.current = scan;
    let isUnread = false;
    try {
      for (let isOver = false; !isOver; ) {
        const step = await batches.next().catch((error: unknown) => this.reportUnread(name, error));
        isOver = step === undefined || step.done === true;
        isUnread = step === undefined;
        if (step?.done === false) yield this.alertsOf(step.value, source);
      }
    } finally {
      await file.stop();
    }
    this.reportRejected(scan);
    this.reportChanged(name, scan);
    this.reportTotals(name, scan);
    this.reportIgnored(file.input, scan);
    this.countFile(scan, isUnread);
  }

  /** The inputs that may hold chosen records; the others are counted. */
  inputsOf(inputs: AsyncIterable<Input>): AsyncIterable<Input> {
    if (this.filter.isOpen) return inputs;
    return inputsThatMayHold(this.filter, inputs, () => {
      this.totals.pruned += 1;
    });
  }

  /** The alerts of the correlations over all files so far, in the order of time. Ask once, at the end. */
  *correlated(): Generator<WritableAlert, void> {
    const sorter = new AlertSorter(openTempStore);
    for (const groups of this.contributions.groups()) {
      for (const group of groups) {
        for (const alert of correlationAlerts(group)) {
          this.raised.add(alert.severity);
          sorter.add(alert);
        }
      }
    }
    for (const json of sorter.sorted()) {
      this.totals.alerts += 1;
      yield new KeptAlert(json);
    }
  }

  /** Tells what filters left out, by rule and filter. */
  reportAllowed(): void {
    const { total, counts } = this.allowed;
    if (total === 0) return;
    for (const { rule, entry, records } of counts.slice(0, MAX_ALLOWED)) {
      this.diagnostics.info(
        `${records} ${records === 1 ? 'alert' : 'alerts'} of rule '${rule}' left out by ${entry}`,
      );
    }
    const more = counts.slice(MAX_ALLOWED).reduce((sum, { records }) => sum + records, 0);
    if (more > 0) this.diagnostics.info(`${more} more alerts left out by filters`);
  }

  /** Whether there was an alert at or above a severity. */
  hasRaised(least: Severity): boolean {
    return severitiesFrom(least).some((severity) => this.raised.has(severity));
  }

  private chosenOf(file: OpenedLogFile): EntryReader {
    if (this.filter.isOpen) return file;
    return new ChosenEntries(file, this.filter, (records) => {
      this.totals.outside += records;
    });
  }

  private alertsOf({ findings, problems }: ScannedBatch, file: AlertSource): readonly WritableAlert[] {
    for (const { message } of problems) this.diagnostics.problem(message);
    this.totals.alerts += findings.length;
    for (const { severity } of findings) this.raised.add(severity);
    return findings.map(
      ({ rule, record, index }) =>
        new ScannedAlert(toAlert(rule, record, { route: 'cli', source: { ...file, index } })),
    );
  }

  /** Adds a file that is done to the totals. */
  private countFile(scan: LogFileScan, isUnread: boolean): void {
    const { counts, problems, ignored } = scan;
    this.hasIgnored ||= ignored !== undefined;
    const isWhole = problems === 0 && !isUnread && ignored === undefined;
    this.allowed.addAll(scan.allowed.counts);
    this.totals = withScan(this.totals, scan);
    if (counts.records > 0 || isWhole) this.totals.files += 1;
    this.current = undefined;
  }

  private reportUnread(name: string, error: unknown): undefined {
    if (error instanceof NoLogFile) this.diagnostics.skip(name, 'is no log file, skipped');
    else if (!(error instanceof AlreadyReported)) this.diagnostics.problem(`${name}: ${renderReason(error)}`);
  }

  /** Only of what the user named: an archive holds a digest file for every few log files. */
  private reportIgnored({ name, named }: InputFile, { counts, ignored }: LogFileScan): void {
    if (!named || ignored === undefined || counts.records > 0) return;
    this.diagnostics.note(`${name} is ${IGNORED[ignored]}, and holds no records`);
  }

  /** Of two such records, at least one is not what CloudTrail delivered: both are searched. */
  private reportChanged(name: string, { changed, firstChanged }: LogFileScan): void {
    if (changed === 0) return;
    const records = changed === 1 ? '1 record has' : `${changed} records have`;
    this.diagnostics.note(
      `${name}: ${records} the eventID and account of another record with different content, the first at record ` +
        `${firstChanged}; each of them is searched`,
    );
  }

  private reportTotals(name: string, { totals }: LogFileScan): void {
    const { withoutTime = 0, lostBytes = 0 } = totals ?? {};
    if (withoutTime > 0) {
      const records = withoutTime === 1 ? '1 record lacks' : `${withoutTime} records lack`;
      this.diagnostics.note(`${name}: ${records} eventTime, which is taken from @timestamp or left out`);
    }
    if (lostBytes > 0) this.diagnostics.note(`${name}: ${lostBytes} bytes could not be understood`);
  }

  /** One sentence a file, however many of its records are rejected. */
  private reportRejected({ counts, rejections: [first] }: LogFileScan): void {
    if (first === undefined) return;
    const more = counts.rejected - 1;
    const others =
      more === 0 ? '' : `; ${more} more of this file's records ${more === 1 ? 'is' : 'are'} rejected`;
    this.diagnostics.problem(first.message + others);
  }
}

function correlationAlerts({ plan, group, contributions }: CollectedGroup): readonly Alert[] {
  return crossingsOf(plan, contributions).map((crossing) =>
    toCorrelationAlert({ ...toCorrelated({ plan, group }, crossing), route: 'cli' }),
  );
}

function withScan(totals: ScanCounts, { counts, bytes }: LogFileScan): ScanCounts {
  return {
    ...totals,
    records: totals.records + counts.records,
    duplicates: totals.duplicates + counts.duplicates,
    matched: totals.matched + counts.matched,
    unmatched: totals.unmatched + counts.unmatched,
    rejected: totals.rejected + counts.rejected,
    bytes: totals.bytes + bytes,
  };
}
