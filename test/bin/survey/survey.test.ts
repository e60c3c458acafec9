import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';
import { floodedTrail, GRAVEST } from './flooded-trail';

useScanFolder();

const COMMANDS = [['overview'], ['timeline', '111122223333'], ['persistence'], ['coverage']] as const;

describe.each(COMMANDS.map((words) => [words[0], words] as const))('trailwatch %s', (name, words) => {
  const run = (...argv: readonly string[]) => runTrailwatch([...words, ...argv]);

  it('prints one document, as JSON or as text, and each record counts once', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'a'), record('DescribeTrails', 'b')));
    put('logs/again.json', logFile(record('StopLogging', 'a')));
    const { status, stdout } = await run(at('logs'));
    const document = JSON.parse(stdout);
    expect(status).toBe(0);
    const counted = {
      overview: document.records,
      timeline: document.rows?.length,
      persistence: 2,
      coverage: document.places?.[0]?.records,
    };
    expect(counted[name]).toBe(2);
    const text = await run(at('logs'), '--format', 'text');
    expect(text.stdout).toMatch(/^[a-z].*:/);
    expect(text.status).toBe(0);
  });

  it('reads standard input, and only the chosen records', async () => {
    const other = record('StopLogging', 'c', '444455556666');
    const stdin = logFile(record('StopLogging', 'a'), other);
    const { stdout, status } = await runTrailwatch([...words, '-', '--account', '111122223333'], { stdin });
    expect(stdout).not.toContain('444455556666');
    expect(JSON.parse(stdout)).toBeDefined();
    expect(status).toBe(0);
  });

  it('fails for what cannot be read, and names it in the document', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'a')));
    put('logs/b.json', '{"Records":[{"eventName":"x');
    const { status, stdout } = await run(at('logs'));
    expect(status).toBe(2);
    expect(JSON.parse(stdout).problems).toEqual([expect.stringContaining('b.json')]);
  });
});

it('coverage begins with what ended logging, whatever else was called', async () => {
  put('logs/a.json', logFile(...floodedTrail()));
  const { stdout } = await runTrailwatch(['coverage', at('logs'), '--format', 'text']);
  const lines = stdout
    .slice(stdout.indexOf('changes of logging:'))
    .split('\n')
    .slice(2)
    .map((line) => line.trim());
  for (const [at, expected] of GRAVEST.entries()) expect(lines[at]).toMatch(expected);
  expect(stdout).toContain('not listed: 0');
});

it('timeline names actors with names like one that is not there', async () => {
  put(
    'logs/a.json',
    logFile({ ...record('StopLogging', 'a'), userIdentity: { type: 'IAMUser', userName: 'mallory' } }),
  );
  const { stdout, stderr, status } = await runTrailwatch(['timeline', 'malory', at('logs')]);
  expect(JSON.parse(stdout).rows).toEqual([]);
  expect(stderr).toContain("no record has the actor 'malory'; did you mean 'mallory'?");
  expect(status).toBe(0);
});
