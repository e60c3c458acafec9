import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../lib/core/json/json-value';

/** Real data that the project does not carry with it; see its own README for what is in it. */
const CORPUS = resolve(__dirname, '../..', process.env.TRAILWATCH_CORPUS ?? '../shared/data');

/** A group of tests over the corpus; where there is none it is skipped, and its name says so. */
export function describeCorpus(name: string, tests: () => void): void {
  if (existsSync(CORPUS)) describe(name, tests);
  else describe.skip(`${name} (no corpus at ${CORPUS})`, () => test('needs the corpus', () => undefined));
}

/** Where a file or folder of the corpus is. */
export function corpusPath(name: string): string {
  return join(CORPUS, name);
}

export interface CorpusFile {
  /** The path inside the corpus. */
  readonly name: string;
  readonly text: string;
}

/** The rule files under a folder of the corpus. */
export function ruleFiles(folder: string): readonly CorpusFile[] {
  return filesUnder(join(CORPUS, folder))
    .filter((path) => path.endsWith('.yml'))
    .map((path) => ({ name: relative(CORPUS, path), text: readFileSync(path, 'utf8') }));
}

/** The lines of a file of the corpus, parsed. */
export function jsonLines(name: string): readonly JsonObject[] {
  return contentOf(join(CORPUS, name))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
}

/** Every record under logs/ in whatever form it stands there, and the events of Panther's tests. */
export function corpusRecords(isWanted: (path: string) => boolean = () => true): readonly JsonObject[] {
  const logs = filesUnder(join(CORPUS, 'logs'))
    .filter((path) => /\.(nd)?json(\.gz)?$/.test(path) && isWanted(path))
    .flatMap(recordsIn);
  const panther = jsonLines('panther/tests.jsonl.gz').map((line, index) => ({
    ...(line.event as JsonObject),
    eventID: `panther-line-${index}`,
  }));
  return [...logs, ...panther];
}

function recordsIn(path: string): readonly JsonObject[] {
  const text = contentOf(path);
  if (path.includes('.ndjson')) {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event as JsonObject);
  }
  const content = JSON.parse(text);
  return Array.isArray(content) ? content : content.Records;
}

function contentOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
