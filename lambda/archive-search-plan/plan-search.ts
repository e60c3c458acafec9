import {
  type ArchiveLister,
  findSearchedFolders,
  listLogFiles,
} from '../../lib/core/archive-search/list-log-files';
import { encodeBatch, type SearchBatch, toBatches } from '../../lib/core/archive-search/search-batch';
import {
  rulesKey,
  SEARCH_FILES,
  type SearchPlace,
  searchPrefix,
} from '../../lib/core/archive-search/search-place';
import {
  parseSearchRequest,
  SearchRefused,
  type SearchRequest,
} from '../../lib/core/archive-search/search-request';
import type { SearchRules } from '../../lib/core/archive-search/search-rules';
import type { PlannedCounts } from '../../lib/core/archive-search/search-summary';
import { sendingProblem } from '../../lib/core/archive-search/sent-record';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import type { Json } from '../../lib/core/json/json-value';
import { sha256Hex } from '../../lib/core/record/sha256';
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

/** The number of batches that are written concurrently. */
const WRITES_AHEAD = 8;

/**
 * Writes the list of files of a search, batch by batch, and continues where the last invocation stopped.
 *
 *     list the folders ──► list each, from the first day to the last ──► cut ──► write a batch ──► out of time? say how far
 *
 * A plan that restarts from the same position writes the same batches: files that are written to the archive after the
 * execution started are excluded, and a batch is named after its first file.
 *
 * @throws {@link SearchRefused} if the input is not a request, or names rules that cannot be used
 */
export async function planSearch(event: PlanEvent, ports: PlanPorts): Promise<PlanProgress> {
  const { execution, startedAt, plan } = event;
  const request = toRequest(event);
  const learns = request.learn === true;
  const sends = request.send !== undefined || learns;
  const rules = plan.rules === '' ? await begin(event, request, ports) : plan.rules;
  const { prefixes, absent } = await findSearchedFolders(ports, request);
  const { start, end } = request;
  const range = { start, end, after: plan.after, writtenUntilMs: Date.parse(startedAt) };
  const batches = new TimedBatches(toBatches(listLogFiles(ports, prefixes, range)), ports.outOfTime);
  const write = (batch: SearchBatch) => writeBatch(execution, { ...batch, learns }, ports);
  let { after, batches: count, files, bytes } = plan;
  for await (const batch of mapAhead(batches.inTime(), WRITES_AHEAD, write)) {
    after = batch.files.at(-1)?.key ?? after;
    count += 1;
    files += batch.files.length;
    bytes += batch.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
  return { isDone: batches.isEnd, after, batches: count, files, bytes, absent, rules, sends };
}

/**
 * Batches until the time is over. All that were taken by then are to be planned: a file that expires before the next invocation would
 * move their limits, and what was written already would be searched twice.
 */
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

async function writeBatch(
  execution: string,
  batch: SearchBatch,
  { putText }: PlanPorts,
): Promise<SearchBatch> {
  const name = sha256Hex(batch.files[0]?.key ?? '').slice(0, 32);
  await putText(`${searchPrefix(execution)}${SEARCH_FILES.plan}${name}.json`, encodeBatch(batch));
  return batch;
}
