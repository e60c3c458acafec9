import { median, medianRatio, timeInterleaved } from './interleaved';

describe('timing', () => {
  it('runs all in turn, and does not count the first round', async () => {
    const order: string[] = [];
    const contender = (name: string) => ({
      name,
      runMs: async () => {
        order.push(name);
        return order.length;
      },
    });
    expect(await timeInterleaved([contender('a'), contender('b')], 2)).toEqual([
      { name: 'a', timesMs: [3, 5] },
      { name: 'b', timesMs: [4, 6] },
    ]);
    expect(order.join('')).toBe('ababab');
  });

  it('takes the median of the ratios of each round, not the ratio of the medians', () => {
    const slow = { name: 'slow', timesMs: [10, 100, 12] };
    const fast = { name: 'fast', timesMs: [5, 10, 6] };
    expect(medianRatio(slow, fast)).toBe(2);
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('gives the middle of %j', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
