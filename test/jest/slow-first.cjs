const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes longest besides the proofs. Begun last, it would run alone while every other worker waits. */
const SLOW = [
  'test/constructs/scenarios.test.ts',
  'test/core/inventory/entries.test.ts',
  'test/integ/reference-app.test.ts',
  'test/integ/scenarios.test.ts',
];

/** Jest's own order, but for the slow files, which come first: a fresh clone has no times of earlier runs to go by. */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const isSlow = ({ path }) => path.endsWith('.proof.test.ts') || SLOW.some((slow) => path.endsWith(slow));
    const sorted = super.sort(tests);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
};
