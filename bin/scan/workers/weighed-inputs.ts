import { statSync } from 'node:fs';
import type { Input } from '../../inputs/input-file';

/** An input, and about how much unpacked text it is. */
export interface WeighedInput {
  readonly input: Input;
  readonly bytes: number;
}

/** CloudTrail's log files are packed to about a tenth; the estimate rather starts no workers than needless ones. */
const PACKED = /\.(?:gz|tgz|taz|zip|zst|xz)$/i;
const TIMES_PACKED = 8;

/** Of what only reading tells the size, such as an object of a bucket. */
const UNKNOWN_BYTES = 256 * 1024;

/** To open a file costs as much as to search this. */
const FILE_BYTES = 4 * 1024;

/** So much text is searched in one go: a job takes long against the messages that it needs. */
const JOB_BYTES = 1024 * 1024;

const MAX_JOB_INPUTS = 64;

/** The same inputs with their estimates; a file is not opened for it. */
export async function* weighed(inputs: AsyncIterable<Input>): AsyncGenerator<WeighedInput, void> {
  for await (const input of inputs) yield { input, bytes: estimatedBytes(input) };
}

function estimatedBytes(input: Input): number {
  if (!('open' in input)) return 0;
  if (input.path === undefined) return UNKNOWN_BYTES;
  const found = statSync(input.path, { throwIfNoEntry: false });
  const size = found?.isFile() === true ? found.size : 0;
  return FILE_BYTES + (PACKED.test(input.name) ? TIMES_PACKED * size : size);
}

/** Neighbours together, as much as is worth a job: a large file is a job of its own. */
export async function* jobsOf(
  inputs: AsyncIterable<WeighedInput>,
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
