import { parse } from 'yaml';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { type OracleDetection, oracleHolds } from '../parity/sigma-oracle';
import { sigmaOf } from './colliding-rules';
import { type ComparedRule, compareBatch, type Disagreement } from './compare-batch';
import type { Engine } from './engine';
import { shrinkJson } from './shrink-json';
import { Tally } from './tally';

/** The smallest rule and record on which the same engine still errs. */
export async function shrinkDisagreement(
  found: Disagreement,
  engines: readonly Engine[],
): Promise<Disagreement> {
  const asked = engines.filter(({ name }) => name === found.engine);
  let best = found;
  const errs = async (rule: ComparedRule, record: JsonObject): Promise<boolean> => {
    const smaller = await disagreementOf(rule, record, asked);
    const still = smaller.find(({ engine }) => engine === found.engine);
    if (still !== undefined) best = still;
    return still !== undefined;
  };
  await shrinkJson(found.record, async (record) => isObject(record) && errs(best.rule, record));
  await shrinkJson(parse(found.rule.sigma).detection as Json, async (detection) => {
    if (!isObject(detection) || detection.condition === undefined) return false;
    return errs({ ...best.rule, sigma: sigmaOf(detection as OracleDetection) }, best.record);
  });
  await shrinkJson(best.record, async (record) => isObject(record) && errs(best.rule, record));
  return best;
}

/** The rule, the record, and what everybody says. */
export async function renderDisagreement(found: Disagreement, engines: readonly Engine[]): Promise<string> {
  const { rule, record, engine, artefacts } = found;
  const detection = parse(rule.sigma).detection as OracleDetection;
  const answers: string[] = [];
  // One after the other: they share a database.
  for (const one of engines) answers.push(await answerOf(one, found));
  return [
    `${engine} answers ${found.found}, expected ${found.expected}`,
    rule.sigma.trimEnd(),
    `options: ${JSON.stringify(rule.options)}`,
    `record: ${JSON.stringify(record)}`,
    ...artefacts.map((artefact) => `artefact: ${artefact}`),
    `naive evaluator: ${oracleHolds(detection, record)}`,
    ...answers,
  ].join('\n');
}

async function disagreementOf(
  rule: ComparedRule,
  record: JsonObject,
  engines: readonly Engine[],
): Promise<readonly Disagreement[]> {
  try {
    return await compareBatch([rule], [record], engines, new Tally());
  } catch {
    // What was left out made it no rule.
    return [];
  }
}

async function answerOf(
  engine: Engine,
  { rule, record, engine: blamed, found }: Disagreement,
): Promise<string> {
  if (engine.name === blamed) return `${engine.name}: ${found}`;
  const tally = new Tally();
  const [other] = await compareBatch([rule], [record], [engine], tally);
  const asked = tally.all().filter(([name]) => name.startsWith(engine.name));
  const answer = other?.engine === engine.name ? other.found : 'agrees or is not asked';
  return `${engine.name}: ${answer} (${asked.map(([name]) => name.slice(engine.name.length + 1)).join(', ')})`;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
