import { compareBatch, type Disagreement } from './compare-batch';
import { renderDisagreement, shrinkDisagreement } from './counter-example';
import { type Engine, openEngines } from './engine';
import { randomBatch } from './random-batch';
import { Tally } from './tally';

/** How many random cases are checked; a case is one rule and one record, asked of every engine. */
export interface CheckOptions {
  readonly cases: number;
  readonly seed: number;
  readonly rulesOfABatch?: number;
  readonly recordsOfABatch?: number;
  /** @default - those of {@link openEngines} */
  readonly engines?: readonly Engine[];
  readonly onProgress?: (tally: Tally) => void;
}

/** What came of it: counts, and a text for each engine that disagrees. */
export interface CheckResult {
  readonly tally: Tally;
  readonly counterExamples: readonly string[];
}

/** Compares random rules and records until there are enough cases; stops at the first batch with a disagreement. */
export async function checkBatches(options: CheckOptions): Promise<CheckResult> {
  const { cases, seed, rulesOfABatch = 40, recordsOfABatch = 100 } = options;
  const engines = options.engines ?? (await openEngines());
  const tally = new Tally();
  for (let round = 0; tally.of('cases') < cases; round++) {
    const { rules, records } = randomBatch(seedOf(seed, round), rulesOfABatch, recordsOfABatch);
    const found = await compareBatch(rules, records, engines, tally);
    if (found.length > 0) return { tally, counterExamples: await explain(found, engines) };
    options.onProgress?.(tally);
  }
  return { tally, counterExamples: [] };
}

/** One counter-example for each engine that disagrees. */
async function explain(
  found: readonly Disagreement[],
  engines: readonly Engine[],
): Promise<readonly string[]> {
  const byEngine = new Map(found.map((one) => [one.engine, one]));
  const texts: string[] = [];
  for (const one of byEngine.values()) {
    texts.push(await renderDisagreement(await shrinkDisagreement(one, engines), engines));
  }
  return texts;
}

/** Batches of neighbouring seeds have nothing in common. */
function seedOf(seed: number, round: number): number {
  return (Math.imul(seed, 1_000_003) + Math.imul(round, 7919)) | 0;
}
