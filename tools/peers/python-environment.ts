import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cached-folder';
import { mustRun, runProcess } from './run-process';

/** A Python of this machine. */
export interface Python {
  readonly command: string;
  /** Such as `Python 3.12.4`. */
  readonly version: string;
}

/** The machine's Python, or in words why there is none to work with. */
export async function findPython(): Promise<Python | string> {
  const command = process.platform === 'win32' ? 'python' : 'python3';
  const found = await runProcess(command, ['--version']).catch(() => undefined);
  if (found?.status !== 0) return `${command} is not installed`;
  const isUsable = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
  const usable = await runProcess(command, ['-c', isUsable]);
  if (usable.status === 0) return { command, version: found.stdout.trim() };
  return `${command} is older than 3.11, or its modules venv and ensurepip are not installed`;
}

/**
 * A virtual environment with the packages of `python-packages/<name>.txt`, installed anew when that list or the machine's
 * Python changes.
 *
 * @returns the path of a command in it, by name
 */
export async function installPackages(python: Python, name: string): Promise<(command: string) => string> {
  const list = join(__dirname, 'python-packages', `${name}.txt`);
  const identity = [python.version, readFileSync(list, 'utf8')];
  const folder = await cachedFolder(name, identity, async (empty) => {
    await makeEnvironment(python, empty, ['--requirement', list]);
  });
  return (command) => commandIn(folder, command);
}

/** The tools that are asked: of each, a function that gives the path of one of its commands. */
export function installTools(python: Python) {
  return Promise.all([
    installPackages(python, 'emulator'),
    installPackages(python, 'checkov'),
    installPackages(python, 'awscli'),
    installPackages(python, 'documents'),
    installPackages(python, 'pysigma'),
    installPackages(python, 'localstack'),
    installPackages(python, 'localstack-runtime'),
  ]);
}

/**
 * Makes a virtual environment with what `pip install` is given. The pip of one environment serves all: each of its own takes
 * seconds.
 *
 * @returns its Python
 */
export async function makeEnvironment(
  python: Python,
  folder: string,
  installed: readonly string[],
): Promise<string> {
  pip ??= cachedFolder('pip', [python.version], async (empty) => {
    await mustRun(python.command, ['-m', 'venv', empty]);
  });
  await mustRun(python.command, ['-m', 'venv', '--without-pip', folder]);
  const own = commandIn(folder, 'python');
  const install = ['-m', 'pip', '--disable-pip-version-check', '--quiet', '--python', own, 'install'];
  await mustRun(commandIn(await pip, 'python'), [...install, '--no-compile', ...installed]);
  return own;
}

/** The environment that has pip. */
let pip: Promise<string> | undefined;

function commandIn(environment: string, command: string): string {
  return join(environment, process.platform === 'win32' ? 'Scripts' : 'bin', command);
}
