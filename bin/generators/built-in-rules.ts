import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigmaFiles, type SigmaFile, type SigmaSource } from '../../lib/core/sigma/sigma-file';

/** A file of built-in rules. */
export interface BuiltInFile {
  /** Below lib/rules, such as `cloudtrail/trail-changed.yml`. */
  readonly path: string;
  readonly text: string;
  readonly parsed: SigmaFile;
}

const ROOT = resolve(__dirname, '../../lib/rules');

let read: readonly BuiltInFile[] | undefined;

/** Every file of the catalogue, in the order of their paths. A process reads them once. */
export function readBuiltInFiles(): readonly BuiltInFile[] {
  read ??= parseFiles();
  return read;
}

/** Every rule of the catalogue with its examples, without the correlations. */
export function readRulesWithExamples(): SigmaFile['rules'] {
  return readBuiltInFiles().flatMap(({ parsed }) => parsed.rules);
}

function parseFiles(): readonly BuiltInFile[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  const parsed = parseOnce(files.map(({ path, text }) => ({ file: `lib/rules/${path}`, text })));
  return files.map((file, at) => ({ ...file, parsed: parsed[at] as SigmaFile }));
}

/**
 * Parses for all processes of a run that has a folder for what they share, `TRAILWATCH_SYNTHESIZED`, as the tests do: it takes two seconds
 * of each otherwise.
 */
function parseOnce(sources: readonly SigmaSource[]): readonly SigmaFile[] {
  const folder = process.env.TRAILWATCH_SYNTHESIZED;
  if (folder === undefined) return parseSigmaFiles(sources);
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex');
  const path = join(folder, `built-in-rules-${hash}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as readonly SigmaFile[];
  const parsed = parseSigmaFiles(sources);
  // Another process may read it at any time.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(parsed));
  renameSync(unfinished, path);
  return parsed;
}

/** The built-in rules that match single records, from their files. */
export function readBuiltInRules(): readonly Rule[] {
  return readRulesWithExamples().map(({ rule }) => rule);
}

/** The built-in rules and correlations, from their files. */
export function readBuiltIns(): readonly (Rule | Correlation)[] {
  return readBuiltInFiles().flatMap(({ parsed: { rules, correlations } }) => [
    ...rules.map(({ rule }) => rule),
    ...correlations.map(({ correlation }) => correlation),
  ]);
}

/** The test records of the built-in rules, in the order of the rules: those that each matches before those that it ignores. */
export function readBuiltInExamples(): readonly JsonObject[] {
  const examples = readRulesWithExamples().map(({ examples }) => examples);
  return examples.flatMap(({ matching, ignored }) => [...matching, ...ignored].map(({ record }) => record));
}
