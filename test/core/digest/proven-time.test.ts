import {
  type ChainProof,
  lengthOf,
  ProvenTime,
  type Stretch,
  subtract,
  uncoveredProof,
} from '../../../lib/core/digest/proven-time';
import { chanceOf } from '../../lambda/chance';

const HOUR = 60 * 60 * 1000;
const HOURS = 24;

function stretch(from: number, until: number): Stretch {
  return { fromMs: from * HOUR, untilMs: until * HOUR };
}

/** A stretch of whole hours, that may be empty or beyond the range. */
function someStretch(chance: () => number): Stretch {
  const from = Math.floor(chance() * (HOURS + 4)) - 2;
  return stretch(from, from + Math.floor(chance() * 6));
}

function hoursIn(stretches: readonly Stretch[]): ReadonlySet<number> {
  return new Set(
    stretches.flatMap(({ fromMs, untilMs }) =>
      Array.from({ length: Math.max(0, (untilMs - fromMs) / HOUR) }, (_, at) => fromMs / HOUR + at),
    ),
  );
}

describe('the proven time of a chain', () => {
  it('is, hour by hour, what is due, neither off nor pending, and of a file whose log files are valid', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const chance = chanceOf(seed);
      const time = new ProvenTime();
      const some = () => Array.from({ length: Math.floor(chance() * 4) }, () => someStretch(chance));
      const [proven, damaged, pending, off] = [some(), some(), some(), some()] as const;
      for (const { fromMs, untilMs } of proven) time.addProven(fromMs, untilMs);
      for (const { fromMs, untilMs } of damaged) time.addProven(fromMs, untilMs).isDamaged = true;
      for (const one of pending) time.addPending(one);
      for (const one of off) time.addOff(one);
      const due = someStretch(chance);
      const tail = Math.floor(chance() * 5) - 1;
      const untilMs = due.untilMs;
      const proof = time.proof('Digest', { ...due, pendingUntilMs: untilMs + tail * HOUR });

      const within = [...hoursIn([due])];
      const [isOff, isPending, isProven] = [hoursIn(off), hoursIn(pending), hoursIn(proven)];
      const owed = within.filter((hour) => !isOff.has(hour) && !isPending.has(hour));
      const unproven = owed.filter((hour) => !isProven.has(hour));
      const waiting = within.filter((hour) => !isOff.has(hour) && isPending.has(hour)).length;
      expect({ seed, ...proof, unproven: [...hoursIn(proof.unproven)] }).toEqual({
        ...{ seed, chain: 'Digest', due: { ...due, pendingUntilMs: untilMs + tail * HOUR }, unproven },
        dueMs: owed.length * HOUR,
        provenMs: (owed.length - unproven.length) * HOUR,
        pendingMs: (waiting + Math.max(0, tail)) * HOUR,
      });
    }
  });

  test.each<[string, Stretch, number, number]>([
    ['is none', stretch(5, 5), 5, 0],
    ['is what may still come, from where due time would begin', stretch(5, 3), 8, 3],
  ])('of no due time is nothing unproven: pending %s', (_, due, pendingUntil, pendingHours) => {
    const { dueMs, unproven, pendingMs } = new ProvenTime().proof('Digest', {
      ...due,
      pendingUntilMs: pendingUntil * HOUR,
    });
    expect([dueMs, unproven, pendingMs]).toEqual([0, [], pendingHours * HOUR]);
  });
});

describe('the hours of log files that no digest file answers for', () => {
  const chain = (from: number, until: number) => ({ due: stretch(from, until) }) as ChainProof;
  const files = (...hours: readonly number[]) =>
    new Map(
      hours.map((hour) => [hour * HOUR, { fromMs: (hour + 0.2) * HOUR, untilMs: (hour + 0.3) * HOUR }]),
    );

  test.each<[string, ReturnType<typeof files>, readonly ChainProof[], readonly Stretch[]]>([
    ['each alone', files(8, 3), [], [stretch(3, 4), stretch(8, 9)]],
    ['neighbours together', files(5, 3, 4), [], [stretch(3, 6)]],
    ['but what a chain owes', files(3, 4, 5), [chain(4, 5)], [stretch(3, 4), stretch(5, 6)]],
    ['of an hour that a chain owes in part', files(3), [chain(3.25, 9)], [stretch(3, 3.25)]],
  ])('%s', (_, filesByHour, chains, unproven) => {
    const dueMs = lengthOf(unproven);
    expect(uncoveredProof(filesByHour, chains)).toEqual({
      ...{ chain: '', dueMs, provenMs: 0, pendingMs: 0, unproven, keys: [], isEnded: false },
      due: { fromMs: unproven[0]?.fromMs, untilMs: unproven.at(-1)?.untilMs },
    });
  });

  test.each([
    ['there are none', files(), [chain(0, 24)]],
    ['a chain owes them all', files(3, 4), [chain(3, 5)]],
    ['a chain owes the files, and not all of their hour', files(3), [chain(3.1, 5)]],
  ])('are none where %s', (_, filesByHour, chains) => {
    expect(uncoveredProof(filesByHour, chains)).toBeUndefined();
  });
});

test.each<[string, Stretch, Stretch, readonly Stretch[]]>([
  ['before', stretch(4, 8), stretch(1, 4), [stretch(4, 8)]],
  ['behind', stretch(4, 8), stretch(8, 9), [stretch(4, 8)]],
  ['at its beginning', stretch(4, 8), stretch(3, 5), [stretch(5, 8)]],
  ['at its end', stretch(4, 8), stretch(7, 9), [stretch(4, 7)]],
  ['inside', stretch(4, 8), stretch(5, 6), [stretch(4, 5), stretch(6, 8)]],
  ['all of it', stretch(4, 8), stretch(4, 8), []],
  ['nothing', stretch(4, 8), stretch(6, 6), [stretch(4, 8)]],
  ['less than nothing', stretch(4, 8), stretch(7, 5), [stretch(4, 8)]],
])('a stretch without one that is %s', (_, whole, other, left) => {
  expect(subtract([whole], [other])).toEqual(left);
});

it('a length is never negative', () => {
  expect(lengthOf([stretch(2, 4), stretch(9, 5)])).toBe(2 * HOUR);
});
