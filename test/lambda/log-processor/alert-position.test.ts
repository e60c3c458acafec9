import {
  comparePositions,
  END_POSITION,
  FIRST_POSITION,
  firstPosition,
  positionOf,
} from '../../../lambda/log-processor/alert-position';

test('alerts are raised the most severe first, then in the order of their records', () => {
  const positions = [
    positionOf('critical', 7),
    positionOf('high', 0),
    positionOf('high', 1),
    positionOf('informational', 0),
  ];
  const ordered = [FIRST_POSITION, ...positions, END_POSITION];
  for (const [at, one] of ordered.entries())
    for (const [otherAt, other] of ordered.entries())
      expect(Math.sign(comparePositions(one, other))).toBe(Math.sign(at - otherAt));
  expect(firstPosition([undefined, ...[...ordered].reverse(), undefined])).toEqual(FIRST_POSITION);
  expect([firstPosition([undefined]), firstPosition([])]).toEqual([undefined, undefined]);
});
