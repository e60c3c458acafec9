import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EXAMPLES, FINDINGS } from '../../bin/cli/command-help';
import { SHELLS } from '../../bin/usage/add-completion';
import { commandsBelow } from './listed-commands';
import { runTrailwatch } from './run-trailwatch';

/** Groups that do something themselves. */
const ALSO_RUN = ['query', 'trails'];

/** The commands that do something, each with those above it. */
async function commandPaths(above: string): Promise<readonly string[]> {
  const names = await commandsBelow(above.split(' ').filter((name) => name !== ''));
  const inner = await Promise.all(names.map((name) => commandPaths(`${above} ${name}`.trim())));
  const isUsed = above !== '' && (names.length === 0 || ALSO_RUN.includes(above));
  return [...(isUsed ? [above] : []), ...inner.flat()];
}

describe('trailwatch', () => {
  it('--help says what there is, on standard output', async () => {
    const { status, stdout, stderr } = await runTrailwatch(['--help']);
    expect(stdout).toBe(`Usage: trailwatch [options] [command]

Searches, verifies and explains AWS CloudTrail log files.

Options:
  --debug                                show the stack trace of an internal error
  -V, --version                          print the version
  --quiet                                print only errors and warnings on standard error
  --no-pager                             print results at once, without a pager
  --no-cache                             read every file anew, and keep nothing in the cache folder
  -h, --help                             display help for command

Find attacks:
  scan [options] <path...>               Search log files with every rule and print the alerts.
  report [options] <path...>             Search log files with every rule and write the alerts as
                                         one page to read in a browser.
  case [options] <path...>               Print each attack as one case: what happened, who, what
                                         else, how to contain it.

Ask questions:
  overview [options] <path...>           Print what to read first: period, accounts, main actors,
                                         alerts, and what to ask next.
  timeline [options] <actor> <path...>   Print the calls of an actor, an address or a key in the
                                         order of time, with what they acted on.
  actor [options] <actor> <path...>      Print what one actor did, also in the roles that it
                                         assumed.
  resource [options] <name> [path...]    Print the changes of one resource over time: who, with
                                         what, and the values before and after.
  view [options] <path...>               Print the records of log files that match all filters.
  query [options] <sql> [path...]        Run a SQL query: a SELECT from the view events. Over log
                                         files it needs DuckDB.
  persistence [options] <path...>        Print what was made that lasts: users, keys, roles, shares;
                                         by whom, and whether it was ended.
  coverage [options] <path...>           Print what is logged and what is not: data events, silent
                                         times, changes of trails, digests.
  permissions [options] [who] [path...]  Print which permissions a principal used, and the policy
                                         that allows them.
  history [options]                      Print the events of CloudTrail Event history (the last 90
                                         days), newest first.

Prove what the archive has:
  validate [options] <archive>           Verify that the digest and log files of an archive are
                                         unmodified since CloudTrail delivered them.
  archive                                Search a whole archive in its account: start, status,
                                         results.

Write rules:
  rules                                  Rules: list, show, check, test, compile, match, backtest,
                                         trial.

Look after trails:
  trails [options]                       Print the trails of all Regions and accounts with their
                                         status. Below: list, check, adopt, explain, policy.

Operate:
  review [options] <cdk.out>             Show what a change of stacks does to logging, detection,
                                         evidence, access and cost.
  cost [options] <template> [path...]    Estimate what the stacks of a template cost in a month.
  silence [options] [alert-id]           Silence alerts for a time, list silences, or end one.
  response [options] <alert-id>          Show what was done for an alert by a Responder.
  redact [options] <path...>             Replace accounts, names, addresses, keys and ids in
                                         records; rules give the same results.
  convert [options] <path...>            Convert log files to Parquet, for repeated queries. Needs
                                         DuckDB.
  lake                                   CloudTrail Lake: queries, imports, restore, results.
  mcp [options] <path...>                Serve searches to agents through the Model Context
                                         Protocol, read-only. Needs @modelcontextprotocol/sdk.
  completion <shell> [word...]           Print the completion script of a shell.

Exit status:
  0  done
  1  done, with findings; the help of each command says which
  2  bad usage, or some input could not be read; the rest is still processed, and each one is named
  3  the rule cannot be expressed for the target (rules compile)
`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('help scan says what scan takes', async () => {
    const { status, stdout } = await runTrailwatch(['help', 'scan']);
    expect(stdout).toBe((await runTrailwatch(['scan', '--help'])).stdout);
    for (const option of ['--rules', '--no-builtin', '--min-severity', '--fail-on', '--out', '--format']) {
      expect(stdout).toContain(option);
    }
    expect(status).toBe(0);
  });

  it('every command shows examples, with options that it has, and its own exit statuses in its help', async () => {
    const paths = await commandPaths('');
    expect(Object.keys(FINDINGS).filter((path) => !paths.includes(path))).toEqual([]);
    expect(Object.keys(EXAMPLES).filter((path) => !paths.includes(path))).toEqual([]);
    expect(paths.filter((path) => EXAMPLES[path] === undefined)).toEqual([]);
    for (const path of paths) {
      const { stdout } = await runTrailwatch([...path.split(' '), '--help']);
      for (const example of EXAMPLES[path] ?? []) {
        expect(stdout).toContain(`  trailwatch ${example}\n`);
        const [options] = stdout.split('\nExamples:');
        for (const [, option = ''] of example.matchAll(/ (--[a-z-]+)/g)) expect(options).toContain(option);
      }
      const [, statuses = ''] = stdout.split('\nExit status:\n');
      expect(statuses).toMatch(/^ {2}0 {2}done\n(?: {2}1 {2}done, and \w.*\n)? {2}2 {2}bad usage, /);
      expect(/done, and (.*)/.exec(statuses)?.[1]).toBe(FINDINGS[path]);
      expect(statuses.includes('  3  ')).toBe(path === 'rules compile');
      // What a command can be told to fail on, its status says.
      if (stdout.includes('--fail-on <')) expect(statuses).toContain('--fail-on');
      expect(stdout).not.toContain('default: [');
    }
  });

  it('--quiet prints on standard error what went wrong, and nothing else', async () => {
    const stdin = JSON.stringify({ Records: [] });
    const loud = await runTrailwatch(['scan', '-'], { stdin, terminalColumns: 80 });
    expect(loud.stderr).toContain('files=1 ');
    for (const argv of [
      ['scan', '-', '--quiet'],
      ['--quiet', 'scan', '-'],
    ]) {
      expect((await runTrailwatch(argv, { stdin, terminalColumns: 80 })).stderr).toBe('');
    }
    const { status, stderr } = await runTrailwatch(['view', 'gone', '--quiet']);
    expect(stderr).toBe('trailwatch: gone: no such file or folder\n');
    expect(status).toBe(2);
  });

  it.each([
    [['sc'], ['scan']],
    [
      ['rules', ''],
      ['backtest', 'check', 'compile', 'list', 'match', 'show', 'test', 'trial'],
    ],
    [['scan', '--min-severity', 'h'], ['high']],
    [['scan', '--min'], ['--min-severity']],
    [['scan', '--no-b'], ['--no-builtin']],
    [['query', 'run', '--timeo'], ['--timeout']],
    [['scan', '--out', ''], []],
    [['scan', './lo'], []],
    [['--qu'], ['--quiet']],
    [['completion', 'x'], []],
    [['back'], []],
    [['selectors', 'explain', '--sel'], ['--selectors']],
  ])('completes %j', async (words, found) => {
    const { status, stdout } = await runTrailwatch(['completion', 'words', '--', ...words]);
    expect(stdout).toBe(found.map((word) => `${word}\n`).join(''));
    expect(status).toBe(0);
  });

  it.each(SHELLS)('prints what completes in %s', async (shell) => {
    const { status, stdout } = await runTrailwatch(['completion', shell]);
    expect(stdout).toContain('trailwatch completion words -- ');
    expect(status).toBe(0);
  });

  it('completes in bash', async () => {
    const { stdout: script } = await runTrailwatch(['completion', 'bash']);
    const asked = `trailwatch() { echo "$@" >&2; printf 'scan\\nsc x\\n'; }
${script.replace('2>/dev/null', '')}
COMP_WORDS=(trailwatch rules sc); COMP_CWORD=2; _trailwatch; printf '[%s]' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', asked], { encoding: 'utf8' });
    expect(stdout).toBe('[scan][sc x]');
    expect(stderr).toBe('completion words -- rules sc\n');
  });

  it.each(['--version', '-V'])('%s prints the version of the package', async (flag) => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runTrailwatch([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([[[]], [['rules']], [['archive']], [['rules', 'match']], [['pattern']]])(
    'fails with status 2 and the help when there is no command: %j',
    async (argv) => {
      const { status, stdout, stderr } = await runTrailwatch(argv);
      expect(stderr).toMatch(/^Usage: trailwatch /);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    },
  );

  it.each([
    [['scna', 'x'], "unknown command 'scna'; did you mean scan?"],
    [['backup'], "unknown command 'backup'"],
    [['constructor'], "unknown command 'constructor'"],
    [['rules', 'lsit'], "unknown command 'lsit'; did you mean list?"],
    [
      ['scan', '--min-severity', 'hgih', 'x'],
      "--min-severity is 'hgih'; it may be informational, low, medium, high, critical",
    ],
    [['scan', '--fail-on', '', 'x'], "--fail-on is ''; it may be informational, low, medium, high, critical"],
    [
      ['scan', '--format', 'xml', 'x'],
      "--format is 'xml'; it may be table, ndjson, json, csv, sarif, ocsf, summary",
    ],
    [['completion', 'tcsh'], "shell is 'tcsh'; it may be bash, zsh, fish, powershell, words"],
    [['scan', '--rulse', 'x', 'x'], "unknown option '--rulse'; did you mean --rules?"],
    [['rules', 'test', 'a', 'b'], "too many arguments for 'test': expected 1 argument but got 2"],
    [['rules', 'list', '--format', 'json'], "--format is 'json'; it may be table, ndjson"],
    [
      ['trails', 'explain', '--format', 'sarif', '--selectors', 'x', 'y'],
      "--format is 'sarif'; it may be table, ndjson",
    ],
    [
      ['trails', 'policy', 'key', '--region', 'eu-west-1'],
      '--region is not an option of trails policy; leave it out',
    ],
    [['trails', '--check', 'explain', 'x'], '--check is not an option of trails explain; leave it out'],
    [['scan', '--\u001b[2J'], "unknown option '--\\u{1b}[2J'"],
  ])('fails with status 2 and one sentence: %j', async (argv, sentence) => {
    expect(await runTrailwatch(argv)).toEqual({ status: 2, stdout: '', stderr: `trailwatch: ${sentence}\n` });
  });

  it.each([
    [['scan'], "missing required argument 'path'", 'scan [options] <path...>'],
    [['scan', '--rules'], "option '--rules <folder>' argument missing", 'scan [options] <path...>'],
    [['report', 'x'], "required option '--out <file>' not specified", 'report [options] <path...>'],
    [['resource', 'x'], "missing required argument 'path'", 'resource [options] <name> [path...]'],
    [['resource', '--by-hand'], "missing required argument 'name'", 'resource [options] <name> [path...]'],
    [['query', 'SELECT 1'], "missing required argument 'path'", 'query [options] [command] <sql> [path...]'],
    [
      ['permissions'],
      'name an ARN, an account or a name, or add --all',
      'permissions [options] [who] [path...]',
    ],
    [['rules', 'show'], "missing required argument 'id'", 'rules show [options] <id>'],
    [
      ['rules', 'compile', '--to', 'metric-filter'],
      'name a rule, a file or a folder, or use --builtin',
      'rules compile [options] [rule...]',
    ],
    [
      ['trails', 'explain'],
      'name the selectors by either --selectors or --template',
      'trails explain [options] [path...]',
    ],
    [
      ['trails', 'policy', 'bucket', 'company-logs'],
      'name each trail that delivers there: --trail ARN',
      'trails policy bucket [options] <name>',
    ],
    [
      ['silence', '--path', 'arn:aws:ssm:eu-west-1:111122223333:parameter/silences'],
      'give the id of an alert to silence, or --list, or --end with the id of a silence',
      'silence [options] [alert-id]',
    ],
  ])(
    'fails with the usage and an example where an argument is missing: %j',
    async (argv, sentence, usage) => {
      const { status, stdout, stderr } = await runTrailwatch(argv);
      const [first, second, example, ...rest] = stderr.split('\n');
      expect([first, second]).toEqual([`trailwatch: ${sentence}`, `Usage: trailwatch ${usage}`]);
      expect(example).toMatch(/^Example: trailwatch \w/);
      expect({ status, stdout, rest }).toEqual({ status: 2, stdout: '', rest: [''] });
    },
  );

  it('says how it is called for every command with a required argument, and never for one that needs none', async () => {
    const paths = await commandPaths('');
    const needing = await Promise.all(
      paths.map(async (path) =>
        /Usage: .* </.test((await runTrailwatch([...path.split(' '), '--help'])).stdout),
      ),
    );
    expect(needing.filter(Boolean).length).toBeGreaterThan(25);
    for (const path of paths.filter((_, place) => needing[place])) {
      const { status, stderr } = await runTrailwatch(path.split(' '));
      expect(stderr).toMatch(new RegExp(`\\nUsage: trailwatch ${path} .*<.*\\nExample: trailwatch ${path} `));
      expect(status).toBe(2);
    }
  });

  it.each([
    [[], /^trailwatch: internal error: the clock is on fire; run again with --debug for the stack trace\n$/],
    [['--debug'], /^trailwatch: internal error: Error: the clock is on fire\n {4}at /],
  ])(
    'fails with status 2 on an internal error, and shows its stack with --debug only: %j',
    async (argv, stderr) => {
      const clockFault = new Error('the clock is on fire');
      const outcome = await runTrailwatch(['scan', 'x', ...argv], { clockFault });
      expect(outcome).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(stderr) });
    },
  );
});

const TRAIL = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';

test.each([
  ['trails', 'policy', 'key', '--trail', TRAIL],
  ['trails', 'policy', 'bucket', 'company-logs', '--trail', TRAIL],
  ['completion', 'bash'],
  ['--version'],
  ['--help'],
  ['rules', 'list'],
])('%s fails where the disk is full', async (...argv) => {
  const stdoutFault = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
  expect(await runTrailwatch(argv, { stdoutFault })).toEqual({
    status: 2,
    stdout: '',
    stderr: 'trailwatch: standard output cannot be written: no space left on the device\n',
  });
  expect((await runTrailwatch(argv, { closesAfterWrites: 0 })).status).toBe(0);
});
