import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { append, type Run, withPlaceOptions } from '../cli/command-options';
import type { PermissionsOptions } from '../commands/permissions';

/** Registers `permissions`. */
export function addPermissions(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('permissions'))
    .description('Print which permissions a principal used, and the policy that allows them.')
    .argument(
      '[who]',
      'an ARN, an account, an access key, or the name of a user, a role or a session; with --all a path',
    )
    .argument('[path...]', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option('--all', 'every role and user, with one verdict each')
    .option('--athena <workgroup>', 'read the table of log files in Athena, and no files')
    .option(
      '--table <table>',
      'with --athena: the table, or database.table; default: that of a LogTable with the workgroup',
    )
    .option('--lake <store>', 'read an event data store of CloudTrail Lake: an ARN, an id or a name')
    .option(
      '--max-bytes <size>',
      'with --athena or --lake: stop the query once it has scanned more, such as 10GB',
    )
    .option('--timeout <time>', 'with --athena or --lake: stop the query after this time, such as 30s or 5m')
    .option(
      '--ou <id>',
      'only the accounts of an organizational unit and of those below it (repeatable)',
      append,
    )
    .option('--history', 'read Event history, and no files')
    .option(
      '--policy <path>',
      'compare with a policy document, a template, the folder that cdk synth writes, or what aws iam get-account-authorization-details prints',
    )
    .option('--live', 'compare with the current policies in IAM')
    .option(
      '--role-arn <arn>',
      'with --history or --live: a role to assume in another account (repeatable)',
      append,
    )
    .option('--organization', 'with --history: every active account of the organization')
    .addOption(
      new Option('--format <format>', 'default: table on a terminal, json otherwise').choices([
        ...['table', 'json', 'policy', 'cdk'],
      ]),
    )
    .action(async (who: string | undefined, paths: string[], options: PermissionsOptions) => {
      const { permissions } = await import('../commands/permissions');
      run.status = await permissions(who === undefined ? [] : [who, ...paths], options, io);
    });
}
