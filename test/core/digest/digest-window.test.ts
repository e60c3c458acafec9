import { parseDigestKey } from '../../../lib/core/digest/archive-folder';
import type { LoadedDigest } from '../../../lib/core/digest/chain/loaded-digest';
import { DigestWindow, type WindowEntry } from '../../../lib/core/digest/digest-window';
import { digestKey } from '../../digest/digest-key';

const HOUR_MS = 60 * 60 * 1000;

/** The key of the digest file that ends so many hours after the first day of October began. */
function keyOf(hour: number, trail = 'audit'): string {
  return digestKey(Date.parse('2026-10-01T00:00:00Z') + hour * HOUR_MS, trail);
}

interface Planned {
  readonly trail?: string;
  /** The hour of the one that it names, or a key; the hour before by default. */
  readonly previous?: number | string | undefined;
  readonly isElsewhere?: boolean;
  readonly isAuthentic?: boolean;
  readonly isNamed?: boolean;
  readonly isUnread?: boolean;
}

function digest(hour: number, planned: Planned = {}): LoadedDigest {
  const { trail = 'audit', isElsewhere = false, isAuthentic = false, isNamed = false } = planned;
  const named = 'previous' in planned ? planned.previous : hour - 1;
  const previous = typeof named === 'number' ? keyOf(named, trail) : named;
  const listed = parseDigestKey(keyOf(hour, trail));
  if (listed?.kind !== 'chained') throw new Error('no key of a digest file');
  const loaded = {
    ...{ place: { listed }, key: listed.key, endTimeMs: listed.endTimeMs, namers: [], isNamed, isAuthentic },
    ...{ previous: previous && { key: previous }, previousIsElsewhere: isElsewhere, isAnchored: isAuthentic },
    digest: planned.isUnread === true ? undefined : { previous: previous && { key: previous } },
    names: (other: LoadedDigest) => previous === other.key && !isElsewhere,
  };
  return loaded as unknown as LoadedDigest;
}

function hourOf(key: string): number {
  const [, day = '', hour = ''] = /_202610(\d\d)T(\d\d)/.exec(key) ?? [];
  return (Number(day) - 1) * 24 + Number(hour);
}

/** Entries in short: their hours; those of missing ones with who names them. */
function shown(entries: Iterable<WindowEntry>) {
  return [...entries].map((entry) => {
    if (entry.kind === 'foreign') return 'foreign';
    if (entry.kind === 'loaded') return hourOf(entry.loaded.key);
    return `${hourOf(entry.listed.key)} named by ${entry.namers.map(({ key }) => hourOf(key)).join()}`;
  });
}

function windowOf(digests: readonly LoadedDigest[]): DigestWindow {
  const window = new DigestWindow();
  for (const one of digests) window.add(one);
  return window;
}

const AUTHENTIC = { isAuthentic: true };
const upTo = (hours: number, planned: Planned = {}) =>
  Array.from({ length: hours }, (_, at) =>
    digest(at + 1, at === 0 ? { ...planned, previous: undefined } : planned),
  );

describe('a digest file can be judged', () => {
  test.each<[string, readonly LoadedDigest[], readonly unknown[]]>([
    ['once a proven one names it', upTo(3, AUTHENTIC), [1, 2]],
    ['not by one that is not proven', upTo(3), []],
    ['once 24 came behind it', upTo(26), [1, 2]],
    ['and not before', upTo(24), []],
    ['at once where it could not be read', [digest(1, { isUnread: true, previous: undefined })], [1]],
  ])('%s', (_, digests, judged) => {
    expect(shown(windowOf(digests).take())).toEqual(judged);
  });

  test('at the end of all, in the order of keys, with objects of no chain', () => {
    const window = windowOf(upTo(2));
    window.addForeign({ kind: 'foreign', key: 'other', dayMs: 0 });
    window.end();
    expect(shown(window.take())).toEqual([1, 2, 'foreign']);
  });

  test('counts with those of its own chain, and is named by one that came before it', () => {
    const other = upTo(24).map((_, at) => digest(at + 1, { trail: 'other', previous: undefined }));
    expect(shown(windowOf([digest(1, { previous: undefined }), ...other]).take())).toEqual([]);
    const late = digest(1, { ...AUTHENTIC, previous: 2 });
    const named = digest(2, { previous: undefined });
    expect(shown(windowOf([late, named]).take())).toEqual([]);
    expect(named.namers).toEqual([late]);
  });
});

describe('a digest file is missing', () => {
  const NONE: Planned = { previous: undefined };
  test.each<[string, readonly LoadedDigest[], readonly unknown[]]>([
    ['that one names, in its place', [digest(1, NONE), digest(3)], [1, '2 named by 3', 3]],
    ['before the first that is there', [digest(3)], ['2 named by 3', 3]],
    ['once, though two name it', [digest(3), digest(4, { previous: 2 })], ['2 named by 3,4', 3, 4]],
    [
      'between others that are',
      [digest(4, { previous: 3 }), digest(5, { previous: 2 })],
      ['2 named by 5', '3 named by 4', 4, 5],
    ],
    ['but not where it is there', [digest(1, NONE), digest(2), digest(3, { previous: 1 })], [1, 2, 3]],
    ['but not elsewhere', [digest(3, { isElsewhere: true })], [3]],
    ['but not of another chain', [digest(3, { previous: keyOf(2, 'other') })], [3]],
    ['but not by a name that is none', [digest(3, { previous: 'x' })], [3]],
    ['but not at its own time or later', [digest(3, { previous: 4 }), digest(5, { previous: 5 })], [3, 5]],
  ])('%s', (_, digests, expected) => {
    const window = windowOf(digests);
    window.end();
    expect(shown(window.take())).toEqual(expected);
  });

  test('and can be judged when all that name it can', () => {
    const window = windowOf([digest(3, { isUnread: true }), digest(4, { previous: 2 })]);
    expect(shown(window.take())).toEqual([]);
    window.add(digest(5, AUTHENTIC));
    expect(shown(window.take())).toEqual(['2 named by 3,4', 3, 4]);
  });

  test('unless it is further back than what is remembered, two days', () => {
    const named = (hours: number, previous: number) => {
      const window = windowOf([...upTo(hours), digest(hours + 1, { previous })]);
      window.end();
      return shown(window.take()).filter((entry) => typeof entry === 'string');
    };
    expect(named(48, 1)).toEqual([]);
    expect(named(48, 0.5)).toEqual(['0 named by 49']);
    expect(named(49, 1)).toEqual([]);
    expect(named(49, 0.5)).toEqual([]);
    expect(named(49, 1.5)).toEqual(['1 named by 50']);
  });
});

describe('of a digest file it is known whether it is the last of its chain', () => {
  test.each<[string, readonly LoadedDigest[], readonly boolean[]]>([
    ['if none comes behind it', upTo(3), [false, false, true]],
    [
      'if the chain begins anew behind it',
      [digest(1), digest(2, { previous: undefined }), digest(3)],
      [true, false, true],
    ],
    ['not if the one behind it cannot be read', [digest(1), digest(2, { isUnread: true })], [false, true]],
    ['whatever another chain has', [digest(1), digest(2, { trail: 'other' })], [true, true]],
  ])('%s', (_, digests, expected) => {
    const window = windowOf(digests);
    window.end();
    expect(
      [...window.take()].flatMap((entry) => (entry.kind === 'loaded' ? entry.loaded.isLast : [])),
    ).toEqual(expected);
  });
});

describe('a chain passes a digest file by', () => {
  const before = digest(1, { ...AUTHENTIC, previous: undefined });
  test.each<[string, Planned, Planned, boolean]>([
    ['if a proven one behind it names one before it', {}, { ...AUTHENTIC, previous: 1 }, true],
    ['not if that one is not proven', {}, { previous: 1 }, false],
    ['not if that one names it', {}, { ...AUTHENTIC, previous: 2 }, false],
    ['not if that one names none', {}, { ...AUTHENTIC, previous: undefined }, false],
    ['not if that one names one elsewhere', {}, { ...AUTHENTIC, previous: 1, isElsewhere: true }, false],
    ['not if that one names what is none', {}, { ...AUTHENTIC, previous: 'x' }, false],
    ['not if it is proven', AUTHENTIC, { ...AUTHENTIC, previous: 1 }, false],
    ['not if a proven one names it', { isNamed: true }, { ...AUTHENTIC, previous: 1 }, false],
  ])('%s', (_, planned, later, expected) => {
    const loaded = digest(2, { previous: undefined, ...planned });
    const window = windowOf([before, loaded, digest(3, later)]);
    window.end();
    expect([...window.take()].length).toBe(3);
    expect(loaded.isPassedBy).toBe(expected);
    expect(before.isPassedBy).toBe(false);
  });
});
