import { MAX_BATCH_BYTES } from '../../../lib/core/archive-search/search-batch';
import { correlationOf } from '../../core/correlation/random-correlation';
import { FaultInjector } from '../fault';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import type { Mishap } from '../random-faults';
import { SearchWorld, STARTED_AT } from './search-world';

const FILES = 3;
const REQUEST = { start: '2026-11-20', end: '2026-11-20' };
const RULE = ruleOn('StopLogging');
const CORRELATION = correlationOf({
  groupBy: ['userIdentity.userName'],
  rules: [ruleOn('StopLogging')],
  timespanSeconds: 600,
});

/** More executions than faults: one that fails is started again. */
const EXECUTIONS = 8;

/** A search of one file a batch, planned two batches at a time; its faults have a clock of their own. */
export class FaultySearch {
  readonly faults: FaultInjector;
  readonly #world = new SearchWorld({ rules: [RULE], correlations: [CORRELATION] });
  readonly #problems: string[] = [];

  constructor({ plan }: Pick<Mishap, 'plan'>) {
    this.faults = new FaultInjector({ nowMs: Date.parse(STARTED_AT), settings: { leaseSeconds: 60 } }, plan);
    this.#world.faults = this.faults;
    this.#world.batchesAPlan = 2;
    for (let file = 0; file < FILES; file++) {
      const body = logFile([record(`e${file}`), record(`n${file}`, { eventName: 'DescribeTrails' })]);
      const modifiedMs = Date.parse('2026-11-20T12:00:00Z');
      this.#world.archive.set(logKey(`f${file}`), { body, modifiedMs, sizeBytes: MAX_BATCH_BYTES });
    }
  }

  /** Searches until an execution succeeds, and returns every invariant that does not hold then. */
  async run(expected: string): Promise<readonly string[]> {
    for (let at = 0; at < EXECUTIONS; at++) {
      const name = `search-${at}`;
      const { status } = await this.#world.start(REQUEST, name);
      const found = this.foundBy(name);
      if (status === 'FAILED' && found?.isComplete === true)
        this.#problems.push(`${name} failed, and is complete`);
      if (status === 'FAILED') continue;
      if (JSON.stringify(found) !== expected) this.#problems.push(`${name} found ${JSON.stringify(found)}`);
      return this.#problems;
    }
    return [...this.#problems, `${EXECUTIONS} executions failed: ${this.#world.lastError}`];
  }

  /** What people see of a search; undefined without a summary. */
  foundBy(name: string) {
    if (!this.#world.results.has(`searches/${name}/summary.json`)) return undefined;
    const { planned, searched, alerts, isComplete, problems } = this.#world.summary(name);
    const ids = this.#world.alerts(name).map(({ ruleId, id }) => `${ruleId} ${id}`);
    return { planned, searched, alerts, isComplete, problems, ids };
  }
}

/** What a search without faults finds. */
export async function searchUndisturbed(): Promise<string> {
  const search = new FaultySearch({ plan: new Map() });
  await search.run('');
  return JSON.stringify(search.foundBy('search-0'));
}
