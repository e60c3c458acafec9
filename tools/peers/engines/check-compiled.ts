import { readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { renderSigma } from '../../../lib/core/sigma/render/render-sigma';
import {
  type ComparedRule,
  compareEngines,
  type Disagreement,
  readRules,
} from '../../../test/equivalence/compare-batch';
import type { Engine } from '../../../test/equivalence/engine';
import { randomBatch } from '../../../test/equivalence/random-batch';
import { Tally } from '../../../test/equivalence/tally';
import { corpusRecords } from '../../../test/parity/corpus';
import {
  chunksOf,
  documentsUnder,
  isSpelledAsDelivered,
  mutationsFor,
} from '../../../test/parity/corpus-cases';
import type { Outcome } from '../outcome';

/** How many random verdicts are asked for, and from which seed. */
export interface RandomCases {
  readonly verdicts: number;
  readonly seed: number;
}

/** Rules of a random batch, and records; each engine is asked about all pairs. */
const BATCH = { rules: 60, records: 150 };

/** A batch of which an engine can say nothing comes seldom; endlessly many would mean that it says nothing at all. */
const MAX_BATCHES = 10_000;

/** Random rules on random records: what is compiled and run in the engine is what the rule means. */
export async function checkRandomRules(
  engine: Engine,
  { verdicts, seed }: RandomCases,
  outcome: Outcome,
): Promise<void> {
  const tally = new Tally();
  const found: Disagreement[] = [];
  for (let round = 0; compared(engine, tally) < verdicts && found.length === 0; round++) {
    if (round === MAX_BATCHES) break;
    const { rules, records } = randomBatch(Math.imul(seed, 31) + round, BATCH.rules, BATCH.records);
    found.push(...(await compareEngines(readRules(rules), records, [engine], tally)));
  }
  report(`random rules and records (seed ${seed})`, engine, { tally, found, least: verdicts }, outcome);
}

/** Rules that are asked about together, each also about the mutations that were made for the others. */
const RULES_AT_ONCE = 40;

/** Every `step`th of the shared rules and the built-in ones, and every `recordStep`th of the shared records. */
export interface CorpusShare {
  readonly ruleStep: number;
  readonly recordStep: number;
  readonly least: number;
}

/** The shared and the built-in rules on the shared records, and on mutations of those that they match. */
export async function checkCorpusRules(engine: Engine, share: CorpusShare, outcome: Outcome): Promise<void> {
  const catalogue = readRulesWithExamples();
  const builtIn = catalogue.map(({ rule }): ComparedRule => ({ sigma: renderSigma(rule), options: {} }));
  const shared = ['sigma/rules', 'sigma-suzaku'].flatMap(documentsUnder);
  const rules = everyNth([...shared, ...builtIn], share.ruleStep);
  const examples = catalogue.flatMap(({ examples }) => [...examples.matching, ...examples.ignored]);
  const all = [...corpusRecords().filter(isSpelledAsDelivered), ...examples.map(({ record }) => record)];
  const sampled = everyNth(all, share.recordStep);
  const tally = new Tally();
  const found: Disagreement[] = [];
  for (const some of chunksOf(readRules(rules), RULES_AT_ONCE)) {
    const mutations = some.flatMap((rule) => mutationsFor(rule, all));
    const records: readonly JsonObject[] = [...sampled, ...mutations];
    found.push(...(await compareEngines(some, records, [engine], tally)));
  }
  const name = `${rules.length} shared and built-in rules, ${sampled.length} records and their mutations`;
  report(name, engine, { tally, found, least: share.least }, outcome);
}

function everyNth<T>(all: readonly T[], step: number): readonly T[] {
  return all.filter((_, index) => index % step === 0);
}

interface Compared {
  readonly tally: Tally;
  readonly found: readonly Disagreement[];
  readonly least: number;
}

/** Verdicts that were compared, of exact and of widened artefacts. */
function compared({ name }: Engine, tally: Tally): number {
  return tally.of(`${name} asked for the same`) + tally.of(`${name} asked for no record less`);
}

const LEFT_OUT = ['undeclared shape', 'outside its assumptions', 'has no row'] as const;

function report(what: string, engine: Engine, { tally, found, least }: Compared, outcome: Outcome): void {
  const verdicts = compared(engine, tally);
  const total = LEFT_OUT.reduce((sum, reason) => sum + tally.of(`${engine.name} ${reason}`), verdicts);
  const shares = LEFT_OUT.map((reason) => {
    const share = tally.of(`${engine.name} ${reason}`) / Math.max(1, total);
    return `${(share * 100).toFixed(1)} % ${reason}`;
  });
  const refused = tally.of('rules') === 0 ? 0 : tally.of(`${engine.name} refused`) / tally.of('rules');
  outcome.check(
    found.length === 0 && verdicts >= least,
    `${engine.name}, ${what}: ${verdicts} verdicts, ${found.length} differ; left out: ${shares.join(', ')}; ${(refused * 100).toFixed(1)} % of the rules refused`,
    found.slice(0, 3).map((one) => JSON.stringify(one, undefined, 1)),
  );
}
