import { setImmediate as nextTurn } from 'node:timers/promises';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../lib/core/correlation/contribution-collector';
import { readLogFile } from '../../lib/core/record/read-log-file';
import { SeenRecords } from '../../lib/core/record/seen-records';
import { type Finding, LogFileScan, scanLogFile } from '../../lib/core/scan/log-file-scan';
import type { ObjectAddress } from '../aws/read-object';
import type { Raised } from '../raise/raise-alert';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './invocation';
import { ObjectReadError } from './object-read-error';

/** What came of searching one object: as far as it got, also when it failed. */
export interface Search {
  readonly scan: LogFileScan;
  readonly alerts: Readonly<Record<Raised, number>>;
  /** Why records or alerts are left over: S3, the table, the topic, or the time. The first of them. */
  readonly errors: readonly unknown[];
}

/** As many errors of one file as are worth keeping; one makes the message come back. */
const MAX_ERRORS = 20;

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
  readonly scan: LogFileScan;
  readonly alerts: Record<Raised, number> = { sent: 0, grouped: 0, repeated: 0 };
  readonly errors: unknown[] = [];
  readonly #contributions = new ContributionCollector();

  constructor(
    private readonly invocation: Invocation,
    private readonly object: ObjectAddress,
  ) {
    const { bucket, key } = object;
    // A record is a duplicate only if the *same* file had it before: where another file had it, its alert may have
    // failed. The table of claims keeps the alerts of different files apart.
    const seen = new SeenRecords();
    const { detections } = invocation;
    const name = key.slice(key.lastIndexOf('/') + 1);
    const parts = { detections, seen, contributions: this.#contributions };
    this.scan = new LogFileScan({ name, place: { bucket, key } }, parts);
  }

  async run(): Promise<void> {
    try {
      await this.#searchEntries();
    } finally {
      // What was read is counted, also if the rest of the file cannot be read.
      await Promise.all(this.#contributions.groups().map((group) => this.#correlate(group)));
    }
  }

  async #searchEntries(): Promise<void> {
    const { scan, invocation, object } = this;
    const { name } = scan.file;
    const maxBytes = invocation.settings.maxLogFileBytes;
    for await (const { findings } of scanLogFile(
      readLogFile(chunksOf(invocation, object), { name, maxBytes }),
      scan,
    )) {
      if (invocation.outOfTime.aborted) throw outOfTimeFor(object);
      await Promise.all(findings.map((finding) => invocation.alertLimit(() => this.#raise(finding))));
      // Without a turn of the event loop no other file goes on and no deadline is noticed while this text lasts.
      await nextTurn();
    }
  }

  fail(error: unknown): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push(error);
  }

  async #correlate(group: CollectedGroup): Promise<void> {
    try {
      for (const raised of await this.invocation.correlator.correlate(group)) this.alerts[raised]++;
    } catch (error) {
      this.fail(error);
    }
  }

  async #raise({ rule, record, index }: Finding): Promise<void> {
    try {
      if (this.invocation.outOfTime.aborted) throw outOfTimeFor(this.object);
      const { bucket, key } = this.object;
      const alert = toAlert(rule, record, { route: 'log-file', source: { bucket, key, index } });
      this.alerts[await this.invocation.raiser.raise(alert, rule)]++;
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
