import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpusPath } from '../../parity/corpus';
import type { AnyRecord } from './explain/documented-trail';

const LOGS = corpusPath('logs');

/** Every record of every real log file, whatever form the file has */
export function readCorpusRecords(): readonly AnyRecord[] {
  const files = readdirSync(LOGS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|ndjson)(\.gz)?$/.test(name))
    .sort();
  return files.flatMap((name) => recordsOf(join(LOGS, name)));
}

/** The records of Panther's rule tests: written by hand after real ones, with gaps and contradictions. */
export function readRuleTestRecords(): readonly AnyRecord[] {
  return recordsOf(corpusPath('panther/tests.jsonl.gz'));
}

function recordsOf(file: string): readonly AnyRecord[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (/\.(ndjson|jsonl)(\.gz)?$/.test(file)) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => JSON.parse(line)).map((row) => row.event ?? row);
  }
  const json = JSON.parse(text);
  return Array.isArray(json) ? json : json.Records;
}
