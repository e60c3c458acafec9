import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMER_NAMES, withCurrentNames } from '../../../bin/cli/former-names';
import { folderForEachTest } from '../../test-folder';
import { commandsBelow, commandsIn } from '../listed-commands';
import { runTrailwatch } from '../run-trailwatch';
import { logFile, record } from '../scan-folder';

const folder = folderForEachTest();
const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';
const LOG = 'log.json';

beforeEach(() => {
  writeFileSync(join(folder, LOG), logFile(record('StopLogging', 'a'), record('ListUsers', 'b')));
  writeFileSync(join(folder, 'pattern.json'), JSON.stringify({ detail: { eventName: ['StopLogging'] } }));
  writeFileSync(join(folder, 'selectors.json'), JSON.stringify([{ ReadWriteType: 'WriteOnly' }]));
});

/** What follows a former name in a call that succeeds. */
const CALLS: Readonly<Record<string, () => readonly string[]>> = {
  backtest: () => ['--base', 'none', '--head', 'builtin', join(folder, LOG)],
  'pattern test': () => ['{ $.eventName = "StopLogging" }', join(folder, LOG)],
  pattern: () => [],
  'event-pattern test': () => ['--records', join(folder, 'pattern.json'), join(folder, LOG)],
  'event-pattern': () => ['--help'],
  'selectors explain': () => [
    '--selectors',
    join(folder, 'selectors.json'),
    '--format',
    'ndjson',
    join(folder, LOG),
  ],
  policy: () => ['bucket', 'logs', '--trail', TRAIL],
  clickops: () => ['--format', 'table', join(folder, LOG)],
  'archive-search': () => ['status'],
  results: () => ['verify', folder],
};

/** Groups alone, an archive without a state machine, and a folder without results. */
const REFUSED = ['pattern', 'archive-search', 'results'];

test.each(Object.entries(FORMER_NAMES))(
  '%s gives what %s gives, and a note on a terminal',
  async (former, now) => {
    const call = CALLS[former]?.() ?? [];
    const [old, current] = [former, now].map((name) => [...name.split(' '), ...call]);
    const expected = await runTrailwatch(current ?? []);
    expect(`${expected.stdout}${expected.stderr}`).not.toBe('');
    expect(expected.status === 2).toBe(REFUSED.includes(former));
    expect(await runTrailwatch(old ?? [])).toEqual(expected);
    const terminal = { terminalColumns: 120 };
    const shown = await runTrailwatch(current ?? [], terminal);
    expect(await runTrailwatch(old ?? [], terminal)).toEqual({
      ...shown,
      stderr: `trailwatch: note: '${former}' is now '${now}'; the old name keeps working\n${shown.stderr}`,
    });
    const quiet = await runTrailwatch(['--quiet', ...(old ?? [])], terminal);
    expect(quiet.stderr).not.toContain('note:');
    expect(quiet.stdout).toBe(shown.stdout);
  },
);

test('every command below a former name is below the new one, and is found with its help', async () => {
  for (const [former, now] of Object.entries(FORMER_NAMES)) {
    const shown = await runTrailwatch([...former.split(' '), '--help']);
    expect(shown).toEqual({ ...(await runTrailwatch([...now.split(' '), '--help'])), status: 0 });
    for (const below of commandsIn(shown.stdout))
      expect(await runTrailwatch([...former.split(' '), below, '--help'])).toEqual(
        await runTrailwatch([...now.split(' '), below, '--help']),
      );
  }
});

test('no help lists a former name, at any depth', async () => {
  const names = await commandsBelow([]);
  for (const former of Object.keys(FORMER_NAMES)) expect(names).not.toContain(former.split(' ')[0]);
});

test.each([
  [['view', 'policy'], undefined],
  [['scan', 'results', 'clickops'], undefined],
  [['rules', 'backtest', 'results'], undefined],
  [['--policy', 'scan'], undefined],
  [['patterns', 'test'], undefined],
  [[], undefined],
  [
    ['pattern', '--quiet', 'test', 'test'],
    ['rules', 'match', 'metric-filter', '--quiet', 'test'],
  ],
  [
    ['--debug', 'policy', 'policy'],
    ['--debug', 'trails', 'policy', 'policy'],
  ],
  [['help'], ['--help']],
  [
    ['help', 'results', 'verify'],
    ['lake', 'results', 'verify', '--help'],
  ],
])('only what begins a command line is a name: %j', (argv, words) => {
  expect(withCurrentNames(argv).argv).toEqual(words ?? argv);
});
