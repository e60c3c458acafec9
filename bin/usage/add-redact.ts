import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, type Run, withPlaceOptions } from '../cli/command-options';
import type { RedactOptions } from '../commands/redact';

/** Registers `redact`. */
export function addRedact(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('redact'))
    .description(
      'Write records without accounts, names, addresses, keys and ids; rules judge them as before.',
    )
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option(
      '--key-file <file>',
      'replace as in other runs with this key; default: a new key, which is forgotten',
    )
    .option(
      '--rules <folder>',
      'also keep what the Sigma rules of a folder or file look for (repeatable)',
      append,
    )
    .option('--out <file>', 'write the records to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(async (paths: string[], options: RedactOptions) => {
      const { redact } = await import('../commands/redact');
      run.status = await redact(paths, options, io);
    });
}
