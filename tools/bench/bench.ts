/**
 * `npm run bench [-- --quick] [--rust] [--only SECTIONS] [--runs COUNT] [--write] [--date DATE]`: how long the work takes, as ratios to what
 * cannot be avoided and to what else people use, beside the goals of docs/extend/performance.md. `--rust` builds a scanner in Rust
 * to compare with; `--write` keeps the figures for the page. Figures of this machine and this moment: nothing fails.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, readBenchOptions } from './bench-options';
import { BenchWorld } from './bench-world';
import type { SectionName } from './goal-rows';
import { OTHER_TIMINGS } from './other-timings';
import { renderRows, renderRuns, resultOf, type SectionResult } from './results';
import { writeResults } from './results-page';
import { denseFiles, manyFiles, mixedFiles, quietFiles, quietRealFiles } from './sections/files';
import { memory } from './sections/memory';
import { handlerImport, starts, synth } from './sections/processes';
import { processorBatch } from './sections/processor';
import { loops, rustScanner } from './sections/rivals';
import type { MakeSection } from './sections/section';
import { measureInterleaved } from './usage';

const SECTIONS: Readonly<Record<SectionName, MakeSection>> = {
  quiet: quietFiles,
  'quiet-real': quietRealFiles,
  many: manyFiles,
  dense: denseFiles,
  management: mixedFiles('management'),
  data: mixedFiles('data'),
  loops,
  'rust-big': rustScanner('big'),
  'rust-small': rustScanner('small'),
  'rust-handful': rustScanner('handful'),
  start: starts,
  processor: processorBatch('quiet'),
  'processor-data': processorBatch('data'),
  import: handlerImport,
  synth,
  memory,
};
async function main(): Promise<void> {
  const options = readBenchOptions('bench');
  const { isQuick, withRust, isWritten, only, run } = options;
  const names = [...Object.keys(SECTIONS), ...Object.keys(OTHER_TIMINGS)];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no section '${unknown}'; there are ${names.join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-bench-'));
  try {
    const world = new BenchWorld({ isQuick, withRust }, folder);
    console.log(
      `${run.machine}, Node.js ${run.node}, load ${run.load}, ${world.builtIn.rules.length} built-in rules`,
    );
    const isAsked = (name: string) => only.length === 0 || only.includes(name);
    const results: Partial<Record<SectionName, SectionResult>> = {};
    for (const name of Object.keys(SECTIONS) as SectionName[]) {
      if (!isAsked(name)) continue;
      const result = await measure(name, world, options);
      results[name] = result;
      if (isWritten) writeResults({ sections: { [name]: result } });
    }
    console.log(`\n${renderRows(Object.values(results).flatMap(({ rows }) => rows))}`);
    for (const [name, print] of Object.entries(OTHER_TIMINGS)) if (isAsked(name)) await print(world);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  name: SectionName,
  world: BenchWorld,
  { run, runs: asked }: BenchOptions,
): Promise<SectionResult> {
  const section = await SECTIONS[name](world);
  console.log(`\n${name}`);
  for (const line of section.about) console.log(`  ${line}`);
  const times = asked ?? section.runs ?? (world.plan.isQuick ? 1 : 5);
  // A quick run shows that everything runs.
  const runs = await measureInterleaved(section.contenders, times, world.plan.isQuick ? 0 : 1);
  await section.close?.();
  for (const line of renderRuns(runs)) console.log(`    ${line}`);
  for (const [contender, reason] of Object.entries(section.leftOut))
    console.log(`    ${contender} is left out: ${reason}`);
  return resultOf(name, section, runs, run);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
