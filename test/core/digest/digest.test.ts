import { type Digest, isFinalDigest } from '../../../lib/core/digest/digest';

const MINUTE_MS = 60_000;
const previous = {} as Digest['previous'];

test.each([
  ['covers less than 59 minutes', { previous, minutes: 58.99 }, true],
  ['covers 59 minutes', { previous, minutes: 59 }, false],
  ['covers less, and begins a chain', { minutes: 20 }, false],
])('a digest file that %s ends its chain, or not', (_, { minutes, ...more }, isFinal) => {
  const digest = { startTimeMs: 0, endTimeMs: minutes * MINUTE_MS, ...more } as Digest;
  expect(isFinalDigest(digest)).toBe(isFinal);
});
