import type { Json, JsonObject } from '../record/record';
import { didYouMean } from './nearest-word';
import type { ProblemList } from './problem-list';
import { nameOf, readTexts } from './sigma-text';
import { entryOf, type YamlMap, type YamlNode, type YamlScalar } from './yaml-node';

/** A record that is written beside a rule. */
export interface SigmaExample {
  readonly record: JsonObject;
  /** 1-based line at which it begins. */
  readonly line: number;
}

/** The records that a rule must and must not match. */
export interface SigmaExamples {
  readonly matching: readonly SigmaExample[];
  readonly ignored: readonly SigmaExample[];
}

/** Where a rule can run: the log processor and the command line by its matcher, and what it compiles to. */
export const ENGINES = [
  'log-processor',
  'metric-filter',
  'event-pattern',
  'athena',
  'lake',
  'duckdb',
] as const;

export type Engine = (typeof ENGINES)[number];

/** What the key `trailwatch` of a rule holds: `{ firstSteps, engines, examples: { matching, ignored } }`, all lists. */
export interface TrailwatchBlock {
  readonly firstSteps: readonly string[];
  /** The engines that say exactly what the rule says, as its author claims. */
  readonly engines: readonly Engine[];
  readonly examples: SigmaExamples;
}

const NO_EXAMPLES: SigmaExamples = { matching: [], ignored: [] };
const NOTHING: TrailwatchBlock = { firstSteps: [], engines: [], examples: NO_EXAMPLES };

/** Reads the key `trailwatch`; what it holds is ours, so anything unknown in it is an error. */
export function parseTrailwatchBlock(document: YamlMap, problems: ProblemList): TrailwatchBlock {
  const node = entryOf(document, 'trailwatch')?.value;
  if (node === undefined || !isMapOf(node, 'trailwatch', ['firstSteps', 'engines', 'examples'], problems)) {
    return NOTHING;
  }
  const examples = entryOf(node, 'examples')?.value;
  return {
    firstSteps: readTexts(node, 'firstSteps', problems),
    engines: parseEngines(node, problems),
    examples: examples === undefined ? NO_EXAMPLES : parseExamples(examples, problems),
  };
}

function parseEngines(map: YamlMap, problems: ProblemList): readonly Engine[] {
  const engines: Engine[] = [];
  for (const name of readTexts(map, 'engines', problems)) {
    const engine = ENGINES.find((known) => known === name);
    if (engine !== undefined) {
      engines.push(engine);
      continue;
    }
    const message = `'${name}' is no engine; it may be ${ENGINES.join(', ')}${didYouMean(name, ENGINES)}`;
    problems.error('invalid-trailwatch', message, entryOf(map, 'engines')?.at ?? map.at);
  }
  return engines;
}

function parseExamples(node: YamlNode, problems: ProblemList): SigmaExamples {
  if (!isMapOf(node, 'trailwatch.examples', ['matching', 'ignored'], problems)) return NO_EXAMPLES;
  return {
    matching: parseRecords(node, 'matching', problems),
    ignored: parseRecords(node, 'ignored', problems),
  };
}

function parseRecords(map: YamlMap, key: string, problems: ProblemList): readonly SigmaExample[] {
  const node = entryOf(map, key)?.value;
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  const examples: SigmaExample[] = [];
  for (const item of items) {
    if (item.kind === 'map') {
      examples.push({ record: jsonObject(item), line: problems.lineOf(item.at) });
      continue;
    }
    const message = `'trailwatch.examples.${key}' holds ${nameOf(item)}, where a list of records may stand`;
    problems.error('invalid-trailwatch', message, item.at);
  }
  return examples;
}

function isMapOf(
  node: YamlNode,
  owner: string,
  keys: readonly string[],
  problems: ProblemList,
): node is YamlMap {
  if (node.kind !== 'map') {
    const message = `'${owner}' is ${nameOf(node)}, where a map with '${keys.join("' and '")}' may stand`;
    problems.error('invalid-trailwatch', message, node.at);
    return false;
  }
  for (const entry of node.entries) {
    if (keys.includes(entry.key)) continue;
    const message = `'${owner}' has no '${entry.key}'${didYouMean(entry.key, keys)}`;
    problems.error('invalid-trailwatch', message, entry.at);
  }
  return true;
}

function jsonObject(map: YamlMap): JsonObject {
  return Object.fromEntries(map.entries.map((entry) => [entry.key, jsonValue(entry.value)]));
}

function jsonValue(node: YamlNode): Json {
  switch (node.kind) {
    case 'map':
      return jsonObject(node);
    case 'list':
      return node.items.map(jsonValue);
    case 'scalar':
      return jsonScalar(node);
    default:
      return node satisfies never;
  }
}

/** A number is one only where JSON would write it with the same digits: an account id with a leading zero is text. */
function jsonScalar(scalar: YamlScalar): Json {
  if (scalar.type === 'null') return null;
  if (scalar.type === 'boolean') return scalar.text === 'true';
  if (scalar.type === 'number' && JSON.stringify(Number(scalar.text)) === scalar.text)
    return Number(scalar.text);
  return scalar.text;
}
