import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EXAMPLES, FINDINGS } from '../../bin/cli/command-help';
import { SHELLS } from '../../bin/usage/add-completion';
import { runTrailwatch } from './run-trailwatch';

/** The commands that do something, each with those above it. */
async function commandPaths(above: string): Promise<readonly string[]> {
  const { stdout } = await runTrailwatch([...above.split(' ').filter((name) => name !== ''), '--help']);
  const [, listed = ''] = /\nCommands:\n([\s\S]*?)\n\n/.exec(stdout) ?? [];
  const names = [...listed.matchAll(/^ {2}([a-z-]+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  const inner = await Promise.all(names.map((name) => commandPaths(`${above} ${name}`.trim())));
  const isUsed = above !== '' && (names.length === 0 || /^Usage: \S+ .*\[options\] .*</.test(stdout));
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
  -h, --help                             display help for command

Commands:
  scan [options] <path...>               Search log files with every rule and print the alerts.
  report [options] <path...>             Search log files with every rule and write the alerts as
                                         one page to read in a browser.
  case [options] <path...>               Print each attack as one case: what happened, who, what
                                         else, how to contain it.
  overview [options] <path...>           Print what to read first: period, accounts, main actors,
                                         alerts, and what to ask next.
  timeline [options] <actor> <path...>   Print the calls of an actor, an address or a key in the
                                         order of time, with what they acted on.
  persistence [options] <path...>        Print what was made that lasts: users, keys, roles, shares;
                                         by whom, and whether it was ended.
  coverage [options] <path...>           Print what is logged and what is not: data events, silent
                                         times, changes of trails, digests.
  backtest [options] <path...>           Print which alerts a change of the rules gains and loses on
                                         log files.
  rules                                  List, check, test and compile rules.
  selectors                              Explain what trails log, offline.
  pattern                                Test CloudWatch Logs filter patterns offline.
  event-pattern                          Test EventBridge event patterns offline.
  validate [options] <archive>           Verify that the digest and log files of an archive are
                                         unmodified since CloudTrail delivered them.
  trails [options]                       Print the trails of all Regions and accounts with their
                                         status.
  cost [options] <template> [path...]    Estimate what the stacks of a template cost in a month.
  review [options] <cdk.out>             Show what a change of stacks does to logging, detection,
                                         evidence, access and cost.
  history [options]                      Print the events of CloudTrail Event history (the last 90
                                         days), newest first.
  view [options] <path...>               Print the records of log files that match all filters.
  actor [options] <actor> <path...>      Print what one actor did, also in the roles that it
                                         assumed.
  resource [options] <name> <path...>    Print the changes of one resource over time: who, with
                                         what, and the values before and after.
  clickops [options] <path...>           Print manual changes to resources that CloudFormation or
                                         Terraform manages, by stack.
  permissions [options] [who] [path...]  Print which permissions a principal used, and the policy
                                         that allows them.
  query [options] <sql> [path...]        Run a SQL query: a SELECT from the view events. Over log
                                         files it needs DuckDB.
  convert [options] <path...>            Convert log files to Parquet, for repeated queries. Needs
                                         DuckDB.
  redact [options] <path...>             Replace accounts, names, addresses, keys and ids in
                                         records; rules give the same results.
  silence [options] [alert-id]           Silence alerts for a time, list silences, or end one.
  response [options] <alert-id>          Show what was done for an alert by a Responder.
  archive-search                         Search a whole archive with the Step Functions state
                                         machine of ArchiveSearch.
  lake                                   Queries, imports and stores of CloudTrail Lake.
  results                                Verify saved results of CloudTrail Lake queries.
  policy                                 Print the policy statements that the owner of an existing
                                         bucket, key or topic adds for trails.
  mcp [options] <path...>                Serve searches to agents through the Model Context
                                         Protocol, read-only. Needs @modelcontextprotocol/sdk.
  completion <shell> [word...]           Print the completion script of a shell.
  help [command]                         display help for command

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
      ['check', 'compile', 'list', 'show', 'test', 'trial'],
    ],
    [['scan', '--min-severity', 'h'], ['high']],
    [['scan', '--min'], ['--min-severity']],
    [['scan', '--no-b'], ['--no-builtin']],
    [['query', 'run', '--timeo'], ['--timeout']],
    [['scan', '--out', ''], []],
    [['scan', './lo'], []],
    [['--qu'], ['--quiet']],
    [['completion', 'x'], []],
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

  it.each([[[]], [['rules']], [['selectors']]])(
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
    [['scan'], "missing required argument 'path'"],
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
    [['scan', '--rules'], "option '--rules <folder>' argument missing"],
    [['rules', 'show'], "missing required argument 'id'"],
    [['rules', 'check'], "missing required argument 'path'"],
    [['rules', 'test', 'a', 'b'], "too many arguments for 'test': expected 1 argument but got 2"],
    [['rules', 'list', '--format', 'json'], "--format is 'json'; it may be table, ndjson"],
    [['scan', '--\u001b[2J'], "unknown option '--\\u{1b}[2J'"],
  ])('fails with status 2 and one sentence: %j', async (argv, sentence) => {
    expect(await runTrailwatch(argv)).toEqual({ status: 2, stdout: '', stderr: `trailwatch: ${sentence}\n` });
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
  ['policy', 'key', '--trail', TRAIL],
  ['policy', 'bucket', 'company-logs', '--trail', TRAIL],
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
