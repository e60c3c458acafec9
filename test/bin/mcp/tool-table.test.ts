import { TOOLS } from '../../../bin/mcp/tool-table';
import { runTrailwatch } from '../run-trailwatch';

/** What no agent may give, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  ...{
    '--out': 'writes',
    '--force': 'writes',
    '--resume': 'writes',
    '--adopt': 'writes',
    '--register': 'writes',
  },
  ...{
    '--format': 'the server chooses it',
    '--json': 'the server chooses it',
    '--details': 'text for people',
    '--columns': 'text for people',
    '--follow': 'an answer has an end',
  },
  ...{
    '--fail-on': 'an exit status',
    '--order': 'the server chooses it',
    '--limit': 'limits.rows',
    '--timeout': 'limits.seconds',
  },
  ...{ '--workers': 'the machine', '--memory-limit': 'the machine', '--temp-dir': 'the machine' },
  ...{ '--athena': 'costs', '--table': 'costs', '--lake': 'costs', '--max-bytes': 'costs' },
  ...{ '--logs-insights': 'costs', '--pay-for-requests': 'costs', '--usage': 'asks AWS' },
  ...{
    '--role-arn': 'another account',
    '--role-name': 'another account',
    '--organization': 'another account',
  },
  ...{ '--ou': 'asks AWS', '--live': 'asks AWS', '--history': 'asks AWS' },
  ...{ '--trail': 'another account', '--help': 'no search', '--since': 'start' },
};

/** The options of a command that its tool offers under another name. */
const OTHERWISE: Readonly<Record<string, string>> = {
  ...{ '--late-days': 'all late log files are read', '--exclude-rule': 'scan', '--ignore-file': 'scan' },
  '--config': 'files of AWS Config, which are no log files',
  ...{ '--public-keys': 'files of a copy; validate', '--by-hand': 'a tool of its own' },
  ...{ '--metadata': 'files of a copy', '--bucket': 'a copy', '--further-copy': 'an option of cost' },
  ...{ '--account': 'start and end', '--region': 'start and end' },
  ...{ '--geoip': 'a database', '--accounts': 'names', '--group': 'detail', '--filter': 'text' },
  ...{ '--accepted': 'people decide', '--accept': 'writes a file', '--reason': 'writes a file' },
  ...{ '--by': 'writes a file', '--until': 'writes a file' },
  ...{ '--alerts': 'a file of alerts; the rules find them', '--event-id': 'query: a column' },
  ...{ '--own-accounts': 'scan and case', '--rules': 'scan and case', '--no-builtin': 'scan and case' },
};

it.each(
  TOOLS.flatMap(({ name, parameters, commands }) =>
    commands.map(({ words, fixed }) => [name, words, parameters, fixed] as const),
  ),
)(
  'each option of what %s runs, %s, is offered, given or refused for a reason',
  async (_, words, parameters, fixed = []) => {
    const { stdout } = await runTrailwatch([...words.split(' '), '--help']);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name = '']) => name);
    expect(options.length).toBeGreaterThan(0);
    const offered = Object.values(parameters).flatMap(({ option }) => option ?? []);
    const given = fixed.map((word) => word.replace(/=.*/, ''));
    const reasons = { ...REFUSED, ...OTHERWISE };
    expect(
      options.filter((name) => ![...offered, ...given].includes(name) && reasons[name] === undefined),
    ).toEqual([]);
    expect(given.filter((name) => !options.includes(name))).toEqual([]);
  },
);

it.each(TOOLS.map((tool) => [tool.name, tool] as const))(
  'every option of %s is one of a command that it runs',
  async (_, tool) => {
    const helps = await Promise.all(
      tool.commands.map(({ words }) => runTrailwatch([...words.split(' '), '--help'])),
    );
    const texts = helps.map(({ stdout }) => stdout).join('\n');
    for (const { option } of Object.values(tool.parameters))
      if (option !== undefined) expect(texts).toContain(` ${option} `.trimEnd());
  },
);

it.each(TOOLS.map(({ name, about, parameters }) => [name, about, parameters] as const))(
  'the description of %s has no words of the command line, and an example of its own arguments',
  (_, about, parameters) => {
    expect(about).not.toMatch(/--|ndjson|exit status|\.md/);
    expect(about.length).toBeLessThan(260);
    const [example] = /\{.*\}$/.exec(about) ?? [];
    for (const name of Object.keys(JSON.parse(example ?? '{}')))
      expect(Object.keys(parameters)).toContain(name);
  },
);
