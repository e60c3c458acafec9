import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { logFile, RULE, record } from '../../scan-folder';

/** So many files there are, each with one record that raises an alert. */
export const FILES = 12;

/** Text that hardly packs: a scan expects eight times as much in these files, and starts workers. */
const FILLER_BYTES = 2 * 1024 * 1024;

/** A command line that scans some files, and counts the workers that it starts. */
export class CountedWorkers {
  readonly #started: string;

  /** @param folder an empty one, for the files */
  constructor(
    private readonly folder: string,
    private readonly commandLine: string,
  ) {
    this.#started = join(folder, 'started');
    for (const name of ['rules', 'logs']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'rules/stopped.yml'), RULE);
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `logs/${at}.json.gz`), hardToPack(at));
    writeFileSync(
      join(folder, 'count.cjs'),
      `if (!require('node:worker_threads').isMainThread) require('node:fs').appendFileSync(process.env.STARTED, 'one ');`,
    );
  }

  get argv(): readonly string[] {
    const { folder } = this;
    const rules = ['--no-builtin', '--rules', join(folder, 'rules'), '--format', 'ndjson'];
    return [this.commandLine, 'scan', join(folder, 'logs'), ...rules];
  }

  /** Every thread but the main one writes a word before it does anything else. */
  get environment(): NodeJS.ProcessEnv {
    const required = `--require ${join(this.folder, 'count.cjs')}`;
    return { ...process.env, NODE_OPTIONS: required, STARTED: this.#started };
  }

  /** How many workers were started since `forget`. */
  get count(): number {
    return existsSync(this.#started) ? readFileSync(this.#started, 'utf8').trim().split(' ').length : 0;
  }

  forget(): void {
    rmSync(this.#started, { force: true });
  }

  run(workers: number): SpawnSyncReturns<string> {
    const argv = [...this.argv, '--workers', String(workers)];
    return spawnSync(process.execPath, argv, { env: this.environment, encoding: 'utf8' });
  }
}

function hardToPack(at: number): Buffer {
  const userAgent = randomBytes(FILLER_BYTES).toString('base64');
  return gzipSync(logFile({ ...record('ListUsers', `f${at}`), userAgent }, record('StopLogging', `e${at}`)));
}
