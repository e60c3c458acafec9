import { workerData } from 'node:worker_threads';
import { Detections } from '../../../lib/core/correlation/detections';
import { sieveOf } from '../../../lib/core/prefilter/late-sieve';
import { type Input, readFileChunks } from '../../inputs/input-file';
import { RecordFilter } from '../../records/record-filter';
import { type SearchTools, searchInputs } from '../input-search';
import { JobLink } from './job-link';
import type { JobInput, SearchJob, WorkerSetup } from './job-messages';

/** How many inputs of a job are opened before it is their turn. */
const INPUTS_AHEAD = 2;

let tools: SearchTools | undefined;

/**
 * Searches the inputs of a job and reports to its port. What worker threads run: this file is the entry point of a bundle of
 * its own.
 */
export async function searchJob({ inputs, port }: SearchJob): Promise<void> {
  tools ??= toolsOf(workerData as WorkerSetup);
  const link = new JobLink(port);
  try {
    for await (const events of searchInputs(inputsOf(inputs, link), tools)) {
      for (const event of events) await link.report(event);
    }
    link.finish();
  } finally {
    port.close();
  }
}

function toolsOf(setup: WorkerSetup): SearchTools {
  const { rules, prefilter, places, watched } = setup;
  const detections = Detections.of(rules.rules, rules.correlations);
  const filter = RecordFilter.of(places);
  const sieve = sieveOf(detections, prefilter, filter.choice);
  return { detections, sieve, filter, watched, ahead: INPUTS_AHEAD };
}

async function* inputsOf(inputs: readonly JobInput[], link: JobLink): AsyncGenerator<Input, void> {
  for (const input of inputs) yield toInput(input, link);
}

function toInput(input: JobInput, link: JobLink): Input {
  if ('stream' in input) return { ...input, open: () => link.read(input.stream) };
  if (!('path' in input)) return input;
  // A name that is not UTF-8 arrives as bytes.
  const path = typeof input.path === 'string' ? input.path : Buffer.from(input.path);
  return { ...input, path, open: () => readFileChunks(path) };
}
