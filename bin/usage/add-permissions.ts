import { type Command, Option } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { type Run, withPlaceOptions } from '../cli/command-options';
import type { PermissionsOptions } from '../commands/permissions';

/** Registers `permissions`. */
export function addPermissions(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('permissions'))
    .description('Print which permissions a principal used, and the policy that allows them.')
    .argument('<who>', 'an ARN, an account, an access key, or the name of a user, a role or a session')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .option(
      '--policy <file>',
      'compare with a policy document, or with what aws iam get-account-authorization-details prints',
    )
    .addOption(
      new Option('--format <format>', 'default: table on a terminal, json otherwise').choices([
        ...['table', 'json', 'policy', 'cdk'],
      ]),
    )
    .action(async (principal: string, paths: string[], options: PermissionsOptions) => {
      const { permissions } = await import('../commands/permissions');
      run.status = await permissions({ principal, paths }, options, io);
    });
}
