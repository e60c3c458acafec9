import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append } from '../cli/command-options';
import type { PolicyOptions } from '../commands/policy';

const READER: [string, string, typeof append, string[]] = [
  '--reader <arn>',
  'a role of another account that reads there, with * for any text (repeatable)',
  append,
  [],
];

/** Registers `policy`. */
export function addPolicy(program: Command, io: CommandIo): void {
  const policy = program
    .command('policy')
    .description(
      'Print the policy statements that the owner of an existing bucket, key or topic adds for trails.',
    );
  const sub = (name: string, description: string) =>
    policy
      .command(name)
      .description(description)
      .option('--trail <arn>', 'a trail that delivers there (repeatable)', append, [])
      .option(
        '--organization-id <id>',
        'the organization that the trails log; the management account owns them',
      );
  sub('bucket', 'The statements for the policy of a bucket.')
    .argument('<name>', "the bucket's name")
    .option('--key-prefix <prefix>', 'what stands before AWSLogs/ in every key')
    .option(...READER)
    .action(async (name: string, options: PolicyOptions) => {
      const { bucketPolicy } = await import('../commands/policy');
      bucketPolicy(name, options, io);
    });
  sub('key', 'The statements for the policy of a KMS key.')
    .option(...READER)
    .action(async (options: PolicyOptions) => {
      const { keyPolicy } = await import('../commands/policy');
      keyPolicy(options, io);
    });
  sub('topic', 'The statement for the policy of an SNS topic.')
    .argument('<arn>', "the topic's ARN")
    .action(async (arn: string, options: PolicyOptions) => {
      const { topicPolicy } = await import('../commands/policy');
      topicPolicy(arn, options, io);
    });
}
