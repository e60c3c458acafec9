import { type SearchEvent, searchBatch } from '../../../lambda/archive-search/search-batch';
import { type PlanEvent, planSearch } from '../../../lambda/archive-search-plan/plan-search';
import { type SendEvent, sendAlerts } from '../../../lambda/archive-search-send/send-alerts';
import { type SummaryEvent, summarizeSearch } from '../../../lambda/archive-search-summary/summarize-search';
import type { TextStore } from '../../../lambda/aws/s3/text-store';
import { RememberedManagers, RememberedSketches } from '../../../lambda/aws/table/remembered-items';
import { beginRaising, endRaising } from '../../../lambda/raise/raising';
import type { Alert } from '../../../lib/core/alert/alert';
import { toMachineDefinition } from '../../../lib/core/archive-search/machine-definition';
import { rulesKey, SEARCH_FILES, searchPrefix } from '../../../lib/core/archive-search/search-place';
import { readRuleDocument, SearchRules } from '../../../lib/core/archive-search/search-rules';
import { parseSummary, type SearchSummary } from '../../../lib/core/archive-search/search-summary';
import type { StoredObject } from '../../../lib/core/digest/archive-reader';
import type { Json } from '../../../lib/core/json/json-value';
import { encodeRules, type RuleDocument } from '../../../lib/core/rule/rule-document';
import type { Execution } from '../../state-machine/retrying';
import { runStateMachine, type Services } from '../../state-machine/state-machine';
import { type FaultInjector, invokeWithFaults } from '../fault';
import type { World } from '../log-processor/world';
import { type Gate, OPEN_GATE } from '../memory-raise-ports';

export const STARTED_AT = '2026-11-21T00:00:00.000Z';
const ENDED_MS = Date.parse('2026-11-21T00:05:00Z');

/** An object of the archive of a test, and when it was written. */
interface Archived {
  readonly body: Uint8Array;
  readonly modifiedMs: number;
  /** The size that S3 lists; that of the body where it is absent. */
  readonly sizeBytes?: number;
}

/** An archive, a results bucket and the three functions of a search, in memory. */
export class SearchWorld {
  readonly archive = new Map<string, Archived>();
  readonly results = new Map<string, string>();
  /** What each function was called with, in order. */
  readonly calls: { readonly name: string; readonly payload: Json }[] = [];
  /** Called before a log file is read; may throw, or give another answer. */
  onRead: (key: string) => StoredObject | undefined = () => undefined;
  /** Called before an object of the results is written; may throw. */
  onWrite: (key: string) => void = () => undefined;
  /** Aborts the planning after so many written batches. */
  batchesAPlan = Number.POSITIVE_INFINITY;
  nowMs = ENDED_MS;
  /** What a function failed with last. */
  lastError = '';
  /** The processor in whose stead alerts are sent; without one, none are. */
  processor: World | undefined;
  /** The calls of AWS of the function that sends pass it. */
  sendGate: Gate = OPEN_GATE;
  /** How a function is invoked: Step Functions may call it again while it still runs. */
  invoking: (name: string, invoke: () => Promise<unknown>) => Promise<unknown> = (_name, invoke) => invoke();
  /** What befalls the calls of AWS of the functions; a function that dies is invoked again by the state machine. */
  faults: FaultInjector | undefined;
  /** How many alerts a search sends at most. */
  maxSent: number | undefined;
  /** Aborts the sending after so many written records. */
  recordsASending = Number.POSITIVE_INFINITY;
  #sender: ReturnType<World['container']> | undefined;

  constructor(
    public deployed: RuleDocument,
    readonly root = 'AWSLogs/',
  ) {}

  put(key: string, body: Uint8Array, modified = '2026-11-20T12:00:00Z'): void {
    this.archive.set(key, { body, modifiedMs: Date.parse(modified) });
  }

  /** Runs the definition of the construct from its start to its end. */
  start(input: Json, name = 'search-1', startedAt = STARTED_AT): Promise<Execution> {
    const { processor } = this;
    const sending = processor === undefined ? {} : { rememberDays: processor.settings.rememberDays };
    const definition = toMachineDefinition({
      partition: 'aws',
      place: { archiveBucket: 'archive', root: this.root, resultsBucket: 'results', ...sending },
      functions: {
        ...{ plan: 'plan', search: 'search', summary: 'summary' },
        ...(processor === undefined ? {} : { send: 'send' }),
      },
      maxConcurrency: 10,
    });
    const services: Services = {
      invoke: async (name, payload) => {
        this.calls.push({ name, payload });
        try {
          const work = (gate: Gate) => this.#invoke(name, payload, gate);
          const { faults } = this;
          const invoke = () => (faults === undefined ? work(OPEN_GATE) : invokeWithFaults(faults, work));
          return structuredClone(await this.invoking(name, invoke)) as Json;
        } catch (error) {
          this.lastError = (error as Error).message;
          throw error;
        }
      },
      keys: async (_bucket, prefix) => this.#keys(prefix),
      wait: (seconds) => {
        if (processor !== undefined) processor.nowMs += seconds * 1000;
      },
    };
    return runStateMachine(definition, { name, startedAt, input }, services);
  }

  summary(name = 'search-1'): SearchSummary {
    const text = this.results.get(`${searchPrefix(name)}${SEARCH_FILES.summary}`) ?? '';
    const summary = parseSummary(text);
    if (summary === undefined) throw new Error('there is no summary');
    return summary;
  }

  /** All alerts that the summary's files hold, in the order of time. */
  alerts(name = 'search-1'): readonly Alert[] {
    const list = this.results.get(`${searchPrefix(name)}${SEARCH_FILES.alertFiles}`) ?? '';
    const { alertFiles } = JSON.parse(list) as { alertFiles: string[] };
    return alertFiles
      .flatMap((key) => (this.results.get(key) ?? '').trimEnd().split('\n'))
      .map((line) => JSON.parse(line) as Alert)
      .sort((one, other) => (`${one.eventTime} ${one.id}` < `${other.eventTime} ${other.id}` ? -1 : 1));
  }

  putRules(document: RuleDocument | string, sha256: string): void {
    const text = typeof document === 'string' ? document : encodeRules(document);
    this.results.set(rulesKey(sha256), text);
  }

  #keys(prefix: string): readonly string[] {
    return [...this.results.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  #invoke(name: string, payload: Json, gate: Gate): Promise<unknown> {
    const readText = (key: string) => gate({ name: 'readText', subject: key }, () => this.results.get(key));
    const write = (key: string, text: string) => {
      this.onWrite(key);
      this.results.set(key, text);
    };
    const shared = {
      rules: new SearchRules({ readText, ownKeys: undefined }),
      readText,
      putText: (key: string, text: string) => gate({ name: 'putText', subject: key }, () => write(key, text)),
      putNewText: (key: string, text: string) =>
        gate({ name: 'putText', subject: key }, () => {
          const isNew = !this.results.has(key);
          if (isNew) write(key, text);
          return isNew;
        }),
    };
    if (name === 'plan') return this.#plan(payload, shared, gate);
    if (name === 'send') return this.#send(payload, shared, gate);
    if (name === 'summary') {
      const self = this;
      const keys = async function* (prefix: string) {
        yield* await gate({ name: 'list', subject: prefix }, () => self.#keys(prefix));
      };
      return summarizeSearch(payload as unknown as SummaryEvent, {
        ...shared,
        keys,
        nowMs: () => this.nowMs,
      });
    }
    return searchBatch(payload as unknown as SearchEvent, {
      ...shared,
      bucketName: 'archive',
      maxLogFileBytes: 10_000_000,
      outOfTime: new AbortController().signal,
      readLogFile: (key) =>
        gate({ name: 'readLogFile', subject: key }, () => this.onRead(key) ?? this.#stored(key)),
    }).then(() => ({}));
  }

  #plan(
    payload: Json,
    shared: Omit<
      Parameters<typeof planSearch>[1],
      'root' | 'subfolders' | 'objects' | 'deployedRules' | 'outOfTime'
    >,
    gate: Gate,
  ): Promise<unknown> {
    const outOfTime = new AbortController();
    let batches = 0;
    const self = this;
    return planSearch(payload as unknown as PlanEvent, {
      ...shared,
      root: this.root,
      deployedRules: () => encodeRules(this.deployed),
      outOfTime: outOfTime.signal,
      putNewText: async (key, text) => {
        const isNew = await shared.putNewText(key, text);
        if (++batches >= this.batchesAPlan) outOfTime.abort();
        return isNew;
      },
      subfolders: async function* (prefix) {
        const keys = await gate({ name: 'list', subject: prefix }, () => self.#archived(prefix));
        const folders = keys.flatMap((key) => {
          const end = key.indexOf('/', prefix.length);
          return end < 0 ? [] : [key.slice(0, end + 1)];
        });
        yield* [...new Set(folders)].sort();
      },
      objects: async function* (prefix, startAfter) {
        const keys = await gate({ name: 'list', subject: prefix }, () => self.#archived(prefix));
        for (const key of keys.filter((one) => one > startAfter).sort()) {
          const { body, modifiedMs, sizeBytes = body.length } = self.archive.get(key) as Archived;
          yield { key, sizeBytes, modifiedMs };
        }
      },
    });
  }

  #send(payload: Json, texts: TextStore, gate: Gate): Promise<unknown> {
    const { processor, maxSent } = this;
    if (processor === undefined) throw new Error('there is no processor');
    const outOfTime = new AbortController();
    let records = 0;
    // Without faults, one container sends all: it remembers which claims it has seen.
    this.#sender ??= processor.container((call, effect) => this.sendGate(call, effect));
    const container = this.faults === undefined ? this.#sender : processor.container(gate);
    const self = this;
    const keys = async function* (prefix: string) {
      yield* await gate({ name: 'list', subject: prefix }, () => self.#keys(prefix));
    };
    const raising = beginRaising(container, outOfTime.signal);
    return sendAlerts(payload as unknown as SendEvent, {
      raising,
      ...(maxSent === undefined ? {} : { maxSent }),
      ports: {
        ...{ resultsBucket: 'results', keys, nowMs: () => processor.nowMs },
        sketches: new RememberedSketches(container.ports),
        managers: new RememberedManagers(container.ports),
        ...texts,
        readRules: (sha256) => readRuleDocument(texts, sha256),
        putText: async (key, text) => {
          await texts.putText(key, text);
          if (++records >= this.recordsASending) outOfTime.abort();
        },
      },
    }).finally(() => endRaising({ ...container, ...raising }));
  }

  #archived(prefix: string): readonly string[] {
    return [...this.archive.keys()].filter((key) => key.startsWith(prefix));
  }

  #stored(key: string): StoredObject {
    const archived = this.archive.get(key);
    return archived === undefined ? { kind: 'absent' } : { kind: 'stored', chunks: [archived.body] };
  }
}
