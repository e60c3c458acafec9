import { statSync } from 'node:fs';
import type { Input } from '../../inputs/input-file';
import { type SearchTools, searchInputs } from '../input-search';
import type { SearchEvent } from '../search-event';
import { MeasuredInputs, type WeighedInput } from './measured-inputs';
import { type SearchWorkersProps, searchInWorkers } from './search-workers';

/** CloudTrail's log files are packed to about a tenth; the estimate rather starts no workers than needless ones. */
const PACKED = /\.(?:gz|tgz|taz|zip|zst|xz)$/i;

const TIMES_PACKED = 8;

/** For inputs whose size is known only after reading, such as an object of a bucket. */
const UNKNOWN_BYTES = 256 * 1024;

/** To open a file costs as much as to search this. */
const FILE_BYTES = 4 * 1024;

/** The amount of text that is searched in one job: long compared with the messages that it needs. */
const JOB_BYTES = 1024 * 1024;

const MAX_JOB_INPUTS = 64;

/** Where inputs are searched. */
export interface ThreadProps extends SearchWorkersProps, ThreadChoice {}

/** How threads are started, where it is not as usual. */
export interface ThreadChoice extends Pick<SearchWorkersProps, 'workerFile'> {
  /**
   * Workers start at once if all but one of them would search more bytes of text than this. The largest input is left out: it stays
   * with one worker. For less text they start when the time that the first inputs take shows that it is worth it.
   *
   * @default 64 MB
   */
  readonly startAfterBytes?: number;
  /**
   * The CPU time of this process, in milliseconds.
   *
   * @default that of `process.cpuUsage`
   */
  readonly cpuMs?: () => number;
  /**
   * How many inputs a thread is handed at a time, at most.
   *
   * @default 64
   */
  readonly jobInputs?: number;
}

/** To search that takes any thread longer than to start a worker, whatever the records are. */
const START_AFTER_BYTES = 64 * 1024 * 1024;

/**
 * Searches inputs in several threads if there is enough to do, and otherwise in this one. The results and their order do not
 * depend on it.
 */
export async function* searchInThreads(
  inputs: AsyncIterable<Input>,
  tools: SearchTools,
  props: ThreadProps,
): AsyncGenerator<readonly SearchEvent[], void> {
  if (props.workers === 1) {
    yield* searchInputs(inputs, tools);
    return;
  }
  const rest = weighed(inputs);
  try {
    const { workers, startAfterBytes = START_AFTER_BYTES, jobInputs } = props;
    const { first, isMuch } = await lookAhead(rest, (bytes) => bytes - bytes / workers > startAfterBytes);
    if (isMuch) yield* searchInWorkers(jobsOf(joined(first, rest), jobInputs), tools, props);
    else yield* searchMeasured(new MeasuredInputs(first, props), tools, props);
  } finally {
    await rest.return();
  }
}

/** The first inputs: all of them, unless there is enough to do. */
async function lookAhead(
  inputs: AsyncGenerator<WeighedInput, void>,
  isEnough: (bytes: number) => boolean,
): Promise<{ readonly first: readonly WeighedInput[]; readonly isMuch: boolean }> {
  const first: WeighedInput[] = [];
  let [sum, largest] = [0, 0];
  for (;;) {
    const step = await inputs.next();
    if (step.done === true) return { first, isMuch: false };
    first.push(step.value);
    sum += step.value.bytes;
    largest = Math.max(largest, step.value.bytes);
    if (isEnough(sum - largest)) return { first, isMuch: true };
  }
}

async function* joined<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T, void> {
  yield* first;
  yield* rest;
}

/** Searches in this thread, and in all of them as soon as that is worth it. */
async function* searchMeasured(
  measured: MeasuredInputs,
  tools: SearchTools,
  props: ThreadProps,
): AsyncGenerator<readonly SearchEvent[], void> {
  // What is opened ahead stays with this thread.
  const ahead = measured.mayBeWorthIt ? 0 : tools.ahead;
  yield* searchInputs(measured.inputs(), { ...tools, ahead });
  const { left } = measured;
  if (left.length > 0) yield* searchInWorkers(jobsOf(left, props.jobInputs), tools, props);
}

/** The same inputs with their estimates; a file is not opened for it. */
async function* weighed(inputs: AsyncIterable<Input>): AsyncGenerator<WeighedInput, void> {
  for await (const input of inputs) yield { input, bytes: estimatedBytes(input) };
}

function estimatedBytes(input: Input): number {
  if (!('open' in input)) return 0;
  if (input.kept !== undefined) return input.kept.length;
  if (input.path === undefined) return UNKNOWN_BYTES;
  const found = statSync(input.path, { throwIfNoEntry: false });
  const size = found?.isFile() === true ? found.size : 0;
  return FILE_BYTES + (PACKED.test(input.name) ? TIMES_PACKED * size : size);
}

/** Neighbours together, as much as is worth a job: a large file is a job of its own. */
async function* jobsOf(
  inputs: AsyncIterable<WeighedInput> | Iterable<WeighedInput>,
  maxInputs = MAX_JOB_INPUTS,
): AsyncGenerator<readonly Input[], void> {
  let job: Input[] = [];
  let waiting = 0;
  for await (const { input, bytes } of inputs) {
    job.push(input);
    waiting += bytes;
    if (waiting < JOB_BYTES && job.length < maxInputs) continue;
    yield job;
    job = [];
    waiting = 0;
  }
  if (job.length > 0) yield job;
}
