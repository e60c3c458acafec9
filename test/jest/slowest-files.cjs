const { relative } = require('node:path');
const { processorSeconds, readProcessorTimes } = require('./processor-time.cjs');

/** A run of fewer files than this is somebody's own, who knows what takes the time. */
const LEAST = 40;
const LISTED = 50;

/**
 * After a run of many files, those that take the most processor time, which does not depend on what else runs: none of `npm test` should take
 * ten seconds. The first file of a worker pays for what the others find loaded.
 */
module.exports = class SlowestFiles {
  onRunComplete(_contexts, { testResults }) {
    if (testResults.length < LEAST) return;
    const { times: unsorted, workers } = readProcessorTimes();
    const times = unsorted.sort((a, b) => b.seconds - a.seconds);
    const listed = Number(process.env.TRAILWATCH_LISTED ?? LISTED);
    const rows = times
      .slice(0, listed)
      .map(
        ({ testFilePath, seconds }) =>
          `${seconds.toFixed(1).padStart(7)} s  ${relative(process.cwd(), testFilePath)}`,
      );
    const files = times.reduce((sum, { seconds }) => sum + seconds, 0);
    process.stdout.write(
      `\nProcessor time: ${files.toFixed(0)} s of ${times.length} test files in ${workers} workers, ${processorSeconds().toFixed(0)} s of Jest and ended workers. Most of it:\n${rows.join('\n')}\n`,
    );
  }
};
