import { gzipSync } from 'node:zlib';
import type { Alert } from '../../lib/core/alert/alert';
import { attemptStepOf } from '../../lib/core/alert/failed-attempt';
import { factLines } from '../../lib/core/alert/message/alert-lines';
import { identity } from '../../lib/core/compile/predicate/record-facts';
import { inCallOrder, partsOfCall } from '../../lib/core/lineage/call-order';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { ATTACK_VERSION } from '../attack/attack-coverage';
import { packageVersion } from '../cli/package-root';
import { AlertSorter } from '../outputs/alert/alert-sorter';
import type { AlertText, WritableAlert } from '../outputs/alert/alert-text';
import { openTempStore } from '../outputs/temp-store';
import { IndexColumns } from './index-columns';
import {
  ALERTS_A_BLOCK,
  type AlertDetail,
  type HeldCondition,
  type ReportIndex,
  type SeverityCounts,
} from './report-data';
import { type PageParts, renderBlock, renderPageEnd, renderPageHead } from './report-page';
import { RuleBook, techniquesOf } from './rule-book';

/** Browsers hold the page as one text, and mail and tickets take no more: past it, alerts are without their records. */
const MAX_RECORD_CHARACTERS = 64 * 1024 * 1024;

/** The details of alerts, compressed in blocks, so that the page reads only what it shows. */
class DetailBlocks {
  /** Alerts without their record. */
  recordsLeftOut = 0;
  #waiting: AlertDetail[] = [];
  #written = 0;

  constructor(private readonly maxCharacters = MAX_RECORD_CHARACTERS) {}

  /** Adds an alert; gives the block that became full, if one did. */
  add(alert: Alert, held: readonly HeldCondition[]): string | undefined {
    const hasRoom = this.#written < this.maxCharacters;
    if (!hasRoom) this.recordsLeftOut += 1;
    this.#waiting.push(toDetail(alert, held, hasRoom));
    return this.#waiting.length === ALERTS_A_BLOCK ? this.end() : undefined;
  }

  /** The block of the alerts that are left, if there are any. */
  end(): string | undefined {
    if (this.#waiting.length === 0) return undefined;
    const block = toCompressed(this.#waiting);
    this.#waiting = [];
    this.#written += block.length;
    return block;
  }
}

/** What the page says beside the alerts. */
export interface ReportFacts {
  readonly title: string;
  readonly generatedAt: Date;
  readonly rules: RuleDocument;
  /** What the report was narrowed to. */
  readonly only?: readonly string[];
  /** Called after all alerts are known. */
  readonly scanned: () => Omit<ReportIndex['scanned'], 'rules'>;
  /** Called after all records are known. */
  readonly insights: () => Pick<ReportIndex, 'insights' | 'insightsLeftOut'>;
  /** Called with each alert, also those that the page has no room for. */
  readonly onAlert?: (alert: Alert) => void;
  /** Called after all alerts are known. */
  readonly cases?: () => Pick<ReportIndex, 'cases' | 'casesLeftOut'>;
  /** Called with a sentence on what the page does not contain. */
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
    this.facts.onAlert?.(alert);
    return '';
  }

  *end(): Generator<string, void> {
    const { parts, facts } = this;
    const total = this.#total();
    const blocks = new DetailBlocks(this.limits.maxRecordCharacters);
    const columns = new IndexColumns();
    const book = new RuleBook(facts.rules);
    yield renderPageHead(parts, { title: facts.title, summary: summaryOf(total) });
    for (const alert of inOrderOfCalls(this.#chosen())) {
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
    const { title, generatedAt, rules, only = [], scanned, insights, cases } = this.facts;
    const known = book.rules;
    const all = [...rules.rules, ...rules.correlations];
    return {
      version: packageVersion(),
      generatedAt: generatedAt.toISOString(),
      title: toPrintable(title),
      scanned: { ...scanned(), rules: all.length },
      only: only.map(toPrintable),
      total,
      recordsLeftOut,
      times: columns.times,
      columns: columns.columns,
      rules: columns.columns.rule.values.flatMap((id) => known.get(id) ?? []),
      actors: columns.actors,
      locations: columns.locations,
      ...insights(),
      ...(cases?.() ?? { cases: [], casesLeftOut: 0 }),
      techniques: techniquesOf(all),
      attackVersion: ATTACK_VERSION,
    };
  }
}

interface IndexParts extends Pick<ReportIndex, 'total' | 'recordsLeftOut'> {
  readonly columns: IndexColumns;
  readonly book: RuleBook;
}

/** The most alerts of one time that are held to be put in order; others of that time stay in the order of their ids. */
const MAX_OF_ONE_TIME = 10_000;

/** Alerts in the order of time, with those of one time in the order in which their calls depend, as `trailwatch view` has it. */
function* inOrderOfCalls(alerts: Iterable<Alert>): Generator<Alert, void> {
  const order = { timeMs: () => 0, parts: ({ record }: Alert) => partsOfCall(record) };
  let held: Alert[] = [];
  for (const alert of alerts) {
    if (held.length >= MAX_OF_ONE_TIME || (held[0] ?? alert).eventTime !== alert.eventTime) {
      yield* inCallOrder(held, order);
      held = [];
    }
    held.push(alert);
  }
  yield* inCallOrder(held, order);
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

/** JSON, compressed with gzip and written in base64, whose alphabet has no meaning in HTML. */
function toCompressed(value: unknown): string {
  return gzipSync(JSON.stringify(value), { level: 9 }).toString('base64');
}

function toDetail(alert: Alert, held: readonly HeldCondition[], hasRoom: boolean): AlertDetail {
  const { id, summary, eventID, eventTime, actor, userAgent, outcome } = alert;
  const { resourceDetails, links, source, record } = alert;
  const accessKeyId = identity.accessKey(record);
  const attemptStep = attemptStepOf(alert);
  return {
    ...{ id, summary, eventID, eventTime, actor, userAgent, outcome },
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...{ resourceDetails, links, source, held, facts: factLines(alert) },
    ...(attemptStep === undefined ? {} : { attemptStep }),
    ...(hasRoom ? { record } : {}),
  };
}
