import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run } from '../cli/command-options';
import type { CostOptions } from '../commands/cost';

/** Registers `cost`. */
export function addCost(program: Command, io: CommandIo, run: Run): void {
  program
    .command('cost')
    .description('Estimate what the stacks of a template cost in a month.')
    .argument('<template>', 'a CloudFormation or CDK template (JSON), or the folder cdk.out: all its stacks')
    .argument('[path...]', "log files to count, of whole days: files, folders, s3://bucket/prefix, or '-'")
    .option('--counts <file>', 'counts of a month (JSON); they go before those of the log files')
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
    .option('--rules <folder>', 'also use the Sigma rules of a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .action(async (template: string, paths: string[], options: CostOptions) => {
      const { cost } = await import('../commands/cost');
      run.status = await cost(template, paths, options, io);
    });
}
