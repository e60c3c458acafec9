import { commandsIn } from '../listed-commands';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

/** The words of each command that chooses records by time; `LOGS` is a file of three. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  actor: ['mallory', 'LOGS'],
  case: ['LOGS'],
  coverage: ['LOGS'],
  overview: ['LOGS'],
  permissions: ['mallory', 'LOGS'],
  persistence: ['LOGS'],
  query: ['SELECT event_id FROM events', 'LOGS'],
  'query run': ['insights', 'LOGS'],
  redact: ['LOGS'],
  report: ['LOGS', '--out', 'OUT'],
  'rules backtest': ['LOGS', '--base', 'RULES', '--head', 'RULES'],
  resource: ['trail', 'LOGS'],
  scan: ['LOGS'],
  timeline: ['mallory', 'LOGS'],
  view: ['LOGS'],
};

/** The clock of these tests says 2026-11-20: the last record is of a time to come. */
const TIMES = ['2026-08-17T00:00:00Z', '2026-08-18T00:00:00Z', '2030-01-01T00:00:00Z'];

async function helpOf(path: readonly string[]): Promise<string> {
  return (await runTrailwatch([...path, '--help'])).stdout;
}

async function choosing(path: readonly string[] = []): Promise<readonly string[]> {
  const help = await helpOf(path);
  const own = help.includes('only records before this time') ? [path.join(' ')] : [];
  const nested = await Promise.all(commandsIn(help).map((name) => choosing([...path, name])));
  return [...own, ...nested.flat()];
}

async function recordsOf(name: string, range: readonly string[]): Promise<string | undefined> {
  const places: Readonly<Record<string, string>> = {
    ...{ LOGS: at('logs.json'), RULES: at('rules'), OUT: at(`out-${range.join('-').replaceAll(':', '')}`) },
  };
  const words = (CALLS[name] ?? []).map((word) => places[word] ?? word);
  const { stderr } = await runTrailwatch([...name.split(' '), ...words, ...range]);
  return /\brecords=(\d+)/.exec(stderr)?.[1];
}

test('the table has each command that chooses records by time', async () => {
  expect([...(await choosing())].sort()).toEqual(Object.keys(CALLS).sort());
});

test.each(Object.keys(CALLS))(
  '%s reads to the end without --end, and --end is the first time that it leaves out',
  async (name) => {
    const records = TIMES.map((eventTime, number) => ({
      ...record('UpdateTrail', `e${number}`),
      ...{ eventTime, requestParameters: { name: 'trail' }, readOnly: false },
    }));
    put('logs.json', logFile(...records));
    expect([
      await recordsOf(name, ['--start', '2026-08-17']),
      await recordsOf(name, ['--start', '2026-08-17T00:00:01Z']),
      await recordsOf(name, ['--start', '2026-08-17', '--end', '2026-08-18']),
      await recordsOf(name, ['--end', '2026-08-18T00:00:01Z']),
    ]).toEqual(['3', '2', '1', '2']);
  },
);
