import { workingTimeMs } from '../../../lambda/aws/time-budget';

test.each([
  [30_000, 24_000],
  [120_000, 105_000],
  [900_000, 885_000],
  [5_000, 3_000],
  [1_000, 0],
])('of %d ms that remain, %d are for new work', (remaining, working) => {
  expect(workingTimeMs(remaining)).toBe(working);
});
