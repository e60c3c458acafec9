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
  ...{ '--trail': 'another account', '--help': 'no search' },
};

it.each(TOOLS.map(({ command, options }) => [command, options] as const))(
  'each option of %s is offered, or refused for a reason',
  async (command, offered) => {
    const { stdout } = await runTrailwatch([...command.split(' '), '--help']);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name = '']) => name);
    expect(options.length).toBeGreaterThan(0);
    expect(options.filter((name) => !offered.includes(name) && REFUSED[name] === undefined)).toEqual([]);
    expect(offered.filter((name) => !options.includes(name))).toEqual([]);
  },
);
