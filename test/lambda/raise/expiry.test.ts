import fc from 'fast-check';
import { deliveryTimeOf, expiresAtSeconds, windowExpiresAtSeconds } from '../../../lambda/raise/expiry';

test('an item expires so many days after it is written, in whole seconds', () => {
  expect(expiresAtSeconds(1_999, { rememberDays: 7 })).toBe(1 + 7 * 86_400);
});

const DAY_MS = 86_400_000;

/** A window, and a time at which something is written of it. */
const WRITES = fc.record({
  start: fc.oneof(
    fc
      .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    fc.constant('undated'),
  ),
  nowMs: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') }),
  days: fc.integer({ min: 15, max: 400 }),
});

test('what is written of a window lasts as long as a claim, less than twice as long, and expires with the rest', () => {
  fc.assert(
    fc.property(WRITES, fc.double({ min: 0, max: 1, noNaN: true }), ({ start, nowMs, days }, share) => {
      const settings = { rememberDays: days };
      const claim = expiresAtSeconds(nowMs, settings);
      const expiry = windowExpiresAtSeconds(nowMs, { start }, settings);
      expect(expiry).toBeGreaterThanOrEqual(claim);
      expect(expiry).toBeLessThan(claim + days * 86_400);
      const laterMs = nowMs + share * (expiry - claim) * 1000;
      expect(windowExpiresAtSeconds(laterMs, { start }, settings)).toBe(expiry);
    }),
  );
});

test('what is written of a window in the days from its start for which alerts are remembered expires at one time', () => {
  const start = '2026-11-20T02:00:00Z';
  const at = (days: number) =>
    windowExpiresAtSeconds(Date.parse(start) + days * DAY_MS, { start }, { rememberDays: 30 });
  const afterDays = (days: number) => Date.parse(start) / 1000 + days * 86_400;
  expect([0.01, 1, 30].map(at)).toEqual([60, 60, 60].map(afterDays));
  expect([30.01, 60, 60.01].map(at)).toEqual([90, 90, 120].map(afterDays));
});

test.each([
  [
    'a log file',
    '2026-11-20T02:55:00Z',
    '111122223333_CloudTrail_eu-west-1_20261120T0255Z_AbCdEfGhIjKlMnOp.json.gz',
  ],
  ['another file in the folder of a day', '2026-11-20', 'other.json'],
])('%s was delivered %s', (_what, time, name) => {
  expect(deliveryTimeOf(`AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/${name}`)).toBe(time);
});

test('of a file that is nowhere in an archive nothing is known', () => {
  expect(deliveryTimeOf('uploads/other.json')).toBeUndefined();
});
