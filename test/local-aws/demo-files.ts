import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { type SampleFile, sampleArchive } from '../samples/sample-archive';
import { DEMO_ORGANIZATION } from './synthesize-reference-stack';

/** What the demo delivers, and what of the folder it left out. */
export interface DemoFiles {
  readonly files: readonly SampleFile[];
  readonly leftOut: readonly string[];
}

const FOLDER = `AWSLogs/${DEMO_ORGANIZATION}`;
const LOG_FILE_NAME = /\.(json|ndjson|jsonl)(\.gz)?$/i;
const DELIVERED_NAME = /^(\d{12})_(CloudTrail(?:-[A-Za-z]+)?)_([a-z0-9-]+)_(\d{4})(\d\d)(\d\d)T/;

/** The demo's own sample, or the log files of a file or folder. Throws if there are none. */
export function demoFiles(path: string | undefined): DemoFiles {
  if (path === undefined) return { files: sampleArchive(DEMO_ORGANIZATION), leftOut: [] };
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`${path}: no such file or folder`);
  const found = stats.isDirectory() ? filesUnder(path) : [path];
  const isLog = (file: string) => LOG_FILE_NAME.test(file);
  const logs = found.filter(isLog);
  if (logs.length === 0) {
    throw new Error(
      `${path} holds no file named like a log file (.json, .ndjson or .jsonl, with .gz or without)`,
    );
  }
  return {
    files: logs.map((file) => ({ key: archiveKey(relative(path, file), file), body: readFileSync(file) })),
    leftOut: found.filter((file) => !isLog(file)),
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Where the organization's trail would have put the file: as its path or its name says, else in a folder of its own. */
function archiveKey(path: string, file: string): string {
  const layout = path.split(sep).join('/');
  const delivered = /AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12}\/.+)$/.exec(layout)?.[1];
  if (delivered !== undefined) return `${FOLDER}/${delivered}`;
  const name = basename(file);
  const [, account, folder, region, year, month, day] = DELIVERED_NAME.exec(name) ?? [];
  if (account !== undefined)
    return `${FOLDER}/${account}/${folder}/${region}/${year}/${month}/${day}/${name}`;
  const unique = layout.replaceAll('/', '_') || name;
  return `${FOLDER}/000000000000/CloudTrail/us-east-1/2026/11/20/${unique}${unique.endsWith('.gz') ? '' : '.gz'}`;
}
