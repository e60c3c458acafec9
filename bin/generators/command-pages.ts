import { posix } from 'node:path';
import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import { FORMER_NAMES } from '../cli/former-names';
import { commandLine } from '../main';
import { COMMAND_GROUPS, type ListedCommand } from '../usage/command-table';

/** Where the pages of the command line and of versions are kept, from the root. */
export const COMMANDS_PATH = 'docs/investigate/command-line.md';
export const VERSIONS_PATH = 'docs/extend/versioning.md';

/** The sections of the page of the command line: what there is by task, and what was called otherwise. */
export const COMMAND_SECTIONS: Readonly<Record<string, () => string>> = {
  commands: renderCommands,
  'former-names': renderFormerNames,
};

const COMMANDS = Object.values(COMMAND_GROUPS).flatMap((group) => Object.entries(group));

/** The tiers of the commands. */
export function renderCommandTiers(): string {
  const ofTier = (tier: ListedCommand['tier']) =>
    COMMANDS.filter(([, command]) => command.tier === tier).map(([name]) => `\`${name}\``);
  return `| tier | commands |
| --- | --- |
| stable | ${ofTier('stable').join(', ')} |
| experimental | ${ofTier(undefined).join(', ')} |
`;
}

function renderCommands(): string {
  // Registering writes nothing and asks nothing.
  const program = commandLine([], { stdout: {}, stderr: {} } as CommandIo, { status: 0 });
  const sections = Object.entries(COMMAND_GROUPS).map(([task, group]) => {
    const rows = Object.entries(group).flatMap(([name, { page }]) => {
      const command = program.commands.find((each) => each.name() === name);
      return command === undefined ? [] : rowsOf(command, name, page);
    });
    return `### ${task}\n\n| command | what it does | page |\n| --- | --- | --- |\n${rows.join('')}`;
  });
  return sections.join('\n');
}

/** A row for a command that does something itself, and one for each below it. */
function rowsOf(command: Command, path: string, page: string): readonly string[] {
  const usage = command.registeredArguments.map((each) => {
    const shown = `${each.name()}${each.variadic ? '…' : ''}`.toUpperCase();
    return each.required ? shown : `[${shown}]`;
  });
  const target = posix.relative(posix.dirname(COMMANDS_PATH), posix.join('docs', page));
  const link = target === posix.basename(COMMANDS_PATH) ? '' : `[${posix.basename(page)}](${target})`;
  const row = `| \`${[path, ...usage].join(' ')}\` | ${command.description().replaceAll('|', '\\|')} | ${link} |\n`;
  const below = command.commands.flatMap((each) => rowsOf(each, `${path} ${each.name()}`, page));
  return isGroup(command) ? below : [row, ...below];
}

/** A group has neither arguments nor options of its own. */
function isGroup({ commands, registeredArguments, options }: Command): boolean {
  return commands.length > 0 && registeredArguments.length === 0 && options.length === 0;
}

function renderFormerNames(): string {
  const rows = Object.entries(FORMER_NAMES).map(([former, now]) => `| \`${former}\` | \`${now}\` |\n`);
  return `| former name | name |\n| --- | --- |\n${rows.join('')}`;
}
