import { parse } from 'yaml';
import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import type { JsonObject } from '../../lib/core/json/json-value';
import { renderSigma } from '../../lib/core/sigma/render/render-sigma';
import {
  type ComparedRule,
  compareBatch,
  compareEngines,
  type Disagreement,
  type ReadRule,
  readRules,
} from '../equivalence/compare-batch';
import { type Engine, openEngines } from '../equivalence/engine';
import { Tally } from '../equivalence/tally';
import { cases, someOf } from '../jest/cases';
import { corpusRecords, describeCorpus } from './corpus';
import { chunksOf, documentsUnder, isSpelledAsDelivered, mutationsFor } from './corpus-cases';
import { fieldsOf, recordFor } from './detection-record';
import { mutationsAt } from './mutation';
import type { OracleDetection } from './sigma-oracle';

/** Rules that are asked in one statement; each is asked about the mutations made for its neighbours, too. */
const RULES_AT_ONCE = 12;
/** The same where nearly every rule has mutations. */
const FEW_RULES_AT_ONCE = 8;
/** The same where every rule has many. */
const CATALOGUE_RULES_AT_ONCE = 3;

const HOUR_MS = 3_600_000;

describeCorpus('all engines that accept a rule of the corpus', () => {
  let engines: readonly Engine[];
  const records = corpusRecords().filter(isSpelledAsDelivered);

  beforeAll(async () => {
    engines = (await openEngines()).filter(isEvaluator);
  });

  test.each([
    ['sigma/rules', { 'metric-filter': 0.55, 'event-pattern': 0.8, athena: 0.9, lake: 0.9, duckdb: 0.98 }],
    [
      'sigma-suzaku',
      { 'metric-filter': 0.95, 'event-pattern': 0.99, athena: 0.99, lake: 0.99, duckdb: 0.99 },
    ],
  ])(
    'agree on every shared record, and on mutations of what it matches: %s',
    async (folder) => {
      const rules = readRules(documentsUnder(folder));
      const tally = new Tally();
      const found: Disagreement[] = [];
      // All rules at once, since the tables of so many records take longer to fill than to ask.
      found.push(...(await compareEngines(rules, records, engines.filter(isSql), tally)));
      for (const some of chunksOf(rules, RULES_AT_ONCE)) {
        const mutations = mutationsOf(some, records);
        found.push(...(await compareBatch(givenOf(some), mutations, engines, tally)));
      }
      expect(found).toEqual([]);
      for (const name of ['athena', 'lake', 'duckdb']) {
        expect(tally.of(`${name} asked for the same`)).toBeGreaterThan(records.length);
      }
    },
    HOUR_MS,
  );

  test(
    'agree on rules of other log sources, and records made of their own values',
    async () => {
      const tally = new Tally();
      const found: Disagreement[] = [];
      let turn = 0;
      for (const some of chunksOf(readRules(documentsUnder('sigma-other')), FEW_RULES_AT_ONCE)) {
        const made = some.flatMap(({ given }) => {
          const detection = parse(given.sigma).detection as OracleDetection;
          const full = recordFor(detection);
          const mutations = fieldsOf(detection).flatMap((field) => mutationsAt(full, field).slice(0, 3));
          return [full, ...someOf(mutations, turn++)];
        });
        found.push(...(await compareBatch(givenOf(some), made, engines, tally)));
      }
      expect(found).toEqual([]);
      expect(tally.of('duckdb asked for the same')).toBeGreaterThan(cases(10_000));
    },
    HOUR_MS,
  );
});

describe('all engines that accept a rule of the catalogue', () => {
  test(
    'agree on its own records, their mutations, and those of others',
    async () => {
      const engines = await openEngines();
      const catalogue = readRulesWithExamples();
      const tally = new Tally();
      const found: Disagreement[] = [];
      for (const some of chunksOf(catalogue, CATALOGUE_RULES_AT_ONCE)) {
        const rules = readRules(some.map(({ rule }) => ({ sigma: renderSigma(rule), options: {} })));
        const examples = some.flatMap(({ examples: { matching, ignored } }) => [...matching, ...ignored]);
        const records = examples.map(({ record }) => record);
        const mutations = mutationsOf(rules, records);
        found.push(...(await compareBatch(givenOf(rules), [...records, ...mutations], engines, tally)));
      }
      expect(found).toEqual([]);
      expect(tally.of('holds true')).toBeGreaterThan(cases(1_000));
    },
    HOUR_MS,
  );
});

/** The other readings of filters are compared on the corpus where filters are. */
function isEvaluator({ name }: Engine): boolean {
  return !name.includes('reading');
}

/** What is no SQL is asked about every record where its own language is tested. */
function isSql({ name }: Engine): boolean {
  return ['athena', 'lake', 'duckdb'].includes(name);
}

/** This run's share of the mutations for each of the rules. */
function mutationsOf(rules: readonly ReadRule[], records: readonly JsonObject[]): readonly JsonObject[] {
  return rules.flatMap((rule, turn) => someOf(mutationsFor(rule, records), turn));
}

function givenOf(rules: readonly ReadRule[]): readonly ComparedRule[] {
  return rules.map(({ given }) => given);
}
