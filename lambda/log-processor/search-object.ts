import { setImmediate as nextTurn } from 'node:timers/promises';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../lib/core/correlation/contribution-collector';
import {
  type ReadProblem,
  type ReadProblemCode,
  renderWithoutFile,
} from '../../lib/core/problem/read-problem';
import type { LogFileEntry, LogFileTotals } from '../../lib/core/record/log-file-entry';
import { readLogFile } from '../../lib/core/record/read-log-file';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { SeenRecords } from '../../lib/core/record/seen-records';
import type { Rule } from '../../lib/core/rule/rule';
import type { ObjectAddress } from '../aws/read-object';
import { alertWindow } from '../raise/alert-window';
import type { RaisedAlert } from '../raise/raised-alert';
import { RetryLater } from '../raise/retry-later';
import { FileTally } from './file-tally';
import type { Invocation } from './invocation';
import { ObjectReadError } from './object-read-error';

/** What came of searching one object: as far as it got, also when it failed. */
export interface Search {
  readonly tally: FileTally;
  /** What is damaged in the file itself, as sentences; trying again finds the same. */
  readonly problems: readonly string[];
  /** Why records or alerts are left over: S3, the table, the topic, or the time. Not all of very many. */
  readonly errors: readonly unknown[];
}

/** As many errors of one file as are worth keeping; one makes the message come back. */
const MAX_ERRORS = 20;

/** Why nobody can say what a record is: the file is damaged there. Other rejected entries were read, and are none. */
const UNREADABLE: readonly ReadProblemCode[] = ['bad-json', 'too-deep', 'record-too-large'];

/** Reads an object to its end, matches its records, and raises their alerts. It never throws. */
export async function searchObject(invocation: Invocation, object: ObjectAddress): Promise<Search> {
  const search = new ObjectSearch(invocation, object);
  try {
    await search.run();
  } catch (error) {
    search.fail(error);
  }
  return search;
}

class ObjectSearch implements Search {
  readonly tally = new FileTally();
  readonly problems: string[] = [];
  readonly errors: unknown[] = [];
  /**
   * A record is a duplicate only if the *same* file had it before: where another file had it, its alert may have
   * failed. The table of claims keeps the alerts of different files apart.
   */
  readonly #seen = new SeenRecords();
  readonly #collector = new ContributionCollector();

  constructor(
    private readonly invocation: Invocation,
    private readonly object: ObjectAddress,
  ) {}

  async run(): Promise<void> {
    try {
      await this.#searchEntries();
    } finally {
      // What was read is counted, also if the rest of the file cannot be read.
      await Promise.all(this.#collector.groups().map((group) => this.#correlate(group)));
    }
  }

  async #searchEntries(): Promise<void> {
    const { key } = this.object;
    const name = key.slice(key.lastIndexOf('/') + 1);
    const maxBytes = this.invocation.settings.maxLogFileBytes;
    const entries = readLogFile(chunksOf(this.invocation, this.object), { name, maxBytes });
    const counted = withTotals(entries, ({ bytes }) => {
      this.tally.bytes = bytes;
    });
    for await (const batch of counted) {
      if (this.invocation.outOfTime.aborted) throw outOfTimeFor(this.object);
      const alerts = batch.flatMap((entry) => this.#alertsOf(entry));
      await Promise.all(alerts.map((raised) => this.invocation.alertLimit(() => this.#raise(raised))));
      // Without a turn of the event loop no other file goes on and no deadline is noticed while this text lasts.
      await nextTurn();
    }
  }

  fail(error: unknown): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push(error);
  }

  #alertsOf(entry: LogFileEntry): readonly RaisedAlert[] {
    switch (entry.kind) {
      case 'record':
        return this.#match(entry);
      case 'rejected':
        this.#reject(entry.problem);
        return [];
      case 'problem':
        this.problems.push(renderWithoutFile(entry.problem));
        return [];
      case 'ignored':
        this.tally.ignored = entry.reason;
        return [];
      default:
        return entry satisfies never;
    }
  }

  #reject(problem: ReadProblem): void {
    const why = renderWithoutFile(problem);
    this.tally.reject(why);
    if (UNREADABLE.includes(problem.code)) this.problems.push(why);
  }

  #match({ record, index }: LogFileEntry & { kind: 'record' }): readonly RaisedAlert[] {
    this.tally.sawTime(record.eventTime);
    if (!this.#seen.add(record)) {
      this.tally.count('duplicates');
      return [];
    }
    try {
      const { detections } = this.invocation;
      const detected = detections.match(record);
      const alerts = detected.alerting.map((rule) => this.#toRaised(rule, record, index));
      detections.collect(detected, record, { ...this.#address(), index }, this.#collector);
      this.tally.count(detected.satisfied.length > 0 ? 'matched' : 'unmatched');
      return alerts;
    } catch (error) {
      // A record that our own code fails on must not take the rest of its file along.
      const problem = `record ${index}: it could not be matched: ${String(error)}`;
      this.tally.reject(problem);
      this.problems.push(problem);
      return [];
    }
  }

  #toRaised(rule: Rule, record: CloudTrailRecord, index: number): RaisedAlert {
    const source = { ...this.#address(), index };
    const alert = toAlert(rule, record, { route: 'log-file', source });
    const { ruleId, recipientAccountId, eventTime } = alert;
    const { stormWindowMinutes } = this.invocation.settings;
    const window = alertWindow(ruleId, recipientAccountId, eventTime, stormWindowMinutes);
    return { alert, ruleName: rule.name, firstSteps: rule.firstSteps, window };
  }

  #address(): { readonly bucket: string; readonly key: string } {
    const { bucket, key } = this.object;
    return { bucket, key };
  }

  async #correlate(group: CollectedGroup): Promise<void> {
    try {
      for (const raised of await this.invocation.correlator.correlate(group)) this.tally.alerts[raised]++;
    } catch (error) {
      this.fail(error);
    }
  }

  async #raise(raised: RaisedAlert): Promise<void> {
    try {
      if (this.invocation.outOfTime.aborted) throw outOfTimeFor(this.object);
      this.tally.alerts[await this.invocation.raiser.raise(raised)]++;
    } catch (error) {
      this.fail(error);
    }
  }
}

async function* chunksOf(
  { ports, outOfTime }: Invocation,
  object: ObjectAddress,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of ports.readObject(object, outOfTime)) {
      if (outOfTime.aborted) break;
      yield chunk;
    }
  } catch (error) {
    if (!outOfTime.aborted) throw new ObjectReadError(object, error);
  }
  if (outOfTime.aborted) throw outOfTimeFor(object);
}

function outOfTimeFor({ bucket, key }: ObjectAddress): RetryLater {
  return new RetryLater(`the time ran out before s3://${bucket}/${key} was done`);
}

/** The same items; what the generator returns, which `for await` throws away, is told before the end. */
async function* withTotals<T>(
  entries: AsyncGenerator<T, LogFileTotals>,
  tell: (totals: LogFileTotals) => void,
): AsyncGenerator<T, void> {
  tell(yield* entries);
}
