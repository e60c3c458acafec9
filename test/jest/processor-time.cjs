const { appendFileSync, mkdirSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Where the workers of a run write what their test files took; shared-folder.cjs makes the folder above. */
const folderOf = () => join(process.env.TRAILWATCH_SYNTHESIZED, 'processor-time');

/** Ticks of a second in /proc. */
const TICKS = 100;

/** Of processes that this one has waited for. Only Linux says it without a native module. */
function secondsOfChildren() {
  if (process.platform !== 'linux') return 0;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}

/** The processor time of this process, its threads and its ended children until now, in seconds. */
exports.processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + secondsOfChildren();
};

/** Notes what a test file took, for {@link exports.readProcessorTimes}. */
exports.noteProcessorTime = (testPath, seconds) => {
  if (process.env.TRAILWATCH_SYNTHESIZED === undefined) return;
  mkdirSync(folderOf(), { recursive: true });
  appendFileSync(join(folderOf(), String(process.pid)), `${seconds.toFixed(3)} ${testPath}\n`);
};

/** The seconds of each test file of the run, and how many workers ran them: one that takes much memory is replaced. */
exports.readProcessorTimes = () => {
  const workers = readdirSync(folderOf());
  const lines = workers.flatMap((name) => readFileSync(join(folderOf(), name), 'utf8').trimEnd().split('\n'));
  const times = lines.map((line) => {
    const at = line.indexOf(' ');
    return { testFilePath: line.slice(at + 1), seconds: Number(line.slice(0, at)) };
  });
  return { times, workers: workers.length };
};
