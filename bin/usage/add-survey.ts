import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, ownAccountsOption, type Run, withPlaceOptions } from '../cli/command-options';
import type { TimelineOptions } from '../commands/survey/timeline';

const PATHS = "files, folders, patterns, s3://bucket/prefix, or '-' for standard input";

function textOrJson(): Option {
  return new Option('--format <format>', 'default: text on a terminal, json otherwise').choices([
    'text',
    'json',
  ]);
}

/** Registers `overview`. */
export function addOverview(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('overview'))
    .description('Print what to read first: period, accounts, main actors, alerts, and what to ask next.')
    .argument('<path...>', PATHS)
    .option('--rules <folder>', 'also use the Sigma rules in a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(ownAccountsOption())
    .option('--workers <count>', 'threads that search log files; default: one for each CPU, at most 16')
    .addOption(textOrJson())
    .action(calling(io, run, async () => (await import('../commands/survey/overview')).overview));
}

/** Registers `timeline`. */
export function addTimeline(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('timeline'))
    .description(
      'Print the calls of an actor, an address or a key in the order of time, with what they acted on.',
    )
    .argument('<actor>', 'an ARN, an access key, an address, or the name of a user, a role or a session')
    .argument('<path...>', PATHS)
    .option('--changes', 'leave out calls that change nothing')
    .addOption(textOrJson())
    .action(async (actor: string, paths: string[], options: TimelineOptions) => {
      const { timeline } = await import('../commands/survey/timeline');
      run.status = await timeline({ actor, paths }, options, io);
    });
}

/** Registers `persistence`. */
export function addPersistence(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('persistence'))
    .description(
      'Print what was made that lasts: users, keys, roles, shares; by whom, and whether it was ended.',
    )
    .argument('<path...>', PATHS)
    .addOption(textOrJson())
    .action(calling(io, run, async () => (await import('../commands/survey/persistence')).persistence));
}

/** Registers `coverage`. */
export function addCoverage(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('coverage'))
    .description(
      'Print what is logged and what is not: data events, silent times, changes of trails, digests.',
    )
    .argument('<path...>', PATHS)
    .addOption(textOrJson())
    .action(calling(io, run, async () => (await import('../commands/survey/coverage')).coverage));
}
