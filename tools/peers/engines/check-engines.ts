import type { Outcome } from '../outcome';
import { checkAbsence } from './check-absence';
import { checkAthenaTable } from './check-athena-table';
import { checkCompaction } from './check-compaction';
import { checkCorpusRules, checkRandomRules } from './check-compiled';
import { checkCorrelations } from './check-correlations';
import { checkEventsView } from './check-events-view';
import { checkExternalTable } from './check-external-table';
import { checkFacts } from './check-facts';
import { checkFurtherTables } from './check-further-tables';
import { checkGrammar, checkVectors } from './check-grammar';
import { checkQueries } from './check-queries';
import { EventRuler } from './event-ruler';
import { whyNoJava } from './java-process';
import { Trino } from './trino';

/** How much is asked of the engines. */
export interface EngineCases {
  /** Random verdicts of event-ruler; a fifth as many of patterns that are not compiled. */
  readonly ruler: number;
  /** Random verdicts of Trino for each of its two tables. */
  readonly trino: number;
  readonly seed: number;
  /** Every so many records of the shared ones are tried. */
  readonly recordStep: number;
  /** Every so many of the shared and built-in rules are tried in Trino, which is slow to compile them. */
  readonly trinoRuleStep: number;
  /** Random correlations for each of Trino's tables. */
  readonly correlations: number;
  /** Random records whose facts are read in each of Trino's tables: the statement that makes a table holds its rows, and is slow to parse. */
  readonly facts: number;
}

/** Enough for a change to be trusted, and little enough for every push. */
export const CI_CASES: EngineCases = {
  ruler: 200_000,
  trino: 5_000,
  seed: 20261120,
  recordStep: 100,
  trinoRuleStep: 12,
  correlations: 10,
  facts: 5_000,
};

/**
 * The engines themselves, event-ruler and Trino, on what is compiled for them, and Hive on Athena's table. They need Java;
 * without it, it is said so and nothing is checked, but for CI, where that is a failure.
 */
export async function checkEngines(cases: EngineCases, outcome: Outcome): Promise<void> {
  const missing = await whyNoJava();
  if (missing !== undefined) {
    const sentence = `${missing}: event-ruler, Trino and Hive are not run`;
    if (process.env.CI === 'true') outcome.check(false, sentence);
    else console.log(`skipped: ${sentence}`);
    return;
  }
  const [ruler, trino] = await Promise.all([EventRuler.start(), Trino.start()]);
  const { seed } = cases;
  const ofRuler = async () => {
    await checkVectors(ruler, outcome);
    await checkAbsence(ruler, outcome);
    await checkGrammar(ruler, { verdicts: cases.ruler / 5, seed }, outcome);
    await checkRandomRules(ruler.asEngine(false), { verdicts: cases.ruler, seed }, outcome);
    const share = { ruleStep: 1, recordStep: cases.recordStep, least: 100_000 };
    await checkCorpusRules(ruler.asEngine(true), share, outcome);
    await checkAthenaTable(cases.recordStep, outcome);
    await checkFurtherTables(outcome);
  };
  const ofTrino = async () => {
    for (const name of ['athena', 'lake'] as const) {
      const engine = trino.asEngine(name);
      await checkRandomRules(engine, { verdicts: cases.trino, seed }, outcome);
      const share = { ruleStep: cases.trinoRuleStep, recordStep: cases.recordStep, least: 10_000 };
      await checkCorpusRules(engine, share, outcome);
    }
    await checkFacts(trino, cases, outcome);
    await checkEventsView(trino, outcome);
    await checkExternalTable(trino, outcome);
    await checkCompaction(trino, outcome);
    await checkQueries(trino, cases.recordStep, outcome);
    await checkCorrelations(trino, { correlations: cases.correlations, seed }, outcome);
  };
  try {
    await Promise.all([ofRuler(), ofTrino()]);
  } finally {
    ruler.stop();
    trino.stop();
  }
}
