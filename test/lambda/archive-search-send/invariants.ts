import { SearchWorld, STARTED_AT } from '../archive-search/search-world';
import { type FaultInjector, repeatWithFaults } from '../fault';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { SETTINGS, World } from '../log-processor/world';

const FILES = 3;
const RECORDS_A_FILE = 4;
const THRESHOLD = 5;
const RULE = ruleOn('StopLogging');
const REQUEST = { start: '2026-11-20', end: '2026-11-20', send: 'informational' };

/** More executions than faults: one that fails is started again, as its alarm asks for. */
const EXECUTIONS = 10;

/** Longer than the lease of an invocation that died. */
const WAIT_MS = 10 * 60_000;

/** An archive with more alerts than are sent singly, and the processor in whose stead a search sends them. */
export class SearchedArchive {
  readonly processor = new World([RULE], { ...SETTINGS, stormThreshold: THRESHOLD, maxReceiveCount: 20 });
  readonly #search = new SearchWorld({ rules: [RULE], correlations: [] });
  #executions = 0;
  #isDone = false;

  constructor() {
    this.processor.nowMs = Date.parse(STARTED_AT);
    this.#search.processor = this.processor;
    for (let file = 0; file < FILES; file++) {
      const records = Array.from({ length: RECORDS_A_FILE }, (_, at) => record(`e${file}-${at}`));
      this.#search.put(logKey(`f${file}`), logFile(records));
    }
  }

  /** Searches until an execution succeeds, and sends the reports of the storm. */
  async run(faults: FaultInjector): Promise<void> {
    const search = this.#search;
    const done = await repeatWithFaults(this.processor, faults, {
      ...{ attempts: EXECUTIONS, waitMs: WAIT_MS },
      work: async (gate) => {
        search.sendGate = gate;
        const { status, error } = await search.start(REQUEST, `search-${this.#executions++}`);
        if (status === 'FAILED') throw new Error(error);
      },
    });
    this.#isDone = done !== undefined;
    await this.processor.drain();
  }

  /** Every invariant that does not hold then. */
  problems(faults: FaultInjector): string[] {
    const { published, dead } = this.processor;
    const isReport = ({ eventName }: (typeof published)[number]) => eventName === 'AlertStorm';
    const single = new Set(published.filter((alert) => !isReport(alert)).map(({ id }) => id)).size;
    const reports = [...new Map(published.filter(isReport).map((alert) => [alert.id, alert])).values()];
    const grouped = reports.reduce((sum, { record: { count } }) => sum + Number(count), 0);
    const all = FILES * RECORDS_A_FILE;
    return [
      ...(this.#isDone ? [] : [`${EXECUTIONS} executions failed`]),
      ...(single + grouped === all
        ? []
        : [`${single} alerts were sent and ${grouped} told of, out of ${all}`]),
      ...(dead.length === 0 ? [] : [`${dead.length} dead letters`]),
      ...faults.repeats.excess(published),
    ];
  }
}
