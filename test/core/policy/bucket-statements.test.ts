import { toDeliveryMatchers } from '../../../lib/core/policy/bucket-statements';

describe('toDeliveryMatchers', () => {
  it('puts prefixes into one rule', () => {
    expect(toDeliveryMatchers(['AWSLogs/1/CloudTrail/*', 'AWSLogs/1/CloudTrail-Insight/*'])).toEqual([
      [{ prefix: 'AWSLogs/1/CloudTrail/' }, { prefix: 'AWSLogs/1/CloudTrail-Insight/' }],
    ]);
  });

  it('gives each wildcard a rule of its own, since EventBridge refuses several that go on alike', () => {
    expect(
      toDeliveryMatchers([
        'AWSLogs/o/*/CloudTrail/*',
        'AWSLogs/1/CloudTrail/*',
        'AWSLogs/o/*/CloudTrail-Insight/*',
      ]),
    ).toEqual([
      [{ prefix: 'AWSLogs/1/CloudTrail/' }],
      [{ wildcard: 'AWSLogs/o/*/CloudTrail/*' }],
      [{ wildcard: 'AWSLogs/o/*/CloudTrail-Insight/*' }],
    ]);
  });

  it('goes on in another rule before a pattern is longer than EventBridge takes', () => {
    const patterns = Array.from(
      { length: 200 },
      (_, index) => `AWSLogs/${100_000_000_000 + index}/CloudTrail/*`,
    );
    const rules = toDeliveryMatchers(patterns);
    expect(rules.flat()).toEqual(patterns.map((pattern) => ({ prefix: pattern.slice(0, -1) })));
    expect(Math.max(...rules.map((rule) => JSON.stringify(rule).length))).toBeLessThanOrEqual(1_850);
    expect(rules.length).toBeLessThan(8);
  });

  it('makes no rule of no pattern', () => {
    expect(toDeliveryMatchers([])).toEqual([]);
  });
});
