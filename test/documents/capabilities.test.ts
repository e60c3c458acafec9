import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../bin/generators/api-pages';
import { runTrailwatch } from '../bin/run-trailwatch';
import { ROOT } from './code-blocks';

const PAGE = readFileSync(join(ROOT, 'docs/reference/capabilities.md'), 'utf8');
const TYPES = new Set(Object.keys(readAssembly().types).map((name) => name.split('.').at(-1)));

const ROWS = [...PAGE.matchAll(/^\| (.+) \| (.+) \| `(.+)` \| (.*) \|$/gm)].map(
  ([, capability = '', by = '', test = '']) => ({
    ...{ capability, test },
    names: [...by.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    pages: [...by.matchAll(/\]\(([^)#]+)/g)].map(([, page = '']) => page),
  }),
);

/** Constructs are written as classes are, commands in small letters. */
const isConstruct = (name: string) => /^[A-Z]/.test(name);

test('every row has a capability of its own, what answers it, and the test that shows it', () => {
  expect(ROWS).toHaveLength(84);
  expect(new Set(ROWS.map(({ capability }) => capability)).size).toBe(ROWS.length);
  expect(ROWS.filter(({ names, pages }) => names.length + pages.length === 0)).toEqual([]);
  expect(ROWS.filter(({ test: file }) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(ROWS.filter(({ test: file }) => !/^(?:test|tools)\/.+\.test\.ts$/.test(file))).toEqual([]);
});

/** Whether a test makes the construct, or gives the command to the command line: a word in a sentence is not enough. */
function shows(file: string, name: string): boolean {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const folder = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  if (isConstruct(name)) return new RegExp(`\\b${name}\\b`).test(text) || file.includes(`/${folder}`);
  const words = name.split(' ');
  const isGiven = (word: string) => new RegExp(`['"\`]${word}(?:['"\`]| )|trailwatch ${name}\\b`).test(text);
  return words.every((word) => isGiven(word) || new RegExp(`/${word}[./]`).test(file));
}

test('the test of a row makes or runs something that the row names', () => {
  const naming = ROWS.filter(({ names }) => names.length > 0);
  expect(naming.length).toBeGreaterThan(70);
  expect(naming.filter(({ test: file, names }) => !names.some((name) => shows(file, name)))).toEqual([]);
  expect(shows('test/documents/capabilities.test.ts', 'rules compile')).toBe(false);
});

test('every construct of a row is exported, and every page is there', () => {
  const constructs = ROWS.flatMap(({ names }) => names.filter(isConstruct));
  expect(constructs.length).toBeGreaterThan(30);
  expect(constructs.filter((name) => !TYPES.has(name))).toEqual([]);
  const pages = ROWS.flatMap((row) => row.pages);
  expect(pages.filter((page) => !existsSync(join(ROOT, 'docs/reference', page)))).toEqual([]);
});

test.each([...new Set(ROWS.flatMap(({ names }) => names.filter((name) => !isConstruct(name))))])(
  'the command of a row is one: %s',
  async (command) => {
    const { status, stdout } = await runTrailwatch([...command.split(' '), '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: trailwatch ${command}(?: |$)`, 'm'));
  },
);
