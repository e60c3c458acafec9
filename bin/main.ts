import { Command, CommanderError } from 'commander';
import { CACHE_VARIABLE } from './cli/cache-folder';
import { EXAMPLES, FINDINGS } from './cli/command-help';
import { type CommandIo, reportingRetries } from './cli/command-io';
import type { Run } from './cli/command-options';
import { FORMER_NAMES, withCurrentNames } from './cli/former-names';
import { packageVersion } from './cli/package-root';
import { throughPager } from './cli/pager';
import { resolveTimes, withSince } from './cli/relative-times';
import { MissingArgument, renderReason, UserError } from './cli/user-error';
import { withColumns } from './cli/with-columns';
import { toErrorText } from './outputs/diagnostics';
import { isClosed, OutputClosed, unwritable } from './outputs/text-output';
import { COMMAND_GROUPS } from './usage/command-table';
import { refuseInputs } from './usage/refuse-inputs';

/** The format of an option's values, for every command that has it. */
const SHAPES: Readonly<Record<string, { readonly shape: RegExp; readonly advice: string }>> = {
  '--account': { shape: /^\d{12}$/, advice: 'write the 12 digits of an account' },
  '--region': { shape: /^[a-z]{2}(-[a-z]+)+-\d+$/, advice: 'write a Region such as eu-west-1' },
};

/** Options with names of closed vocabularies, and the field with the name. What judges them is loaded for these alone. */
const NAMES = { eventName: 'eventName', eventSource: 'eventSource', region: 'awsRegion' };

/** Placeholders of options that are files of this machine: what is written to `s3://bucket` would be in a folder of this name. */
const OF_FILES = / <(file|folder|path|rules|file\|id|cdk\.out)>$/;
const FILE = { shape: /^(?!\w+:\/\/)/, advice: 'name a file or folder of this machine' };

/** Bad usage, or some input could not be read. */
const COULD_NOT_RUN = 2;

/** Runs one command line and returns its exit status. Nothing is thrown. */
export async function main(argv: readonly string[], processIo: CommandIo): Promise<number> {
  const io = withColumns(processIo);
  const { argv: words, former } = withCurrentNames(argv);
  if (former !== undefined && io.stderr.isTTY === true && !argv.includes('--quiet'))
    io.stderr.write(
      `trailwatch: note: '${former}' is now '${FORMER_NAMES[former]}'; the old name keeps working\n`,
    );
  const paged = throughPager(words, io);
  const faultOf = watch(io.stdout);
  const status = await runCommand(words, paged?.io ?? io);
  const notShown = await paged?.end();
  const fault = notShown ?? (await faultOf());
  if (fault === undefined || status === COULD_NOT_RUN) return status;
  io.stderr.write(`trailwatch: ${toErrorText(fault)}\n`);
  return COULD_NOT_RUN;
}

/** Reports that results could not be written to standard output, for any command. A closed pipe is not an error. */
function watch(stdout: CommandIo['stdout']): () => Promise<string | undefined> {
  let fault: Error | undefined;
  const onError = (error: Error) => {
    fault ??= error;
  };
  stdout.on('error', onError);
  return async () => {
    await new Promise<void>((resolve) => stdout.write('', () => resolve()));
    stdout.off('error', onError);
    return fault === undefined || isClosed(fault) ? undefined : unwritable(fault);
  };
}

async function runCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  const run: Run & { command?: Command } = { status: 0 };
  try {
    const cached = argv.includes('--no-cache') ? uncached(io) : io;
    const reporting = reportingRetries(argv.includes('--quiet') ? quiet(cached) : cached);
    const program = commandLine(argv, reporting, run).hook('preAction', async (_, command) => {
      run.command = command;
      const options = command.opts();
      const named = Object.entries(NAMES).filter(([option]) => options[option] !== undefined);
      if (named.length > 0) (await import('./rules/judge-options')).judgeOptions(options, named, reporting);
    });
    await program.parseAsync([...argv], { from: 'user' });
    return run.status;
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    if (error instanceof UserError) {
      const usage = error instanceof MissingArgument && run.command !== undefined ? usageOf(run.command) : '';
      io.stderr.write(`trailwatch: ${toErrorText(namingOption(error.message, run.command))}\n${usage}`);
      return COULD_NOT_RUN;
    }
    io.stderr.write(renderInternalError(error, argv.includes('--debug')));
    return COULD_NOT_RUN;
  }
}

/** Needs all others, to complete them. */
const OF_ALL = 'completion';

/**
 * The requested command, or all of them. Each command's module is loaded when it is called: --help and usage errors load none.
 */
export function commandLine(argv: readonly string[], io: CommandIo, run: Run): Command {
  const program = new Command('trailwatch')
    .description('Searches, verifies and explains AWS CloudTrail log files.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .option('--debug', 'show the stack trace of an internal error')
    .option('-V, --version', 'print the version')
    .on('option:version', () => {
      io.stdout.write(`${packageVersion()}\n`);
      throw new CommanderError(0, 'version', 'version');
    })
    .option('--quiet', 'print only errors and warnings on standard error')
    .option('--no-pager', 'print results at once, without a pager')
    .option('--no-cache', 'read every file anew, and keep nothing in the cache folder')
    .helpCommand(false)
    .hook('preAction', async (_, command) => {
      checkValues(command);
      resolveTimes(command, io.currentTime());
      useStandardOutput(command);
      await refuseInputs(command, io);
    });
  const asked = argv.find((word) => !word.startsWith('-')) ?? '';
  const isOne =
    Object.values(COMMAND_GROUPS).some((group) => Object.hasOwn(group, asked)) && asked !== OF_ALL;
  for (const [task, commands] of Object.entries(COMMAND_GROUPS)) {
    program.commandsGroup(`${task}:`);
    for (const [name, { add }] of Object.entries(commands))
      if (!isOne || name === asked) add(program, io, run);
  }
  withSince(program);
  addHelp(program, '');
  return program;
}

/** Examples, exit statuses, and errors with the usage. @param path the names of the command and its parents, without the program's */
function addHelp(command: Command, path: string): void {
  command.configureOutput({ outputError: (text, write) => write(renderUsageError(text, command)) });
  const examples = (EXAMPLES[path] ?? []).map((each) => `  trailwatch ${each}\n`);
  if (examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples.join('').trimEnd()}`);
  command.addHelpText('after', statusesOf(path));
  for (const inner of command.commands) addHelp(inner, `${path} ${inner.name()}`.trim());
}

/** The same io, which reports only problems. */
function quiet(io: CommandIo): CommandIo {
  return Object.create(io, { isQuiet: { value: true } }) as CommandIo;
}

function uncached(io: CommandIo): CommandIo {
  const environment = { ...io.environment, [CACHE_VARIABLE]: '' };
  return Object.create(io, { environment: { value: environment } }) as CommandIo;
}

/** How a command is called: its usage, and the first of its examples. */
function usageOf(command: Command): string {
  const [example] = EXAMPLES[pathOf(command)] ?? [];
  const lines = [
    `Usage: ${command.createHelp().commandUsage(command)}`,
    ...(example === undefined ? [] : [`Example: trailwatch ${example}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The names of a command and its parents, without the program's. */
function pathOf(command: Command): string {
  if (command.parent === null) return '';
  return `${pathOf(command.parent)} ${command.name()}`.trim();
}

/** What commander says of an argument, an option or a value that is needed and is not there. */
const MISSING = /^error: (?:missing required|required option|option '.*' argument missing)/;

/** commander's `error: …` as one of our sentences. */
function renderUsageError(text: string, command: Command): string {
  const sentence = text
    .trim()
    .replace(/^error: /, '')
    .replace(
      /^option '(\S+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
      "$1 is '$2'; it may be $3",
    )
    .replace(
      /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s,
      "$2 is '$1'; it may be $3",
    )
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(/\. Expected (.*)\.$/, ': expected $1');
  return `trailwatch: ${toErrorText(sentence)}\n${MISSING.test(text) ? usageOf(command) : ''}`;
}

function renderInternalError(error: unknown, debug: boolean): string {
  const { stack } = (error ?? {}) as Partial<Error>;
  if (debug && stack !== undefined) return `trailwatch: internal error: ${stack}\n`;
  return `trailwatch: internal error: ${renderReason(error)}; run again with --debug for the stack trace\n`;
}

function statusesOf(path: string): string {
  const finding = FINDINGS[path] === undefined ? undefined : `and ${FINDINGS[path]}`;
  const findings =
    EXAMPLES[path] === undefined ? 'with findings; the help of each command says which' : finding;
  const lines = [
    '0  done',
    ...(findings === undefined ? [] : [`1  done, ${findings}`]),
    '2  bad usage, or some input could not be read; the rest is still processed, and each one is named',
    ...('rules compile'.startsWith(path)
      ? ['3  the rule cannot be expressed for the target (rules compile)']
      : []),
  ];
  return `\nExit status:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/**
 * Checks the arguments and the values of all options of a command before it does anything: none is empty, as from an unset
 * shell variable, accounts and Regions are well-formed, and files are on this machine.
 *
 * @throws {@link UserError} naming the first argument or option with an invalid value
 */
function checkValues(command: Command): void {
  checkWords(command);
  // A command also accepts the options of its parent.
  if (command.parent !== null) checkValues(command.parent);
  for (const option of command.options) {
    const name = option.long ?? option.flags;
    const given: unknown = command.getOptionValue(option.attributeName());
    const texts = [given].flat().filter((value) => typeof value === 'string');
    if (texts.some((text) => text.trim() === '')) throw new UserError(`${name} is empty; give it a value`);
    const { shape, advice } = SHAPES[name] ?? (OF_FILES.test(option.flags) ? FILE : {});
    const odd = texts.find((text) => shape?.test(text) === false);
    if (odd !== undefined) throw new UserError(`${name} is '${odd}'; ${advice}`);
  }
}

/** An error that begins with a file which only an option names begins with the option: a command can have many files. */
function namingOption(message: string, command: Command | undefined): string {
  if (command === undefined) return message;
  const isOf = (file: unknown): boolean =>
    typeof file === 'string' && message.startsWith(file) && /^[: ]/.test(message.slice(file.length));
  if (command.processedArgs.flat().some(isOf)) return message;
  const option = command.options.find(
    (one) => OF_FILES.test(one.flags) && [command.getOptionValue(one.attributeName())].flat().some(isOf),
  );
  if (option === undefined) return namingOption(message, command.parent ?? undefined);
  return `${option.long} ${message}`;
}

/** `--out -` is standard output, also in a folder that has a file of this name. */
function useStandardOutput(command: Command): void {
  if (command.parent !== null) useStandardOutput(command.parent);
  const hasFile = command.options.some(({ flags }) => flags === '--out <file>');
  if (hasFile && command.getOptionValue('out') === '-') command.setOptionValue('out', undefined);
}

/** Commands that accept an empty argument: a filter pattern for every event, and a word to complete. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['rules match metric-filter', 'completion']);

function checkWords(command: Command): void {
  if (MAY_BE_EMPTY.has(pathOf(command))) return;
  for (const [place, argument] of command.registeredArguments.entries()) {
    const texts = [command.processedArgs[place]].flat().filter((value) => typeof value === 'string');
    if (texts.some((text) => text.trim() === '')) throw new UserError(`<${argument.name()}> is empty`);
  }
}
