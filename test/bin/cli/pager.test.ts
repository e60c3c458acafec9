import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Pager, startPager } from '../../../bin/cli/command-io';
import { runTrailwatch, type Surroundings } from '../run-trailwatch';

/** Pagers that keep what they got, and are left after so many writes. */
class Pagers {
  readonly commands: string[] = [];
  text = '';
  ended = 0;

  constructor(private readonly leftAfter = Number.POSITIVE_INFINITY) {}

  readonly start = (command: string): Pager => {
    this.commands.push(command);
    let writes = 0;
    const input = new Writable({
      write: (chunk, _, done) => {
        writes += 1;
        if (writes > this.leftAfter) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        this.text += String(chunk);
        done();
      },
    });
    input.on('error', () => undefined);
    const end = async () => {
      this.ended += 1;
      return 0;
    };
    return { input, end };
  };
}

const TERMINAL: Surroundings = { terminalColumns: 80, environment: { PAGER: 'more' } };
const RULES = ['rules', 'list'];

test('what is read from its beginning goes through the pager, as it would be on the terminal', async () => {
  const pagers = new Pagers();
  const paged = await runTrailwatch(RULES, { ...TERMINAL, startPager: pagers.start });
  const plain = await runTrailwatch(RULES, TERMINAL);
  expect(paged).toEqual({ ...plain, stdout: '' });
  expect(pagers).toMatchObject({ commands: ['more'], text: plain.stdout, ended: 1 });
});

test.each<[string, readonly string[], Surroundings]>([
  ['on no terminal', RULES, { environment: { PAGER: 'more' } }],
  ['with --no-pager', [...RULES, '--no-pager'], TERMINAL],
  ['where PAGER is empty', RULES, { ...TERMINAL, environment: { PAGER: '' } }],
  ['where PAGER is cat', RULES, { ...TERMINAL, environment: { PAGER: 'cat' } }],
  [
    'where TRAILWATCH_PAGER is empty',
    RULES,
    { ...TERMINAL, environment: { PAGER: 'more', TRAILWATCH_PAGER: '' } },
  ],
  ['on a terminal that can do nothing', RULES, { ...TERMINAL, environment: { PAGER: 'more', TERM: 'dumb' } }],
  ['where there is no less', RULES, { ...TERMINAL, environment: { PATH: '/nowhere' } }],
  ['of a command whose results come as they are found', ['scan', '-'], TERMINAL],
])('none starts %s', async (_, argv, surroundings) => {
  const pagers = new Pagers();
  await runTrailwatch(argv, { ...surroundings, startPager: pagers.start });
  expect(pagers.commands).toEqual([]);
});

test('fails as without a pager, and starts none for a mistake', async () => {
  const pagers = new Pagers();
  const { status, stderr } = await runTrailwatch(['rules', 'show', 'zzz-none'], {
    ...TERMINAL,
    startPager: pagers.start,
  });
  expect({ status, commands: pagers.commands }).toEqual({ status: 2, commands: [] });
  expect(stderr).toContain('zzz-none');
});

test('a pager that is left ends the command without a problem', async () => {
  const pagers = new Pagers(0);
  expect(await runTrailwatch(RULES, { ...TERMINAL, startPager: pagers.start })).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
  expect(pagers.ended).toBe(1);
});

test('a pager that cannot be run is named, and is no success', async () => {
  const environment = { TRAILWATCH_PAGER: 'no-such-pager' };
  const { status, stderr } = await runTrailwatch(RULES, { ...TERMINAL, environment, startPager });
  process.removeAllListeners('SIGINT');
  expect(stderr).toContain("trailwatch: the pager 'no-such-pager' cannot be run; name another one in");
  expect(status).toBe(2);
});

test('a pager is started as a shell does, and is waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-pager-'));
  const file = join(folder, 'shown');
  const pager = startPager(`cat > '${file}'; echo " $LESS" >> '${file}'`);
  pager.input.write('one\n');
  await pager.end();
  expect(readFileSync(file, 'utf8')).toBe(`one\n ${process.env.LESS ?? 'FRX'}\n`);
  process.removeAllListeners('SIGINT');
  rmSync(folder, { recursive: true });
});
