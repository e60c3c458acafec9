import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTrailwatch } from '../bin/run-trailwatch';
import { ROOT } from './code-blocks';

/** The commands that the help of one lists. */
async function commandsOf(path: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runTrailwatch([...path, '--help']);
  const [listed = ''] = stdout.split('\nCommands:\n')[1]?.split('\n\n') ?? [];
  return [...listed.matchAll(/^ {2}([a-z][\w-]*)/gm)].flatMap(([, name = '']) =>
    name === 'help' ? [] : name,
  );
}

/** Every command with the words that call it, such as `query run`. */
async function allCommands(): Promise<readonly string[]> {
  const names = await commandsOf([]);
  const inner = await Promise.all(
    names.map(async (name) => (await commandsOf([name])).map((one) => `${name} ${one}`)),
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
  const called = calledIn(readFileSync(join(ROOT, 'docs/command-line.md'), 'utf8'));
  expect(commands.filter((command) => !called.has(command))).toEqual([]);
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
