import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run, withAskedPlaces } from '../cli/command-options';
import type { TrailsOptions } from '../commands/trails/trails';

/** Registers `trails`. */
export function addTrails(program: Command, io: CommandIo, run: Run): void {
  withAskedPlaces(program.command('trails'), 'a role to assume in another account')
    .description('Print the trails of all Regions and accounts with their status.')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json', 'sarif']))
    .option('--json', 'the same as --format json')
    .option('--check', 'check the settings of trails, buckets, keys, log groups and event data stores')
    .option('--exclude-check <check>', 'with --check: leave out a check by its name (repeatable)', append)
    .option(
      '--framework <name>',
      'with --check: only what a framework asks for, such as cis-5.0.0 or pci-dss-4.0.1, with its controls',
    )
    .option(
      '--adopt <folder>',
      'write a CDK app of the existing resources, and the mapping that cdk import reads',
    )
    .option(
      '--register <file>',
      'bring the register of accounts, Regions and trails up to date that validate --expect reads',
    )
    .action(async (options: TrailsOptions) => {
      if (options.register !== undefined) {
        const { trailsRegister } = await import('../commands/trails/trails-register');
        run.status = await trailsRegister(options.register, options, io);
        return;
      }
      if (options.adopt !== undefined) {
        const { trailsAdopt } = await import('../commands/trails/trails-adopt');
        run.status = await trailsAdopt(options.adopt, options, io);
        return;
      }
      if (options.check === true) {
        const { trailsCheck } = await import('../commands/trails/trails-check');
        run.status = await trailsCheck(options, io);
        return;
      }
      const { trails } = await import('../commands/trails/trails');
      run.status = await trails(options, io);
    });
}

/** Registers `validate`. */
export function addValidate(program: Command, io: CommandIo, run: Run): void {
  program
    .command('validate')
    .description(
      'Verify that the digest and log files of an archive are unmodified since CloudTrail delivered them.',
    )
    .argument('<archive>', 'a folder, or s3://bucket/prefix; accounts, Regions and trails are found below it')
    .option('--start <time>', 'from this day or time on; default: the first digest file')
    .option('--end <time>', 'up to this day or time; default: now')
    .option(
      '--public-keys <file>',
      "the output of 'aws cloudtrail list-public-keys', or an object of such outputs by Region (repeatable)",
      append,
    )
    .option('--metadata <file>', 'saved metadata of digest files, by key, for a copy that has lost it')
    .option('--bucket <name>', 'the bucket that CloudTrail delivered to, for a copy or a replica')
    .option('--trail-arn <arn>', 'only what this trail delivered')
    .option('--account <id>', 'only this account (repeatable)', append)
    .option('--region <name>', 'only this Region (repeatable)', append)
    .option(
      '--expect <file>',
      "accounts and Regions that must be present: lines, or the output of 'trailwatch trails --json' or 'aws organizations list-accounts' (repeatable)",
      append,
    )
    .option('--pay-for-requests', 'pay for reading a Requester Pays bucket')
    .option('--resume <file>', 'save the progress in a file, and continue from there after an interruption')
    .option(
      '--workers <count>',
      'threads that unpack and hash log files beside the main one; default: one for each other CPU, at most 8',
    )
    .addOption(formatOption(['table', 'ndjson', 'json', 'junit', 'sarif', 'markdown', 'html']))
    .action(calling(io, run, async () => (await import('../commands/validate')).validate));
}

/** Registers `silence`. */
export function addSilence(program: Command, io: CommandIo, run: Run): void {
  program
    .command('silence')
    .description('Silence alerts for a time, list silences, or end one.')
    .argument('[alert-id]', 'the id of the alert: silences its rule in its account for its actor')
    .requiredOption('--path <arn>', 'where silences are: the output SilencesArn of the stack')
    .option('--alert <file>', "the alert's JSON document, or several; '-' for standard input")
    .option('--for <duration>', 'how long: 30m, 8h or 2d, at most 72h')
    .option('--reason <text>', 'the reason, which the daily summary shows')
    .option('--dry-run', 'show what would be silenced, and write nothing')
    .option('--list', 'list silences, including those that have ended or have no effect')
    .option('--end <id>', 'end a silence')
    .action(calling(io, run, async () => (await import('../commands/silence')).silence));
}

/** Registers `response`. */
export function addResponse(program: Command, io: CommandIo, run: Run): void {
  program
    .command('response')
    .description('Show what was done for an alert by a Responder.')
    .argument('<alert-id>', 'the id of the alert, or its first 8 characters or more')
    .requiredOption('--table <arn>', 'the table of the Responder: the link Outcome of its reports has it')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/response')).response));
}
