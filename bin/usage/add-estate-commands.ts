import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run } from '../cli/command-options';

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
      "the output of 'aws cloudtrail list-public-keys', an object of such outputs by Region, or the output of 'aws kms get-public-key' for events from outside AWS (repeatable)",
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
