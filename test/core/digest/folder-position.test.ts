import {
  chainPosition,
  firstPosition,
  listDigestsFrom,
  markOf,
} from '../../../lib/core/digest/folder-position';
import { digestKey } from '../../digest/digest-key';

const HOUR_MS = 60 * 60 * 1000;
const NEWEST_MS = Date.parse('2026-10-01T12:00:00Z');

/** The key of a digest file that ends so many hours before the newest one. */
function keyOf(hoursBefore: number): string {
  return digestKey(NEWEST_MS - hoursBefore * HOUR_MS);
}

const NEWEST = { key: keyOf(0), endTimeMs: NEWEST_MS };

describe('the digest files that are missing and awaited', () => {
  const awaited = (missing: readonly string[]) =>
    chainPosition(NEWEST, { missing, isAuthentic: false }).missing;

  it('are those of 31 days, as CloudTrail delivers for so long', () => {
    expect(awaited([keyOf(31 * 24), keyOf(31 * 24 - 1), keyOf(1)])).toEqual([keyOf(31 * 24 - 1), keyOf(1)]);
  });

  it('are none whose name is none of a digest file', () => {
    expect(awaited(['elsewhere/file.json.gz', keyOf(2)])).toEqual([keyOf(2)]);
  });

  it('are the last thousand', () => {
    const keys = Array.from({ length: 1001 }, (_, index) => keyOf(1 + index / 60));
    expect(awaited(keys)).toEqual(keys.slice(1));
  });
});

test('a chain that CloudTrail ended, and one that is its own, are remembered', () => {
  expect(chainPosition({ ...NEWEST, isFinal: true }, { missing: [], isAuthentic: true })).toEqual({
    ...{ key: NEWEST.key, missing: [], isFinal: true, isAuthentic: true },
  });
  expect(chainPosition({ ...NEWEST, isFinal: false }, { missing: [], isAuthentic: false })).toEqual({
    ...{ key: NEWEST.key, missing: [] },
  });
});

describe('digest files are listed from two hours before', () => {
  const position = (missing: readonly string[]) => ({
    ...{ chains: { audit: { key: NEWEST.key, missing } }, logsUntilMs: NEWEST_MS - HOUR_MS },
  });

  it.each<[string, readonly string[], number]>([
    ['the time that is settled', [keyOf(0.5)], 3],
    ['the first that is missing', [keyOf(6), keyOf(9)], 11],
    ['the first whose name says when it ends', ['elsewhere/file.json.gz', keyOf(4)], 6],
  ])('%s', (_, missing, hoursBefore) => {
    expect(listDigestsFrom(position(missing))).toBe(NEWEST_MS - hoursBefore * HOUR_MS);
  });

  it('the beginning of a first check', () => {
    expect(listDigestsFrom(firstPosition(NEWEST_MS))).toBe(NEWEST_MS - 2 * HOUR_MS);
  });
});

test.each([
  ['none of a first check', undefined, 'audit', undefined],
  ['none of a chain that is not known', NEWEST.key, 'toString', undefined],
  ['none where the name is none of a digest file', 'elsewhere/file.json.gz', 'audit', undefined],
  ['that of a known chain', NEWEST.key, 'audit', NEWEST],
])('the mark of a chain is %s', (_, key, chain, expected) => {
  const position =
    key === undefined ? undefined : { chains: { audit: { key, missing: [] } }, logsUntilMs: 0 };
  expect(markOf(position, chain)).toEqual(expected);
});

test('the mark says whether CloudTrail ended the chain', () => {
  const position = {
    chains: { audit: { key: NEWEST.key, missing: [], isFinal: true } },
    logsUntilMs: 0,
  } as const;
  expect(markOf(position, 'audit')).toEqual({ ...NEWEST, isFinal: true });
});
