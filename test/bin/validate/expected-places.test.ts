import * as damage from '../../digest/damage';
import { SignedArchive } from '../../digest/signed-archive';
import { validateCopy } from './validate-copy';

const [ONE, OTHER] = ['111122223333', '444455556666'];
const REGIONS = ['eu-west-1', 'us-east-1'];

function archiveOf(): SignedArchive {
  return new SignedArchive(
    REGIONS.flatMap((region) => [ONE, OTHER].map((accountId) => ({ accountId, region, hours: 6, logs: 1 }))),
  );
}

/** Without what is in the other account, or in one Region of it. */
function withoutOther(region = ''): SignedArchive {
  const archive = archiveOf();
  for (const key of archive.keys)
    if (key.includes(OTHER) && key.includes(`/${region}`)) damage.remove(archive, key);
  return archive;
}

const FORMS: Readonly<Record<string, string>> = {
  'lines of accounts': `# all of us\n${ONE}\n${OTHER} # subsidiary\n`,
  'lines of both': [ONE, OTHER].flatMap((id) => REGIONS.map((region) => `${id} ${region}`)).join('\n'),
  'an organization': JSON.stringify({
    Accounts: [
      { Id: ONE, Status: 'ACTIVE' },
      { Id: OTHER, Status: 'ACTIVE' },
      { Id: '777788889999', Status: 'SUSPENDED' },
    ],
  }),
  trails: JSON.stringify([
    ...REGIONS.map((region) => rowOf(ONE, region)),
    ...REGIONS.map((region) => rowOf(OTHER, region)),
    { region: 'sa-east-1', findings: [] },
    { ...rowOf(OTHER, 'ap-south-1'), status: { hasValidation: false } },
  ]),
};

function rowOf(accountId: string, region: string) {
  const trail = { arn: `arn:aws:cloudtrail:eu-west-1:${ONE}:trail/audit`, name: 'audit' };
  return { region, roleArn: `arn:aws:iam::${accountId}:role/audit`, trail, status: { hasValidation: true } };
}

const expecting = (...texts: readonly string[]) => ({
  argv: texts.flatMap((_, at) => ['--expect', `{folder}/${at}`]),
  files: Object.fromEntries(texts.map((text, at) => [String(at), text])),
});

test('a validation says which accounts and Regions its share is about', async () => {
  const { status, stderr } = await validateCopy(withoutOther('us-east-1'));
  expect(status).toBe(0);
  expect(stderr.split('\n')[1]).toBe(
    `about accounts=2 regions=3: ${ONE} (eu-west-1, us-east-1), ${OTHER} (eu-west-1)`,
  );
});

test.each(Object.entries(FORMS))(
  'an account that is gone as a whole is told by what was expected: %s',
  async (_, text) => {
    expect((await validateCopy(archiveOf(), expecting(text))).status).toBe(0);
    expect((await validateCopy(withoutOther())).status).toBe(0);
    const { status, stderr, share } = await validateCopy(withoutOther(), expecting(text));
    expect([status, share]).toEqual([1, '100.0']);
    expect(stderr).toContain(`not proven: ${OTHER}`);
    expect(stderr).not.toContain(`not proven: ${ONE}`);
  },
);

test('a Region by itself is expected in every account', async () => {
  const lists = expecting(
    FORMS['lines of accounts']!,
    JSON.stringify({ Regions: REGIONS.map((RegionName) => ({ RegionName })) }),
  );
  expect((await validateCopy(archiveOf(), lists)).status).toBe(0);
  const { stderr } = await validateCopy(withoutOther('us-east-1'), lists);
  expect(stderr).toContain(`not proven: ${OTHER} us-east-1: expected, but not proven`);
});

test('nothing is expected of an account that is not active, and of a Region that is not enabled', async () => {
  const lists = expecting(
    JSON.stringify({
      Accounts: [
        { Id: ONE, State: 'ACTIVE' },
        { Id: OTHER, Status: 'ACTIVE', State: 'ACTIVE' },
        { Id: '777788889999', State: 'SUSPENDED' },
        { Id: '888899990000', State: 'PENDING_ACTIVATION', Status: 'ACTIVE' },
        { Id: '999900001111', State: 'CLOSED' },
      ],
    }),
    JSON.stringify({
      Regions: [
        { RegionName: REGIONS[0], RegionOptStatus: 'ENABLED_BY_DEFAULT' },
        { RegionName: REGIONS[1], RegionOptStatus: 'ENABLED' },
        { RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' },
        { RegionName: 'ap-east-1', RegionOptStatus: 'DISABLING' },
      ],
    }),
  );
  const { status, stderr } = await validateCopy(archiveOf(), lists);
  expect(stderr).not.toContain('not proven');
  expect(status).toBe(0);
});

test('nothing is expected that the validation is not about', async () => {
  const { argv, files } = expecting(FORMS.trails!);
  expect((await validateCopy(withoutOther(), { argv: [...argv, '--account', ONE], files })).status).toBe(0);
});

test.each(['', '{}', 'eu-west', '11112222333', '[1]', '{"Accounts":[]}'])(
  'fails on a list of nothing: %j',
  async (text) => {
    const { status, stderr } = await validateCopy(archiveOf(), expecting(text));
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/: (?:it names no account|.* is neither an account)/),
    ]);
  },
);

describe('a trail that CloudTrail ended, and one that began later', () => {
  const ended = () =>
    new SignedArchive([
      { accountId: ONE!, hours: 12, logs: 1 },
      { accountId: OTHER!, hours: 4, logs: 1, finalMinutes: 20 },
    ]);
  const asked = { now: '2026-10-01T12:30:00Z' };
  const withRegister = (text: string, archive = ended(), ...argv: readonly string[]) =>
    validateCopy(archive, { ...asked, argv: ['--expect', '{folder}/r', ...argv], files: { r: text } });

  test('is finished where the register says until when it was there', async () => {
    const { status, stderr } = await validateCopy(ended(), asked);
    expect(status).toBe(1);
    const [, entry] = /add '([^']*) # why' to the file of --expect/.exec(stderr) ?? [];
    expect(entry).toBe(`${OTHER} eu-west-1 trail=audit until=2026-10-01T03:21:31Z`);
    const finished = await withRegister(`${ONE}\n${entry} # the account was closed\n`);
    expect(finished).toMatchObject({ status: 0, share: '100.0' });
  });

  test.each([
    ['an account', `${OTHER} until=2026-10-01T03:21:31Z`, 0],
    ['later than its end', `${OTHER} until=2026-10-01T05:00:00Z`, 1],
    ['another trail', `${OTHER} eu-west-1 trail=other until=2026-10-01T03:21:31Z`, 1],
    ['another Region', `${OTHER} us-east-1 until=2026-10-01T03:21:31Z`, 1],
    ['no end', `${OTHER} eu-west-1`, 1],
  ])('is due as the register says it of %s', async (_, line, status) => {
    const ofOther = ['--account', OTHER!];
    expect((await withRegister(line, ended(), ...ofOther)).status).toBe(status);
  });

  test('hides nothing that is missing before its end', async () => {
    const archive = ended();
    damage.remove(archive, archive.digests.find(({ key }) => key.includes(OTHER!))!.logKeys[0]!);
    expect((await withRegister(`${OTHER} until=2026-10-01T03:21:31Z`, archive)).status).toBe(1);
  });

  test('is not expected in a range outside its time', async () => {
    const later = ['--start', '2026-10-01T06:01:31Z'];
    expect((await withRegister(`${ONE}\n${OTHER}`, ended(), ...later)).status).toBe(1);
    expect(
      (await withRegister(`${ONE}\n${OTHER} until=2026-10-01T03:21:31Z`, ended(), ...later)).status,
    ).toBe(0);
  });

  test('owes nothing before the register says that it began', async () => {
    const archive = new SignedArchive([{ accountId: ONE!, hours: 12, logs: 1 }]);
    const range = ['--start', '2026-09-30'];
    expect((await withRegister(ONE!, archive, ...range)).status).toBe(1);
    expect((await withRegister(`${ONE} from=2026-10-01T00:01:31Z`, archive, ...range)).status).toBe(0);
    const joined = JSON.stringify({ Accounts: [{ Id: ONE, JoinedTimestamp: '2026-09-30T10:00:00+00:00' }] });
    expect((await withRegister(joined, archive, ...range)).status).toBe(0);
  });

  test.each([
    '111122223333 from=x',
    '111122223333 from=2026-02-01 until=2026-01-01',
    'from=2026-01-01',
    '111122223333 trail=a/b',
  ])('fails on %j', async (line) => {
    const { status, stderr } = await withRegister(line);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/from|neither/)]);
  });
});
