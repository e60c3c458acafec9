import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSigmaFiles, type SigmaFile } from '../../lib/core/sigma/sigma-file';

/** A rule file of the catalogue. */
export interface RuleFile {
  /** Below lib/rules, such as `cloudtrail/trail-changed.yml`. */
  readonly path: string;
  readonly text: string;
  readonly parsed: SigmaFile;
}

const ROOT = join(__dirname, '../../lib/rules');

let read: readonly RuleFile[] | undefined;

/** Every rule file of the catalogue, in the order of their paths. A worker of Jest reads them once for all its test files. */
export function readRuleFiles(): readonly RuleFile[] {
  read ??= newRuleFiles();
  return read;
}

function newRuleFiles(): readonly RuleFile[] {
  const paths = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yml'),
  );
  const sources = paths.sort().map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
  const parsed = parseSigmaFiles(sources);
  return sources.map(({ file, text }, at) => ({ path: file, text, parsed: parsed[at] as SigmaFile }));
}
