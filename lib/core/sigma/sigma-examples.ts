import type { Json, JsonObject } from '../json/json-value';
import { didYouMean } from '../problem/nearest-word';
import type { ProblemList } from '../problem/problem';
import { ENGINES, type Engine } from '../rule/engines';
import { jsonNumberOf } from '../rule/number-text';
import { nameOf, readTexts } from './text/sigma-text';
import { entryOf, type YamlMap, type YamlNode, type YamlScalar } from './yaml/yaml-node';

/** A record that is written next to a rule. */
export interface SigmaExample {
  readonly record: JsonObject;
  /** 1-based line at which it begins. */
  readonly line: number;
}

/** Records that are written next to a correlation, which looks at them together. */
export interface SigmaSequence {
  readonly records: readonly JsonObject[];
  /** 1-based line at which it begins. */
  readonly line: number;
}

/** Examples, some of which a rule must match and the others not. */
export interface Examples<Example> {
  readonly matching: readonly Example[];
  readonly ignored: readonly Example[];
}

/**
 * What the key `trailwatch` of a rule holds: `{ firstSteps, engines, examples: { matching, ignored } }`, all lists, and, of rules
 * only, `failureLevel`, which `readFailureSeverity` reads, and `facts`, which `withFacts` reads; of correlations only,
 * `concludedBy`, which `parseCorrelation` reads.
 */
export interface TrailwatchBlock<Example> {
  readonly firstSteps: readonly string[];
  /** The engines that express the rule exactly, according to its author. */
  readonly engines: readonly Engine[];
  readonly examples: Examples<Example>;
}

const KEYS: readonly string[] = ['firstSteps', 'engines', 'examples'];

/** Reads one example; undefined, with a problem, if it is none. */
type ReadExample<Example> = (node: YamlNode, owner: string, problems: ProblemList) => Example | undefined;

/** Reads the key `trailwatch` of a rule. Its content is defined by trailwatch, so anything unknown in it is an error. */
export function parseTrailwatchBlock(
  document: YamlMap,
  problems: ProblemList,
): TrailwatchBlock<SigmaExample> {
  return parseBlock(document, readRecord, { keys: [...KEYS, 'failureLevel', 'facts'], problems });
}

/** Reads the key `trailwatch` of a correlation: each of its examples is a list of records, or one record. */
export function parseCorrelationBlock(
  document: YamlMap,
  problems: ProblemList,
): TrailwatchBlock<SigmaSequence> {
  return parseBlock(document, readSequence, { keys: [...KEYS, 'concludedBy'], problems });
}

function parseBlock<Example>(
  document: YamlMap,
  readExample: ReadExample<Example>,
  { keys, problems }: { readonly keys: readonly string[]; readonly problems: ProblemList },
): TrailwatchBlock<Example> {
  const nothing = { firstSteps: [], engines: [], examples: { matching: [], ignored: [] } };
  const node = entryOf(document, 'trailwatch')?.value;
  if (node === undefined) return nothing;
  if (!isMapOf(node, 'trailwatch', keys, problems)) return nothing;
  const block = {
    ...nothing,
    firstSteps: readTexts(node, 'firstSteps', problems),
    engines: parseEngines(node, problems),
  };
  const lists = entryOf(node, 'examples')?.value;
  if (lists === undefined || !isMapOf(lists, 'trailwatch.examples', ['matching', 'ignored'], problems)) {
    return block;
  }
  const read = (key: string) => parseExamples(lists, key, readExample, problems);
  return { ...block, examples: { matching: read('matching'), ignored: read('ignored') } };
}

function parseEngines(map: YamlMap, problems: ProblemList): readonly Engine[] {
  const engines: Engine[] = [];
  for (const name of readTexts(map, 'engines', problems)) {
    const engine = ENGINES.find((known) => known === name);
    if (engine !== undefined) {
      engines.push(engine);
      continue;
    }
    const message = `'${name}' is not an engine; it may be ${ENGINES.join(', ')}${didYouMean(name, ENGINES)}`;
    problems.error('invalid-trailwatch', message, entryOf(map, 'engines')?.at ?? map.at);
  }
  return engines;
}

function parseExamples<Example>(
  map: YamlMap,
  key: string,
  readExample: ReadExample<Example>,
  problems: ProblemList,
): readonly Example[] {
  const node = entryOf(map, key)?.value;
  if (node === undefined) return [];
  const examples: Example[] = [];
  for (const item of node.kind === 'list' ? node.items : [node]) {
    const example = readExample(item, `'trailwatch.examples.${key}'`, problems);
    if (example !== undefined) examples.push(example);
  }
  return examples;
}

function readRecord(node: YamlNode, owner: string, problems: ProblemList): SigmaExample | undefined {
  if (node.kind === 'map') return { record: jsonObject(node), line: problems.lineOf(node.at) };
  const message = `${owner}: expected a list of records, found ${nameOf(node)}`;
  problems.error('invalid-trailwatch', message, node.at);
  return undefined;
}

function readSequence(node: YamlNode, owner: string, problems: ProblemList): SigmaSequence | undefined {
  const items = node.kind === 'list' ? node.items : [node];
  const maps = items.filter((item) => item.kind === 'map');
  const stranger = items.find((item) => item.kind !== 'map');
  if (stranger === undefined && maps.length > 0) {
    return { records: maps.map(jsonObject), line: problems.lineOf(node.at) };
  }
  const found = stranger === undefined ? 'an empty list' : nameOf(stranger);
  const message = `${owner}: expected a list of lists of records, found ${found}`;
  problems.error('invalid-trailwatch', message, node.at);
  return undefined;
}

function isMapOf(
  node: YamlNode,
  owner: string,
  keys: readonly string[],
  problems: ProblemList,
): node is YamlMap {
  if (node.kind !== 'map') {
    const message = `'${owner}': expected a map with '${keys.join("' and '")}', found ${nameOf(node)}`;
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

/** A number is one where JSON reads it as one: an account id with a leading zero is text. */
function jsonScalar(scalar: YamlScalar): Json {
  if (scalar.type === 'null') return null;
  if (scalar.type === 'boolean') return scalar.text === 'true';
  return (scalar.type === 'number' ? jsonNumberOf(scalar.text) : undefined) ?? scalar.text;
}
