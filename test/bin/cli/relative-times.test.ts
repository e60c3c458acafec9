import { commandsBelow } from '../listed-commands';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

const NOW = { currentTime: '2026-11-20T00:00:00Z' };
const TIMES = [
  '2026-11-12T00:00:00Z',
  '2026-11-18T00:00:00Z',
  '2026-11-19T21:00:00Z',
  '2026-11-19T23:30:00Z',
];

async function idsOf(...range: readonly string[]): Promise<readonly string[]> {
  put(
    'logs.json',
    logFile(...TIMES.map((eventTime, at) => ({ ...record('UpdateTrail', `e${at}`), eventTime }))),
  );
  const { stdout } = await runTrailwatch(['view', at('logs.json'), ...range], NOW);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { eventID: string }).eventID);
}

test.each([
  [['--start', '1h'], ['e3']],
  [['--since', '1h'], ['e3']],
  [['--since', '90m'], ['e3']],
  [
    ['--since', '2d'],
    ['e1', 'e2', 'e3'],
  ],
  [['--since', '2w', '--end', '2d'], ['e0']],
  [
    ['--since', '2026-11-19'],
    ['e2', 'e3'],
  ],
])('%j chooses what is so long ago', async (range, ids) => {
  expect(await idsOf(...range)).toEqual(ids);
});

test('every command that has --start has --since, with a start or as its own', async () => {
  const all = await commandsBelow([]);
  let found = 0;
  for (const name of all) {
    const { stdout } = await runTrailwatch([name, '--help']);
    if (!stdout.includes('--start <time>')) continue;
    found += 1;
    expect({ name, has: stdout.includes('--since <time>') }).toEqual({ name, has: true });
  }
  expect(found).toBeGreaterThan(12);
});

test.each<[readonly string[], string]>([
  [['view', 'x', '--since', '2h', '--start', '3h'], '--since and --start cannot be combined; leave one out'],
  [
    ['validate', 'x', '--start', '2h', '--resume', 'state'],
    "--start is '2h', which is another time whenever --resume goes on; write the time itself, such as 2026-",
  ],
  [['view', 'x', '--start', '2 h'], "--start is '2 h'; write a day"],
  [['case', 'x', '--since', '2y'], "--since is '2y'; write a day"],
])('fails for %j', async (argv, said) => {
  const { status, stderr } = await runTrailwatch(argv);
  expect(status).toBe(2);
  expect(stderr).toContain(said);
});
