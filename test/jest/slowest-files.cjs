const { relative } = require('node:path');

/** A run of fewer files than this is somebody's own, who knows what takes the time. */
const LEAST = 40;
const LISTED = 50;

/** After a run of many files, the slowest of them: none of `npm test` should take 20 seconds. */
module.exports = class SlowestFiles {
  onRunComplete(_contexts, { testResults }) {
    if (testResults.length < LEAST) return;
    const rows = testResults
      .map(({ testFilePath, perfStats: { start, end } }) => ({ testFilePath, seconds: (end - start) / 1000 }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, LISTED)
      .map(
        ({ testFilePath, seconds }) =>
          `${seconds.toFixed(1).padStart(7)} s  ${relative(process.cwd(), testFilePath)}`,
      );
    process.stdout.write(`\nThe slowest test files:\n${rows.join('\n')}\n`);
  }
};
