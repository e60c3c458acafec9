import fc from 'fast-check';
import { parseSentRecord, UNSENT_RULE_ID } from '../../../lib/core/archive-search/sent-record';
import { Detections } from '../../../lib/core/correlation/detections';
import { correlationOf } from '../../core/correlation/random-correlation';
import { cases } from '../../jest/cases';
import { SearchWorld, STARTED_AT } from '../archive-search/search-world';
import { FAULTS, type Fault, FaultInjector } from '../fault';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { SETTINGS, World } from '../log-processor/world';

const RECORDS = 24;
const RULE = ruleOn('StopLogging');
const CORRELATION = correlationOf({
  ...{ groupBy: ['userIdentity.userName'], rules: [RULE], timespanSeconds: 600 },
});
const REQUEST = { start: '2026-11-20', end: '2026-11-20', send: 'informational' };
const ALL = { maxSent: 1_000, recordsASending: Number.POSITIVE_INFINITY, faults: [] };

/** A search, the most alerts that it sends, after how many written records its time is over, and which calls fail. */
interface Search {
  readonly maxSent: number;
  readonly recordsASending: number;
  readonly faults: readonly (readonly [call: number, fault: Fault])[];
}

const SEARCH: fc.Arbitrary<Search> = fc.record({
  maxSent: fc.constantFrom(1, 3, 10, 100),
  recordsASending: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
  faults: fc.array(fc.tuple(fc.nat(100), fc.constantFrom(...FAULTS)), { maxLength: 3 }),
});

const SOME_RECORDS = fc.uniqueArray(fc.nat(RECORDS - 1), { minLength: 1, maxLength: RECORDS });

/** What comes, one after the other: a log file, which the processor reads at once or not; one that it reads now, or again; a search; a deployment that begins or ends a trial. */
const STEPS = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ records: SOME_RECORDS, isRead: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ readsFile: fc.nat(10) }) },
    { weight: 3, arbitrary: SEARCH },
    { weight: 1, arbitrary: fc.constantFrom('on trial' as const, 'live' as const) },
  ),
  { minLength: 2, maxLength: 10 },
);

function recordAt(at: number): Record<string, unknown> {
  const timeMs = Date.parse('2026-11-20T02:00:00Z') + at * 100_000;
  return record(`e${at}`, { eventTime: new Date(timeMs).toISOString().replace('.000', '') });
}

/** A processor, and searches that send in its stead; each search is checked when it is over. */
class SearchedArchive {
  readonly processor = new World([RULE], { ...SETTINGS, stormThreshold: 3 }, [CORRELATION]);
  /** How often the faults excuse that an alert is sent again. */
  readonly excused = new Map<string, number>();
  readonly #search = new SearchWorld({ rules: [RULE], correlations: [CORRELATION] });
  readonly #files: { readonly key: string; readonly body: Buffer }[] = [];
  #searches = 0;

  constructor() {
    this.processor.nowMs = Date.parse(STARTED_AT);
    this.#search.processor = this.processor;
  }

  put(records: readonly number[]): void {
    const file = { key: logKey(`f${this.#files.length}`), body: logFile(records.map(recordAt)) };
    this.#files.push(file);
    this.#search.put(file.key, file.body);
  }

  async read(index: number): Promise<void> {
    const file = this.#files.at(index % Math.max(1, this.#files.length));
    if (file !== undefined) this.processor.deliver(file.key, file.body);
    await this.processor.drain();
  }

  deploy(isOnTrial: boolean): void {
    const rules = [isOnTrial ? { ...RULE, trialUntil: '2026-12-20T00:00:00Z' } : RULE];
    this.#search.deployed = { rules, correlations: [CORRELATION] };
    this.processor.detections = Detections.of(rules, [CORRELATION]);
  }

  /** Searches, and gives the ids of what was found; undefined where the execution failed. */
  async search({ faults, ...limits }: Search): Promise<ReadonlySet<string> | undefined> {
    const { processor } = this;
    const name = `search-${this.#searches++}`;
    const injector = new FaultInjector(processor, new Map(faults));
    Object.assign(this.#search, { ...limits, faults: injector });
    const before = processor.published.length;
    const { status } = await this.#search.start(REQUEST, name, new Date(processor.nowMs).toISOString());
    const single = processor.published.slice(before).filter(({ ruleId }) => ruleId !== UNSENT_RULE_ID);
    expect(new Set(single.map(({ id }) => id)).size).toBeLessThanOrEqual(limits.maxSent);
    for (const [id, times] of injector.repeats.allowed)
      this.excused.set(id, (this.excused.get(id) ?? 0) + times);
    if (status === 'SUCCEEDED') return this.#check(name, limits);
    if (faults.length === 0 && this.#files.length > 0) throw new Error(this.#search.lastError);
    return undefined;
  }

  /** What a search tells of its alerts is all of them, each once. */
  #check(name: string, { maxSent }: Pick<Search, 'maxSent'>): ReadonlySet<string> {
    const alerts = this.#search.alerts(name);
    const found = new Set(alerts.map(({ id }) => id));
    const told = parseSentRecord(this.#search.results.get(`sent/${name}.json`) ?? '')!;
    const { sent, grouped, repeated, tried = 0, left, ids, isDone } = told;
    expect({ isDone, all: sent + grouped + repeated + tried + left }).toEqual({
      isDone: true,
      all: found.size,
    });
    expect(ids.every((id) => found.has(id)) && new Set(ids).size === sent + grouped).toBe(true);
    expect(sent + grouped).toBeLessThanOrEqual(maxSent);
    expect(this.#search.summary(name).alerts.total).toBe(alerts.length);
    const rest = this.processor.published.find(
      ({ ruleId, record: { execution } }) => ruleId === UNSENT_RULE_ID && execution === name,
    );
    expect(rest === undefined || rest.record.left === left).toBe(true);
    return found;
  }

  /** How many alerts of the rule were counted by what became of them. */
  get counted(): number {
    return this.processor.table.summary
      .filter(({ ruleId }) => ruleId === RULE.id)
      .reduce(
        (sum, { sent, held, storms, grouped, onTrial = 0 }) => sum + sent + held - storms + grouped + onTrial,
        0,
      );
  }

  /** The alerts that were sent singly more often than faults excuse. */
  get repeats(): readonly string[] {
    const times = new Map<string, number>();
    for (const { id, eventName } of this.processor.published)
      if (eventName !== 'AlertStorm') times.set(id, (times.get(id) ?? 0) + 1);
    return [...times].flatMap(([id, count]) => (count > 1 + (this.excused.get(id) ?? 0) ? [id] : []));
  }
}

test('each search sends at most its limit and tells of all alerts that it found what became of them, and each is sent, reported or counted once, whatever the processor reads before, between and after', async () => {
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(STEPS, fc.boolean(), async (steps, isFaulty) => {
      const archive = new SearchedArchive();
      for (const step of steps) {
        if (typeof step === 'string') archive.deploy(step === 'on trial');
        else if ('readsFile' in step) await archive.read(step.readsFile);
        else if ('records' in step) {
          archive.put(step.records);
          if (step.isRead) await archive.read(-1);
        } else await archive.search(isFaulty ? step : { ...step, faults: [] });
        archive.processor.nowMs += 60_000;
      }
      const found = await archive.search(ALL);
      await archive.processor.drain();
      expect(archive.repeats).toEqual([]);
      if (isFaulty || found === undefined) return;
      checked += 1;
      const ofRule = steps.flatMap((step) =>
        typeof step === 'object' && 'records' in step ? step.records : [],
      );
      expect(archive.counted).toBe(new Set(ofRule).size);
    }),
    { numRuns: 200 },
  );
  expect(checked).toBeGreaterThan(cases(20));
});
