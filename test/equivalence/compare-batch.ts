import { parse } from 'yaml';
import type { CompileOptions, CompileResult } from '../../lib/core/compile/compile-result';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { type Predicate, toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { Condition } from '../../lib/core/rule/condition';
import type { Rule } from '../../lib/core/rule/rule';
import { decodeRules, encodeRules } from '../../lib/core/rule/rule-document';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { type OracleDetection, oracleHolds } from '../parity/sigma-oracle';
import type { Engine } from './engine';
import { assumptionsTest, type DeclaredPath, declaredPaths, fieldsOf, keepsShapesAt } from './fair-record';
import type { Tally } from './tally';

/** A rule that is compared, and what its compilers are asked for. */
export interface ComparedRule {
  /** One document of Sigma. */
  readonly sigma: string;
  readonly options: CompileOptions;
}

/** An engine that answers otherwise than the rule's meaning. */
export interface Disagreement {
  readonly rule: ComparedRule;
  readonly record: JsonObject;
  readonly engine: string;
  /** What was compiled; empty for readings of the tree itself. */
  readonly artefacts: readonly string[];
  readonly expected: boolean;
  readonly found: string;
}

/**
 * Asks every reading of the tree and every engine about every rule and every record. What all must agree with is the
 * naive evaluator, or, where a rule uses what Sigma does not know, the predicate.
 */
export async function compareBatch(
  rules: readonly ComparedRule[],
  records: readonly JsonObject[],
  engines: readonly Engine[],
  tally: Tally,
): Promise<readonly Disagreement[]> {
  const read = readRules(rules);
  const found = [...compareReadings(read, records, tally)];
  return [...found, ...(await compareEngines(read, records, engines, tally))];
}

/** Asks the engines only: about what the naive evaluator has been asked elsewhere, since it is slow. */
export async function compareEngines(
  rules: readonly ReadRule[],
  records: readonly JsonObject[],
  engines: readonly Engine[],
  tally: Tally,
): Promise<readonly Disagreement[]> {
  tally.add('cases', rules.length * records.length);
  tally.add('rules', rules.length);
  const found: Disagreement[] = [];
  for (const engine of engines) found.push(...(await compareEngine(engine, rules, records, tally)));
  return found;
}

/** Rules in the forms in which they are asked. */
export function readRules(rules: readonly ComparedRule[]): readonly ReadRule[] {
  return rules.map(readRule);
}

/** A rule, read in every way. */
export interface ReadRule {
  readonly given: ComparedRule;
  readonly rule: Rule;
  readonly condition: Condition;
  readonly predicate: Predicate;
  /** The naive evaluator's verdict; undefined where the rule uses what Sigma does not know. */
  readonly oracle: ((record: JsonObject) => boolean) | undefined;
}

function readRule(given: ComparedRule, index: number): ReadRule {
  const { rules, problems } = parseSigma(given.sigma, 'random.yml');
  const error = problems.find(({ severity }) => severity === 'error');
  const [first] = rules;
  if (error !== undefined || first === undefined) throw new Error(`${error?.message}\n${given.sigma}`);
  const { condition } = first.rule;
  const detection = parse(given.sigma).detection as OracleDetection;
  const isPlainSigma = !/\|(element|document|outside)\b/.test(given.sigma);
  return {
    given,
    rule: { ...first.rule, id: `rule-${index}` },
    condition,
    predicate: toPredicate(condition),
    oracle: isPlainSigma ? (record) => oracleHolds(detection, record) : undefined,
  };
}

/** Asks the predicate and the matcher. */
function* compareReadings(
  rules: readonly ReadRule[],
  records: readonly JsonObject[],
  tally: Tally,
): Iterable<Disagreement> {
  const document = { rules: rules.map(({ rule }) => rule), correlations: [] };
  const matcher = RuleMatcher.of(decodeRules(encodeRules(document)).rules);
  for (const record of records) {
    const matched = new Set(matcher.match(record).map(({ id }) => id));
    for (const { given, rule, predicate, oracle } of rules) {
      const expected = oracle?.(record) ?? predicate(record);
      tally.add(`holds ${expected}`);
      if (oracle !== undefined) tally.add('asked the oracle');
      const about = { rule: given, record, artefacts: [], expected };
      if (predicate(record) !== expected) yield { ...about, engine: 'predicate', found: `${!expected}` };
      if (matched.has(rule.id) !== expected) yield { ...about, engine: 'matcher', found: `${!expected}` };
    }
  }
}

/** A rule as an engine says it. */
interface SaidRule extends ReadRule {
  readonly result: Extract<CompileResult, { readonly kind: 'compiled' }>;
  readonly isWidened: boolean;
  readonly declared: readonly DeclaredPath[];
  readonly keepsAssumptions: Predicate;
}

async function compareEngine(
  engine: Engine,
  rules: readonly ReadRule[],
  records: readonly JsonObject[],
  tally: Tally,
): Promise<readonly Disagreement[]> {
  const said = rules.flatMap((rule) => sayRule(engine, rule, tally));
  const held = records.filter(engine.holds);
  tally.add(`${engine.name} has no row`, (records.length - held.length) * said.length);
  const artefacts = said.flatMap(({ result }) => result.artefacts);
  const verdicts = await engine.run(artefacts, held);
  let at = 0;
  return said.flatMap((rule) => {
    const own = verdicts.slice(at, at + rule.result.artefacts.length);
    at += own.length;
    return held.flatMap((record, index) => {
      const answers = own.map((one) => one[index] ?? new Error('no verdict'));
      return compareVerdict(engine, rule, record, answers, tally);
    });
  });
}

/** Exactly; else wider, so that a rule may find more than it means; else not at all. */
function sayRule(engine: Engine, rule: ReadRule, tally: Tally): readonly SaidRule[] {
  const { condition, given } = rule;
  const result = engine.compile(condition, given.options);
  tally.add(`${engine.name} ${result.kind}`);
  if (result.kind === 'compiled') {
    if (result.widened.length > 0) throw new Error(`${engine.name} widens unasked\n${given.sigma}`);
    if (result.assumptions.length > 0) tally.add(`${engine.name} compiled with assumptions`);
    if (result.artefacts.length > 1) tally.add(`${engine.name} compiled as several`);
    return [saidRule(rule, result, false)];
  }
  const wider = engine.compile(condition, { ...given.options, overApproximate: true });
  if (wider.kind === 'refused') return [];
  if (wider.widened.length === 0)
    throw new Error(`${engine.name} says on request what it refuses\n${given.sigma}`);
  tally.add(`${engine.name} widened`);
  return [saidRule(rule, wider, true)];
}

function saidRule(rule: ReadRule, result: SaidRule['result'], isWidened: boolean): SaidRule {
  return {
    ...rule,
    ...{ result, isWidened },
    declared: declaredPaths(fieldsOf(rule.condition)),
    keepsAssumptions: assumptionsTest(result.assumptions, rule.condition),
  };
}

function compareVerdict(
  engine: Engine,
  { given, predicate, result, isWidened, declared, keepsAssumptions }: SaidRule,
  record: JsonObject,
  answers: readonly (boolean | Error)[],
  tally: Tally,
): readonly Disagreement[] {
  const expected = predicate(record);
  const fault = answers.find((answer) => answer instanceof Error);
  const found = fault ?? answers.includes(true);
  if (isWidened && fault === undefined && !expected) return [];
  if (engine.needsShapes && !keepsShapesAt(record, declared)) {
    tally.add(`${engine.name} undeclared shape`);
    return [];
  }
  if (!keepsAssumptions(record)) {
    tally.add(`${engine.name} outside its assumptions`);
    return [];
  }
  tally.add(isWidened ? `${engine.name} asked for no record less` : `${engine.name} asked for the same`);
  if (found === expected) return [];
  const { artefacts } = result;
  return [{ rule: given, record, engine: engine.name, artefacts, expected, found: String(found) }];
}
