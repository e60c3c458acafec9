import { parse } from 'yaml';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { renderSigma } from '../../lib/core/sigma/render/render-sigma';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import {
  type ComparedRule,
  compareBatch,
  compareEngines,
  type Disagreement,
  type ReadRule,
  readRules,
} from '../equivalence/compare-batch';
import { type Engine, openEngines } from '../equivalence/engine';
import { fieldsOf as fieldsOfCondition } from '../equivalence/fair-record';
import { Tally } from '../equivalence/tally';
import { readRuleFiles } from '../rules/rule-files';
import { corpusRecords, describeCorpus, ruleFiles } from './corpus';
import { fieldsOf, recordFor } from './detection-record';
import { mutationsAt } from './mutation';
import type { OracleDetection } from './sigma-oracle';

/** Rules that are asked in one statement; each is asked about the mutations made for its neighbours, too. */
const RULES_AT_ONCE = 40;
/** The same where nearly every rule has mutations. */
const FEW_RULES_AT_ONCE = 8;

/** Records that a rule matches and whose mutations are tried. */
const MAX_POSITIVES = 1;

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
      for (const some of chunksOf(rules, RULES_AT_ONCE)) {
        found.push(...(await compareEngines(some, records, engines.filter(isSql), tally)));
        const mutations = some.flatMap((rule) => mutationsFor(rule, records));
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
      for (const some of chunksOf(readRules(documentsUnder('sigma-other')), FEW_RULES_AT_ONCE)) {
        const made = some.flatMap(({ given }) => {
          const detection = parse(given.sigma).detection as OracleDetection;
          const full = recordFor(detection);
          return [full, ...fieldsOf(detection).flatMap((field) => mutationsAt(full, field).slice(0, 3))];
        });
        found.push(...(await compareBatch(givenOf(some), made, engines, tally)));
      }
      expect(found).toEqual([]);
      expect(tally.of('duckdb asked for the same')).toBeGreaterThan(10_000);
    },
    HOUR_MS,
  );
});

describe('all engines that accept a rule of the catalogue', () => {
  test(
    'agree on its own records, their mutations, and those of others',
    async () => {
      const engines = await openEngines();
      const catalogue = readRuleFiles().flatMap(({ parsed }) => parsed.rules);
      const tally = new Tally();
      const found: Disagreement[] = [];
      for (const some of chunksOf(catalogue, FEW_RULES_AT_ONCE)) {
        const rules = readRules(some.map(({ rule }) => ({ sigma: renderSigma(rule), options: {} })));
        const examples = some.flatMap(({ examples: { matching, ignored } }) => [...matching, ...ignored]);
        const records = examples.map(({ record }) => record);
        const mutations = rules.flatMap((rule) => mutationsFor(rule, records));
        found.push(...(await compareBatch(givenOf(rules), [...records, ...mutations], engines, tally)));
      }
      expect(found).toEqual([]);
      expect(tally.of('holds true')).toBeGreaterThan(1_000);
    },
    HOUR_MS,
  );
});

/**
 * Some events of Panther's tests have keys in another case than CloudTrail writes, which columns do not heed: the table
 * would hold another record.
 */
function isSpelledAsDelivered(record: JsonObject): boolean {
  return !/"(eventname|eventsource|EventName|EventSource|sessionissuer|SessionIssuer|sessioncontext|SessionContext|Type)":/.test(
    JSON.stringify(record),
  );
}

/** The other readings of filters are compared on the corpus where filters are. */
function isEvaluator({ name }: Engine): boolean {
  return !name.includes('reading');
}

/** What is no SQL is asked about every record where its own language is tested. */
function isSql({ name }: Engine): boolean {
  return ['athena', 'lake', 'duckdb'].includes(name);
}

/** Every detection of the files below a folder, as a rule of its own. */
function documentsUnder(folder: string): readonly ComparedRule[] {
  return ruleFiles(folder).flatMap(({ name, text }) => {
    if (parseSigma(text, name).refused.length > 0) return [];
    const documents = text.split(/^---$/m).filter((document) => parse(document)?.detection !== undefined);
    return documents.map((sigma) => ({ sigma, options: {} }));
  });
}

function mutationsFor({ condition }: ReadRule, records: readonly JsonObject[]): readonly JsonObject[] {
  const fields = [...new Set(fieldsOfCondition(condition))];
  const matching = records.filter(toPredicate(condition)).slice(0, MAX_POSITIVES);
  return matching.flatMap((record) => fields.flatMap((field) => mutationsAt(record, field)));
}

function givenOf(rules: readonly ReadRule[]): readonly ComparedRule[] {
  return rules.map(({ given }) => given);
}

function* chunksOf<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
