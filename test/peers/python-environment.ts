import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mustRun, runProcess } from './run-process';

/** Where what is installed once stays: inside the repository's ignored folder, out of the way of every build. */
export const CACHE_FOLDER = resolve(__dirname, '../../dist/peers');

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
 * A virtual environment with the packages of `python-packages/<name>.txt`. Installed on first use; a later run finds it
 * again until the list or the machine's Python changes.
 *
 * @returns the path of a command in it, by name
 */
export async function installPackages(python: Python, name: string): Promise<(command: string) => string> {
  const list = join(__dirname, 'python-packages', `${name}.txt`);
  const identity = createHash('sha256').update(python.version).update(readFileSync(list));
  const folder = join(CACHE_FOLDER, `${name}-${identity.digest('hex').slice(0, 12)}`);
  const commands = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    await mustRun(python.command, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '--no-compile'];
    await mustRun(join(commands, 'python'), [...pip, '--requirement', list]);
    writeFileSync(complete, '');
  }
  return (command) => join(commands, command);
}
