import { type Command, Option } from 'commander';
import { COMPILE_TARGETS } from '../../lib/core/rule/engines';
import type { CommandIo } from '../cli/command-io';
import { calling, formatOption, type Run, severityOption } from '../cli/command-options';

/** Registers `rules`. */
export function addRules(program: Command, io: CommandIo, run: Run): void {
  const rules = program.command('rules').description('List, check, test and compile rules.');
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
