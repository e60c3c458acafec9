import type { SearchWindow } from '../../lib/core/alarm/search-window';
import type { AlarmFacts, UnreportedRecords } from '../../lib/core/alert/alarm-alert';
import type { Alert } from '../../lib/core/alert/alert';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { toAllowance } from '../../lib/core/compile/predicate/allowed-matcher';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { unwrapRecord } from '../../lib/core/record/unwrap-record';
import { isRaised } from '../../lib/core/rule/rule';
import { AllowedCounts } from '../../lib/core/scan/allowed-counts';
import type { WatchedAlarm } from '../../lib/core/settings/alarm-context-settings';
import type { FoundLogEvent } from '../aws/filter-log-events';
import type { Raised } from '../raise/raise-alert';
import { decisiveOf, RetryLater } from '../raise/retry-later';
import type { Invocation } from './ports';

/** The result of one search. */
export interface Found {
  /** Records that the alarm's filters found, including duplicates. */
  readonly records: number;
  readonly raised: Readonly<Record<Raised, number>>;
  /** The records that allow lists and filters of the rule exclude. */
  readonly allowed: AllowedCounts;
  readonly unreported: UnreportedRecords;
}

/** The number of pages that are counted after the limit is reached. A page contains up to 10,000 events, or 1 MB. */
const COUNTED_PAGES = 20;

/** The maximum number of errors that are kept per search; one is enough to retry the message. */
const MAX_ERRORS = 20;

/**
 * Finds the records behind an alarm and raises an alert for each, up to the limit; the rest is counted. Records that were
 * reported before cost a read of the table and do not count towards the limit.
 *
 * Every alert is tried before the first error is thrown: none blocks another.
 */
export async function findRecords(
  invocation: Invocation,
  alarm: WatchedAlarm,
  window: SearchWindow,
): Promise<Found> {
  const search = new RecordSearch(invocation, alarm);
  for (const filterPattern of alarm.patterns) await search.run(filterPattern, window);
  return search.result();
}

/** The facts of a search that its alerts contain. */
export function factsOf(
  { settings }: Invocation,
  { alarmName, rule }: WatchedAlarm,
  window: SearchWindow,
): AlarmFacts {
  return { alarmName, rule, logGroup: settings.logGroupName, ...window };
}

class RecordSearch {
  readonly #raised: Record<Raised, number> = { sent: 0, grouped: 0, repeated: 0, tried: 0, silenced: 0 };
  /** A record that matches several of the alarm's patterns counts once. */
  readonly #seen = new Set<string>();
  readonly #errors: unknown[] = [];
  readonly #allowed = new AllowedCounts();
  readonly #allowanceOf: (record: CloudTrailRecord) => string | undefined;
  #records = 0;
  #unreported = 0;
  #foreign = 0;
  #lastForeign: string | undefined;
  #isLeast = false;

  constructor(
    private readonly invocation: Invocation,
    private readonly alarm: WatchedAlarm,
  ) {
    this.#allowanceOf = toAllowance(alarm.narrowings ?? []);
  }

  async run(filterPattern: string, window: SearchWindow): Promise<void> {
    const { ports, settings, outOfTime } = this.invocation;
    const { logGroupName } = settings;
    let countedPages = 0;
    for await (const page of ports.filterLogEvents({ logGroupName, filterPattern, ...window })) {
      if (outOfTime.aborted) {
        throw new RetryLater(`time ran out while searching for the records of ${this.alarm.alarmName}`);
      }
      await this.#take(page);
      if (this.#isFull() && ++countedPages > COUNTED_PAGES) {
        this.#isLeast = true;
        return;
      }
    }
  }

  result(): Found {
    if (this.#errors.length > 0) throw decisiveOf(this.#errors);
    const unreported = {
      ...{ count: this.#unreported, isLeast: this.#isLeast, foreign: this.#foreign },
      ...(this.#lastForeign === undefined ? {} : { lastForeign: this.#lastForeign }),
    };
    return { records: this.#records, raised: this.#raised, allowed: this.#allowed, unreported };
  }

  /** Raises alerts up to the limit, in portions: only the table knows how many of them are new. */
  async #take(page: readonly FoundLogEvent[]): Promise<void> {
    const alerts = page.flatMap((event) => this.#toAlerts(event));
    this.#records += alerts.length;
    let next = 0;
    while (next < alerts.length && !this.#isFull()) {
      const portion = alerts.slice(next, next + this.#room());
      await Promise.all(portion.map((one) => this.invocation.alertLimit(() => this.#raise(one))));
      next += portion.length;
    }
    this.#unreported += alerts.length - next;
  }

  #toAlerts({ id, logStream, message }: FoundLogEvent): readonly Alert[] {
    if (this.#seen.has(id)) return [];
    this.#seen.add(id);
    const { settings, log } = this.invocation;
    const found = unwrapRecord({ message });
    if (found.kind !== 'record') {
      this.#foreign++;
      this.#lastForeign = id;
      log.warn('a log event that the alarm counted is not a record', { logStream, eventId: id });
      return [];
    }
    const { rule } = this.alarm;
    const entry = this.#allowanceOf(found.record);
    if (entry !== undefined) {
      this.#records += 1;
      this.#allowed.add({ rule, entry });
      return [];
    }
    const source = { logGroup: settings.logGroupName, logStream };
    const alert = toAlert(rule, found.record, { route: 'metric-alarm', source });
    if (isRaised(rule, alert.severity)) return [alert];
    this.#records += 1;
    return [];
  }

  async #raise(alert: Alert): Promise<void> {
    try {
      if (this.invocation.outOfTime.aborted) throw new RetryLater('time ran out before the next alert');
      const raised = await this.invocation.raiser.raise(alert, this.alarm.rule);
      this.#raised[raised]++;
      this.invocation.counts.addRaised(raised);
    } catch (error) {
      if (this.#errors.length < MAX_ERRORS) this.#errors.push(error);
    }
  }

  #isFull(): boolean {
    return this.#room() <= 0 || this.#errors.length >= MAX_ERRORS;
  }

  #room(): number {
    return this.invocation.settings.maxRecords - this.#raised.sent - this.#raised.grouped;
  }
}
