const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes longest. Begun last, it would run alone while every other worker waits. */
const SLOW = [
  'test/parity/engines-corpus.test.ts',
  'test/integ/review-edits/review-edits.test.ts',
  'test/integ/review-edits/upgrades.test.ts',
  'test/lambda/log-processor/faults.test.ts',
  'test/lambda/integrity/simulation.test.ts',
  'test/integ/second-deployment.test.ts',
  'test/integ/upgrade.test.ts',
  'test/demo/demo.test.ts',
  'test/documents/examples.test.ts',
  'test/core/correlation/sql/to-correlation-sql.test.ts',
  'test/integ/reference-app.test.ts',
  'test/constructs/scenarios.test.ts',
  'test/constructs/nag-controls.test.ts',
  'test/lambda/log-processor/flood.test.ts',
];

/** Jest's own order, but for the slow files, which come first: a fresh clone has no times of earlier runs to go by. */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const isSlow = ({ path }) => SLOW.some((slow) => path.endsWith(slow));
    const sorted = super.sort(tests);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
};
