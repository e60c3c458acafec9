import { availableParallelism } from 'node:os';
import { Detections } from '../../lib/core/correlation/detections';
import { sieveOf } from '../../lib/core/prefilter/late-sieve';
import type { Condition } from '../../lib/core/rule/condition';
import type { Rule } from '../../lib/core/rule/rule';
import { encodeInOrder, type RuleDocument } from '../../lib/core/rule/rule-document';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { DecidedFiles } from '../inputs/decided-files';
import { readPrefilter } from '../inputs/read-prefilter';
import { TextCache } from '../inputs/text-cache';
import type { Diagnostics } from '../outputs/diagnostics';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { RememberedSearch, type Search } from './decided/remembered-search';
import { ScanProgress, type ScanTools } from './scan-inputs';
import { Scanner, type Watch } from './scanner';
import { searchInThreads, type ThreadChoice } from './workers/search-in-threads';

/** What is searched, with what, and where. */
export interface SearchOrder {
  readonly paths: readonly string[];
  readonly rules: RuleDocument;
  readonly places: PlaceOptions;
  /** What is found beside the alerts. */
  readonly watch?: Watch | undefined;
  /** As `--workers` has it. */
  readonly workers: number;
  /** How worker threads are started, where it is not as usual. */
  readonly threads?: ThreadChoice;
  /**
   * Whether texts, and what is found in them, are kept for the next question.
   *
   * @default true
   */
  readonly isRemembered?: boolean;
}

/** How many files are opened before it is their turn; an object is longer on its way than a file. */
const FILES_AHEAD = 4;
const OBJECTS_AHEAD = 16;

/** Maximum of `--workers`. */
const MAX_WORKERS = 64;

/** The main thread has no work for more. */
const MAX_DEFAULT_WORKERS = 16;

/** Makes everything ready for a search of log files with a rule set. */
export function openSearch(order: SearchOrder, diagnostics: Diagnostics, io: CommandIo): ScanTools {
  const { watch, isRemembered = true } = order;
  const { account, region, start, end, lateDays } = order.places;
  const places = { account, region, start, end, lateDays };
  const filter = RecordFilter.of(places);
  const cached = { paths: order.paths, io };
  const opening = { order, filter, places, cache: isRemembered ? TextCache.of(cached) : undefined };
  const { search, detections } = searching(order.rules, watch?.rule, opening);
  const decidedOf = (rules: RuleDocument, rule: Rule | undefined) => {
    const isKept = isRemembered && (rule === undefined || watch?.isKept !== false);
    return isKept ? DecidedFiles.of(cached, questionOf(rules, rule?.condition, places)) : undefined;
  };
  const question = { search, decided: decidedOf(order.rules, watch?.rule) };
  const hasHalves = isRemembered && watch !== undefined && order.rules.rules.length > 0;
  const halves = hasHalves && {
    rules: decidedOf(order.rules, undefined),
    watched: {
      search: searching(NO_RULES, watch.rule, opening).search,
      decided: decidedOf(NO_RULES, watch.rule),
    },
  };
  const remembered = new RememberedSearch(question, halves === false ? undefined : halves);
  return {
    search: (inputs) => (isRemembered ? remembered.search(inputs) : search(inputs)),
    scanner: new Scanner(detections.plans, diagnostics, watch),
    filter,
    diagnostics,
    progress: new ScanProgress(io),
  };
}

/** What each search of a command is made with. */
interface Opening {
  readonly order: SearchOrder;
  readonly filter: RecordFilter;
  readonly places: PlaceOptions;
  readonly cache: TextCache | undefined;
}

/** A search with rules, and for the records of another one beside the alerts. */
function searching(
  given: RuleDocument,
  watch: Rule | undefined,
  { order, filter, places, cache }: Opening,
): { readonly search: Search; readonly detections: Detections } {
  const { paths, workers, threads } = order;
  const rules = watch === undefined ? given : withRule(given, watch);
  const watched = watch?.id;
  const prefilter = readPrefilter();
  const detections = Detections.of(rules.rules, rules.correlations);
  const sieve = sieveOf(detections, prefilter, filter.choice);
  const tools = { detections, sieve, filter, watched, ahead: aheadOf(paths) };
  const props = { ...threads, workers, setup: { rules, prefilter, places, watched } };
  return {
    detections,
    search: (inputs) => searchInThreads(cache?.keeping(inputs) ?? inputs, tools, props),
  };
}

const NO_RULES: RuleDocument = { rules: [], correlations: [] };

/** All that decides what a search finds in a file. */
function questionOf(rules: RuleDocument, watched: Condition | undefined, places: PlaceOptions): string {
  const { lateDays: _, ...chosen } = places;
  return `search\n${encodeInOrder(rules)}${JSON.stringify([watched ?? null, chosen])}`;
}

function withRule({ rules, correlations }: RuleDocument, rule: Rule): RuleDocument {
  return { rules: [...rules, rule], correlations };
}

/** The number of threads that `--workers` asks for; one for each CPU where it is absent. */
export function parseWorkers(text: string | undefined): number {
  if (text === undefined) return Math.min(availableParallelism(), MAX_DEFAULT_WORKERS);
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= MAX_WORKERS) return count;
  throw new UserError(`--workers is '${text}'; it is a number of threads from 1 to ${MAX_WORKERS}`);
}

function aheadOf(paths: readonly string[]): number {
  return paths.some((path) => path.startsWith('s3://')) ? OBJECTS_AHEAD : FILES_AHEAD;
}
