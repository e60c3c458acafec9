import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, geoipOption, ownAccountsOption, type Run, withPlaceOptions } from '../cli/command-options';
import type { ActorOptions } from '../commands/actor';

/** Registers `actor`. */
export function addActor(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('actor'))
    .description('Print what one actor did, and the sessions of the roles that it took.')
    .argument('<actor>', 'an ARN, an access key, an address, or the name of a user, a role or a session')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option('--rules <folder>', 'also use the Sigma rules of a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(ownAccountsOption())
    .addOption(geoipOption())
    .addOption(
      new Option('--format <format>', 'default: table on a terminal, json otherwise').choices([
        'table',
        'json',
      ]),
    )
    .action(async (name: string, paths: string[], options: ActorOptions) => {
      const { actor } = await import('../commands/actor');
      run.status = await actor({ actor: name, paths }, options, io);
    });
}
