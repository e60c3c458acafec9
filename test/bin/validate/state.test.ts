import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { openValidationState, type ValidationState } from '../../../bin/validate/state';
import type { ArchiveFolder } from '../../../lib/core/digest/archive-folder';
import type { ChainProof } from '../../../lib/core/digest/proven-time';
import { folderForEachTest } from '../../test-folder';

const ASKED = { path: 'archive' };
const TIME = { endMs: 2_000, nowMs: 3_000 };
const io = { onInterrupt: () => () => undefined };

const folder = folderForEachTest();
let file: string;

beforeEach(() => {
  file = join(folder, 'state.json');
});

function open(asked: Record<string, unknown> = ASKED): Promise<ValidationState> {
  return openValidationState({ file, io }, asked, TIME);
}

function folderOf(account: number): ArchiveFolder {
  return { accountId: String(100_000_000_000 + account), region: 'eu-west-1' };
}

const PROOF: ChainProof = {
  ...{ chain: 'trail', due: { fromMs: 0, untilMs: 2_000 }, dueMs: 2_000, provenMs: 1_500, pendingMs: 0 },
  ...{ unproven: [{ fromMs: 0, untilMs: 500 }], keys: ['a1b2'], isEnded: false },
};

async function finish(state: ValidationState, accounts: readonly number[]): Promise<void> {
  for (const account of accounts) {
    state.counts.logs += 10;
    state.counts.valid += 10;
    await state.finish(folderOf(account), [PROOF], true);
  }
}

test('each account and Region but the first adds a line, and the file is not written again', async () => {
  const state = await open();
  await finish(state, [0]);
  const { ino, size } = statSync(file);
  await finish(
    state,
    Array.from({ length: 999 }, (_, at) => at + 1),
  );
  const after = statSync(file);
  expect(after.ino).toBe(ino);
  expect(after.size).toBeLessThan(size + 999 * 500);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(1_000);
});

test('an interrupted validation goes on with all that was written, in any number of runs', async () => {
  await finish(await open(), [1, 2, 3]);
  await finish(await open(), [4, 5]);
  const third = await open();
  expect([1, 2, 3, 4, 5, 6].map((account) => third.isDone(folderOf(account)))).toEqual([
    ...[true, true, true, true, true],
    false,
  ]);
  expect(third.counts.logs).toBe(50);
  expect(third.proofs).toHaveLength(5);
  expect(third.begunAtMs).toBe(TIME.nowMs);
});

test('what was cut short is ignored, at every place', async () => {
  await finish(await open(), [1, 2]);
  const text = readFileSync(file, 'utf8');
  const whole = text.indexOf('\n');
  for (let at = whole; at < text.length; at++) {
    writeFileSync(file, text.slice(0, at));
    const state = await open();
    expect([state.isDone(folderOf(1)), state.isDone(folderOf(2)), state.counts.logs]).toEqual([
      true,
      false,
      10,
    ]);
  }
  const state = await open();
  await finish(state, [2]);
  expect((await open()).counts.logs).toBe(20);
});

test('a file of an earlier release, which was written as a whole, is understood', async () => {
  await finish(await open(), [1]);
  expect(readFileSync(file, 'utf8')).not.toContain('\n');
  const saved = JSON.parse(readFileSync(file, 'utf8'));
  expect(saved).toMatchObject({ version: 2, isComplete: false });
  expect(saved.done).toHaveLength(1);
  expect((await open()).isDone(folderOf(1))).toBe(true);
});

test('a validation that came to its end is one document, and the next one begins anew', async () => {
  const state = await open();
  await finish(state, [1, 2, 3]);
  await state.complete();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ isComplete: true });
  expect((await open()).isDone(folderOf(1))).toBe(false);
});

test('fails on a file of another validation, with lines too', async () => {
  await finish(await open(), [1, 2]);
  await expect(open({ path: 'other' })).rejects.toThrow('it is about another archive, range or choice');
});

describe('a file that somebody changed', () => {
  type Change = (saved: Record<string, unknown>) => void;
  const changed = async (change: Change) => {
    await finish(await open(), [1]);
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    change(saved);
    writeFileSync(file, JSON.stringify(saved));
    return open();
  };

  test.each<[string, Change]>([
    ['no time', (saved) => delete saved.time],
    ['a time that is text', (saved) => Object.assign(saved, { time: { endMs: 'now', nowMs: 1 } })],
    ['a folder that is none', (saved) => Object.assign(saved, { done: [null] })],
    ['no counts', (saved) => delete saved.counts],
    ['a count below zero', (saved) => Object.assign(saved.counts as object, { invalid: -1, valid: 11 })],
    ['a file without a verdict', (saved) => Object.assign(saved.counts as object, { valid: 9 })],
    ['a proof of nothing', (saved) => Object.assign(saved, { proofs: [{}] })],
    [
      'more proven than due',
      (saved) => Object.assign(saved, { proofs: [{ ...PROOF, folder: 'x', provenMs: 2_001 }] }),
    ],
    [
      'a stretch without an end',
      (saved) => Object.assign(saved, { proofs: [{ ...PROOF, folder: 'x', unproven: [{ fromMs: 1 }] }] }),
    ],
  ])('is refused: %s', async (_, change) => {
    await expect(changed(change)).rejects.toThrow(
      `--resume ${file}: it is not what trailwatch validate writes; name another file`,
    );
  });

  test('is refused or understood whatever its values are, and never ends the command otherwise', async () => {
    await finish(await open(), [1, 2]);
    const text = readFileSync(file, 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.jsonValue(), async (at, value) => {
        const places = pathsOf(JSON.parse(text.split('\n')[0] ?? ''));
        const saved = JSON.parse(text.split('\n')[0] ?? '');
        const [parent, name] = places[at % places.length]!;
        const target = parent.reduce<never>((object, key) => object[key] as never, saved as never);
        (target as Record<string, unknown>)[name] = value;
        writeFileSync(file, JSON.stringify(saved));
        const opened = await open().catch((error: Error) => error);
        if (opened instanceof Error) {
          expect(opened.message).toMatch(
            /^--resume .+: it is (not what trailwatch validate writes|about another)/,
          );
          return;
        }
        expect(opened.proofs.every(({ dueMs, provenMs }) => provenMs <= dueMs)).toBe(true);
        expect(Number.isFinite(opened.counts.logs)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Every place of a JSON document: the way to the object, and the name in it. */
function pathsOf(value: unknown, way: readonly string[] = []): (readonly [readonly string[], string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    [way, name] as const,
    ...pathsOf(each, [...way, name]),
  ]);
}
