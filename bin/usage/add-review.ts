import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, type Run } from '../cli/command-options';
import type { ReviewOptions } from '../commands/review';

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
        'json',
        'sarif',
      ]),
    )
    .option('--out <file>', 'write to a file, which is replaced once the review is whole')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option(
      '--fail-on <kinds>',
      'exit status 1 for these changes: weaker,unknown is the gate; or kinds, such as evidence-replaced (repeatable)',
      append,
    )
    .option('--counts <file>', 'counts of a month (JSON) for the cost, as of trailwatch cost')
    .option(
      '--used <file>',
      'what trailwatch permissions printed as JSON: name what is taken away from whom used it',
    )
    .option('--account <id>', 'the account of a template that names none')
    .option('--region <region>', 'the Region of a template that names none')
    .action(async (head: string, options: ReviewOptions) => {
      const { review } = await import('../commands/review');
      run.status = await review(head, options, io);
    });
}
