import { recordWeight } from '../../../../lib/core/delivery/volume/volume-tally';

test.each([0, 1, 999, 1_000, 11_000, 40_000, 111_000, 200_000])(
  'the weights of %i records add up to them',
  (count) => {
    const weights = Array.from({ length: count }, (_, index) => recordWeight(index));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(count);
    expect(weights.filter((weight) => weight > 0).length).toBeLessThanOrEqual(3_100);
  },
);
