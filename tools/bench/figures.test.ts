import { isReached, megabytesOver, microsecondsEach, missedBy, ratio, secondsOver } from './figures';
import { measureInterleaved, parseTimes, type Runs } from './usage';

const usage = (wallMs: number, cpuMs: number, peakMb?: number) => ({ wallMs, cpuMs, peakMb });
const RUNS: Runs = new Map([
  ['slow', [usage(10, 40, 300), usage(100, 44, 310), usage(12, 42, 320)]],
  ['fast', [usage(5, 4, 100), usage(10, 4, 100), usage(6, 4, 100)]],
]);

describe('figures', () => {
  it.each([
    ['the median of the ratios of each round', ratio('slow', 'fast'), 2],
    ['a ratio of CPU times', ratio('slow', 'fast', 'cpuMs'), 10.5],
    ['seconds more', secondsOver('slow', 'fast'), 0.006],
    ['megabytes more', megabytesOver('slow', 'fast'), 210],
    ['microseconds of CPU time for each', microsecondsEach('slow', 'fast', 'alerts'), 19_000],
  ])('are %s', (_what, figure, value) => {
    expect(figure.of(RUNS, { alerts: 2 }, figure.measure)).toBeCloseTo(value, 9);
  });

  it('are no number where a contender did not run', () => {
    expect(ratio('slow', 'absent').of(RUNS, {}, 'wallMs')).toBeNaN();
    expect(isReached(Number.NaN, { atMost: 1 })).toBe(false);
  });

  it.each([
    [1.3, { atMost: 1.3 }, true, 0],
    [1.56, { atMost: 1.3 }, false, 0.2],
    [12, { atLeast: 8 }, true, 0],
    [6, { atLeast: 8 }, false, 0.25],
  ])('%d against %j is reached: %s', (figure, goal, reached, missed) => {
    expect(isReached(figure, goal)).toBe(reached);
    expect(missedBy(figure, goal)).toBeCloseTo(missed, 9);
  });
});

describe('what runs use', () => {
  it('is read from the last line that bash prints', () => {
    expect(parseTimes('a note\n\n1.250 2.000 0.500\n')).toEqual({ wallMs: 1250, cpuMs: 2500 });
  });

  it('fails when there are no times', () => {
    expect(() => parseTimes('bash: no such command')).toThrow('expected the times of a process');
  });

  it('is measured in turn, without the first round', async () => {
    const order: string[] = [];
    const contender = (name: string) => ({
      name,
      run: async () => {
        order.push(name);
        return usage(order.length, 0);
      },
    });
    const runs = await measureInterleaved([contender('a'), contender('b')], 2);
    expect(order.join('')).toBe('ababab');
    expect(runs.get('b')?.map(({ wallMs }) => wallMs)).toEqual([4, 6]);
  });
});
