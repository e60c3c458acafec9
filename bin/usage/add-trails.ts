import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, calling, formatOption, type Run, withAskedPlaces } from '../cli/command-options';
import { UserError } from '../cli/user-error';
import type { TrailsOptions } from '../commands/trails/trails';
import type { PolicyOptions } from '../commands/trails/trails-policy';

/** Registers `trails`. */
export function addTrails(program: Command, io: CommandIo, run: Run): void {
  const trails = inPlaces(program, 'trails')
    .description(
      'Print the trails of all Regions and accounts with their status. Below: list, check, adopt, explain, policy.',
    )
    .addOption(formatOption(CHECK_FORMATS))
    .option('--check', 'the same as trails check')
    .option('--exclude-check <check>', 'with --check: leave out a check by its name (repeatable)', append)
    .option('--framework <name>', `with --check: ${OF_FRAMEWORK}`)
    .option(
      '--adopt <folder>',
      'the same as trails adopt: write a CDK app of the existing resources, and the mapping that cdk import reads',
    )
    .option(
      '--register <file>',
      'bring the register of accounts, Regions and trails up to date that validate --expect reads',
    )
    .action(async (options: TrailsOptions) => {
      if (options.register !== undefined) {
        const { trailsRegister } = await import('../commands/trails/trails-register');
        run.status = await trailsRegister(options.register, options, io);
        return;
      }
      if (options.adopt !== undefined) run.status = await adopt(options.adopt, options, io);
      else if (options.check === true) run.status = await check(options, io);
      else run.status = await list(options, io);
    });
  trails.hook('preSubcommand', handOver);
  addVerbs(trails, io, run);
  addExplain(trails, io, run);
  addPolicy(trails, io);
}

const CHECK_FORMATS = ['table', 'ndjson', 'csv', 'json', 'sarif'];
const OF_FRAMEWORK = 'only what a framework asks for, such as cis-5.0.0 or pci-dss-4.0.1, with its controls';

/** Registers a command that asks Regions and accounts. */
function inPlaces(parent: Command, name: string): Command {
  return withAskedPlaces(parent.command(name), 'a role to assume in another account').option(
    '--json',
    'the same as --format json',
  );
}

/** Registers `trails list`, `trails check` and `trails adopt`. */
function addVerbs(trails: Command, io: CommandIo, run: Run): void {
  inPlaces(trails, 'list')
    .description('Print the trails of all Regions and accounts with their status.')
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .action(async (options: TrailsOptions) => {
      run.status = await list(options, io);
    });
  inPlaces(trails, 'check')
    .description('Check the settings of trails, buckets, keys, log groups and event data stores.')
    .addOption(formatOption(CHECK_FORMATS))
    .option('--exclude-check <check>', 'leave out a check by its name (repeatable)', append)
    .option('--framework <name>', OF_FRAMEWORK)
    .action(async (options: TrailsOptions) => {
      run.status = await check({ ...options, check: true }, io);
    });
  withAskedPlaces(trails.command('adopt'), 'a role to assume in another account')
    .description('Write a CDK app of the existing resources, and the mapping that cdk import reads.')
    .argument('<folder>', 'the folder of the app, which is created')
    .action(async (folder: string, options: TrailsOptions) => {
      run.status = await adopt(folder, options, io);
    });
}

async function list(options: TrailsOptions, io: CommandIo): Promise<number> {
  return (await import('../commands/trails/trails')).trails(options, io);
}

async function check(options: TrailsOptions, io: CommandIo): Promise<number> {
  return (await import('../commands/trails/trails-check')).trailsCheck(options, io);
}

async function adopt(folder: string, options: TrailsOptions, io: CommandIo): Promise<number> {
  return (await import('../commands/trails/trails-adopt')).trailsAdopt(folder, options, io);
}

/**
 * Gives an option to the command below that has it too: commander gives it to the first command that has it, wherever it is.
 *
 * @throws {@link UserError} for one that the command below does not have, and would ignore
 */
function handOver(trails: Command, below: Command): void {
  for (const { long } of trails.options.filter(
    (one) => trails.getOptionValueSource(one.attributeName()) === 'cli',
  )) {
    const own = below.options.find((one) => one.long === long);
    if (own === undefined)
      throw new UserError(`${long} is not an option of trails ${below.name()}; leave it out`);
    const value: unknown = trails.getOptionValue(own.attributeName());
    if (own.argChoices?.includes(String(value)) === false)
      throw new UserError(`${long} is '${value}'; it may be ${own.argChoices.join(', ')}`);
    below.setOptionValueWithSource(own.attributeName(), value, 'cli');
  }
}

/** Registers `trails explain`. */
function addExplain(trails: Command, io: CommandIo, run: Run): void {
  trails
    .command('explain')
    .description('Show for each record whether a trail logs it, by which selector, or why not, offline.')
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
    .action(calling(io, run, async () => (await import('../commands/trails/trails-explain')).trailsExplain));
}

const READER: [string, string, typeof append] = [
  '--reader <arn>',
  'a role of another account that reads there, with * for any text (repeatable)',
  append,
];

/** Registers `trails policy`. */
function addPolicy(trails: Command, io: CommandIo): void {
  const policy = trails
    .command('policy')
    .description(
      'Print the policy statements that the owner of an existing bucket, key or topic adds for trails.',
    );
  const sub = (name: string, description: string) =>
    policy
      .command(name)
      .description(description)
      .option('--trail <arn>', 'a trail that delivers there (repeatable)', append)
      .option(
        '--organization-id <id>',
        'the organization that the trails log; the management account owns them',
      );
  sub('bucket', 'Print the statements for the policy of a bucket.')
    .argument('<name>', "the bucket's name")
    .option('--key-prefix <prefix>', 'the key prefix: what comes before AWSLogs/ in every key')
    .option(...READER)
    .action(async (name: string, options: PolicyOptions) => {
      const { bucketPolicy } = await import('../commands/trails/trails-policy');
      bucketPolicy(name, options, io);
    });
  sub('key', 'Print the statements for the policy of a KMS key.')
    .option(...READER)
    .action(async (options: PolicyOptions) => {
      const { keyPolicy } = await import('../commands/trails/trails-policy');
      keyPolicy(options, io);
    });
  sub('topic', 'Print the statement for the policy of an SNS topic.')
    .argument('<arn>', "the topic's ARN")
    .action(async (arn: string, options: PolicyOptions) => {
      const { topicPolicy } = await import('../commands/trails/trails-policy');
      topicPolicy(arn, options, io);
    });
}
