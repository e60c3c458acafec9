import { runInNewContext } from 'node:vm';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { toLazyChunk, toLazyRequires } from '../../../bin/build/lazy-modules';

/** What TypeScript compiles modules to. */
function compiled(source: string): string {
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  return toLazyRequires(transpileModule(source, { compilerOptions }).outputText);
}

class Box {
  static readonly inner = { Box };
  constructor(readonly content?: string) {}
}

const MODULES: Readonly<Record<string, unknown>> = {
  './words': { word: 'hello', shout: (text: string) => text.toUpperCase() },
  './box': { Box },
};

/** What a module exports, and what it has loaded so far. */
function load(source: string) {
  const loaded: string[] = [];
  const require = (path: string) => {
    loaded.push(path);
    return MODULES[path];
  };
  const exports: Record<string, unknown> = {};
  runInNewContext(compiled(source), { exports, require });
  return { exports, loaded };
}

test('a module is loaded when what it exports is used first, and once', () => {
  const { exports, loaded } = load(
    "import { shout, word } from './words';\nimport { Box } from './box';\nexport const say = () => shout(word) + word;\nexport const box = () => new Box(word);",
  );
  expect(loaded).toEqual([]);
  expect((exports.say as () => string)()).toBe('HELLOhello');
  expect((exports.say as () => string)()).toBe('HELLOhello');
  expect(loaded).toEqual(['./words']);
  expect((exports.box as () => Box)()).toEqual(new Box('hello'));
  expect(loaded).toEqual(['./words', './box']);
});

test('what is exported from elsewhere is loaded with the first look at it', () => {
  const { exports, loaded } = load("export { word } from './words';\nexport { Box } from './box';");
  expect(Object.keys(exports).sort()).toEqual(['Box', 'word']);
  expect(loaded).toEqual([]);
  expect(exports.word).toBe('hello');
  expect(loaded).toEqual(['./words']);
});

test('classes are extended and created, also those in members, and without arguments', () => {
  const { exports } = load(
    "import { Box } from './box';\nexport class Own extends Box {}\nexport const both = [new Box.inner.Box('a'), new Box].map(({ content }) => content);",
  );
  expect(new (exports.Own as typeof Box)('b')).toBeInstanceOf(Box);
  expect(exports.both).toEqual(['a', undefined]);
});

test('a module that is imported for what it does is loaded at once', () => {
  expect(load("import './words';\nexport const one = 1;").loaded).toEqual(['./words']);
});

test('what is exported of another module keeps the form in which Node.js finds the names for ES modules', () => {
  const source = "export { Box } from './box';\nexport { word } from './words';";
  expect(compiled(source)).toContain('get: function () { return box_1.Box; }');
  const { exports, loaded } = load(source);
  expect(loaded).toEqual([]);
  expect(exports.Box).toBe(Box);
  expect(exports.word).toBe('hello');
  expect(loaded).toEqual(['./box', './words']);
});

class ChunkBox {
  constructor(readonly content?: string) {}
}

const CHUNK_MODULES: Readonly<Record<string, unknown>> = {
  './words.js': { a: 'hello', b: (text: string) => text.toUpperCase() },
  './box.js': { ChunkBox, inner: { Box: ChunkBox } },
  './order.js': {},
  'node:path': { sep: '/', default: { sep: '/' } },
};

/** What a file exports, and what it has loaded so far. */
async function loadChunk(code: string) {
  const loaded: string[] = [];
  const require = (path: string) => {
    loaded.push(path);
    return CHUNK_MODULES[path];
  };
  const module = { exports: {} as Record<string, unknown> };
  runInNewContext(await toLazyChunk(code, 'node20'), { module, exports: module.exports, require });
  return { exports: module.exports, loaded };
}

test('a file is loaded when what it exports is used first, and once', async () => {
  const { exports, loaded } = await loadChunk(
    'import {a as word, b as shout} from "./words.js";\nimport {ChunkBox} from "./box.js";\n' +
      'const say = () => shout(word) + word, box = () => new ChunkBox(word);\nexport {say, box as c};',
  );
  expect(loaded).toEqual([]);
  expect((exports.say as () => string)()).toBe('HELLOhello');
  expect((exports.say as () => string)()).toBe('HELLOhello');
  expect(loaded).toEqual(['./words.js']);
  expect((exports.c as () => ChunkBox)()).toEqual(new ChunkBox('hello'));
  expect(loaded).toEqual(['./words.js', './box.js']);
});

test('a module outside of the bundle is loaded late, too, by name and by default', async () => {
  const { exports, loaded } = await loadChunk(
    'import {sep} from "node:path";\nimport path from "node:path";\nexport const named = () => sep;\nexport const whole = () => path.sep;',
  );
  expect(loaded).toEqual([]);
  expect([(exports.named as () => string)(), (exports.whole as () => string)()]).toEqual(['/', '/']);
});

test('what only orders the evaluation is not loaded, and what a file uses at once is', async () => {
  const { exports, loaded } = await loadChunk(
    'import "./order.js";\nimport {ChunkBox, inner} from "./box.js";\nclass Own extends ChunkBox {}\nexport {Own};\nexport const both = [new inner.Box("a"), new ChunkBox];',
  );
  expect(loaded).toEqual(['./box.js']);
  expect(new (exports.Own as typeof ChunkBox)('b')).toBeInstanceOf(ChunkBox);
  expect((exports.both as ChunkBox[]).map(({ content }) => content)).toEqual(['a', undefined]);
});

test('a late import is a promise of what a file exports', async () => {
  const { exports, loaded } = await loadChunk('export const words = () => import("./words.js");');
  expect(loaded).toEqual([]);
  await expect((exports.words as () => Promise<{ a: string }>)()).resolves.toHaveProperty('a', 'hello');
});

test('what is used or exported as a whole is loaded at once', async () => {
  const { exports, loaded } = await loadChunk(
    'import * as words from "./words.js";\nexport * from "./box.js";\nexport {words};',
  );
  expect(loaded.sort()).toEqual(['./box.js', './words.js']);
  expect(exports).toMatchObject({ words: { a: 'hello' }, ChunkBox });
});
