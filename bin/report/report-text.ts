import type { Alert } from '../../lib/core/alert/alert';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { packageVersion } from '../cli/package-root';
import { ATTACK_VERSION } from '../generators/attack-coverage';
import { AlertSorter } from '../outputs/alert/alert-sorter';
import type { AlertText, WritableAlert } from '../outputs/alert/alert-text';
import { openTempStore } from '../outputs/temp-store';
import { techniquesOf } from './attack-techniques';
import { DetailBlocks, toCompressed } from './detail-blocks';
import { IndexColumns } from './index-columns';
import type { ReportIndex, SeverityCounts } from './report-data';
import { type PageParts, renderBlock, renderPageEnd, renderPageHead } from './report-page';
import { RuleBook } from './rule-book';

/** What the page says beside the alerts. */
export interface ReportFacts {
  readonly title: string;
  readonly generatedAt: Date;
  readonly rules: RuleDocument;
  /** Asked once all alerts are known. */
  readonly scanned: () => Omit<ReportIndex['scanned'], 'rules'>;
  /** Told in one sentence what is not in the page. */
  readonly onLeftOut: (sentence: string) => void;
}

/** How much the page holds. */
export interface ReportLimits {
  readonly maxAlerts: number;
  readonly maxRecordCharacters?: number;
}

/** The page of a report. All alerts are needed before its first character is known; they wait sorted, in bounded memory. */
export class ReportText implements AlertText {
  readonly #sorter = new AlertSorter(openTempStore);
  readonly #counts = new Map<Severity, number>();

  constructor(
    private readonly parts: PageParts,
    private readonly facts: ReportFacts,
    private readonly limits: ReportLimits,
  ) {}

  next({ alert }: WritableAlert): string {
    this.#counts.set(alert.severity, (this.#counts.get(alert.severity) ?? 0) + 1);
    this.#sorter.add(alert);
    return '';
  }

  *end(): Generator<string, void> {
    const { parts, facts } = this;
    const total = this.#total();
    const blocks = new DetailBlocks(this.limits.maxRecordCharacters);
    const columns = new IndexColumns();
    const book = new RuleBook(facts.rules);
    yield renderPageHead(parts, { title: facts.title, summary: summaryOf(total) });
    for (const alert of this.#chosen()) {
      columns.add(alert);
      const block = blocks.add(alert, book.explain(alert));
      if (block !== undefined) yield renderBlock(block);
    }
    const last = blocks.end();
    if (last !== undefined) yield renderBlock(last);
    const { recordsLeftOut } = blocks;
    this.#reportLeftOut(columns.times.length, recordsLeftOut);
    yield renderPageEnd(parts, toCompressed(this.#indexOf({ columns, book, total, recordsLeftOut })));
  }

  #reportLeftOut(alerts: number, recordsLeftOut: number): void {
    const found = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const way = 'narrow the report with --min-severity, --start or --account';
    if (alerts < found)
      this.facts.onLeftOut(
        `the page has the ${alerts} most severe of ${found} alerts; ${way}, or allow more with --max-alerts`,
      );
    if (recordsLeftOut > 0)
      this.facts.onLeftOut(
        `${recordsLeftOut} alerts of the page are without their records, as it would be too large; ${way}`,
      );
  }

  /** The most severe, and of the least severe that are left the newest; in the order of time. */
  *#chosen(): Generator<Alert, void> {
    const skipped = new Map(leftOutOf(this.#counts, this.limits.maxAlerts));
    for (const json of this.#sorter.sorted()) {
      const alert = JSON.parse(json) as Alert;
      const left = skipped.get(alert.severity) ?? 0;
      if (left === 0) yield alert;
      else skipped.set(alert.severity, left - 1);
    }
  }

  #total(): SeverityCounts {
    return Object.fromEntries(
      SEVERITIES.map((severity) => [severity, this.#counts.get(severity) ?? 0]),
    ) as SeverityCounts;
  }

  #indexOf({ columns, book, total, recordsLeftOut }: IndexParts): ReportIndex {
    const { title, generatedAt, rules, scanned } = this.facts;
    const known = book.rules;
    const all = [...rules.rules, ...rules.correlations];
    return {
      version: packageVersion(),
      generatedAt: generatedAt.toISOString(),
      title: toPrintable(title),
      scanned: { ...scanned(), rules: all.length },
      total,
      recordsLeftOut,
      times: columns.times,
      columns: columns.columns,
      rules: columns.columns.rule.values.flatMap((id) => known.get(id) ?? []),
      actors: columns.actors,
      locations: columns.locations,
      techniques: techniquesOf(all),
      attackVersion: ATTACK_VERSION,
    };
  }
}

interface IndexParts extends Pick<ReportIndex, 'total' | 'recordsLeftOut'> {
  readonly columns: IndexColumns;
  readonly book: RuleBook;
}

/** How many alerts of each severity are left out, the oldest first, for the rest to be as many as there is room for. */
function leftOutOf(
  counts: ReadonlyMap<Severity, number>,
  maxAlerts: number,
): readonly (readonly [Severity, number])[] {
  let room = maxAlerts;
  return [...SEVERITIES].reverse().map((severity) => {
    const count = counts.get(severity) ?? 0;
    const kept = Math.min(count, room);
    room -= kept;
    return [severity, count - kept];
  });
}

function summaryOf(total: SeverityCounts): string {
  const counts = [...SEVERITIES]
    .reverse()
    .flatMap((severity) => (total[severity] === 0 ? [] : [`${total[severity]} ${severity}`]));
  return counts.length === 0 ? 'No alerts.' : `Alerts: ${counts.join(', ')}.`;
}
