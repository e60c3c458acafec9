import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigmaFiles, type SigmaFile } from '../../lib/core/sigma/sigma-file';

const ROOT = resolve(__dirname, '../../lib/rules');

/** The built-in rules that match single records, from their files. */
export function readBuiltInRules(): readonly Rule[] {
  return parseBuiltIns().flatMap(({ rules }) => rules.map(({ rule }) => rule));
}

/** The built-in rules and correlations, from their files. */
export function readBuiltIns(): readonly (Rule | Correlation)[] {
  return parseBuiltIns().flatMap(({ rules, correlations }) => [
    ...rules.map(({ rule }) => rule),
    ...correlations.map(({ correlation }) => correlation),
  ]);
}

/** The records with which the built-in rules are tested, in the order of the rules: those that each matches before those that it ignores. */
export function readBuiltInExamples(): readonly JsonObject[] {
  const examples = parseBuiltIns().flatMap(({ rules }) => rules.map((rule) => rule.examples));
  return examples.flatMap(({ matching, ignored }) => [...matching, ...ignored].map(({ record }) => record));
}

function parseBuiltIns(): readonly SigmaFile[] {
  const paths = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .sort();
  return parseSigmaFiles(paths.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') })));
}
