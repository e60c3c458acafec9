import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMER_NAMES } from '../../bin/cli/former-names';
import { COMMAND_GROUPS } from '../../bin/usage/command-table';
import { commandsBelow } from '../bin/listed-commands';
import { ROOT } from './code-blocks';

/** Every command with the words that call it, such as `query run`. */
async function allCommands(): Promise<readonly string[]> {
  const names = await commandsBelow([]);
  const inner = await Promise.all(
    names.map(async (name) => (await commandsBelow([name])).map((one) => `${name} ${one}`)),
  );
  return [...names, ...inner.flat()];
}

/** What a page calls in code: the first words of spans and of the lines of its code blocks, `a|b` being either. */
function calledIn(text: string): ReadonlySet<string> {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  const lines = [...text.matchAll(/^(?:npx (?:--no )?)?trailwatch .*$/gm)].map(([line]) => line);
  const called = [...spans, ...lines].flatMap((code) => {
    const [first = '', second = ''] = code.replace(/^(?:npx (?:--no )?)?(?:trailwatch )?/, '').split(' ');
    return [first, ...second.split('|').map((each) => `${first} ${each}`)];
  });
  return new Set(called);
}

test('the page of the command line names every command', async () => {
  const commands = await allCommands();
  expect(commands.length).toBeGreaterThan(40);
  const called = calledIn(readFileSync(join(ROOT, 'docs/investigate/command-line.md'), 'utf8'));
  expect(commands.filter((command) => !called.has(command))).toEqual([]);
});

test('every command has a page, which calls it', () => {
  for (const [name, { page }] of Object.values(COMMAND_GROUPS).flatMap((group) => Object.entries(group))) {
    const called = [...calledIn(readFileSync(join(ROOT, 'docs', page), 'utf8'))];
    expect([page, called.some((each) => each === name || each.startsWith(`${name} `))]).toEqual([page, true]);
  }
});

/** Where former names may be: what lists them, and what was. */
const OF_FORMER_NAMES = ['docs/investigate/command-line.md', 'bin/cli/former-names.ts'];

test('no page, message or comment calls a command by a former name', () => {
  const called = new RegExp(
    `trailwatch (?:${Object.keys(FORMER_NAMES).join('|')})(?![\\w-])(?! (?:-->|test\\b.*\\bfor\\b))`,
    'g',
  );
  const files = ['docs', 'bin', 'lib', 'lambda', 'tools', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|md|yml)$/.test(path) && !path.includes('node_modules'))
      .map((path) => join(folder, path)),
  );
  const found = files
    .filter((path) => !OF_FORMER_NAMES.includes(path))
    .flatMap((path) =>
      (readFileSync(join(ROOT, path), 'utf8').match(called) ?? []).map((text) => `${path}: ${text}`),
    );
  // The heading of a comment on a pull request, by which the next one finds it.
  expect(found).toEqual(['lib/core/review/backtest/to-markdown.ts: trailwatch backtest']);
});

/** A command that ends a text, with a full stop behind it. */
const STOPPED =
  /: (?:trailwatch|aws [a-z\d-]+) [a-z-]+(?: [a-z]+)?(?: --[a-z-]+| [A-Z][A-Z_]*| s3:\/\/\S+)*\.['`]?,?$/gm;

test('a command at the end of a step can be pasted: no full stop follows it', () => {
  const texts = ['lib', 'bin', 'lambda'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|yml)$/.test(path))
      .map((path) => readFileSync(join(ROOT, folder, path), 'utf8')),
  );
  expect(texts.flatMap((text) => text.match(STOPPED) ?? [])).toEqual([]);
});
