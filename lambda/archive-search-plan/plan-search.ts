import {
  type ArchiveLister,
  findSearchedFolders,
  listLogFiles,
} from '../../lib/core/archive-search/list-log-files';
import {
  decodeBatch,
  encodeBatch,
  type PlannedFile,
  type SearchBatch,
  type SearchedDays,
  toBatches,
} from '../../lib/core/archive-search/search-batch';
import {
  rulesKey,
  SEARCH_FILES,
  type SearchPlace,
  searchPrefix,
} from '../../lib/core/archive-search/search-place';
import {
  parseSearchRequest,
  rangeOf,
  SearchRefused,
  type SearchRequest,
} from '../../lib/core/archive-search/search-request';
import type { SearchRules } from '../../lib/core/archive-search/search-rules';
import type { PlannedCounts } from '../../lib/core/archive-search/search-summary';
import { sendingProblem } from '../../lib/core/archive-search/sent-record';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import type { Json } from '../../lib/core/json/json-value';
import { sha256Hex } from '../../lib/core/record/sha256';
import { dayOf } from '../../lib/core/record/to-event-time';
import { decodeRules } from '../../lib/core/rule/rule-document';
import type { TextStore } from '../aws/s3/text-store';

/** How far planning came. */
export interface PlanProgress extends PlannedCounts {
  readonly isDone: boolean;
  /** The key of the last file that is planned; empty at the beginning. */
  readonly after: string;
  /** Requested items that the archive does not contain. */
  readonly absent: readonly string[];
  /** The hash of the rules; empty at the beginning. */
  readonly rules: string;
  /** Whether alerts are to be sent, or lessons learned. */
  readonly sends: boolean;
}

/** The input from the state machine. */
export interface PlanEvent {
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly request: Json;
  readonly place: SearchPlace;
  readonly plan: PlanProgress;
}

/** The side effects of planning; its texts are those of the results bucket. */
export interface PlanPorts extends ArchiveLister, TextStore {
  readonly rules: Pick<SearchRules, 'load'>;
  /** The text of the rule document that was deployed. */
  readonly deployedRules: () => string;
  /** Aborts when no new work may begin. */
  readonly outOfTime: AbortSignal;
}

/** The number of batches that are listed while one is written. */
const LISTED_AHEAD = 8;

/**
 * Writes the list of files of a search, batch by batch, and continues where the last invocation stopped.
 *
 *     list the folders ──► follow the written batches ──► list from there ──► cut ──► write the next batch ──► out of time? say how far
 *                                    ▲                                                          │
 *                                    └───────────── another invocation wrote it ◄───────────────┘
 *
 * A batch is written once, and the next one begins after its last file: an invocation that failed, or one that still runs, has
 * planned what it has written, also if one of these files has expired. Files that are written to the archive after the execution
 * started are excluded.
 *
 * @throws {@link SearchRefused} if the input is not a request, or names rules that cannot be used
 */
export async function planSearch(event: PlanEvent, ports: PlanPorts): Promise<PlanProgress> {
  const request = toRequest(event);
  const learns = request.learn === true;
  const sends = request.send !== undefined || learns;
  const rules = event.plan.rules === '' ? await begin(event, request, ports) : event.plan.rules;
  const { prefixes, absent } = await findSearchedFolders(ports, request);
  const planner = new Planner({ event, request, prefixes, learns }, ports);
  const isDone = await planner.run();
  return { isDone, ...planner.planned, absent, rules, sends };
}

/** What is planned. */
interface PlannerParts {
  readonly event: PlanEvent;
  readonly request: SearchRequest;
  /** The folders of the archive that are listed. */
  readonly prefixes: readonly string[];
  readonly learns: boolean;
}

/** Writes the batches after those that are written. */
class Planner {
  #planned: PlannedCounts & Pick<PlanProgress, 'after'>;

  constructor(
    private readonly parts: PlannerParts,
    private readonly ports: PlanPorts,
  ) {
    const { after, batches, files, bytes } = parts.event.plan;
    this.#planned = { after, batches, files, bytes };
  }

  /** How far the written batches come. */
  get planned(): PlannedCounts & Pick<PlanProgress, 'after'> {
    return this.#planned;
  }

  /** Plans until the time is over; whether nothing is left. */
  async run(): Promise<boolean> {
    for (;;) {
      if (!(await this.#follow())) return false;
      const batches = new TimedBatches(toBatches(this.#listLeft()), this.ports.outOfTime);
      if (await this.#writeAll(batches.inTime())) return batches.isEnd;
    }
  }

  /** Takes over the batches that another invocation wrote; whether there was time for all of them. */
  async #follow(): Promise<boolean> {
    const { readText, outOfTime } = this.ports;
    for (;;) {
      const text = await readText(this.#nextKey);
      if (text === undefined) return true;
      this.#count(decodeBatch(text));
      if (outOfTime.aborted) return false;
    }
  }

  #listLeft(): AsyncGenerator<PlannedFile, void> {
    const { event, request, prefixes } = this.parts;
    const { start, end, lateDays } = request;
    const { after } = this.#planned;
    return listLogFiles(this.ports, prefixes, {
      ...{ start, end, after, writtenUntilMs: Date.parse(event.startedAt) },
      ...(lateDays === undefined ? {} : { lateDays }),
    });
  }

  /** Writes batches one after the other, while the next ones are listed; whether all are written. */
  async #writeAll(batches: AsyncIterable<SearchBatch>): Promise<boolean> {
    let before = Promise.resolve(true);
    const write = (batch: SearchBatch) => {
      before = before.then((isWritten) => isWritten && this.#write(batch));
      return before;
    };
    for await (const isWritten of mapAhead(batches, LISTED_AHEAD, write)) if (!isWritten) return false;
    return true;
  }

  async #write(batch: SearchBatch): Promise<boolean> {
    const { learns, request } = this.parts;
    const days = searchedDaysOf(request);
    const isWritten = await this.ports.putNewText(this.#nextKey, encodeBatch({ ...batch, learns, days }));
    if (isWritten) this.#count(batch);
    return isWritten;
  }

  get #nextKey(): string {
    const number = String(this.#planned.batches).padStart(NUMBER_LENGTH, '0');
    return `${searchPrefix(this.parts.event.execution)}${SEARCH_FILES.plan}${number}.json`;
  }

  #count({ files: added }: SearchBatch): void {
    const { after, batches, files, bytes } = this.#planned;
    this.#planned = {
      after: added.at(-1)?.key ?? after,
      batches: batches + 1,
      files: files + added.length,
      bytes: added.reduce((sum, { sizeBytes }) => sum + sizeBytes, bytes),
    };
  }
}

/** Digits of the number of a batch: their keys are in the order of the files. */
const NUMBER_LENGTH = 8;

/** Batches until the time is over, and one at least. */
class TimedBatches {
  /** Whether there are no more. */
  isEnd = false;

  constructor(
    private readonly batches: AsyncIterable<SearchBatch>,
    private readonly outOfTime: AbortSignal,
  ) {}

  async *inTime(): AsyncGenerator<SearchBatch, void> {
    for await (const batch of this.batches) {
      yield batch;
      if (this.outOfTime.aborted) return;
    }
    this.isEnd = true;
  }
}

/** The days whose records are searched in files that came late; undefined if there are none. */
function searchedDaysOf(request: SearchRequest): SearchedDays | undefined {
  const { start: first, lateDays = 0 } = request;
  return lateDays === 0 ? undefined : { first, behind: dayOf(rangeOf(request).untilMs) };
}

function toRequest({ request: input, place, startedAt }: PlanEvent): SearchRequest {
  const { request, problem } = parseSearchRequest(input);
  if (request === undefined) throw new SearchRefused(problem);
  const unsendable = sendingProblem(request, place, Date.parse(startedAt));
  if (unsendable !== undefined) throw new SearchRefused(unsendable);
  return request;
}

/** The name of an execution may be reused after 90 days; the folder of the first one is then not changed. */
async function begin(
  { execution, startedAt }: PlanEvent,
  request: SearchRequest,
  ports: PlanPorts,
): Promise<string> {
  const { readText, putText } = ports;
  checkSendRules(request, ports);
  const rules = request.rules ?? (await pinDeployedRules(ports));
  const key = `${searchPrefix(execution)}${SEARCH_FILES.request}`;
  const text = JSON.stringify({ version: 1, startedAt, request });
  const before = await readText(key);
  if (before !== undefined && before !== text)
    throw new SearchRefused(
      `the results bucket has another search with the name '${execution}'; start it under a new name`,
    );
  await putText(key, text);
  await checkRules(rules, ports);
  return rules;
}

/** A search uses one set of rules, even if others are deployed while it runs. */
async function pinDeployedRules({ deployedRules, putText }: PlanPorts): Promise<string> {
  const text = deployedRules();
  const sha256 = sha256Hex(text);
  await putText(rulesKey(sha256), text);
  return sha256;
}

/** A misspelled rule would send nothing. */
function checkSendRules({ sendRules = [] }: SearchRequest, { deployedRules }: PlanPorts): void {
  if (sendRules.length === 0) return;
  const { rules, correlations } = decodeRules(deployedRules());
  const names = new Set([...rules, ...correlations].flatMap(({ id, name }) => [id, name]));
  const unknown = sendRules.find((rule) => !names.has(rule));
  if (unknown !== undefined)
    throw new SearchRefused(`sendRules has '${unknown}', which is not the name or the id of a deployed rule`);
  const onTrial = [...rules, ...correlations].find(
    ({ id, name, trialUntil }) =>
      trialUntil !== undefined && sendRules.some((rule) => rule === id || rule === name),
  );
  if (onTrial !== undefined)
    throw new SearchRefused(`sendRules has '${onTrial.name}', which is on trial: its alerts are not sent`);
}

async function checkRules(sha256: string, { rules }: PlanPorts): Promise<void> {
  try {
    await rules.load(sha256);
  } catch (error) {
    if (isOfService(error)) throw error;
    throw new SearchRefused(error instanceof Error ? error.message : String(error));
  }
}

/** Whether it is an error of AWS: a retry may succeed. */
function isOfService(error: unknown): boolean {
  return typeof error === 'object' && error !== null && '$metadata' in error;
}
