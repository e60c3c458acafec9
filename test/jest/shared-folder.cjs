const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Makes the folder in which the test files of a run keep what they synthesized (test/scenarios/synthesized.ts). */
module.exports = async () => {
  process.env.TRAILWATCH_SYNTHESIZED = mkdtempSync(join(tmpdir(), 'trailwatch-run-'));
};
