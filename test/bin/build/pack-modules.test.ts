import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packModules } from '../../../bin/build/pack-modules';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-modules-'));
  for (const name of ['shapes', 'words']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A folder of modules, some of them in a pack, and what its entrance exports. Each module says when it is run. */
function load(modules: Readonly<Record<string, string>>, packed: readonly string[]) {
  for (const [name, code] of Object.entries(modules)) {
    writeFileSync(join(folder, `${name}.js`), `"use strict";\nglobalThis.ran.push("${name}");\n${code}\n`);
  }
  packModules(folder, packed);
  const ran: string[] = [];
  Object.assign(globalThis, { ran });
  return { ran, open: createRequire(join(folder, 'index.js')) };
}

describe('modules in a pack', () => {
  test('are run when they are first asked for, and once, from inside and outside', () => {
    const modules = {
      'shapes/box': 'class Box {}\nexports.Box = Box;\nexports.word = () => require("../words/word").word;',
      'shapes/lid': 'exports.Lid = class extends require("./box").Box {};',
      'words/word': '/* A comment */\nexports.word = require("node:path").join("a", "b");',
    };
    const { ran, open } = load(modules, ['shapes/box', 'words/word']);
    expect(ran).toEqual([]);
    const { Lid } = open('./shapes/lid');
    expect(ran).toEqual(['shapes/lid', 'shapes/box']);
    const { Box, word } = open('./shapes/box');
    expect(new Lid()).toBeInstanceOf(Box);
    expect(word()).toBe(join('a', 'b'));
    expect(open('./words/word').word).toBe(word());
    expect(ran).toEqual(['shapes/lid', 'shapes/box', 'words/word']);
    expect(readFileSync(join(folder, 'packed.js'), 'utf8')).not.toContain('A comment');
  });

  test('may need one another, and modules that are not packed', () => {
    const modules = {
      'shapes/box': 'exports.lid = () => require("./lid");\nexports.name = "box";',
      'shapes/lid': 'const box = require("./box");\nexports.name = "lid of " + box.name;\nexports.box = box;',
      'words/word': 'exports.word = require("../shapes/box").lid().name;',
    };
    const { open } = load(modules, ['shapes/box', 'words/word']);
    expect(open('./words/word').word).toBe('lid of box');
    expect(open('./shapes/lid').box).toBe(open('./shapes/box'));
  });

  test('fail each time where they cannot be run', () => {
    const { open } = load({ 'words/word': 'exports.half = 1;\nthrow new Error("no words");' }, [
      'words/word',
    ]);
    expect(() => open('./words/word')).toThrow('no words');
    expect(() => open('./words/word')).toThrow('no words');
  });
});
