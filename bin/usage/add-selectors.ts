import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, formatOption, type Run } from '../cli/command-options';
import type { SelectorsExplainOptions } from '../commands/selectors-explain';

/** Registers `selectors`. */
export function addSelectors(program: Command, io: CommandIo, run: Run): void {
  const selectors = program.command('selectors').description('Explain what trails log, offline.');
  selectors
    .command('explain')
    .description('Show for each record whether a trail logs it, by which selector, or why not.')
    .argument(
      '[path...]',
      "files, folders, s3://bucket/prefix, or '-' for standard input, which is the default",
    )
    .option('--selectors <file>', 'get-event-selectors output, or a list of selectors (JSON)')
    .option('--template <file>', 'a CloudFormation or CDK template (JSON): all its trails')
    .option('--base <file>', 'the selectors or template before the change; by default, everything is logged')
    .option('--parameter <name=value>', 'what the template refers to, such as AWS::Region=eu-west-1', append)
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (paths: string[], options: SelectorsExplainOptions) => {
      const { selectorsExplain } = await import('../commands/selectors-explain');
      run.status = await selectorsExplain(paths, options, io);
    });
}
