import { type Command, Option } from 'commander';
import { COMPILE_TARGETS } from '../../lib/core/rule/engines';
import type { CommandIo } from '../cli/command-io';
import {
  append,
  calling,
  formatOption,
  ownAccountsOption,
  type Run,
  severityOption,
  withPlaceOptions,
} from '../cli/command-options';
import type { BacktestOptions } from '../commands/rules/rules-backtest';

/** Registers `rules`. */
export function addRules(program: Command, io: CommandIo, run: Run): void {
  const rules = program
    .command('rules')
    .description('Rules: list, show, check, test, compile, match, backtest, trial.');
  rules
    .command('list')
    .description('List the built-in rules.')
    .option('--filter <words>', 'only rules with all these words in name, title or tags')
    .addOption(severityOption('--min-severity <severity>', 'only rules at or above this severity'))
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/rules/rules-list')).rulesList));
  rules
    .command('show')
    .description('Show a built-in rule: meaning, first steps and detection.')
    .argument('<id>', 'the id, the name or the title of the rule, or a part of them')
    .action(async (id: string) => {
      const { rulesShow } = await import('../commands/rules/rules-show');
      run.status = await rulesShow(id, io);
    });
  rules
    .command('check')
    .description('Check the rules in folders and files.')
    .argument('<path...>', 'folders and files of Sigma rules')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/rules/rules-check')).rulesCheck));
  addRulesCompile(rules, io, run);
  addMatch(rules, io, run);
  addBacktest(rules, io, run);
  addRulesTrial(rules, io, run);
  rules
    .command('test')
    .description('Run the examples of each rule; without a folder, those of the built-in rules.')
    .argument('[folder]', 'a folder or file of Sigma rules')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/rules/rules-test')).rulesTest));
}

function addRulesTrial(rules: Command, io: CommandIo, run: Run): void {
  rules
    .command('trial')
    .description('Show what rules on trial would have sent.')
    .argument('[rule]', 'the name or the id of a rule (default: all that are on trial)')
    .requiredOption('--table <arn>', 'the table of claims')
    .option('--days <number>', 'how many days to read, at most 35; default: 7')
    .addOption(formatOption(['table', 'ndjson']))
    .action(calling(io, run, async () => (await import('../commands/rules/rules-trial')).rulesTrial));
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
    .addOption(new Option('--to <engine>', 'the engine').choices(COMPILE_TARGETS).makeOptionMandatory())
    .option('--table <table>', 'the table or event data store that SQL searches')
    .option('--with-macros', 'for duckdb: add the macros that the SQL uses')
    .option('--no-assume-canonical-case', 'refuse rules that rely on the spelling that AWS uses')
    .option('--no-assume-field-shape', 'refuse rules that rely on the shape of fields')
    .option('--over-approximate', 'where the engine cannot express the rule exactly, compile a wider one')
    .action(calling(io, run, async () => (await import('../commands/rules/rules-compile')).rulesCompile));
}

function addMatch(rules: Command, io: CommandIo, run: Run): void {
  const match = rules.command('match').description('Show what a pattern matches, offline.');
  match
    .command('metric-filter')
    .description('Show for each log event whether a filter pattern matches it, as TestMetricFilter does.')
    .argument('<pattern>', "the filter pattern; after '--' if it begins with a minus sign")
    .argument('[file]', "one log event per line; '-' or nothing for standard input")
    .addOption(formatOption(['table', 'ndjson']))
    .action(
      calling(io, run, async () => (await import('../commands/rules/match-metric-filter')).matchMetricFilter),
    );
  match
    .command('event-pattern')
    .description('Show for each event whether a pattern matches it, as TestEventPattern does.')
    .argument('<pattern>', "a JSON file with the pattern, or '-' for standard input")
    .argument('[file]', "events: one, an array, or one after another; '-' or nothing for standard input")
    .option('--records', 'the events are bare CloudTrail records, and are wrapped as CloudTrail does')
    .addOption(formatOption(['table', 'ndjson']))
    .action(
      calling(io, run, async () => (await import('../commands/rules/match-event-pattern')).matchEventPattern),
    );
}

const RULE_SETS =
  'builtin, none, a folder or file of Sigma rules, a rule document (.json), or what cdk synth wrote';

function addBacktest(rules: Command, io: CommandIo, run: Run): void {
  withPlaceOptions(rules.command('backtest'))
    .description('Print which alerts a change of the rules gains and loses on log files.')
    .argument('<path...>', "files, folders, patterns, s3://bucket/prefix, or '-' for standard input")
    .requiredOption('--base <rules>', `the rules before the change: ${RULE_SETS} (repeatable)`, append)
    .requiredOption('--head <rules>', 'the rules after the change (repeatable)', append)
    .option('--exclude-rule <rule>', 'leave out the rule with this id, name or title (repeatable)', append)
    .addOption(ownAccountsOption())
    .addOption(severityOption('--min-severity <severity>', 'leave out alerts below this severity'))
    .option(
      '--fail-on <difference>',
      'exit with status 1 on alerts that are gained, lost, raised, lowered, or any of these; lost:high counts alerts at or above a severity (repeatable)',
      append,
    )
    .option('--out <file>', "write the result to a file; '-' is standard output")
    .option('--force', 'let --out replace a file that trailwatch did not write')
    .option('--workers <count>', 'threads that search log files; default: one for each CPU, at most 16')
    .addOption(formatOption(['table', 'markdown', 'ndjson']))
    .action(async (paths: string[], options: BacktestOptions) => {
      const { backtest } = await import('../commands/rules/rules-backtest');
      run.status = await backtest({ paths, options, io });
    });
}
