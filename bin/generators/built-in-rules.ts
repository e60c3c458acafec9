import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Rule } from '../../lib/core/rule/rule';
import { parseSigmaFiles } from '../../lib/core/sigma/sigma-file';

const ROOT = resolve(__dirname, '../../lib/rules');

/** The built-in rules that match single records, from their files. */
export function readBuiltInRules(): readonly Rule[] {
  const paths = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .sort();
  const sources = paths.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
  return parseSigmaFiles(sources).flatMap(({ rules }) => rules.map(({ rule }) => rule));
}
