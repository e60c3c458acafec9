import { type Command, Option } from 'commander';
import { SEVERITIES } from '../../lib/core/rule/rule';
import type { CommandIo } from './command-io';

/** Collects the values of an option that may be repeated. */
export function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** `--format`. */
export function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'default: table on a terminal, ndjson otherwise').choices(formats);
}

/** `--geoip`. */
export function geoipOption(): Option {
  return new Option(
    '--geoip <file>',
    'show where addresses are located, from a database in the MaxMind DB format (repeatable)',
  ).argParser(append);
}

/** `--own-accounts`. */
export function ownAccountsOption(): Option {
  return new Option(
    '--own-accounts <file|id>',
    'your own accounts, or a file with one per line (repeatable)',
  ).argParser(append);
}

/** An option that takes a severity. */
export function severityOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(SEVERITIES);
}

/**
 * The options that select records by account, Region and time.
 *
 * @param chosen what the options select, if not single records
 */
export function withPlaceOptions(command: Command, chosen = 'records'): Command {
  return command
    .option('--account <id>', `only ${chosen} of an account (repeatable)`, append)
    .option('--region <region>', `only ${chosen} of a Region (repeatable)`, append)
    .option('--start <time>', `only ${chosen} from this time on`)
    .option('--end <time>', `only ${chosen} before this time`)
    .option(
      '--late-days <count>',
      'with --end: read log files delivered up to so many days later; default: 31, as long as CloudTrail tries to deliver',
    );
}

/** The options that select the accounts and Regions to query. `role` describes the purpose of the role in an account. */
export function withAskedPlaces(command: Command, role: string): Command {
  return command
    .option('--region <region>', 'a Region; default: all that are enabled (repeatable)', append)
    .option('--role-arn <arn>', `${role} (repeatable)`, append)
    .option('--organization', 'every active account of the organization')
    .option(
      '--role-name <name>',
      'with --organization: the role to assume in each; default: OrganizationAccountAccessRole',
    );
}

/** The options that select rules, and the alerts that are output and counted. */
export function withRuleOptions(command: Command): Command {
  return command
    .option('--rules <folder>', 'also use the Sigma rules in a folder or file (repeatable)', append)
    .option('--no-builtin', 'leave out the built-in rules')
    .option('--exclude-rule <rule>', 'leave out the rule with this id, name or title (repeatable)', append)
    .option('--ignore-file <file>', 'leave out the rules that a file lists, one per line')
    .addOption(ownAccountsOption())
    .addOption(severityOption('--min-severity <severity>', 'raise no alert below this severity'))
    .addOption(
      severityOption('--fail-on <severity>', 'exit with status 1 on an alert at or above this severity'),
    );
}

/** The exit status of the command line. */
export interface Run {
  status: number;
}

/** A command: a function that returns the exit status. */
type CommandFunction = (...given: never[]) => Promise<number>;

/** Never for a function whose last parameters are not its options and the process. */
type TakesOptions<F extends CommandFunction> =
  Parameters<F> extends readonly [...unknown[], infer Options, infer Io]
    ? [Options, CommandIo] extends [object, Io]
      ? unknown
      : never
    : never;

/** The action of a command with options, whose module is loaded when it runs. */
export function calling<F extends CommandFunction>(
  io: CommandIo,
  run: Run,
  load: (() => Promise<F>) & TakesOptions<F>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = await (load as () => Promise<F>)();
    // The last value is the command of commander.
    run.status = await command(...([...given.slice(0, -1), io] as never[]));
  };
}
