import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { formatOption, type Run, withAskedPlaces } from '../cli/command-options';
import type { HistoryOptions } from '../commands/history';

/** Registers `history`. */
export function addHistory(program: Command, io: CommandIo, run: Run): void {
  const command = program
    .command('history')
    .description('Print the events of CloudTrail Event history (the last 90 days), newest first.')
    .option('--start <time>', 'the first event; default: 90 days ago')
    .option('--end <time>', 'only events before this time; default: now')
    .option('--event-name <name>', 'such as ConsoleLogin')
    .option('--event-source <source>', 'such as iam.amazonaws.com')
    .option('--event-id <id>', 'the id of one event')
    .option('--user-name <name>', 'a user, or the session name of a role')
    .option('--resource-name <name>', 'a name or an ARN, as Event history has it')
    .option('--resource-type <type>', 'such as AWS::S3::Bucket')
    .option('--access-key-id <id>', 'the key that signed the call')
    .addOption(new Option('--read-only <value>', 'whether the call only read').choices(['true', 'false']))
    .option('--insights', 'Insights events instead of management events')
    .option('--trail <arn>', 'with --insights: those on the data events of this trail');
  withAskedPlaces(command, 'a role to read the history of its account with')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .option('--out <file>', 'write the events to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option('--resume <file>', 'save the progress in a file, and go on from there after an interruption')
    .action(async (options: HistoryOptions) => {
      const { history } = await import('../commands/history');
      run.status = await history(options, io);
    });
}
