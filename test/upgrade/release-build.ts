import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The commit that stands for the last release. */
export const RELEASE = 'f342aeb3152b855baedc60db9ebf0358ab0b58d6';

const ROOT = join(__dirname, '../..');

/** The last file that a build writes. */
const LAST_FILE = 'dist/packages/trailwatch/README.md';

/**
 * The folder with the build of a commit: its sources, its dependencies by its own lockfile, and `dist`. It is built once for
 * a machine, in the cache of the user, and takes about a minute.
 */
export function releaseFolder(commit = RELEASE): string {
  const folder = join(cacheFolder(), 'trailwatch', 'releases', commit);
  if (existsSync(join(folder, LAST_FILE))) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const started = mkdtempSync(`${folder}-`);
  try {
    checkOut(commit, started);
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], started);
    run('npm', ['run', '--silent', 'build'], started);
    rmSync(folder, { recursive: true, force: true });
    renameSync(started, folder);
  } catch (error) {
    rmSync(started, { recursive: true, force: true });
    // Another process that builds the same was faster.
    if (!existsSync(join(folder, LAST_FILE))) throw error;
  }
  return folder;
}

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ */
function cacheFolder(): string {
  const given = process.env.XDG_CACHE_HOME;
  return given === undefined || given === '' ? join(homedir(), '.cache') : given;
}

function checkOut(commit: string, folder: string): void {
  try {
    execFileSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: ROOT, stdio: 'ignore' });
  } catch (cause) {
    const remedy = `fetch it with "git fetch origin ${commit}", or clone with the whole history ("fetch-depth: 0" of actions/checkout)`;
    throw new Error(`this clone has no commit ${commit}, which the upgrade starts from: ${remedy}`, {
      cause,
    });
  }
  const archive = `${folder}.tar`;
  try {
    run('git', ['archive', '--output', archive, commit], ROOT);
    run('tar', ['-xf', archive], folder);
  } finally {
    rmSync(archive, { force: true });
  }
}

function run(command: string, words: readonly string[], cwd: string): void {
  try {
    execFileSync(command, words, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    const said = String((cause as { readonly stderr?: unknown }).stderr ?? '').trim();
    throw new Error(`${command} ${words.join(' ')} failed in ${cwd}: ${said}`, { cause });
  }
}
