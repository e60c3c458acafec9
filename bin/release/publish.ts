import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BuiltPackage } from '../package/package-list';
import type { Publication, PublishCommand } from './publication';

/** Runs one program to its end, in a folder. */
export type RunCommand = (command: PublishCommand) => {
  readonly status: number | null;
  readonly stdout: string;
};

/** A run of programs that are installed with this repository, in the folder of the packages. */
export function runIn(folder: string, root: string): RunCommand {
  return ({ argv: [program = '', ...args], environment }) => {
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, ...environment, PATH: path };
    const { status, stdout, error } = spawnSync(program, args, {
      ...{ cwd: folder, env, encoding: 'utf8' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
    return { status, stdout };
  };
}

/**
 * Uploads the packages of one registry. A version that npm has already is left out if it is the same to the byte, so that a release that
 * failed halfway can run again; the other registries' programs do so by themselves. Throws when an upload fails.
 */
export function publish(publication: Publication, run: RunCommand, log: (line: string) => void): void {
  for (const [position, command] of publication.commands.entries()) {
    const one = publication.registry === 'npm' ? publication.packages[position] : undefined;
    if (one !== undefined && isPublished(one, run)) {
      log(`${one.name} ${one.version} is published already`);
      continue;
    }
    const { status, stdout } = run(command);
    log(stdout.trimEnd());
    if (status !== 0)
      throw new Error(`${command.argv.join(' ')} ended with ${status}; run the failed job again`);
  }
}

function isPublished({ name, version, files }: BuiltPackage, run: RunCommand): boolean {
  const argv = ['npm', 'view', `${name}@${version}`, 'dist.integrity', '--silent'];
  const published = run({ argv, environment: {} }).stdout.trim();
  if (published === '') return false;
  const own = `sha512-${createHash('sha512')
    .update(readFileSync(files[0] ?? ''))
    .digest('base64')}`;
  if (published === own) return true;
  throw new Error(
    `npm has another ${name} ${version} (${published}); a version cannot be published twice, raise it`,
  );
}
