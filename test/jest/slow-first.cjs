const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What takes longest. Begun last, it would run alone while every other worker waits. The two that begin together synthesize the scenarios
 * from both ends.
 */
const SLOW = [
  'test/recipes/executed.proof.test.ts',
  'test/constructs/scenarios.test.ts',
  'test/core/inventory/entries.test.ts',
  'test/integ/reference-app.test.ts',
  'test/integ/scenarios.test.ts',
];

function rankOf({ path }) {
  const place = SLOW.findIndex((slow) => path.endsWith(slow));
  if (place >= 0) return place;
  return SLOW.length + (path.endsWith('.proof.test.ts') ? 0 : 1);
}

/** Jest's own order, but for the slow files, which come first: a fresh clone has no times of earlier runs to go by. */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rankOf(one) - rankOf(other));
  }
};
