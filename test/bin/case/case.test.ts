import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { Case } from '../../../lib/core/case/case';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { linksIn, markdownLinksIn } from '../../core/safe-text/links';
import { firstOrAll } from '../../jest/cases';
import { corpusPath, corpusRecords, describeCorpus } from '../../parity/corpus';
import { runTrailwatch, type Surroundings } from '../run-trailwatch';
import { at, put, useScanFolder } from '../scan-folder';
import { ACCOUNT, ATTACK_SETS, LOOKED, ordinaryWork, recordsOf, session, user } from './attack-sets';

useScanFolder();

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../../docs/case.schema.json'), 'utf8'));
/** Later releases may add members; this one has none that the schema does not name. */
const isValid = new Ajv2020({ strictTypes: false, allErrors: true }).compile(closed(SCHEMA));

function closed(place: JsonObject): JsonObject {
  const text = JSON.stringify(place).replaceAll(
    '"type":"object",',
    '"type":"object","additionalProperties":false,',
  );
  return JSON.parse(text) as JsonObject;
}

interface Answer {
  readonly status: number;
  readonly cases: readonly Case[];
  readonly stderr: string;
}

async function casesOf(argv: readonly string[], surroundings: Surroundings = {}): Promise<Answer> {
  const { status, stdout, stderr } = await runTrailwatch(['case', ...argv], surroundings);
  const answer = JSON.parse(stdout) as { readonly cases: readonly Case[] };
  if (!isValid(answer)) throw new Error(`the schema refuses it: ${JSON.stringify(isValid.errors)}`);
  return { status, cases: answer.cases, stderr };
}

function casesIn(records: readonly JsonObject[], argv: readonly string[] = []): Promise<Answer> {
  put('logs/records.json', JSON.stringify({ Records: records }));
  return casesOf([at('logs'), ...argv]);
}

/** Holds each sentence, link, thing and step to the records that it names. */
function expectTraceable(one: Case, records: readonly JsonObject[]): void {
  const byId = new Map(records.map((record) => [String(record.eventID), JSON.stringify(record)]));
  const known = (eventID: string) => expect(byId.has(eventID) ? 'a record' : eventID).toBe('a record');
  expect(one.happened.length).toBe(5);
  for (const { text, names, eventIDs } of one.happened) {
    for (const id of eventIDs) known(id);
    for (const name of names) {
      expect(text).toContain(name);
      const inJson = JSON.stringify(name).slice(1, -1);
      expect([name, eventIDs.some((id) => byId.get(id)?.includes(inJson))]).toEqual([name, true]);
    }
    // A sentence without records says that there are none.
    if (eventIDs.length === 0) expect(text).toMatch(/^No /);
    else expect(names.length).toBeGreaterThan(0);
  }
  for (const { eventID } of [...one.links, ...one.scope.made, ...one.containment, ...one.who]) known(eventID);
  for (const { endedBy } of one.scope.made) if (endedBy !== undefined) known(endedBy);
  for (const { values } of [one.from.addresses, one.scope.changed, one.scope.read])
    for (const { eventID } of values) known(eventID);
}

describe.each(Object.entries(ATTACK_SETS))('%s', (_, attack) => {
  test('is one case, whose sentences rest on its records, and all of them', async () => {
    const records = attack('a');
    const { cases, status } = await casesIn([...ordinaryWork(), ...records]);
    expect(cases).toHaveLength(1);
    expect(status).toBe(1);
    const [one] = cases as [Case];
    expect(one.scope.records).toBe(records.length);
    expectTraceable(one, records);
    expect(one.containment.length).toBeGreaterThan(0);
  });

  test('and another attack at the same time are two', async () => {
    const other = ATTACK_SETS['a leaked key alone']?.('q') ?? [];
    const { cases } = await casesIn([...attack('a'), ...other, ...ordinaryWork()]);
    expect(cases.map(({ scope }) => scope.records).sort()).toEqual([attack('a').length, other.length].sort());
  });
});

test('ordinary work is no case, and what is alone is told', async () => {
  const { cases, status, stderr } = await casesIn(ordinaryWork());
  expect({ cases, status }).toEqual({ cases: [], status: 0 });
  expect(stderr).toMatch(
    /of medium severity or above (?:is|are) in no case; --alert or --actor makes a case/,
  );
});

const OTHER = '444455556666';

const BACKUP = session('AWSBackupDefaultServiceRole', 'AWSBackup', 'b');

const SHARINGS = recordsOf('share', [
  [
    session('terraform', 'cloud', 't'),
    [
      'rds ModifyDBSnapshotAttribute',
      { dBSnapshotIdentifier: 'nightly', attributeName: 'restore', valuesToAdd: [OTHER] },
    ],
    [
      'lambda AddLayerVersionPermission20181031',
      {
        ...{ layerName: 'tools', versionNumber: 1, statementId: 'share', action: 'lambda:GetLayerVersion' },
        principal: OTHER,
      },
    ],
    [
      'kms CreateGrant',
      {
        ...{ keyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab` },
        ...{ operations: ['Decrypt'], granteePrincipal: `arn:aws:iam::${OTHER}:role/backup` },
      },
    ],
  ],
]);

test('sharing with accounts that may be your own is a case only where it is known which are', async () => {
  const alone = await casesIn(SHARINGS);
  expect({ cases: alone.cases, status: alone.status }).toEqual({ cases: [], status: 0 });
  expect(alone.stderr).toContain('3 of these name other accounts, which count only if --own-accounts says');
  const known = await casesIn(SHARINGS, ['--own-accounts', ACCOUNT]);
  expect(known.cases.map(({ who }) => who.map(({ name }) => name))).toEqual([['terraform/cloud']]);
  const own = await casesIn(SHARINGS, ['--own-accounts', `${ACCOUNT},${OTHER}`]);
  expect(own.cases).toEqual([]);
  expect(own.stderr).not.toContain('name other accounts');
});

test('what a plan of AWS Backup copies begins no case, and what a caller copies is one', async () => {
  const parameters = {
    recoveryPointArn: `arn:aws:backup:eu-west-1:${ACCOUNT}:recovery-point:1eb3b5e7-9eb0-435a-a80b-108b488b0d41`,
    destinationBackupVaultArn: `arn:aws:backup:eu-west-1:${OTHER}:backup-vault:copies`,
  };
  const [copied = {}] = recordsOf('copy', [[BACKUP, ['backup StartCopyJob', parameters]]]);
  const service = 'backup.amazonaws.com';
  const planned = {
    ...copied,
    ...{ userIdentity: { ...(copied.userIdentity as JsonObject), invokedBy: service } },
    ...{ sourceIPAddress: service, userAgent: service },
  };
  expect((await casesIn([planned])).cases).toEqual([]);
  expect((await casesIn([copied])).cases).toHaveLength(1);
});

test('--actor and --alert make a case of what is alone', async () => {
  const records = ordinaryWork();
  const { cases } = await casesIn(records, ['--actor', 'nina']);
  expect(cases).toHaveLength(1);
  expect(cases[0]?.who.map(({ name }) => name)).toEqual(['nina']);
  const id = cases[0]?.alerts.find(({ severity }) => severity === 'medium')?.ids[0] ?? '';
  const asked = await casesIn(records, ['--alert', id.slice(0, 8)]);
  expect(asked.cases.map(({ who }) => who.map(({ name }) => name))).toEqual([['nina']]);
  const quiet = await casesIn(records, ['--actor', 'otto']);
  expect(quiet.cases[0]?.scope.records).toBe(2);
  expect(quiet.cases[0]?.alerts).toEqual([]);
});

test('an actor that no record has is no case and no success, and names like it are told', async () => {
  const { cases, status, stderr } = await casesIn(ordinaryWork(), ['--actor', 'ninna']);
  expect({ cases, status }).toEqual({ cases: [], status: 2 });
  expect(stderr).toContain("no record has the actor 'ninna'; did you mean 'nina'");
});

test('an alert that is not there, or of no caller, is no case and no silence', async () => {
  put('logs/records.json', JSON.stringify({ Records: ordinaryWork() }));
  const none = await runTrailwatch(['case', at('logs'), '--alert', 'deadbeef']);
  expect([none.status, none.stdout]).toEqual([2, '']);
  expect(none.stderr).toMatch(/--alert is 'deadbeef'; no alert of these files has an id that begins so/);
  const service = { userIdentity: { type: 'AWSService', invokedBy: 'config.amazonaws.com' } };
  const [, stop = {}] = ATTACK_SETS['a leaked key alone']?.('a') ?? [];
  put('logs/records.json', JSON.stringify({ Records: [{ ...stop, ...service }] }));
  const scanned = await runTrailwatch(['scan', at('logs'), '--format', 'json']);
  const [{ id }] = JSON.parse(scanned.stdout) as [{ readonly id: string }];
  const { status, stderr } = await runTrailwatch(['case', at('logs'), '--alert', id]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/its calls are of an AWS service, or of a caller that cannot be told from others/);
});

test('--since leaves out attacks that were over before', async () => {
  const records = ATTACK_SETS['a role that was taken']?.('a') ?? [];
  expect((await casesIn(records, ['--since', '2026-11-20'])).cases).toHaveLength(1);
  expect((await casesIn(records, ['--since', '2026-11-21'])).cases).toEqual([]);
});

test('a broker that gives sessions to many is in no case of one of them', async () => {
  const broker = user('broker');
  const sessions = Array.from({ length: 30 }, (_, at) =>
    session('People', `p${at}`, String.fromCharCode(65 + at)),
  );
  const base = ATTACK_SETS['a role that was taken']?.('z')[1] ?? {};
  const given = sessions.map((one, at) => {
    const { accessKeyId, arn, principalId } = one.userIdentity as Record<string, string>;
    const responseElements = {
      credentials: { accessKeyId },
      assumedRoleUser: { arn, assumedRoleId: principalId },
    };
    return { ...base, ...broker, eventID: `given-${at}`, responseElements } as JsonObject;
  });
  const stop = ATTACK_SETS['a leaked key alone']?.('z')[1] ?? {};
  const stops = sessions
    .slice(0, 2)
    .map((one, at) => ({ ...stop, ...one, eventID: `stop-${at}` }) as JsonObject);
  const { cases } = await casesIn([...given, ...stops]);
  expect(cases.map(({ who }) => who.length)).toEqual([1, 1]);
});

test('two sessions of one name that different callers took are two cases', async () => {
  const [one, two] = ['A', 'B'].map((salt) => {
    const [ask, take, stop] = ATTACK_SETS['a role that was taken']?.(salt) ?? [];
    return { salt, ask, take, stop };
  });
  const rename = (record: JsonObject | undefined) =>
    JSON.parse(
      JSON.stringify(record)
        .replaceAll('OpsB', 'OpsA')
        .replaceAll('OPSB', 'OPSA')
        .replaceAll('ASIAOPSAONEB', 'ASIAOPSBONEB'),
    ) as JsonObject;
  const records = [one?.ask, one?.take, one?.stop, two?.ask, two?.take, two?.stop].map((record, at) =>
    at < 3 ? record : rename(record),
  );
  const { cases } = await casesIn(records as JsonObject[]);
  expect(cases).toHaveLength(2);
});

test.each([
  ['alone', []],
  [
    'beside others',
    [[{ ...user('guest'), sourceIPAddress: '203.0.113.66', userAgent: 'Mozilla/5.0' }, LOOKED] as const],
  ],
])(
  'sign-ins of many that were tried are of their address, and who got in is contained alone: %s',
  async (_title, others) => {
    const from = { sourceIPAddress: '203.0.113.66', userAgent: 'Mozilla/5.0' };
    const names = Array.from({ length: 25 }, (_, at) => `victim${at}`);
    const login = (name: string, ConsoleLogin: string) => {
      const { accessKeyId: _, arn, ...failed } = user(name).userIdentity as Record<string, string>;
      const userIdentity = ConsoleLogin === 'Success' ? { ...failed, arn: arn ?? '' } : failed;
      const result = { eventType: 'AwsConsoleSignIn', responseElements: { ConsoleLogin } };
      const why = ConsoleLogin === 'Success' ? {} : { errorMessage: 'Failed authentication' };
      const additionalEventData = { MFAUsed: 'Yes' };
      return [
        { ...from, userIdentity },
        ['signin ConsoleLogin', {}, { ...result, ...why, additionalEventData }],
      ] as const;
    };
    const records = recordsOf('spray', [
      ...names.map((name) => login(name, 'Failure')),
      ...names.map((name, at) => [{ ...user(name), sourceIPAddress: `192.0.2.${at}` }, LOOKED] as const),
      login('victim3', 'Success'),
      ...others,
    ]);
    const { cases } = await casesIn(records);
    const arn = `arn:aws:iam::${ACCOUNT}:user/victim3`;
    expect(cases.map(({ who }) => who.map((one) => [one.arn ?? one.name, one.records]))).toEqual([
      [
        ['203.0.113.66', 25],
        [arn, 2],
      ],
    ]);
    const [one] = cases as [Case];
    expectTraceable(one, records);
    expect(one.scope.failed).toBe(25);
    expect(one.links.map(({ kind, to }) => [kind, to])).toContainEqual(['shares an address', arn]);
    expect(new Set(one.containment.map(({ why }) => / of user (\S+)/.exec(why)?.[1]))).toEqual(
      new Set(['victim3']),
    );
  },
);

test('what was ended again is not contained, whoever ended it', async () => {
  const records = ATTACK_SETS['a made user with a key']?.('a') ?? [];
  const key = (await casesIn(records)).cases[0]?.scope.made.find(({ kind }) => kind === 'access key');
  const disable = {
    ...(ordinaryWork()[0] ?? {}),
    ...{ eventName: 'UpdateAccessKey', eventSource: 'iam.amazonaws.com', eventID: 'ended', readOnly: false },
    ...{
      eventTime: '2026-11-20T09:00:00Z',
      requestParameters: { userName: key?.owner ?? '', accessKeyId: key?.name ?? '', status: 'Inactive' },
    },
  };
  const { cases } = await casesIn([...records, disable]);
  const [one] = cases as [Case];
  expect(one.scope.made.find(({ kind }) => kind === 'access key')).toMatchObject({
    used: true,
    endedBy: 'ended',
  });
  expect(one.containment.filter(({ command }) => command.includes(key?.name ?? '-'))).toEqual([]);
});

test('what comes back is contained before what is in use, and the way in before what is open', async () => {
  const { cases } = await casesIn(ATTACK_SETS['a made user with a key']?.('a') ?? []);
  expect(
    cases[0]?.containment.map(({ phase, command }) => [phase, command.split(' ').slice(0, 3).join(' ')]),
  ).toEqual([
    ['way back', 'aws iam put-user-policy'],
    ['in use', 'aws iam update-access-key'],
    ['way in', 'aws iam update-access-key'],
    ['stopped', 'aws cloudtrail start-logging'],
  ]);
});

test.each([
  ["it's; rm -rf /", "'it'\\''s; rm -rf /'"],
  ['$(reboot)', "'$(reboot)'"],
  ['--profile', 'USER_NAME'],
  ['a\nb', 'USER_NAME'],
  ['HIDDEN_DUE_TO_SECURITY_REASONS', 'USER_NAME'],
])('a name %j from a record is no more than one argument', async (name, argument) => {
  const records = JSON.parse(
    JSON.stringify(ATTACK_SETS['a made user with a key']?.('a')).replaceAll(
      '"userName":"supporta"',
      `"userName":${JSON.stringify(name)}`,
    ),
  ) as readonly JsonObject[];
  const { cases } = await casesIn(records);
  const commands = cases.flatMap(({ containment }) => containment.map(({ command }) => command));
  expect(commands).toContainEqual(
    expect.stringContaining(`put-user-policy --user-name ${argument} --policy-name`),
  );
});

/** A case of records whose user has another name and program, for people. */
async function renderedWith(name: string, program: string): Promise<{ text: string; markdown: string }> {
  const records = JSON.stringify({ Records: ATTACK_SETS['a made user with a key']?.('a') })
    .replaceAll('"userName":"supporta"', `"userName":${JSON.stringify(name)}`)
    .replaceAll('aws-cli/2.31.97', program);
  put('logs/records.json', records);
  const [text, markdown] = await Promise.all(
    ['text', 'markdown'].map((format) => runTrailwatch(['case', at('logs'), '--format', format])),
  );
  return { text: text?.stdout ?? '', markdown: markdown?.stdout ?? '' };
}

/** The lines of a page without marks, as a reader of Markdown shows them. */
function shownLines(page: string): readonly string[] {
  return page
    .replace(/<\/?(?:code|span)>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .split('\n')
    .map((line) => line.replace(/^\s*(?:- |#+ )?/, ''))
    .filter((line) => line !== '' && !line.startsWith('```'));
}

test('people read the same in text and Markdown, where names are no markup', async () => {
  const { text, markdown } = await renderedWith('s_upp*ort_<b>', 'tool_of_*mine*/1');
  const titles = [
    'What happened',
    'Who, from where, since when',
    'Alerts',
    'Scope',
    'What cannot be known',
    'Contain, in this order',
    'Open questions',
  ];
  expect(markdown.match(/(?<=^## ).*/gm)).toEqual(titles);
  const lines = shownLines(markdown).map((line) => (titles.includes(line) ? line.toUpperCase() : line));
  expect(lines).toEqual(text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])));
  expect(text).toContain('programs: tool_of_*mine*/1');
  expect(text).toContain("--user-name 's_upp*ort_<b>'");
  expect(markdown).toContain('  ```sh\n  aws iam ');
  expect(markdown.replace(/```.*?```/gs, '')).not.toMatch(/[*_]|<b>/);
});

test('and where they are no link and mention nobody', async () => {
  const { text, markdown } = await renderedWith(
    'support',
    'https://evil.example/login @octo-org/security &lt;b&gt; www.evil.example',
  );
  expect(linksIn(text)).toEqual([]);
  expect(text).toContain('https[://]evil[.]example/login');
  expect(markdownLinksIn(markdown)).toEqual([]);
  expect(markdown).not.toMatch(/@octo|https:\/\/|&lt;/);
});

test('a case is read from standard input, which is read once', async () => {
  const records = ATTACK_SETS['a role that was taken']?.('a') ?? [];
  const { cases } = await casesOf(['-'], { stdin: JSON.stringify({ Records: records }) });
  expect(cases.map(({ scope }) => scope.records)).toEqual([records.length]);
});

test('Regions that were not read are told by the names of the files', async () => {
  const name = `logs/AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/11/20/${ACCOUNT}_CloudTrail_eu-west-1_20261120T0300Z_abcdefghijklmnop.json`;
  put(name, JSON.stringify({ Records: ATTACK_SETS['a role that was taken']?.('a') }));
  const { cases } = await casesOf([at('logs')]);
  expect(cases[0]?.unknown).toContain(
    'Log files of eu-west-1 were read; what happened in other Regions is not seen.',
  );
  expect(cases[0]?.unknown).toContain('No log file of us-east-1 was read, where calls of IAM are logged.');
});

test('and so are those that options leave out, with the options', async () => {
  for (const region of ['eu-west-1', 'us-east-1'])
    put(
      `logs/AWSLogs/${ACCOUNT}/CloudTrail/${region}/2026/11/20/${ACCOUNT}_CloudTrail_${region}_20261120T0300Z_abcdefghijklmnop.json`,
      JSON.stringify({ Records: ATTACK_SETS['a leaked key alone']?.('a') }),
    );
  const all = (await casesOf([at('logs')])).cases[0]?.unknown;
  expect(all?.filter((text) => /Region|^Only/.test(text))).toHaveLength(2);
  expect(all?.[1]).toBe(
    'Log files of eu-west-1, us-east-1 were read; what happened in other Regions is not seen.',
  );
  const { cases } = await casesOf([at('logs'), '--region', 'eu-west-1', '--start', '2026-11-19']);
  expect(cases[0]?.unknown.slice(1, 4)).toEqual([
    'Log files of eu-west-1 were read; what happened in other Regions is not seen.',
    'No log file of us-east-1 was read, where calls of IAM are logged.',
    'Only what --region eu-west-1 --start 2026-11-19 leaves was read; records of anything else are not seen.',
  ]);
});

test.each([
  [['--alert', 'x'], /--alert is 'x'/],
  [['--alert', 'abcdef01', '--actor', 'ann'], /cannot be combined/],
  [['--since', 'yesterday'], /--since is 'yesterday'/],
])('fails for %j', async (argv, expected) => {
  const { status, stderr } = await runTrailwatch(['case', at('rules'), ...argv]);
  expect(status).toBe(2);
  expect(stderr).toMatch(expected);
});

describe('with --alerts', () => {
  const attacks = firstOrAll(Object.entries(ATTACK_SETS));

  test.each(attacks)('the alerts of a scan make the same case: %s', async (_, attack) => {
    const expected = await casesIn([...ordinaryWork(), ...attack('a')]);
    const { stdout } = await runTrailwatch(['scan', at('logs')]);
    put('alerts.ndjson', stdout);
    const file = await casesOf([at('logs'), '--alerts', at('alerts.ndjson')]);
    expect(file.cases).toEqual(expected.cases);
    expect(expected.stderr).toContain(file.stderr);
    const piped = await casesOf([at('logs'), '--alerts', '-'], { stdin: stdout });
    expect(piped.cases).toEqual(expected.cases);
  });

  test('no alerts are no case, and what is no alert is named by its line', async () => {
    put('logs/records.json', JSON.stringify({ Records: ordinaryWork() }));
    expect(await casesOf([at('logs'), '--alerts', '-'], { stdin: '\n' })).toMatchObject({
      cases: [],
      status: 0,
    });
    const { status, stderr } = await runTrailwatch(['case', at('logs'), '--alerts', '-'], {
      stdin: '\n{}\n',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('--alerts -: line 2 is no alert; write them with --format ndjson');
  });

  test.each([
    [['--account', '999999999999']],
    [['--region', 'eu-south-2']],
    [['--end', '2001-01-01']],
    [['--start', '2101-01-01']],
  ])('alerts that %j does not choose are no case, and counted', async (filter) => {
    const [, attack] = attacks[0] ?? [];
    await casesIn(attack?.('a') ?? []);
    const { stdout } = await runTrailwatch(['scan', at('logs')]);
    const alerts = stdout.trimEnd().split('\n').length;
    const { cases, stderr } = await casesOf([at('logs'), '--alerts', '-', ...filter], { stdin: stdout });
    expect(cases).toEqual([]);
    expect(stderr).toContain(
      `--alerts -: ${alerts} alerts left out by --account, --region, --start or --end`,
    );
    expect(stderr).toContain('alerts=0 ');
  });

  test.each(attacks)('alerts that the account chooses make the same case: %s', async (_, attack) => {
    const chosen = ['--account', ACCOUNT];
    const expected = await casesIn([...ordinaryWork(), ...attack('a')], chosen);
    const { stdout } = await runTrailwatch(['scan', at('logs')]);
    const { cases } = await casesOf([at('logs'), '--alerts', '-', ...chosen], { stdin: stdout });
    expect(cases).toEqual(expected.cases);
  });

  test.each([
    ['of text in UTF-16', Buffer.from('{}\n', 'utf16le'), 'the input is not text in UTF-8'],
    ['of one endless line', `"${'x'.repeat(2 ** 24)}`, 'a line is longer than 16777216 characters'],
  ])('no more than a line is kept %s', async (_, stdin, sentence) => {
    const { status, stderr } = await runTrailwatch(['case', at('rules'), '--alerts', '-'], { stdin });
    expect([status, stderr]).toEqual([2, expect.stringContaining(`--alerts -: ${sentence}`)]);
  });

  test.each([
    [['--alerts', 'gone.ndjson'], /--alerts gone\.ndjson: no such file/],
    [
      ['--alerts', 'x', '--no-builtin'],
      /--alerts has the alerts of a search; leave out --rules and --no-builtin/,
    ],
    [['--alerts', '-', '-'], /'-' can be given only once/],
  ])('fails for %j', async (argv, expected) => {
    const { status, stderr } = await runTrailwatch(['case', at('rules'), ...argv]);
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
  });
});

/** Techniques of which no rule says medium or more. */
const SILENT = /ec2-launch-unusual-instances|ssm-start-session/;

describeCorpus('real attacks', () => {
  test('are one case each, by themselves or by their alert', async () => {
    let asked = 0;
    for (const name of readdirSync(corpusPath('logs/stratus'))) {
      if (!name.endsWith('.json') || SILENT.test(name)) continue;
      const file = corpusPath(`logs/stratus/${name}`);
      const records = JSON.parse(readFileSync(file, 'utf8')) as readonly JsonObject[];
      let { cases } = await casesOf([file]);
      if (cases.length === 0) {
        const argv = ['--min-severity', 'medium', '--format', 'json'];
        const [alert] = JSON.parse((await runTrailwatch(['scan', file, ...argv])).stdout) as [{ id: string }];
        ({ cases } = await casesOf([file, '--alert', alert.id]));
        asked += 1;
      }
      expect([name, cases.length]).toEqual([name, 1]);
      expectTraceable(cases[0] as Case, records);
    }
    expect(asked).toBe(8);
  });

  test('are one case, where one attacker tries many techniques in an hour', async () => {
    const records = corpusRecords((path) => path.includes('invictus'));
    const { cases } = await casesOf([corpusPath('logs/invictus')]);
    expect(cases).toHaveLength(1);
    expectTraceable(cases[0] as Case, records);
  });
});
