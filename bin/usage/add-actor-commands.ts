import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  calling,
  formatOption,
  geoipOption,
  ownAccountsOption,
  type Run,
  withAskedPlaces,
  withPlaceOptions,
} from '../cli/command-options';
import { MissingArgument, UserError } from '../cli/user-error';
import type { ActorOptions } from '../commands/actor';
import type { ResourceOptions } from '../commands/resource/resource';

const PATHS = "files, folders, patterns, s3://bucket/prefix, or '-' for standard input";

/** Registers `resource`. */
export function addResource(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('resource'))
    .description(
      'Print the changes of one resource over time: who, with what, and the values before and after.',
    )
    .argument('<name>', 'an ARN, a name or an id; with --by-hand a path')
    .argument('[path...]', PATHS)
    .option('--by-hand', 'print the manual changes to all that CloudFormation or Terraform manages, by stack')
    .option('--template <cdk.out>', 'the folder that cdk synth writes, or a template: what its stacks manage')
    .option(
      '--config <path>',
      "also print the resource's states in AWS Config's history: its files in a bucket or a folder, or what 'aws configservice get-resource-config-history' prints (repeatable)",
      append,
    )
    .addOption(formatOption(['table', 'ndjson']))
    .action(
      async (name: string, paths: string[], options: ResourceOptions & { readonly byHand?: boolean }) => {
        if (options.byHand === true) {
          if (options.config !== undefined)
            throw new UserError('--config is for one resource, and not for --by-hand');
          const { changesByHand } = await import('../commands/resource/changes-by-hand');
          run.status = await changesByHand([name, ...paths], options, io);
          return;
        }
        if (paths.length === 0) throw new MissingArgument("missing required argument 'path'");
        const { resource } = await import('../commands/resource/resource');
        run.status = await resource({ resource: name, paths }, options, io);
      },
    );
}

/** Registers `actor`. */
export function addActor(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('actor'))
    .description('Print what one actor did, also in the roles that it assumed.')
    .argument('<actor>', 'an ARN, an access key, an address, or the name of a user, a role or a session')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option('--rules <folder>', 'also use the Sigma rules in a folder or file (repeatable)', append)
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

/** Registers `case`. */
export function addCase(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('case'))
    .description('Print each attack as one case: what happened, who, what else, how to contain it.')
    .argument('<path...>', PATHS)
    .option('--alert <id>', 'the case of one alert, by its id or the first 8 characters of it or more')
    .option('--actor <actor>', 'the case of an ARN, an access key, an address or a name')
    .option(
      '--alerts <file>',
      "alerts of a scan or of archive search results as ndjson, instead of rules; '-' for standard input",
    )
    .option('--since <time>', 'only attacks with an alert from this time on')
    .option(
      '--public-keys <file>',
      "the output of 'aws cloudtrail list-public-keys': proves the log files of the case (repeatable)",
      append,
    )
    .option('--rules <folder>', 'also use the Sigma rules in a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(ownAccountsOption())
    .option('--workers <count>', 'threads that search log files; default: one for each CPU, at most 16')
    .addOption(
      new Option('--format <format>', 'default: text on a terminal, json otherwise').choices([
        'text',
        'markdown',
        'json',
      ]),
    )
    .option('--out <file>', 'write the cases to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .action(calling(io, run, async () => (await import('../commands/case')).caseOf));
}

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
    .option(
      '--limit <count>',
      'the latest events only, or all; default: 10 in a table on a terminal, all otherwise',
    )
    .option('--out <file>', 'write the events to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option('--resume <file>', 'save the progress in a file, and continue from there after an interruption')
    .action(calling(io, run, async () => (await import('../commands/history')).history));
}
