import type { CompileTarget } from '../../lib/core/rule/engines';
import { cases } from '../jest/cases';
import { type CheckResult, checkBatches } from './check-batches';
import { type Engine, openEngines } from './engine';

const CASES = cases(8_000);
const SEED = Number(process.env.TRAILWATCH_SEED ?? 20261120);

/** The least share of random rules that an engine must say exactly, so that its answers are proof of something. */
const MIN_EXACT: Readonly<Record<CompileTarget, number>> = {
  'metric-filter': 0.3,
  'event-pattern': 0.4,
  insights: 0.35,
  athena: 0.6,
  lake: 0.7,
  duckdb: 0.85,
};

describe('every engine', () => {
  let engines: readonly Engine[];
  let result: CheckResult;

  beforeAll(async () => {
    engines = await openEngines();
    result = await checkBatches({ cases: CASES, seed: SEED, engines, recordsOfABatch: 40 });
  }, 3_600_000);

  test('gives the verdict of the naive evaluator on random rules and records', () => {
    expect(result.counterExamples).toEqual([]);
    expect(result.tally.of('cases')).toBeGreaterThanOrEqual(CASES);
  });

  test.each(Object.entries(MIN_EXACT))(
    'is asked often enough: %s says at least %d of the rules exactly',
    (name, least) => {
      const { tally } = result;
      expect(tally.share(`${name} compiled`, 'rules')).toBeGreaterThanOrEqual(least);
      expect(tally.of(`${name} asked for the same`)).toBeGreaterThan(CASES * least * 0.5);
      // DuckDB says all that is in random rules, so nothing is left to widen.
      if (name !== 'duckdb') expect(tally.of(`${name} asked for no record less`)).toBeGreaterThan(0);
    },
  );

  test('answers rules that hold, and rules that do not', () => {
    expect(result.tally.share('holds true', 'cases')).toBeGreaterThan(0.2);
    expect(result.tally.share('holds false', 'cases')).toBeGreaterThan(0.2);
    expect(result.tally.share('asked the oracle', 'cases')).toBeGreaterThan(0.5);
  });
});
