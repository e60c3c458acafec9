/** A program that is timed as a process of its own, from its start to its end. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** Besides that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** node, and nothing to do. */
export const BARE_NODE: Contender = { name: 'bare node', command: process.execPath, arguments: ['-e', '0'] };

/** What has to be done in any case: every file of the folder is read and unpacked. */
export function gunzipAlone(folder: string): Contender {
  return node('gunzip alone', folder, 'bytes += unpacked.length;');
}

/** What has to be done when every record is looked at as JavaScript sees it. */
export function gunzipAndParse(folder: string): Contender {
  return node('gunzip + JSON.parse', folder, 'bytes += JSON.parse(unpacked).Records.length;');
}

/** What has to be done of a copy: the log files are unpacked and hashed, shared out to so many threads. */
export function gunzipAndHash(folder: string, threads: number): Contender {
  const program = `
    const { readdirSync, readFileSync } = require('node:fs');
    const { gunzipSync } = require('node:zlib');
    const { createHash } = require('node:crypto');
    const { Worker, isMainThread, workerData } = require('node:worker_threads');
    const [threads, folder] = [${threads}, process.argv.at(-1)];
    const run = (share) => {
      const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.gz'));
      for (let at = share; at < names.length; at += threads)
        createHash('sha256').update(gunzipSync(readFileSync(folder + '/' + names[at]))).digest('hex');
    };
    if (isMainThread) {
      for (let share = 1; share < threads; share += 1)
        new Worker(process.execArgv.at(-1), { eval: true, workerData: share, argv: [folder] });
      run(0);
    } else run(workerData);`;
  const name = `gunzip + SHA-256 in ${threads} threads`;
  return { name, command: process.execPath, arguments: ['-e', program, folder] };
}

function node(name: string, folder: string, step: string): Contender {
  const program = `
    const { readdirSync, readFileSync } = require('node:fs');
    const { gunzipSync } = require('node:zlib');
    let bytes = 0;
    for (const file of readdirSync(process.argv[1])) {
      const unpacked = gunzipSync(readFileSync(process.argv[1] + '/' + file));
      ${step}
    }`;
  return { name, command: process.execPath, arguments: ['-e', program, folder] };
}
