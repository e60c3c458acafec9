import fs, {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { readKeptText } from '../../../bin/inputs/kept-text';
import { type ShelfLimits, TextShelf } from '../../../bin/inputs/text-shelf';
import { folderForEachTest } from '../../test-folder';

const folder = folderForEachTest();

const LIMITS: ShelfLimits = { bytes: 10_000, texts: 1000, parts: 4, folderBytes: 100_000 };

function open(limits: Partial<ShelfLimits> = {}, archive = 'archive'): TextShelf {
  const shelf = TextShelf.open(folder, archive, { ...LIMITS, ...limits });
  if (shelf === undefined) throw new Error('the folder cannot be used');
  return shelf;
}

const keysOf = (count: number) => Array.from({ length: count }, (_, at) => `key ${at}`);

/** Puts what a question about these keys would put, and tells which of them it found. */
function askFor(keys: readonly string[], shelf: TextShelf): readonly string[] {
  const found = keys.filter((key) => shelf.find(key) !== undefined);
  for (const key of keys) if (!found.includes(key) && shelf.hasRoom) put(key, shelf);
  shelf.close();
  return found;
}

function put(key: string, shelf: TextShelf): void {
  shelf.put({ key, isPacked: false, fileBytes: 1000 }, Buffer.alloc(1000, key));
}

function parts(): readonly string[] {
  return readdirSync(folder).sort();
}

const contents = () => parts().map((name) => readFileSync(join(folder, name)));

it.each<Partial<ShelfLimits>>([{ bytes: 10_000 }, { bytes: 1e6, texts: 10 }])(
  'writes an archive once that is larger than %j, and finds what it kept',
  (limits) => {
    const keys = keysOf(30);
    expect(askFor(keys, open(limits))).toEqual([]);
    const first = contents();
    for (let round = 0; round < 3; round++) {
      expect(askFor(keys, open(limits))).toEqual(keys.slice(0, 10));
      expect(contents()).toEqual(first);
    }
  },
);

it('reads no more parts than have the texts that it may have', () => {
  const shelves = [open({ texts: 10 }), open({ texts: 10 }), open({ texts: 10 })];
  shelves.forEach((shelf, at) => {
    for (const key of keysOf(10)) put(`${at} ${key}`, shelf);
    shelf.close();
  });
  const shelf = open({ texts: 10 });
  const found = [0, 1, 2].flatMap((at) => keysOf(10).filter((key) => shelf.find(`${at} ${key}`)));
  expect(found).toHaveLength(10);
});

it('keeps an archive of many parts anew', () => {
  for (let count = 1; count <= LIMITS.parts; count++)
    expect(askFor(keysOf(count), open())).toHaveLength(count - 1);
  expect(parts()).toHaveLength(LIMITS.parts);
  expect(askFor(keysOf(5), open())).toHaveLength(LIMITS.parts);
  expect(askFor(keysOf(5), open())).toEqual([]);
  expect(parts()).toHaveLength(1);
  expect(askFor(keysOf(5), open())).toEqual(keysOf(5));
});

it('removes what was kept long ago, of any archive, whole or not', () => {
  askFor(keysOf(1), open());
  askFor(keysOf(2), open({}, 'another archive'));
  truncateSync(join(folder, parts()[0] ?? ''), 100);
  for (const name of parts()) utimesSync(join(folder, name), 0, 0);
  expect(askFor(keysOf(2), open())).toEqual([]);
  expect(parts()).toHaveLength(1);
});

it('removes of all archives what was kept first', () => {
  askFor(keysOf(9), open());
  for (const path of parts().map((name) => join(folder, name))) {
    const minuteBefore = statSync(path).mtimeMs / 1000 - 60;
    utimesSync(path, minuteBefore, minuteBefore);
  }
  askFor(keysOf(9), open({ folderBytes: 15_000 }, 'another archive'));
  expect(askFor(keysOf(9), open({}, 'another archive'))).toEqual(keysOf(9));
  expect(askFor(keysOf(9), open())).toEqual([]);
});

it('gives each text that it has', () => {
  askFor(keysOf(3), open());
  const shelf = open();
  for (const key of keysOf(3)) {
    const kept = shelf.find(key);
    expect(kept && readKeptText(kept)).toEqual(Buffer.alloc(1000, key));
  }
});

it('closes what it writes, and takes a text that follows', () => {
  /** The lowest that is free. */
  const nextDescriptor = () => {
    const file = openSync(folder, 'r');
    closeSync(file);
    return file;
  };
  const before = nextDescriptor();
  const shelf = open();
  for (const key of keysOf(3)) {
    put(key, shelf);
    shelf.close();
    expect(nextDescriptor()).toBe(before);
  }
  expect(parts()).toHaveLength(1);
  expect(askFor(keysOf(3), open())).toEqual(keysOf(3));
});

it.each([0, 1, 2, 3])('leaves nothing on a disk that is full after %d writes', (writes) => {
  let left = writes;
  const { writeSync } = fs;
  const spy = jest.spyOn(fs, 'writeSync').mockImplementation(((...args: Parameters<typeof writeSync>) => {
    if (left-- > 0) return writeSync(...args);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  }) as typeof writeSync);
  try {
    const shelf = open();
    askFor(keysOf(2), shelf);
    expect(parts()).toEqual([]);
    expect(shelf.hasRoom).toBe(false);
  } finally {
    spy.mockRestore();
  }
});
