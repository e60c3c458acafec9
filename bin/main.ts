import { Command, CommanderError, Option } from 'commander';
import { SEVERITIES } from '../lib/core/rule/rule';
import { toPrintable } from '../lib/core/safe-text/printable';
import type { CommandIo } from './cli/command-io';
import { packageVersion } from './cli/package-root';
import { renderReason, UserError } from './cli/user-error';
import type { EventPatternTestOptions } from './commands/event-pattern-test';
import type { HistoryOptions } from './commands/history';
import type { PatternTestOptions } from './commands/pattern-test';
import type { PolicyOptions } from './commands/policy';
import type { RulesCompileOptions } from './commands/rules-compile';
import type { RulesListOptions } from './commands/rules-list';
import type { ScanOptions } from './commands/scan';
import type { SelectorsExplainOptions } from './commands/selectors-explain';
import type { ValidateOptions } from './commands/validate';
import { OutputClosed } from './outputs/output-closed';
import type { VerdictOptions } from './rules/rule-verdict';

/** Bad usage, or some input could not be read. */
const COULD_NOT_RUN = 2;

/** Runs one command line and gives its exit status. Nothing is thrown. */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  const run: Run = { status: 0 };
  try {
    await commandLine(io, run).parseAsync([...argv], { from: 'user' });
    return run.status;
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    if (error instanceof UserError) {
      io.stderr.write(`trailwatch: ${toPrintable(error.message)}\n`);
      return COULD_NOT_RUN;
    }
    io.stderr.write(renderInternalError(error, argv.includes('--debug')));
    return COULD_NOT_RUN;
  }
}

interface Run {
  status: number;
}

function commandLine(io: CommandIo, run: Run): Command {
  const program = new Command('trailwatch')
    .description('Searches, verifies and explains AWS CloudTrail log files.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      outputError: (text, write) => write(renderUsageError(text)),
    })
    .option('--debug', 'show the stack trace of an internal error')
    .option('-V, --version', 'print the version')
    .on('option:version', () => {
      io.stdout.write(`${packageVersion()}\n`);
      throw new CommanderError(0, 'version', 'version');
    })
    .addHelpText('after', EXIT_STATUS);
  addScan(program, io, run);
  addRules(program, io, run);
  addSelectors(program, io, run);
  addPattern(program, io, run);
  addEventPattern(program, io, run);
  addValidate(program, io, run);
  addHistory(program, io, run);
  addPolicy(program, io);
  return program;
}

// Each command's module is loaded when it is called: --help and a mistake in the usage load none.

function addScan(program: Command, io: CommandIo, run: Run): void {
  program
    .command('scan')
    .description('Search log files with every rule and print the alerts.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option('--rules <folder>', 'also use the Sigma rules of a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .addOption(severityOption('--min-severity <severity>', 'raise no alert below this severity'))
    .addOption(
      severityOption('--fail-on <severity>', 'end with status 1 on an alert at or above this severity'),
    )
    .option(
      '--out <file>',
      "write the alerts to a file, which appears only when it is complete; '-' is standard output",
    )
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .addOption(formatOption(['table', 'ndjson', 'json']))
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import('./commands/scan');
      run.status = await scan(paths, options, io);
    });
}

function addRules(program: Command, io: CommandIo, run: Run): void {
  const rules = program.command('rules').description('List, check, test and compile rules.');
  rules
    .command('list')
    .description('List the built-in rules.')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (options: RulesListOptions) => {
      const { rulesList } = await import('./commands/rules-list');
      run.status = await rulesList(options, io);
    });
  rules
    .command('show')
    .description('Show a built-in rule: meaning, first steps and detection.')
    .argument('<id>', 'the id or the name of the rule')
    .action(async (id: string) => {
      const { rulesShow } = await import('./commands/rules-show');
      run.status = await rulesShow(id, io);
    });
  rules
    .command('check')
    .description('Check the rules in folders and files.')
    .argument('<path...>', 'folders and files of Sigma rules')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (paths: string[], options: VerdictOptions) => {
      const { rulesCheck } = await import('./commands/rules-check');
      run.status = await rulesCheck(paths, options, io);
    });
  addRulesCompile(rules, io, run);
  rules
    .command('test')
    .description("Run each rule on its own records; without a folder, the built-in rules'.")
    .argument('[folder]', 'a folder of Sigma rules')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (folder: string | undefined, options: VerdictOptions) => {
      const { rulesTest } = await import('./commands/rules-test');
      run.status = await rulesTest(folder, options, io);
    });
}

function addRulesCompile(rules: Command, io: CommandIo, run: Run): void {
  rules
    .command('compile')
    .description('Compile rules for an engine.')
    .argument('[rule...]', 'Sigma files and folders, or the ids or names of built-in rules')
    .option('--builtin', 'also compile all built-in rules')
    .addOption(
      new Option('--format <format>', 'ndjson: one line for each rule, also for those that are refused')
        .choices(['text', 'ndjson'])
        .default('text'),
    )
    .addOption(
      new Option('--to <engine>', 'the engine')
        .choices(['metric-filter', 'event-pattern', 'insights', 'athena', 'lake', 'duckdb'])
        .makeOptionMandatory(),
    )
    .option('--table <table>', 'the table or event data store that SQL searches')
    .option('--with-macros', 'for duckdb: add the macros that the SQL uses')
    .option('--no-assume-canonical-case', 'refuse rules that rely on the spelling that AWS uses')
    .option('--no-assume-field-shape', 'refuse rules that rely on the shape of fields')
    .option('--over-approximate', 'where the engine cannot express the rule exactly, compile a wider one')
    .action(async (wanted: readonly string[], options: RulesCompileOptions) => {
      const { rulesCompile } = await import('./commands/rules-compile');
      run.status = await rulesCompile(wanted, options, io);
    });
}

function addHistory(program: Command, io: CommandIo, run: Run): void {
  program
    .command('history')
    .description('Print the events of CloudTrail Event history (the last 90 days), newest first.')
    .option('--start <time>', 'the first event; default: 90 days ago')
    .option('--end <time>', 'the last event; default: now')
    .option('--event-name <name>', 'such as ConsoleLogin')
    .option('--event-source <source>', 'such as iam.amazonaws.com')
    .option('--event-id <id>', 'the id of one event')
    .option('--user-name <name>', 'a user, or the session name of a role')
    .option('--resource-name <name>', 'a name or an ARN, as Event history has it')
    .option('--resource-type <type>', 'such as AWS::S3::Bucket')
    .option('--access-key-id <id>', 'the key that signed the call')
    .addOption(new Option('--read-only <value>', 'whether the call only read').choices(['true', 'false']))
    .option('--insights', 'Insights events instead of management events')
    .option('--region <region>', 'a Region; default: all that are enabled (repeatable)', append)
    .option('--role-arn <arn>', 'a role to read the history of its account with (repeatable)', append)
    .addOption(formatOption(['table', 'ndjson', 'csv', 'json']))
    .option('--out <file>', 'write the events to a file, which appears only when it is complete')
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option('--resume <file>', 'save the progress in a file, and go on from there after an interruption')
    .action(async (options: HistoryOptions) => {
      const { history } = await import('./commands/history');
      run.status = await history(options, io);
    });
}

function addPolicy(program: Command, io: CommandIo): void {
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
    .action(async (name: string, options: PolicyOptions) => {
      const { bucketPolicy } = await import('./commands/policy');
      bucketPolicy(name, options, io);
    });
  sub('key', 'The statements for the policy of a KMS key.').action(async (options: PolicyOptions) => {
    const { keyPolicy } = await import('./commands/policy');
    keyPolicy(options, io);
  });
  sub('topic', 'The statement for the policy of an SNS topic.')
    .argument('<arn>', "the topic's ARN")
    .action(async (arn: string, options: PolicyOptions) => {
      const { topicPolicy } = await import('./commands/policy');
      topicPolicy(arn, options, io);
    });
}

function addSelectors(program: Command, io: CommandIo, run: Run): void {
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
      const { selectorsExplain } = await import('./commands/selectors-explain');
      run.status = await selectorsExplain(paths, options, io);
    });
}

function addValidate(program: Command, io: CommandIo, run: Run): void {
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
    .option('--pay-for-requests', 'pay for reading a bucket whose requester pays')
    .option('--resume <file>', 'record what is done, and continue there after an interruption')
    .option('--workers <count>', 'threads that unpack and hash log files; one for each CPU, unless given')
    .addOption(formatOption(['table', 'ndjson', 'junit', 'sarif', 'html']))
    .action(async (archive: string, options: ValidateOptions) => {
      const { validate } = await import('./commands/validate');
      run.status = await validate(archive, options, io);
    });
}

function addPattern(program: Command, io: CommandIo, run: Run): void {
  program
    .command('pattern')
    .description('Test CloudWatch Logs filter patterns offline.')
    .command('test')
    .description('Show for each log event whether a filter pattern matches it, as TestMetricFilter does.')
    .argument('<pattern>', "the filter pattern; after '--' if it begins with a minus sign")
    .argument('[file]', "one log event per line; '-' or nothing for standard input")
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (text: string, file: string | undefined, options: PatternTestOptions) => {
      const { patternTest } = await import('./commands/pattern-test');
      run.status = await patternTest(text, file, options, io);
    });
}

function addEventPattern(program: Command, io: CommandIo, run: Run): void {
  program
    .command('event-pattern')
    .description('Test EventBridge event patterns offline.')
    .command('test')
    .description('Show for each event whether a pattern matches it, as TestEventPattern does.')
    .argument('<pattern>', "a JSON file that holds the pattern, or '-' for standard input")
    .argument('[file]', "events: one, an array, or one after another; '-' or nothing for standard input")
    .option('--records', 'the events are bare CloudTrail records, and are wrapped as CloudTrail does')
    .addOption(formatOption(['table', 'ndjson']))
    .action(async (pattern: string, file: string | undefined, options: EventPatternTestOptions) => {
      const { eventPatternTest } = await import('./commands/event-pattern-test');
      run.status = await eventPatternTest(pattern, file, options, io);
    });
}

function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function severityOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(SEVERITIES);
}

function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'default: table on a terminal, ndjson otherwise').choices(formats);
}

/** commander's `error: …` as one of our sentences. */
function renderUsageError(text: string): string {
  const sentence = text
    .trim()
    .replace(/^error: /, '')
    .replace(
      /^option '(\S+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
      "$1 is '$2'; it may be $3",
    )
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(/\. Expected (.*)\.$/, ': expected $1');
  return `trailwatch: ${toPrintable(sentence)}\n`;
}

function renderInternalError(error: unknown, debug: boolean): string {
  const { stack } = (error ?? {}) as Partial<Error>;
  if (debug && stack !== undefined) return `trailwatch: internal error: ${stack}\n`;
  return `trailwatch: internal error: ${renderReason(error)}; run again with --debug for the stack trace\n`;
}

const EXIT_STATUS = `
Exit status:
  0  done
  1  done, with findings: an alert at --fail-on, an invalid rule, a failed rule test, or a file that is
     invalid, missing or extra
  2  bad usage, or some input could not be read; the rest is still processed, and each one is named`;
