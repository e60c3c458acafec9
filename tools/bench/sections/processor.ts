import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundleHandler } from '../../../bin/build/handlers';
import { SETTINGS } from '../../../test/lambda/log-processor/world';
import { COMMON_CALLS, tailCalls } from '../../../test/samples/generated/call-templates';
import { type BenchWorld, ROOT } from '../bench-world';
import { describeLogSet, type LogSet } from '../data/log-set';
import type { BatchOrder } from '../processor/measured-batches';
import { type ObjectServer, serveObjects } from '../processor/object-server';
import { type Measured, selfMeasured, withoutAws } from '../usage';
import type { MakeSection, Section } from './section';

const BATCH_FILES = 10;
const LATENCY_MS = 20;
const MAX_LOG_FILE_BYTES = 256 * 1024 * 1024;
const HANDLERS = ['log-processor', 'typical-handler'] as const;

/** The options that handlers are built with. */
const BUNDLE: BuildOptions = {
  ...{ absWorkingDir: ROOT, bundle: true, platform: 'node', minify: true, metafile: true },
  ...{ mainFields: ['module', 'main'], logLevel: 'error' },
};

/** The first batch of a process, with its start. */
const FIRST = { warmUp: 0, batches: 1 } as const;
/** The first file of a process: what is at its peak must not be of another one. */
export const MEMORY = FIRST;

/**
 * A batch of ten objects, by the log processor and by a handler as most examples have it, each in a process of its own with the
 * environment of a function: in one that is warm, and as the first of a process, from the start of the process with
 * everything that it loads.
 */
export function processorBatch(mix: 'quiet' | 'data'): MakeSection {
  return (world) => measureBatch(world, setOf(world, mix));
}

function setOf(world: BenchWorld, mix: 'quiet' | 'data'): LogSet {
  const size = { files: BATCH_FILES, recordsAFile: world.plan.isQuick ? 300 : 2_400 };
  return mix === 'data' ? world.mixedSet(mix, size, 'batch-data') : world.quietSet('batch', size);
}

async function measureBatch(world: BenchWorld, set: LogSet): Promise<Section> {
  const { isQuick } = world.plan;
  const server = await serveSet(set);
  const warm = { ...orderOf(world, BATCH_FILES), batches: isQuick ? 3 : 10 };
  const contenders: Measured[] = [];
  for (const name of HANDLERS) {
    const program = await buildProgram(world, name);
    contenders.push(programMeasured(name, program, warm, server));
    contenders.push(programMeasured(`${name}, first batch`, program, { ...warm, ...FIRST }, server));
  }
  return {
    about: [
      `${describeLogSet(set)}; an object is answered after ${LATENCY_MS} ms, and everything else of AWS is in memory`,
      'the typical handler uses the SDK for one object after the other, JSON.parse, and 100 comparisons of source and name',
    ],
    ...{ contenders, leftOut: {} },
    facts: { files: set.files, bytes: set.bytes },
    close: () => server.stop(),
  };
}

/** S3 with the files of a set. */
export function serveSet({ folder }: LogSet): Promise<ObjectServer> {
  return serveObjects(folder, LATENCY_MS);
}

/** Batches of so many files in a process that is warm. */
export function orderOf(world: BenchWorld, files: number): BatchOrder {
  return {
    ...{ files, warmUp: 3, batches: 10, rulesFile: world.rulesLayer() },
    prefilterFile: join(ROOT, 'dist/prefilter.wasm'),
    settings: { ...SETTINGS, maxLogFileBytes: MAX_LOG_FILE_BYTES },
    pairs: [...COMMON_CALLS, ...tailCalls(100)]
      .slice(-100)
      .map(({ eventSource, eventName }) => [eventSource, eventName]),
  };
}

/** Bundles a handler with the batches that it is measured with: the log processor as it is deployed, the typical handler into one file. */
export async function buildProgram({ folder }: BenchWorld, name: (typeof HANDLERS)[number]): Promise<string> {
  const index = `tools/bench/processor/${name}.program.ts`;
  const outdir = join(folder, name);
  const bundle = (options: BuildOptions) => build({ ...BUNDLE, ...options });
  if (name === 'log-processor') await bundleHandler(ROOT, { index, folder: outdir, isQuick: true }, bundle);
  else await bundle({ entryPoints: { index }, outdir, format: 'cjs' });
  return join(outdir, 'index.js');
}

/** A program on batches. It has the environment of a function: no setting of this machine for AWS is one of that. */
export function programMeasured(
  name: string,
  program: string,
  order: BatchOrder,
  { environment }: ObjectServer,
): Measured {
  const argv = [program, JSON.stringify(order)];
  return selfMeasured(
    { name, command: process.execPath, arguments: argv },
    { ...withoutAws(), ...environment },
  );
}
