import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { folderForEachTest } from '../test-folder';
import { type FakeHost, type FakeOptions, fakeHost } from './fake-host';

const ROOT = resolve(__dirname, '../..');
const MARKER = '<!-- trailwatch review -->';
const BOT = 'github-actions[bot]';

// stands for the command line: prints what the test wants, and writes down how it was called
const COMMAND_LINE = `
const { writeFileSync, readFileSync } = require('node:fs');
writeFileSync(process.env.CALLED, JSON.stringify({ args: process.argv.slice(2), token: process.env.TRAILWATCH_TOKEN ?? null }));
process.stdout.write(readFileSync(process.env.REVIEW, 'utf8'));
process.stderr.write('::set-output name=evil::1\\nverdict=weaker weaker=2 stronger=0 changed=1 unknown=0 failing=2 not-known=0\\n');
process.exitCode = Number(process.env.STATUS ?? 0);
`;

const folder = folderForEachTest();
let host: FakeHost | undefined;

beforeEach(() => {
  cpSync(join(ROOT, 'ci'), join(folder, 'package/ci'), { recursive: true });
  mkdirSync(join(folder, 'package/dist/bin'), { recursive: true });
  writeFileSync(join(folder, 'package/dist/bin/trailwatch.js'), COMMAND_LINE);
});

afterEach(async () => {
  await host?.stop();
  host = undefined;
});

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: string;
  readonly called: { readonly args: readonly string[]; readonly token: string | null };
}

async function run(
  env: Readonly<Record<string, string>>,
  review = `${MARKER}\n### CloudTrail review\n`,
): Promise<Run> {
  const file = (name: string) => join(folder, name);
  writeFileSync(file('review.md'), review);
  const child = spawn(process.execPath, [join(folder, 'package/ci/review-comment.mjs')], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', CALLED: file('called'), REVIEW: file('review.md'), ...env },
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  return {
    ...{ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() },
    ...{ summary: read('summary'), outputs: read('outputs') },
    called: JSON.parse(read('called') || '{"args":[],"token":null}'),
  };
}

interface Job extends FakeOptions {
  readonly event?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly review?: string;
}

const PULL_REQUEST = {
  number: 5,
  head: { repo: { full_name: 'acme/audit' } },
  base: { repo: { full_name: 'acme/audit' } },
};

async function onGitHub({
  event = { pull_request: PULL_REQUEST },
  env = {},
  review,
  ...options
}: Job = {}): Promise<Run> {
  host = await fakeHost('github', options);
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  return run(
    {
      ...{
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: host.url,
        GITHUB_REPOSITORY: 'acme/audit',
        GITHUB_EVENT_NAME: 'pull_request',
      },
      ...{ GITHUB_EVENT_PATH: join(folder, 'event.json'), GITHUB_STEP_SUMMARY: join(folder, 'summary') },
      ...{ GITHUB_OUTPUT: join(folder, 'outputs'), TRAILWATCH_TOKEN: 'secret-token', ...env },
    },
    review,
  );
}

async function onGitLab({ env = {}, review, ...options }: Job = {}): Promise<Run> {
  host = await fakeHost('gitlab', options);
  return run(
    {
      ...{
        GITLAB_CI: 'true',
        CI_API_V4_URL: host.url,
        CI_MERGE_REQUEST_PROJECT_ID: '12',
        CI_MERGE_REQUEST_IID: '5',
      },
      ...{ CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '12', TRAILWATCH_TOKEN: 'secret-token', ...env },
    },
    review,
  );
}

const bodies = () => host?.comments.map(({ body }) => body);
const writes = () => host?.received.filter(({ method }) => method !== 'GET').map(({ method }) => method);

describe('on GitHub', () => {
  test('the first run makes a comment, the next one updates it', async () => {
    const { status, outputs } = await onGitHub();
    expect(status).toBe(0);
    expect(bodies()).toEqual([`${MARKER}\n### CloudTrail review\n`]);
    expect(outputs).toBe('verdict=weaker\nfailing=2\ncomment-url=https://github.example/comment/1\n');
    const comments = host?.comments ?? [];
    await host?.stop();
    await onGitHub({ comments, review: `${MARKER}\nanother\n` });
    expect(bodies()).toEqual([`${MARKER}\nanother\n`]);
    expect(writes()).toEqual(['PATCH']);
  });

  test('its comment is found among hundreds, and not taken for that of another account', async () => {
    const others = Array.from({ length: 230 }, (_, place) => ({ body: `comment ${place}`, by: 'ann' }));
    await onGitHub({
      comments: [
        { body: `${MARKER}\nquoted`, by: 'mallory' },
        ...others,
        { body: `${MARKER}\nold`, by: BOT },
      ],
    });
    expect(writes()).toEqual(['PATCH']);
    expect(bodies()?.at(-1)).toContain('CloudTrail review');
    expect(bodies()?.[0]).toBe(`${MARKER}\nquoted`);
  });

  test('of several comments one is left', async () => {
    await onGitHub({ comments: ['a', 'b', 'c'].map((body) => ({ body: `${MARKER}\n${body}`, by: BOT })) });
    expect(bodies()).toEqual([`${MARKER}\n### CloudTrail review\n`]);
  });

  test('apps of one pull request have a comment each', async () => {
    await onGitHub({
      env: { TRAILWATCH_NAME: 'org/audit' },
      comments: [{ body: `${MARKER}\nother`, by: BOT }],
    });
    expect(bodies()).toEqual([
      `${MARKER}\nother`,
      '<!-- trailwatch review: org/audit -->\n### CloudTrail review\n',
    ]);
  });

  test.each([
    [
      'from a fork',
      { event: { pull_request: { ...PULL_REQUEST, head: { repo: { full_name: 'mallory/audit' } } } } },
      'is from a fork',
    ],
    [
      'from a fork that is gone',
      { event: { pull_request: { ...PULL_REQUEST, head: { repo: null } } } },
      'is from a fork',
    ],
    ['without a token', { env: { TRAILWATCH_TOKEN: '' } }, 'there is no token'],
    ['of a push', { event: {} }, 'this job is not for a pull request'],
  ])('a job %s writes the review to its summary', async (_name, job, words) => {
    const { status, summary, stderr } = await onGitHub(job);
    expect(status).toBe(0);
    expect(summary).toBe(`${MARKER}\n### CloudTrail review\n\n`);
    expect(stderr).toContain(words);
    expect(host?.received).toEqual([]);
  });

  test('a token that may not write leaves the review in the summary, and the exit status as it is', async () => {
    const { status, summary, stderr } = await onGitHub({ refuses: 403, env: { STATUS: '1' } });
    expect(status).toBe(1);
    expect(summary).toContain('CloudTrail review');
    expect(stderr).toContain(
      '::warning::the review is not posted: POST /repos/acme/audit/issues/5/comments: 403',
    );
    expect(stderr).toContain('the token needs permission to write comments');
    expect(stderr).not.toContain('secret-token');
  });

  test('a host that is busy is asked again', async () => {
    await onGitHub({ busy: 2 });
    expect(bodies()).toHaveLength(1);
  });

  test('a review that is too long is cut at a line, with its tables closed', async () => {
    const review = `${MARKER}\n<details>\n${'x'.repeat(99)}\n`.concat(
      `${'y'.repeat(99)}\n`.repeat(900),
      '</details>\n',
    );
    await onGitHub({ review });
    const [body = ''] = bodies() ?? [];
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(65_000);
    expect(body).toMatch(/y{99}\n\n<\/details>\n\n_The review is longer/);
  });

  test('inputs are arguments, whatever they contain, and the command line does not get the token', async () => {
    const base = '$(touch evil); `id` "quoted"';
    const { called } = await onGitHub({
      env: {
        TRAILWATCH_HEAD: '--help',
        TRAILWATCH_BASE: base,
        TRAILWATCH_FAIL_ON: 'weaker',
        TRAILWATCH_ACCEPTED: 'a.json',
        TRAILWATCH_COUNTS: 'c.json',
      },
    });
    expect(called).toEqual({
      args: [
        'review',
        '--base',
        base,
        '--fail-on',
        'weaker',
        '--accepted',
        'a.json',
        '--counts',
        'c.json',
        '--format',
        'markdown',
        '--',
        '--help',
      ],
      token: null,
    });
    expect(existsSync(join(folder, 'evil'))).toBe(false);
  });

  test('messages of the command line are no commands to the runner', async () => {
    const { stdout, stderr } = await onGitHub();
    const [, stop] = /^::stop-commands::(\S+)\n::set-output[\s\S]*\n::\1::$/m.exec(stdout) ?? [];
    expect(stop).toMatch(/^[0-9a-f-]{36}$/);
    expect(stderr).not.toContain('set-output');
  });

  test('fails with one sentence: a name that is no name', async () => {
    const { status, stderr } = await onGitHub({ env: { TRAILWATCH_NAME: 'a --> <b>' } });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^::error::the name is "a --> <b>": it may have letters[^\n]*\n$/);
  });

  test('fails with one sentence, and runs nothing else, where the command line is missing', async () => {
    rmSync(join(folder, 'package/dist'), { recursive: true });
    const { status, stderr, called } = await onGitHub();
    expect(status).toBe(2);
    expect(stderr).toMatch(/^::error::there is no command line at \S+trailwatch\.js: install the package /);
    expect(called.args).toEqual([]);
  });

  test('fails when the command line has no review', async () => {
    const { status } = await onGitHub({ review: '', env: { STATUS: '2' } });
    expect(status).toBe(2);
    expect(bodies()).toEqual([]);
  });
});

describe('on GitLab', () => {
  test('the first run makes a note, the next one updates it', async () => {
    expect((await onGitLab()).status).toBe(0);
    expect(bodies()).toEqual([`${MARKER}\n### CloudTrail review\n`]);
    const comments = host?.comments ?? [];
    await host?.stop();
    await onGitLab({ comments, review: `${MARKER}\nanother\n` });
    expect(bodies()).toEqual([`${MARKER}\nanother\n`]);
    expect(writes()).toEqual(['PUT']);
  });

  test('its note is found among hundreds, not taken for that of another account, and is the only one', async () => {
    const others = Array.from({ length: 230 }, (_, place) => ({ body: `note ${place}`, by: 'ann' }));
    const own = ['old', 'older'].map((body) => ({ body: `${MARKER}\n${body}`, by: 'own' }));
    await onGitLab({ comments: [{ body: `${MARKER}\nquoted`, by: 'mallory' }, ...others, ...own] });
    expect(writes()).toEqual(['PUT', 'DELETE']);
    expect(bodies()?.filter((body) => body.startsWith(MARKER))).toEqual([
      `${MARKER}\nquoted`,
      `${MARKER}\n### CloudTrail review\n`,
    ]);
  });

  test.each([
    ['from a fork', { TRAILWATCH_TOKEN: '', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '99' }, 'is from a fork'],
    ['without a token', { TRAILWATCH_TOKEN: '' }, 'there is no token'],
    ['of a push', { CI_MERGE_REQUEST_IID: '' }, 'this job is not for a merge request'],
  ])('a job %s prints the review and keeps it as a file', async (_name, env, words) => {
    const { status, stdout, stderr } = await onGitLab({ env: env as Readonly<Record<string, string>> });
    expect(status).toBe(0);
    expect(stdout).toContain('### CloudTrail review');
    expect(stderr).toContain(words);
    expect(readFileSync(join(folder, 'trailwatch-review.md'), 'utf8')).toContain('CloudTrail review');
  });

  test('a token that may not write leaves the review in the log', async () => {
    const { status, stdout } = await onGitLab({ refuses: 403, env: { STATUS: '1' } });
    expect(status).toBe(1);
    expect(stdout).toContain('### CloudTrail review');
  });
});

describe('the definitions', () => {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
  const job = parse(readFileSync(join(ROOT, 'ci/gitlab.yml'), 'utf8'))['trailwatch-review'];
  const steps: readonly { readonly run?: string; readonly env?: object }[] = action.runs.steps;
  const step = steps.find(({ env }) => env !== undefined);

  test('have no input in a script', () => {
    const scripts = [...steps.flatMap(({ run: script = [] }) => script), ...job.script];
    expect(scripts).toHaveLength(6);
    // the name of a branch is one argument
    const quoted = scripts.map((script) =>
      script
        .replace('"$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"', 'main')
        .replace(/"\.trailwatch\/\$TRAILWATCH_PROJECT(\/[\w./-]+)?"/, 'folder'),
    );
    expect(
      quoted.filter((script) => script.includes('${{') || /\$CI_|\$\{?TRAILWATCH_/.test(script)),
    ).toEqual([]);
  });

  test('install by a lockfile, without scripts of dependencies, and never a package by its name', () => {
    const scripts = [...steps.flatMap(({ run: script = [] }) => script), ...job.script];
    const installing = scripts.filter((script) => /\b(?:npm|npx|pnpm|yarn)\b/.test(script));
    expect(installing).toHaveLength(2);
    for (const script of installing) expect(script).toMatch(/^npm ci .*--ignore-scripts\b/);
  });

  test('have the token in no step but that of the review', () => {
    const withToken = steps.filter((each) => JSON.stringify(each).includes('token'));
    expect(withToken).toEqual([step]);
  });

  test('set variables that the script reads, and no others', () => {
    const script =
      readFileSync(join(ROOT, 'ci/review-comment.mjs'), 'utf8') +
      readFileSync(join(ROOT, 'ci/hosts.mjs'), 'utf8');
    const set = [...Object.keys(step?.env ?? {}), ...Object.keys(job.variables)];
    const scripts = [script, ...job.script].join('\n');
    expect(set.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('describe every input and output', () => {
    const described = [...Object.values(action.inputs), ...Object.values(action.outputs)] as {
      description: string;
    }[];
    expect(described.every(({ description }) => description.length > 10)).toBe(true);
    expect(Object.keys(step?.env ?? {})).toHaveLength(Object.keys(action.inputs).length);
  });
});

test('the job of the page on GitLab has its second working tree in a folder of an earlier job, too', () => {
  const page = readFileSync(join(ROOT, 'docs/review/review-in-ci.md'), 'utf8');
  const [text = ''] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.includes('CI_MERGE_REQUEST') ? [block] : [],
  );
  const lines = (parse(text).synth.script as string[]).filter((line) => line.startsWith('git '));
  expect(lines).toHaveLength(2);
  const sh = (script: string, cwd: string) =>
    spawnSync('sh', ['-ec', script], {
      ...{ cwd, encoding: 'utf8' },
      env: { ...process.env, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' },
    });
  const author = '-c user.name=ann -c user.email=ann@example.com';
  sh(`git init -q -b main origin && cd origin && git ${author} commit -q --allow-empty -m one`, folder);
  sh('git clone -q origin clone', folder);
  const clone = join(folder, 'clone');
  expect(sh(lines.join('\n'), clone).status).toBe(0);
  // a runner keeps the clone, and empties it so before the next job
  expect(sh('git clean -ffdx', clone).stdout).toContain('base/');
  expect(sh(lines.join('\n'), clone)).toMatchObject({ status: 0 });
  expect(existsSync(join(clone, 'base/.git'))).toBe(true);
});
