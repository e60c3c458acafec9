import type { Command } from 'commander';
import { BACKTEST_FORMATS } from '../backtest/backtest-formats';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  formatOption,
  ownAccountsOption,
  type Run,
  severityOption,
  withPlaceOptions,
} from '../cli/command-options';
import type { BacktestOptions } from '../commands/backtest';

const RULES =
  'builtin, none, a folder or file of Sigma rules, a rule document (.json), or what cdk synth wrote';

/** Registers `backtest`. */
export function addBacktest(program: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(program.command('backtest'))
    .description('Print which alerts a change of the rules gains and loses on log files.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .requiredOption('--base <rules>', `the rules before the change: ${RULES} (repeatable)`, append)
    .requiredOption('--head <rules>', 'the rules after the change (repeatable)', append)
    .option('--exclude-rule <rule>', 'leave out the rule of an id, name or title (repeatable)', append)
    .addOption(ownAccountsOption())
    .addOption(severityOption('--min-severity <severity>', 'leave out alerts below this severity'))
    .option(
      '--fail-on <difference>',
      'end with status 1 on alerts that are gained, lost, raised, lowered, or any of these; lost:high asks for a severity (repeatable)',
      append,
    )
    .option('--out <file>', "write the result to a file; '-' is standard output")
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option('--workers <count>', 'threads that search log files; one for each CPU, unless given')
    .addOption(formatOption(BACKTEST_FORMATS))
    .action(async (paths: string[], options: BacktestOptions) => {
      const { backtest } = await import('../commands/backtest');
      run.status = await backtest({ paths, options, io });
    });
}
