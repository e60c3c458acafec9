import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run } from '../cli/command-options';
import type { ValidateOptions } from '../commands/validate';

/** Registers `validate`. */
export function addValidate(program: Command, io: CommandIo, run: Run): void {
  program
    .command('validate')
    .description(
      'Verify that the digest and log files of an archive are unmodified since CloudTrail delivered them.',
    )
    .argument('<archive>', 'a folder, or s3://bucket/prefix; accounts, Regions and trails are found below it')
    .option('--start <time>', 'from this day or time on; from the first digest file, unless given')
    .option('--end <time>', 'up to this day or time; now, unless given')
    .option(
      '--public-keys <file>',
      "what 'aws cloudtrail list-public-keys' wrote, or an object of them by Region (repeatable)",
      append,
    )
    .option('--metadata <file>', 'saved metadata of digest files by their keys: a copy has lost it')
    .option('--bucket <name>', 'the bucket that CloudTrail delivered to, for a copy or a replica')
    .option('--trail-arn <arn>', 'only what this trail delivered')
    .option('--account <id>', 'only this account (repeatable)', append)
    .option('--region <name>', 'only this Region (repeatable)', append)
    .option(
      '--expect <file>',
      "accounts and Regions that must be there: lines, or what 'trailwatch trails --json' or 'aws organizations list-accounts' printed (repeatable)",
      append,
    )
    .option('--pay-for-requests', 'pay for reading a bucket whose requester pays')
    .option('--resume <file>', 'record what is done, and continue there after an interruption')
    .option(
      '--workers <count>',
      'threads that unpack and hash log files beside the main one; one for each other CPU, unless given',
    )
    .addOption(formatOption(['table', 'ndjson', 'json', 'junit', 'sarif', 'markdown', 'html']))
    .action(async (archive: string, options: ValidateOptions) => {
      const { validate } = await import('../commands/validate');
      run.status = await validate(archive, options, io);
    });
}
