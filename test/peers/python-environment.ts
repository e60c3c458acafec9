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
  const usable = await runProcess(command, ['-c', 'import venv, ensurepip']);
  if (usable.status === 0) return { command, version: found.stdout.trim() };
  return `${command} cannot make virtual environments: its modules venv and ensurepip are not installed`;
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
    await mustRun(python.command, ['-m', 'venv', empty]);
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '--no-compile'];
    await mustRun(commandIn(empty, 'python'), [...pip, '--requirement', list]);
  });
  return (command) => commandIn(folder, command);
}

function commandIn(environment: string, command: string): string {
  return join(environment, process.platform === 'win32' ? 'Scripts' : 'bin', command);
}
