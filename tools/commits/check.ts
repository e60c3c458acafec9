/**
 * `npm run check:commits [-- --all]`: the messages of the commits since the one that added this check, that are not yet on the main branch of
 * `origin`: what is published can no longer be changed, and `--all` names it too. A clone without that commit, such as a shallow one, and a
 * folder that is no clone have nothing to check.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { commitProblems } from './commit-problems';

const ROOT = resolve(__dirname, '../..');
const CHECK = 'tools/commits/check.ts';

/** Where commits are published. */
const MAIN = 'refs/remotes/origin/main';

/** Writes by itself, with long names of packages. */
const BOT = 'dependabot[bot]';

function git(...parameters: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', parameters, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trimEnd() : undefined;
}

/** The commits after the first one that has the check, which itself is not checked. */
function commitsToCheck(isAll: boolean): readonly string[] {
  const isOwnRepository = git('rev-parse', '--show-toplevel') === resolve(ROOT);
  if (!isOwnRepository || git('rev-parse', '--is-shallow-repository') !== 'false') return [];
  const [first] = git('log', '--diff-filter=A', '--format=%H', '--reverse', '--', CHECK)?.split('\n') ?? [];
  if (first === undefined || first === '') return [];
  const hasMain = git('rev-parse', '--verify', '--quiet', MAIN) !== undefined;
  const published = isAll || !hasMain ? [] : ['--not', MAIN];
  const format = '--format=%H%x00%an%x00%B%x01';
  const since = git('log', '--no-merges', format, `${first}..HEAD`, ...published) ?? '';
  return since
    .split('\u0001')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
for (const entry of commitsToCheck(values.all)) {
  const [hash = '', author, message = ''] = entry.split('\0');
  if (author === BOT) continue;
  for (const problem of commitProblems(message)) {
    console.error(`${hash.slice(0, 10)} ${message.split('\n')[0]}\n  ${problem}`);
    process.exitCode = 1;
  }
}
