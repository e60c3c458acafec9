import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SignedArchive } from '../../digest/signed-archive';
import { COMMAND_LINE, describeBuilt } from '../built-command-line';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';
import { ServedMcp } from './serve-mcp';

const NUMBERS = 'range(100000000) t(n)';
const ENDLESS =
  'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n % 7 + 1 FROM t) SELECT count(*) FROM t';

useScanFolder({ isShared: true });

describeBuilt('a server of trailwatch mcp', () => {
  let served: ServedMcp;
  beforeAll(async () => {
    put('root/a.json', logFile(record('StopLogging', 'a'), record('StopLogging', 'b')));
    put('outside/secret.json', logFile(record('StopLogging', 'outside')));
    served = await ServedMcp.start([at('root'), '--max-seconds', '30']);
  });
  afterAll(() => served.stop());

  it('refuses what is outside, whatever it is, with the same words', async () => {
    mkdirSync(at('root2'));
    const outside: readonly (readonly [string, () => Record<string, unknown>])[] = [
      ['a path with ..', () => ({ paths: ['../outside'] })],
      ['an absolute path', () => ({ paths: [at('outside/secret.json')] })],
      ['a folder whose name begins like a root', () => ({ paths: [at('root2')] })],
      ['what does not exist', () => ({ paths: ['gone'] })],
      ['standard input', () => ({ paths: ['-'] })],
      ['an option', () => ({ paths: ['--out=x'] })],
      ['a pattern', () => ({ paths: ['*'] })],
      ['a bucket', () => ({ paths: ['s3://bucket/'] })],
      ['a rules folder outside', () => ({ rules: [at('rules')] })],
      ['an option in the place of a file', () => ({ ownAccounts: ['--out=x'] })],
    ];
    for (const [what, values] of outside) {
      const { text, isError } = await served.call('scan', values());
      const said = expect.stringContaining(' is not a file or folder that this server may read; it reads ');
      expect({ what, text, isError }).toEqual({ what, text: said, isError: true });
    }
  });

  it('refuses arguments that a tool does not have', async () => {
    for (const [name, value] of Object.entries({
      out: 'x',
      force: true,
      workers: '64',
      format: 'table',
      limit: 3,
    })) {
      const { text, isError } = await served.call('scan', { [name]: value });
      expect({ text, isError }).toEqual({ text: expect.stringContaining(`"${name}"`), isError: true });
    }
  });

  it('leaves out a link out of the roots, wherever it is, and says so', async () => {
    mkdirSync(at('root/deep'));
    symlinkSync(at('outside/secret.json'), at('root/deep/link.json'));
    symlinkSync(at('outside'), at('root/folder'));
    const calls: readonly (readonly [string, Record<string, unknown>])[] = [
      ['scan', { detail: 'record' }],
      ['view', {}],
      ['query', { sql: 'SELECT * FROM events' }],
      ['actor', { actor: '111122223333', detail: 'full' }],
      ['case', { actor: '111122223333', detail: 'full' }],
    ];
    for (const [name, values] of calls) {
      const { all, isError, structured } = await served.call(name, values);
      expect({ name, isError, hasOutside: all.includes('"outside"') }).toEqual({
        name,
        isError: false,
        hasOutside: false,
      });
      const notes = structured.messages.filter((line) =>
        line.includes('is a link out of what may be read, left out'),
      );
      expect(notes.length).toBeGreaterThan(0);
    }
    expect((await served.call('view', { paths: ['folder'] })).text).toContain('that this server may read');
    expect((await served.call('rules_check', { paths: ['deep'] })).text).toContain(
      'link.json is a link out of what this',
    );
    for (const link of ['root/deep', 'root/folder']) rmSync(at(link), { recursive: true });
  });

  it('measures and checks what digest files name, whichever folder of an account validate is given', async () => {
    const archive = new SignedArchive([{ accountId: '111122223333', hours: 1, logSizeBytes: 100_000 }]);
    archive.writeTo(at('root/archive'));
    writeFileSync(at('root/keys.json'), archive.publicKeys());
    const account = 'archive/AWSLogs/111122223333';
    const digests = { archive: `${account}/CloudTrail-Digest/eu-west-1`, publicKeys: ['keys.json'] };
    const few = await ServedMcp.start([at('root'), '--max-read', '4000']);
    const tooMuch = await few.call('validate', digests);
    await few.stop();
    expect(tooMuch.text).toContain('limit readBytes: the call would read more than 4000 bytes');
    expect((await served.call('validate', digests)).structured.summary).toMatchObject({
      isProven: expect.any(Boolean),
    });
    const [log = ''] = archive.keys.filter((key) => key.includes('/CloudTrail/'));
    rmSync(at(`root/archive/${log}`));
    symlinkSync(at('outside/secret.json'), at(`root/archive/${log}`));
    const { text, isError } = await served.call('validate', digests);
    expect([text, isError]).toEqual([expect.stringContaining('is a link out of what this server may'), true]);
    for (const made of ['root/archive', 'root/keys.json']) rmSync(at(made), { recursive: true });
  });

  it('runs for no one what reads or writes elsewhere, or is no query', async () => {
    const statements = [
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM '/etc/passwd'",
      "COPY (SELECT 1) TO '/tmp/trailwatch-mcp-written'",
      "ATTACH '/tmp/trailwatch-mcp-written'",
      "SELECT getenv('HOME') FROM events",
      'INSTALL httpfs',
      'SELECT 1; SELECT 2',
      'list',
      '--help',
      '--out=/tmp/trailwatch-mcp-written',
    ];
    for (const sql of statements) {
      const { isError, structured } = await served.call('query', { sql });
      expect({ sql, isError, rows: structured.rows }).toEqual({ sql, isError: true, rows: [] });
      expect(existsSync('/tmp/trailwatch-mcp-written')).toBe(false);
    }
  });

  it('takes texts that look like options for what they are', async () => {
    for (const text of ['--out=x', '--help', '-', 's3://bucket/x']) {
      const { text: said, structured } = await served.call('actor', { actor: text });
      expect(said).toContain('actor: 0 of 0 rows');
      expect(structured.messages.join('\n')).toContain(text);
    }
  });

  it('says how many messages are left out, and keeps the counts', async () => {
    const files = 400;
    for (let one = 0; one < files; one += 1)
      put(`root/broken/a-file-of-a-long-name-${one}.json`, '{"Records":[{"eventName":"x');
    const { structured } = await served.call('scan', { paths: [at('root/broken')] });
    const named = structured.messages.filter((line) => line.includes('a-file-of-a-long-name')).length;
    const [more, counts] = structured.messages.slice(-2);
    expect(named).toBeLessThan(files);
    expect(Number(/^and (\d+) more messages$/.exec(more ?? '')?.[1]) + named).toBeGreaterThanOrEqual(files);
    expect(counts).toMatch(/^files=/);
  });

  it.each<[string, string, readonly string[]]>([
    ['rows', `SELECT n FROM ${NUMBERS} LIMIT 1000000000000`, []],
    ['rows', `SELECT n FROM ${NUMBERS}`, ['--max-rows', '3']],
    ['resultBytes', `SELECT repeat('x', 100000) AS x FROM ${NUMBERS} LIMIT 400`, []],
    ['resultBytes', "SELECT repeat('x', 300000) AS x FROM events", []],
    ['readBytes', 'SELECT 1 AS one', ['--max-read', '100']],
    ['seconds', ENDLESS, ['--max-seconds', '1']],
  ])('ends what takes more than the limit %s, and names it: %s', async (name, sql, limits) => {
    const own = await ServedMcp.start([at('root'), ...limits]);
    const { text, structured } = await own.call('query', { sql });
    await own.stop();
    expect(text).toContain(`limit ${name}: `);
    expect(text).toMatch(/ Whoever starts the server raises it with --max-\w+\./);
    expect(text).not.toMatch(/ 1 (rows|bytes|seconds)/);
    if (name === 'rows') expect(structured.total).toBe(Number(limits[1] ?? 1000));
    if (name === 'seconds') expect(structured.rows).toEqual([]);
  });

  it('takes no text for a path that it has not confined', async () => {
    const { text, isError } = await served.call('permissions', { all: true, who: '/etc' });
    expect([text, isError]).toEqual([expect.stringContaining('who and all cannot be combined'), true]);
    const without = await served.call('permissions', { paths: ['a.json'] });
    expect([without.text, without.isError]).toEqual([
      expect.stringContaining('who is missing; give it, or all'),
      true,
    ]);
  });

  it('refuses the fifth call at once, and takes calls again when the others have ended', async () => {
    const few = await ServedMcp.start([at('root'), '--max-seconds', '1']);
    const endless = () => few.call('query', { sql: ENDLESS });
    const answers = await Promise.all([endless(), endless(), endless(), endless(), endless()]);
    expect(answers.map(({ text }) => /limit (\w+): /.exec(text)?.[1])).toEqual([
      ...Array<string>(4).fill('seconds'),
      'calls',
    ]);
    expect(answers[4]?.text).toContain(
      'limit calls: 4 calls are in progress; call again when one has finished',
    );
    expect((await few.call('rules_list', { text: 'trail-stopped' })).structured.total).toBe(1);
    await few.stop();
  });

  it('ends a call that is cancelled, with its temporary files, and goes on', async () => {
    const cancel = new AbortController();
    const call = served.call('query', { sql: ENDLESS }, cancel.signal);
    while (readdirSync(served.temporary).length === 0) await new Promise(setImmediate);
    cancel.abort();
    await expect(call).rejects.toThrow();
    while (readdirSync(served.temporary).length > 0) await new Promise(setImmediate);
    expect((await served.call('view')).structured.rows).toHaveLength(2);
  });
});

describeBuilt('trailwatch mcp', () => {
  const run = (argv: readonly string[], input = '') =>
    spawnSync(process.execPath, [COMMAND_LINE, 'mcp', ...argv], { encoding: 'utf8', input, timeout: 30_000 });
  const hello = {
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  };

  it('ends with standard input after refused calls, before the time that they could have taken', () => {
    put('root/a.json', logFile(record('StopLogging', 'a')));
    const refused = [{ start: 'yesterday' }, { paths: ['../x'] }, { cursor: 'none' }, { x: 1 }];
    const calls = refused.map((values, index) => ({
      ...{ jsonrpc: '2.0', id: index + 2, method: 'tools/call' },
      params: { name: 'view', arguments: values },
    }));
    const messages = [hello, { jsonrpc: '2.0', method: 'notifications/initialized' }, ...calls];
    const input = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
    expect(run([at('root'), '--max-seconds', '3600'], input)).toMatchObject({ status: 0, signal: null });
  });

  it('leaves out what is no message, and answers the next one', () => {
    put('root/a.json', logFile(record('StopLogging', 'a')));
    const { status, stdout, stderr } = run(
      [at('root')],
      `garbage\n{"jsonrpc":"1.0"}\n\u0000\u001b[2J\n${JSON.stringify(hello)}\n`,
    );
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: 'trailwatch' } } });
    expect(stderr.match(/a message was left out/g)).toHaveLength(3);
    expect(status).toBe(0);
  });

  it('names the packages that are missing where only trailwatch is installed', () => {
    const folder = dirname(COMMAND_LINE);
    cpSync(folder, at('alone'), { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(at('alone'), basename(COMMAND_LINE)), 'mcp', at('.')],
      { encoding: 'utf8', timeout: 60_000 },
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'trailwatch: this command needs @modelcontextprotocol/sdk, which is not installed; run npm install @modelcontextprotocol/sdk zod where trailwatch is installed\n',
    );
  });

  it('ends when a message does not end', () => {
    put('root/a.json', logFile(record('StopLogging', 'a')));
    const { status, stdout, stderr } = run([at('root')], 'x'.repeat(2 * 1024 ** 2));
    expect(stdout).toBe('');
    expect(stderr).toMatch(/the server stops, .*maximum size of 1048576 bytes/);
    expect(status).toBe(2);
  });

  it.each([
    [['gone'], 'trailwatch: gone: no such file or folder\n'],
    [['s3://bucket/'], 'trailwatch: s3://bucket/ is in AWS, which tools ask with --aws only\n'],
    [['.', '--max-rows', 'all'], "trailwatch: --max-rows is 'all'; write a whole number, 1 or more\n"],
    [['.', '--max-read', 'much'], "trailwatch: --max-read is 'much'; write a size such as 1GB\n"],
  ])('fails for %j', (argv, said) => {
    expect(run(argv)).toMatchObject({ status: 2, stdout: '', stderr: said });
  });
});
