import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { formatOption, type Run, withPlaceOptions } from '../cli/command-options';
import type { ClickOpsOptions } from '../commands/clickops';
import type { ResourceOptions } from '../commands/resource';

const PATHS = "files, folders, patterns, s3://bucket/prefix, or '-' for standard input";

/** Registers `resource`. */
export function addResource(program: Command, io: CommandIo, run: Run): void {
  withTemplate(
    program
      .command('resource')
      .description('Print who changed one resource over time, by what, and what was set before and after.')
      .argument('<name>', 'an ARN, a name or an id')
      .argument('<path...>', PATHS),
  ).action(async (name: string, paths: string[], options: ResourceOptions) => {
    const { resource } = await import('../commands/resource');
    run.status = await resource({ resource: name, paths }, options, io);
  });
}

/** Registers `clickops`. */
export function addClickOps(program: Command, io: CommandIo, run: Run): void {
  withTemplate(
    program
      .command('clickops')
      .description('Print changes by hand to what CloudFormation or Terraform manages, by stack.')
      .argument('<path...>', PATHS),
  ).action(async (paths: string[], options: ClickOpsOptions) => {
    const { clickOps } = await import('../commands/clickops');
    run.status = await clickOps(paths, options, io);
  });
}

function withTemplate(command: Command): Command {
  return withPlaceOptions(command)
    .option('--template <cdk.out>', 'the folder that cdk synth writes, or a template: what its stacks manage')
    .addOption(formatOption(['table', 'ndjson']));
}
