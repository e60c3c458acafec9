import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run } from '../cli/command-options';

/** Registers `review`. */
export function addReview(program: Command, io: CommandIo, run: Run): void {
  program
    .command('review')
    .description('Show what a change of stacks does to logging, detection, evidence, access and cost.')
    .argument('<cdk.out>', 'the folder that cdk synth writes, or a CloudFormation template (JSON or YAML)')
    .option('--base <cdk.out>', 'the same before the change; by default, the state is shown')
    .addOption(
      new Option('--format <format>', 'default: markdown, for a comment on a pull request').choices([
        'markdown',
        'text',
        'json',
        'sarif',
      ]),
    )
    .option('--out <file>', 'write to a file, which is replaced once the review is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option(
      '--fail-on <kinds>',
      'exit status 1 for these changes: weaker,unknown is the gate; or kinds, such as evidence-replaced (repeatable)',
      append,
    )
    .option('--accepted <file>', 'changes that are accepted for a time (JSON): --fail-on leaves them out')
    .option(
      '--accept <fingerprints>',
      'add changes to the file of --accepted, with --reason, --by and --until, and print nothing else (repeatable)',
      append,
    )
    .option('--reason <text>', 'with --accept: why')
    .option('--by <name>', 'with --accept: who decided it')
    .option(
      '--until <day>',
      'with --accept: the first day on which it is no longer accepted, such as 2026-12-31',
    )
    .option('--counts <file>', 'counts of a month (JSON) for the cost, as of trailwatch cost')
    .option(
      '--used <file>',
      'the JSON output of trailwatch permissions: also report permissions that were used and would be removed',
    )
    .option('--account <id>', 'the account of a template that names none')
    .option('--region <region>', 'the Region of a template that names none')
    .action(calling(io, run, async () => (await import('../commands/review')).review));
}

/** Registers `cost`. */
export function addCost(program: Command, io: CommandIo, run: Run): void {
  program
    .command('cost')
    .description('Estimate what the stacks of a template cost in a month.')
    .argument(
      '<template>',
      'a CloudFormation or CDK template (JSON or YAML), or the folder cdk.out: all its stacks',
    )
    .argument('[path...]', "log files to count, of whole days: files, folders, s3://bucket/prefix, or '-'")
    .option('--counts <file>', 'counts of a month (JSON); they take precedence over those of log files')
    .option('--usage', 'counts of the last 30 days from the CloudWatch metrics of the deployed workers')
    .option(
      '--organization',
      'with --usage: read the metrics of each stack in its account of the organization',
    )
    .option(
      '--role-name <name>',
      'with --organization: the role to assume there; default: OrganizationAccountAccessRole',
    )
    .option('--region <region>', 'the Region of stacks that name none')
    .option('--further-copy', 'another trail has the free copy of management events already')
    .option('--rules <folder>', 'also use the Sigma rules in a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .action(calling(io, run, async () => (await import('../commands/cost')).cost));
}
