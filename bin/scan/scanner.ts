import type { Alert } from '../../lib/core/alert/alert';
import { toCorrelationAlert } from '../../lib/core/alert/correlated/correlation-alert';
import type { CollectedGroup } from '../../lib/core/correlation/contribution-collector';
import { ContributionSpool } from '../../lib/core/correlation/contribution-spool';
import type { CorrelationPlan } from '../../lib/core/correlation/correlation-plan';
import { crossingsOf, toCorrelated } from '../../lib/core/correlation/find-crossings';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { SeenRecords } from '../../lib/core/record/seen/seen-records';
import type { IgnoredReason } from '../../lib/core/record/unwrap-record';
import { type Rule, type Severity, severitiesFrom } from '../../lib/core/rule/rule';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import { type MergedPortion, ScanMerge, withoutPlaces } from '../../lib/core/scan/file-search';
import { AlertSorter } from '../outputs/alert/alert-sorter';
import type { WritableAlert } from '../outputs/alert/alert-text';
import type { Diagnostics } from '../outputs/diagnostics';
import { openTempStore } from '../outputs/temp-store';
import { PrunedFiles } from '../records/record-filter';
import { noCounts, type ScanCounts } from './scan-counts';
import {
  KeptAlert,
  type NotSearched,
  type SearchEvent,
  type SearchedFile,
  type SearchedPortion,
} from './search-event';

/** Counts over the file that is being read. */
class FileCounts {
  duplicates = 0;
  matched = 0;
  unmatched = 0;
  rejected = 0;
  /** What is wrong with the file itself. */
  problems = 0;
  /** Records with the identity of a record with other content. */
  changed = 0;
  /** The first of them, by its place in the file. */
  firstChanged: number | undefined;
  readonly allowed = new AllowedCounts();

  get records(): number {
    return this.duplicates + this.matched + this.unmatched + this.rejected;
  }

  add({ rejected, problems }: SearchedPortion, merged: MergedPortion): void {
    this.duplicates += merged.duplicates.size;
    this.matched += merged.matched;
    this.unmatched += merged.unmatched;
    this.rejected += rejected;
    this.problems += problems.length;
    this.changed += merged.changed.length;
    this.firstChanged ??= merged.changed[0];
  }

  /** The totals with this file. */
  addedTo(totals: ScanCounts): ScanCounts {
    return {
      ...totals,
      records: totals.records + this.records,
      duplicates: totals.duplicates + this.duplicates,
      matched: totals.matched + this.matched,
      unmatched: totals.unmatched + this.unmatched,
      rejected: totals.rejected + this.rejected,
    };
  }
}

/** What legitimately holds no records. */
const IGNORED: Readonly<Record<IgnoredReason, string>> = {
  'digest-file': 'a digest file',
  'validation-message': "CloudTrail's validation message",
  'test-message': "S3's test message",
  'control-message': 'a control message of CloudWatch Logs',
};

/** How many rules and filters the summary names. */
const MAX_ALLOWED = 20;

/** Records to find that need not raise an alert. */
export interface Watch {
  /** The rule that finds them; its severity and texts are not used. */
  readonly rule: Rule;
  /**
   * Whether what it finds is kept for the next question; not, if that is most of an archive.
   *
   * @default true
   */
  readonly isKept?: boolean;
  /** Called for each of them, in the order of the files and of the records in a file. */
  readonly take: (record: CloudTrailRecord, file: string) => void;
}

/**
 * Puts together what searching the files of a scan came to, wherever they were searched: leaves out what comes again,
 * counts, reports, and gives the alerts. Only the order of the events matters.
 */
export class Scanner {
  readonly pruned = new PrunedFiles();
  private readonly contributions = new ContributionSpool(openTempStore, undefined, true);
  private readonly raised = new Set<Severity>();
  /** The ids of alerts of correlations. */
  private readonly given = new Set<string>();
  /** Whether records came that correlations count, since they were evaluated. */
  private hasContributions = false;
  private readonly allowed = new AllowedCounts();
  private readonly merge: ScanMerge;
  private totals = noCounts();
  private hasIgnored = false;
  private current = new FileCounts();

  /**
   * @param plans those of the rule set with which the files are searched
   * @param watch takes the matches of a rule that are no alerts
   */
  constructor(
    plans: readonly CorrelationPlan[],
    private readonly diagnostics: Diagnostics,
    private readonly watch?: Watch,
  ) {
    this.merge = new ScanMerge({
      seen: new SeenRecords({ openStore: openTempStore }),
      contributions: this.contributions,
      plans,
    });
  }

  /** Of all files so far, the one that is being read included. */
  get counts(): ScanCounts {
    return { ...this.current.addedTo(this.totals), pruned: this.pruned.count };
  }

  /** Says which files were read for late records, and that nothing was read: no log file, and no file that legitimately holds no records, such as a digest file. */
  reportNothing(): void {
    this.pruned.reportLate(this.diagnostics);
    if (this.totals.files === 0 && !this.hasIgnored) this.pruned.reportNothing(this.diagnostics);
  }

  /** Takes what comes next, and gives its alerts in the order of the records. What cannot be read goes to the diagnostics. */
  take(event: SearchEvent): readonly WritableAlert[] {
    switch (event.kind) {
      case 'portion':
        return this.takePortion(event);
      case 'file':
        this.endFile(event);
        return [];
      case 'not-searched':
        this.reportInput(event.input);
        return [];
      default:
        return event satisfies never;
    }
  }

  /** The alerts of the correlations over all files so far, in the order of time, without those that were given before. */
  *correlated(): Generator<WritableAlert, void> {
    if (!this.hasContributions) return;
    this.hasContributions = false;
    const sorter = new AlertSorter(openTempStore);
    for (const groups of this.contributions.groups()) {
      for (const group of groups) {
        for (const alert of correlationAlerts(group)) {
          if (this.given.has(alert.id)) continue;
          this.given.add(alert.id);
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

  /** Reports the records that filters excluded, by rule and filter. */
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

  private takePortion(portion: SearchedPortion): readonly WritableAlert[] {
    const merged = this.merge.take(portion);
    this.hasContributions ||= portion.contributions.timesMs.length > 0;
    const { duplicates } = merged;
    for (const message of portion.problems) this.diagnostics.problem(message);
    this.totals.outside += portion.outside;
    const allowed = withoutPlaces(portion.allowed, duplicates);
    const alerts = withoutPlaces(portion.alerts, duplicates);
    const watched = withoutPlaces(portion.watched, duplicates);
    const onlyWatched = watched.length === 0 ? 0 : countOthers(watched, [...alerts, ...allowed]);
    const { matched, unmatched } = merged;
    this.current.add(portion, {
      ...merged,
      ...{ matched: matched - onlyWatched, unmatched: unmatched + onlyWatched },
    });
    for (const { rule, entry } of allowed) this.current.allowed.addAll([{ rule, entry, records: 1 }]);
    this.totals.alerts += alerts.length;
    for (const { severity } of alerts) this.raised.add(severity);
    for (const { record } of watched) this.watch?.take(record, portion.name);
    return alerts;
  }

  private endFile(file: SearchedFile): void {
    this.reportUnread(file);
    this.reportRejected(file);
    this.reportChanged(file);
    this.reportTotals(file);
    this.reportIgnored(file);
    this.countFile(file);
  }

  /** Adds a file that is done to the totals. */
  private countFile({ ignored, unread, totals }: SearchedFile): void {
    const { records, problems, allowed } = this.current;
    this.hasIgnored ||= ignored !== undefined;
    const isWhole = problems === 0 && unread === undefined && ignored === undefined;
    this.allowed.addAll(allowed.counts);
    this.totals = this.current.addedTo(this.totals);
    this.totals.bytes += totals?.bytes ?? 0;
    if (records > 0 || isWhole) this.totals.files += 1;
    this.current = new FileCounts();
  }

  private reportInput(input: NotSearched['input']): void {
    if ('reason' in input) this.diagnostics.problem(`${input.name}: ${input.reason}`);
    else this.diagnostics.skip(input.name, input.note);
  }

  private reportUnread({ name, unread }: SearchedFile): void {
    if (unread === 'no-log-file') this.diagnostics.skip(name, 'is not a log file, skipped');
    else if (typeof unread === 'object') this.diagnostics.problem(`${name}: ${unread.reason}`);
  }

  /** Only of what the user named: an archive holds a digest file for every few log files. */
  private reportIgnored({ name, named, ignored }: SearchedFile): void {
    if (!named || ignored === undefined || this.current.records > 0) return;
    this.diagnostics.note(`${name} is ${IGNORED[ignored]}, and holds no records`);
  }

  /** Of two such records, at least one is not what CloudTrail delivered: both are searched. */
  private reportChanged({ name }: SearchedFile): void {
    const { changed, firstChanged } = this.current;
    if (changed === 0) return;
    const records = changed === 1 ? '1 record has' : `${changed} records have`;
    this.diagnostics.note(
      `${name}: ${records} the eventID and account of another record with different content, the first at record ` +
        `${firstChanged}; each of them is searched`,
    );
  }

  private reportTotals({ name, totals }: SearchedFile): void {
    const { withoutTime = 0, lostBytes = 0 } = totals ?? {};
    if (withoutTime > 0) {
      const records = withoutTime === 1 ? '1 record lacks' : `${withoutTime} records lack`;
      this.diagnostics.note(`${name}: ${records} eventTime, which is taken from @timestamp or left out`);
    }
    if (lostBytes > 0) this.diagnostics.note(`${name}: ${lostBytes} bytes could not be understood`);
  }

  /** One sentence a file, however many of its records are rejected. */
  private reportRejected({ firstRejection }: SearchedFile): void {
    if (firstRejection === undefined) return;
    const more = this.current.rejected - 1;
    const others =
      more === 0 ? '' : `; ${more} more of this file's records ${more === 1 ? 'is' : 'are'} rejected`;
    this.diagnostics.problem(firstRejection + others);
  }
}

interface Placed {
  readonly index: number;
}

/** How many of them are at other places. */
function countOthers(all: readonly Placed[], others: readonly Placed[]): number {
  const places = new Set(others.map(({ index }) => index));
  return all.filter(({ index }) => !places.has(index)).length;
}

function correlationAlerts(collected: CollectedGroup): readonly Alert[] {
  return crossingsOf(collected.plan, collected.contributions).map((crossing) =>
    toCorrelationAlert({ ...toCorrelated(collected, crossing), route: 'cli' }),
  );
}
