import { runInNewContext } from 'node:vm';
import { toLazyChunk } from '../../../bin/build/lazy-chunk';

class Box {
  constructor(readonly content?: string) {}
}

const MODULES: Readonly<Record<string, unknown>> = {
  './words.js': { a: 'hello', b: (text: string) => text.toUpperCase() },
  './box.js': { Box, inner: { Box } },
  './order.js': {},
  'node:path': { sep: '/', default: { sep: '/' } },
};

/** What a file exports, and what it has loaded so far. */
async function load(code: string) {
  const loaded: string[] = [];
  const require = (path: string) => {
    loaded.push(path);
    return MODULES[path];
  };
  const module = { exports: {} as Record<string, unknown> };
  runInNewContext(await toLazyChunk(code, 'node20'), { module, exports: module.exports, require });
  return { exports: module.exports, loaded };
}

test('a file is loaded when what it exports is used first, and once', async () => {
  const { exports, loaded } = await load(
    'import {a as word, b as shout} from "./words.js";\nimport {Box} from "./box.js";\n' +
      'const say = () => shout(word) + word, box = () => new Box(word);\nexport {say, box as c};',
  );
  expect(loaded).toEqual([]);
  expect((exports.say as () => string)()).toBe('HELLOhello');
  expect((exports.say as () => string)()).toBe('HELLOhello');
  expect(loaded).toEqual(['./words.js']);
  expect((exports.c as () => Box)()).toEqual(new Box('hello'));
  expect(loaded).toEqual(['./words.js', './box.js']);
});

test('a module outside of the bundle is loaded late, too, by name and by default', async () => {
  const { exports, loaded } = await load(
    'import {sep} from "node:path";\nimport path from "node:path";\nexport const named = () => sep;\nexport const whole = () => path.sep;',
  );
  expect(loaded).toEqual([]);
  expect([(exports.named as () => string)(), (exports.whole as () => string)()]).toEqual(['/', '/']);
});

test('what only orders the evaluation is not loaded, and what a file uses at once is', async () => {
  const { exports, loaded } = await load(
    'import "./order.js";\nimport {Box, inner} from "./box.js";\nclass Own extends Box {}\nexport {Own};\nexport const both = [new inner.Box("a"), new Box];',
  );
  expect(loaded).toEqual(['./box.js']);
  expect(new (exports.Own as typeof Box)('b')).toBeInstanceOf(Box);
  expect((exports.both as Box[]).map(({ content }) => content)).toEqual(['a', undefined]);
});

test('a late import is a promise of what a file exports', async () => {
  const { exports, loaded } = await load('export const words = () => import("./words.js");');
  expect(loaded).toEqual([]);
  await expect((exports.words as () => Promise<{ a: string }>)()).resolves.toHaveProperty('a', 'hello');
});

test('what is used or exported as a whole is loaded at once', async () => {
  const { exports, loaded } = await load(
    'import * as words from "./words.js";\nexport * from "./box.js";\nexport {words};',
  );
  expect(loaded.sort()).toEqual(['./box.js', './words.js']);
  expect(exports).toMatchObject({ words: { a: 'hello' }, Box });
});
