import { schemaErrors } from '../core/alert/alert-schema';
import { alertsIn, at, logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

const NAME = 'Production, "EU"';
const LISTED = JSON.stringify({
  Accounts: [
    { Id: '111122223333', Name: NAME, Status: 'ACTIVE', Email: 'a@example.com' },
    { Id: '444455556666', Name: 'Sandbox' },
  ],
});

beforeEach(() =>
  put('logs/a.json', logFile(record('StopLogging', 'e1'), record('StopLogging', 'e2', '777788889999'))),
);

async function named(...argv: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await scan(['logs', '--accounts', at('accounts'), ...argv]);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('accounts:')]);
  return stdout;
}

describe('trailwatch scan --accounts', () => {
  it.each([
    ['what aws organizations list-accounts prints', LISTED],
    ['a list of these', JSON.stringify((JSON.parse(LISTED) as { Accounts: unknown }).Accounts)],
    ['a JSON object of names by id', JSON.stringify({ '111122223333': NAME })],
    ['lines of id and name', '111122223333,"Production, ""EU"""\r\n\r\n444455556666,Sandbox\r\n'],
    ['lines with a first one of names', `\uFEFFId,Name\n111122223333, ${NAME}\n`],
  ])('reads %s', async (_, text) => {
    put('accounts', text);
    const alerts = alertsIn(await named());
    expect(alerts.map(({ recipientAccount }) => recipientAccount)).toEqual([{ name: NAME }, undefined]);
    for (const alert of alerts) expect(schemaErrors(alert)).toEqual([]);
  });

  it('names accounts in every format, and nothing else is different', async () => {
    put('accounts', LISTED);
    const plain = async (...argv: readonly string[]) => (await scan(['logs', ...argv])).stdout;
    const [line = '', other] = (await named()).split('\n');
    const [before = '', same] = (await plain()).split('\n');
    expect(line).toBe(`${before.slice(0, -1)},"recipientAccount":${JSON.stringify({ name: NAME })}}`);
    expect(other).toBe(same);
    expect((await named('--format', 'csv')).split('\r\n').slice(0, 3).map(lastCell)).toEqual([
      'recipientAccountName',
      '"Production, ""EU"""',
      '',
    ]);
    const table = await named('--format', 'table');
    expect(table.split('\n').filter((row) => row.includes(NAME))).toEqual([
      expect.stringMatching(/^2026-.* Production, "EU" *$/),
      expect.stringMatching(/^1 +111122223333, Production, "EU"$/),
    ]);
    expect(await named('--format', 'table', '--details')).toMatch(
      /Account +111122223333, Production, "EU"\n/,
    );
    const sarif = JSON.parse(await named('--format', 'sarif')) as {
      runs: [{ results: { properties: object }[] }];
    };
    expect(sarif.runs[0].results.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({ recipientAccountName: NAME }),
      expect.not.objectContaining({ recipientAccountName: expect.anything() }),
    ]);
    const [finding = ''] = (await named('--format', 'ocsf')).split('\n');
    expect(JSON.parse(finding)).toMatchObject({ cloud: { account: { uid: '111122223333', name: NAME } } });
    for (const format of ['csv', 'sarif', 'table']) {
      expect(await plain('--format', format)).not.toMatch(/Production|recipientAccountName/);
    }
  });

  it('names the account of a storm, which is of one account', async () => {
    put('accounts', LISTED);
    put(
      'logs/a.json',
      logFile(...Array.from({ length: 22 }, (_, index) => record('StopLogging', `${index}`))),
    );
    const text = await named('--group', '--details');
    expect(text).toMatch(/2 more: Logging was stopped\n[\s\S]*Account +111122223333, Production, "EU"\n/);
  });

  const EXPECTED =
    "expected an account id of twelve digits and its name; give what 'aws organizations list-accounts' prints, a JSON object of names by " +
    'id, or lines of id,name';

  it.each([
    ['a line without a name', '111122223333\n', `:1: ${EXPECTED}`],
    ['an id that is none', '111122223333,a\n12,b\n', `:2: ${EXPECTED}`],
    ['an account without a name', '{"Accounts":[{"Id":"111122223333"}]}', `, account 1: ${EXPECTED}`],
    ['a list of something else', '["111122223333"]', `, account 1: ${EXPECTED}`],
    ['a name that is no text', '{"111122223333":7}', `, account 1: ${EXPECTED}`],
    ['no account', '{"Accounts":[]}', ' names no account'],
    ['nothing', '', ' names no account'],
    ['JSON that breaks off', '{"Accounts":[', ' is not whole JSON: '],
    [
      'two names of one account',
      '111122223333,a\n111122223333,b\n',
      " gives account 111122223333 two names, 'a' and 'b'; leave one out",
    ],
  ])('fails on a file of %s, in a sentence', async (_, text, words) => {
    put('accounts', text);
    const { status, stdout, stderr } = await scan(['logs', '--accounts', at('accounts')]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`--accounts ${at('accounts')}${words}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('fails on a file that is not there', async () => {
    const { status, stderr } = await scan(['logs', '--accounts', at('none')]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`--accounts ${at('none')}: `)]);
  });
});

function lastCell(line: string): string | undefined {
  return /(?:^|,)((?:"(?:[^"]|"")*"|[^,"]*))$/.exec(line)?.[1];
}
