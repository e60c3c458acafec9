import {
  Coverage,
  type CoverageState,
  type CoverageVerdict,
  type Segment,
} from '../../../lib/core/digest/coverage';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

type Opening = 'beginning' | 'named';

function segment(from: number, until: number, state: CoverageState, opening?: Opening): Segment {
  return {
    ...{ fromMs: from * HOUR, untilMs: until * HOUR, state },
    ...{ isBeginning: opening === 'beginning', isNamed: opening === 'named' },
  };
}

function verdict(segments: readonly Segment[], from: number, until = from): CoverageVerdict {
  const coverage = new Coverage();
  for (const one of segments) coverage.add(one);
  return coverage.over(from * HOUR, until * HOUR);
}

const VALID = segment(4, 8, 'valid');

describe('the verdict of a chain on a log file that no digest lists', () => {
  test.each<[string, readonly Segment[], number, CoverageVerdict]>([
    ['nothing is known of the chain', [], 5, 'out-of-reach'],
    ['an hour behind it is covered, to the minute', [VALID], 7, 'covered'],
    ['and less than an hour is', [VALID], 7.01, 'not-yet-digested'],
    ['where the covered time begins', [VALID], 4, 'covered'],
    ['just before it', [VALID], 3.99, 'no-digest'],
    [
      'before a chain begins, and too early to be listed',
      [segment(4, 8, 'valid', 'beginning')],
      2.9,
      'out-of-reach',
    ],
    [
      'before a chain begins, and late enough to be listed',
      [segment(4, 8, 'valid', 'beginning')],
      3,
      'no-digest',
    ],
    ['covered by two digests that touch', [VALID, segment(8, 9, 'valid')], 7.5, 'covered'],
    ['between two digests that do not', [VALID, segment(9, 12, 'valid')], 7.5, 'no-digest'],
    ['where a digest is missing', [VALID, segment(8, 9, 'digest-missing')], 7.5, 'digest-missing'],
    ['an hour before one that is missing', [VALID, segment(8, 9, 'digest-missing')], 7, 'covered'],
    ['where one is invalid', [segment(3, 4, 'digest-invalid'), VALID], 3.5, 'digest-invalid'],
    [
      'at the end of one that is invalid',
      [segment(3, 4, 'digest-invalid'), segment(5, 8, 'valid')],
      4,
      'digest-invalid',
    ],
    ['behind it', [segment(3, 4, 'digest-invalid'), segment(5.5, 8, 'valid')], 4.1, 'no-digest'],
    ['two hours behind the last authentic digest', [VALID], 10, 'not-yet-digested'],
    ['and later', [VALID], 10.01, 'out-of-reach'],
    [
      'two hours behind it, where an older one is read again',
      [VALID, segment(5, 6, 'valid')],
      9.9,
      'not-yet-digested',
    ],
    [
      'in a gap, an hour before one that is missing',
      [segment(4, 7, 'valid'), segment(8, 9, 'digest-missing')],
      7,
      'digest-missing',
    ],
    [
      'in a gap, more than an hour before it',
      [segment(4, 7, 'valid'), segment(8, 9, 'digest-missing')],
      6.99,
      'no-digest',
    ],
    [
      'in a gap behind which one is valid',
      [segment(4, 6, 'valid'), segment(7, 9, 'valid')],
      6.5,
      'no-digest',
    ],
    [
      'of a chain that anybody may have written',
      [segment(4, 8, 'digest-unverified')],
      99,
      'not-yet-digested',
    ],
    ['of a digest that is read again, inside another one', [VALID, segment(5, 6, 'valid')], 6.5, 'covered'],
  ])('%s', (_, segments, at, expected) => {
    expect(verdict(segments, at)).toBe(expected);
  });

  test.each<[string, number, CoverageVerdict]>([
    ['31 days before a digest file that existed and is not valid', 8 - 31 * 24, 'digest-invalid'],
    ['longer before it', 8 - 31 * 24 - 0.01, 'covered'],
    ['behind it', 9.01, 'covered'],
    ['at its end', 9, 'digest-invalid'],
  ])('%s, which may list a file that was delivered again', (_, at, expected) => {
    const whole = [
      segment(-99 * 24, 8, 'valid'),
      segment(8, 9, 'digest-invalid', 'named'),
      segment(8, 12, 'valid'),
    ];
    expect(verdict(whole, at)).toBe(expected);
  });

  it('is that no digest file covers it where the newest one ends when the last that may list it does', () => {
    const known = [segment(4, 6, 'valid'), segment(7, 9, 'valid')];
    expect([8, 8.01].map((until) => verdict(known, 6.5, until))).toEqual(['no-digest', 'not-yet-digested']);
  });

  it('says nothing of the next chain where a chain begins anew', () => {
    expect(verdict([VALID, segment(8, 12, 'valid', 'beginning')], 7.5)).toBe('no-digest');
    expect(verdict([VALID, segment(6, 12, 'valid', 'beginning')], 7.5)).toBe('covered');
    expect(verdict([VALID, segment(7.5, 12, 'valid', 'beginning')], 7.5)).toBe('no-digest');
  });

  it('keeps what a digest file that another names says apart from what others say', () => {
    const told = [VALID, segment(8, 9, 'digest-missing'), segment(9, 10, 'digest-missing', 'named')];
    expect(verdict([...told, segment(8, 14, 'valid')], 9 - 2 * 24)).toBe('no-digest');
    expect(verdict([segment(-99 * 24, 8, 'valid'), ...told, segment(8, 14, 'valid')], 4)).toBe(
      'digest-missing',
    );
  });
});

it('a chain is authentic once a digest file of it is valid', () => {
  const coverage = new Coverage();
  coverage.add(segment(4, 8, 'digest-unverified'));
  expect(coverage.isAuthentic).toBe(false);
  coverage.add(segment(8, 8 + DAY / HOUR, 'valid'));
  expect(coverage.isAuthentic).toBe(true);
});
