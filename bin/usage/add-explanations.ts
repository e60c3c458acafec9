import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run } from '../cli/command-options';

/** Registers `pattern`. */
export function addPattern(program: Command, io: CommandIo, run: Run): void {
  program
    .command('pattern')
    .description('Test CloudWatch Logs filter patterns offline.')
    .command('test')
    .description('Show for each log event whether a filter pattern matches it, as TestMetricFilter does.')
    .argument('<pattern>', "the filter pattern; after '--' if it begins with a minus sign")
    .argument('[file]', "one log event per line; '-' or nothing for standard input")
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/pattern/pattern-test')).patternTest));
}

/** Registers `event-pattern`. */
export function addEventPattern(program: Command, io: CommandIo, run: Run): void {
  program
    .command('event-pattern')
    .description('Test EventBridge event patterns offline.')
    .command('test')
    .description('Show for each event whether a pattern matches it, as TestEventPattern does.')
    .argument('<pattern>', "a JSON file with the pattern, or '-' for standard input")
    .argument('[file]', "events: one, an array, or one after another; '-' or nothing for standard input")
    .option('--records', 'the events are bare CloudTrail records, and are wrapped as CloudTrail does')
    .addOption(formatOption(['table', 'ndjson']))
    .action(
      calling(io, run, async () => (await import('../commands/pattern/event-pattern-test')).eventPatternTest),
    );
}

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
    .option(
      '--template <file>',
      'a CloudFormation or CDK template (JSON or YAML), or the folder cdk.out: all its trails',
    )
    .option('--base <file>', 'the selectors or template before the change; by default, everything is logged')
    .option('--parameter <name=value>', 'what the template refers to, such as AWS::Region=eu-west-1', append)
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/selectors-explain')).selectorsExplain));
}
