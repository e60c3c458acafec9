import { type Batch, dailyCost } from '../../../bin/generators/scale-figures';

/** 10 files of 1 MB each: 100,000 batches a day. */
const BATCH: Batch = { cpuMs: 100, wallMs: 140, files: 10, bytes: 10_000_000, tableWrites: 8, tableReads: 4 };

describe('the cost of 1 TB of records a day', () => {
  it('is that of the time, the invocations and the requests of all services', () => {
    const { seconds, atATime, lambdaUsd, requestsUsd, tableUsd, usd } = dailyCost(BATCH, 1e12, 2 * 1_769);
    expect(seconds).toBeCloseTo(0.14, 9);
    expect(atATime).toBeCloseTo(14_000 / 86_400, 9);
    expect(lambdaUsd).toBeCloseTo(14_000 * ((2 * 1_769) / 1_024) * 0.0000133334 + 0.02, 9);
    expect(requestsUsd).toBeCloseTo(0.4 + 0.4 + 0.08, 9);
    expect(tableUsd).toBeCloseTo(0.8 * 0.625 + 0.4 * 0.125, 9);
    expect(usd).toBeCloseTo(lambdaUsd + requestsUsd + tableUsd, 9);
  });

  it('is of a slower core with less memory, while waiting takes as long', () => {
    expect(dailyCost(BATCH, 1e12, 1_769 / 4).seconds).toBeCloseTo(0.44, 9);
  });
});
