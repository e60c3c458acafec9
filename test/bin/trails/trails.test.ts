import type { LocalServer } from '../../local-server';
import { awsEnvironment } from '../aws-environment';
import { type PlaceRequest, type ServedPlaces, servePlaces } from '../places/serve-places';
import { runTrailwatch, type Surroundings } from '../run-trailwatch';

const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000;
const ROLES = ['arn:aws:iam::222222222222:role/AuditTwo', 'arn:aws:iam::333333333333:role/AuditThree'];

let server: LocalServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

/** A trail as DescribeTrails gives it, with what GetTrailStatus says of it in a Region. */
interface ServedTrail {
  readonly name: string;
  readonly homeRegion?: string;
  readonly isMultiRegion?: boolean;
  readonly isOrganization?: boolean;
  readonly status?: (region: string) => object;
}

const LOGS = {
  ...{ IsLogging: true, StartLoggingTime: NOW - 1e6 },
  ...{ LatestDeliveryTime: NOW - 300, LatestDigestDeliveryTime: NOW - 1800 },
};

function arnOf({ name, homeRegion = 'eu-west-1' }: ServedTrail): string {
  return `arn:aws:cloudtrail:${homeRegion}:111122223333:trail/${name}`;
}

/** The trails that a Region knows: its own, and those of all Regions. */
function answerOf(trails: readonly ServedTrail[]): ServedPlaces['answer'] {
  return ({ operation, region, body }) => {
    const known = trails.filter(
      ({ homeRegion = 'eu-west-1', isMultiRegion }) => isMultiRegion === true || homeRegion === region,
    );
    if (operation === 'DescribeTrails') return { body: { trailList: known.map(toTrail) } };
    const { Name } = JSON.parse(body) as { readonly Name: string };
    const trail = known.find((one) => arnOf(one) === Name);
    return trail === undefined
      ? { code: 'TrailNotFoundException' }
      : { body: trail.status?.(region) ?? LOGS };
  };
}

function toTrail(trail: ServedTrail): object {
  return {
    ...{ Name: trail.name, TrailARN: arnOf(trail), HomeRegion: trail.homeRegion ?? 'eu-west-1' },
    ...{ IsMultiRegionTrail: trail.isMultiRegion, IsOrganizationTrail: trail.isOrganization },
    ...{ S3BucketName: 'logs', LogFileValidationEnabled: true },
  };
}

async function trails(served: Partial<ServedPlaces>, options: readonly string[], more: Surroundings = {}) {
  server = await servePlaces({ regions: ['eu-west-1', 'us-east-1'], answer: answerOf([]), ...served });
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(['trails', ...options], more);
}

const EVERYWHERE: ServedTrail = { name: 'everywhere', isMultiRegion: true };

describe('trailwatch trails', () => {
  it('prints a trail in each Region that it logs, with its status there', async () => {
    const { status, stdout, stderr } = await trails({ answer: answerOf([EVERYWHERE]) }, []);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
    expect(rows[1]).toEqual({
      region: 'us-east-1',
      trail: {
        arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/everywhere',
        ...{ name: 'everywhere', homeRegion: 'eu-west-1', isMultiRegion: true, isOrganization: false },
        bucket: 'logs',
      },
      status: {
        ...{ isLogging: true, hasValidation: true, started: '2026-11-08T22:13:20Z' },
        ...{ lastLogFile: '2026-11-20T11:55:00Z', lastDigest: '2026-11-20T11:30:00Z' },
      },
      findings: [],
    });
    expect(stderr).toBe('trails=1 places=2 findings=0 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it('says which Region no trail logs, and ends with status 1', async () => {
    const { status, stdout } = await trails({ answer: answerOf([{ name: 'here' }]) }, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { region: 'eu-west-1', trail: { name: 'here' }, findings: [] },
      { region: 'us-east-1', findings: [{ kind: 'no-trail' }] },
    ]);
    expect(status).toBe(1);
  });

  it('counts a trail that is stopped in a Region as none there', async () => {
    const stopped = { IsLogging: false, StopLoggingTime: NOW - 3600 };
    const trail = {
      ...EVERYWHERE,
      status: (region: string) => (region === 'us-east-1' ? stopped : LOGS),
    };
    const { stdout } = await trails({ answer: answerOf([trail]) }, ['--format', 'csv']);
    expect(stdout.split('\r\n').slice(2, 4)).toEqual([
      'us-east-1,,arn:aws:cloudtrail:eu-west-1:111122223333:trail/everywhere,eu-west-1,true,false,logs,false,true,,,the trail is not logging since 2026-11-20T11:00:00Z',
      'us-east-1,,,,,,,,,,,no trail logs the events of this Region',
    ]);
  });

  it('prints one line for a trail of an account on a terminal, and each finding below', async () => {
    const trail = {
      ...EVERYWHERE,
      isOrganization: true,
      status: (region: string) =>
        region === 'us-east-1' ? { ...LOGS, LatestDeliveryError: 'AccessDenied\u001b[2J' } : LOGS,
    };
    const { stdout } = await trails({ roles: ROLES, answer: answerOf([trail]) }, roleOptions(), {
      terminalColumns: 100,
    });
    expect(stdout).toBe(
      [
        'TRAIL                             KIND          REGIONS  VALIDATION  LAST LOG FILE         FINDINGS',
        'everywhere (222222222222)         organization  2        on          2026-11-20T11:55:00Z  1',
        'everywhere (333333333333)         organization  2        on          2026-11-20T11:55:00Z  1',
        '',
        'REGION          TRAIL                 FINDING',
        'us-east-1       everywhere            log files are not delivered (AccessDenied\\u{1b}[2J)',
        '                (222222222222)',
        'us-east-1       everywhere            log files are not delivered (AccessDenied\\u{1b}[2J)',
        '                (333333333333)',
        '',
      ].join('\n'),
    );
  });

  it('asks each account by its role, under a session name of its own', async () => {
    const asked: PlaceRequest[] = [];
    const answer = (request: PlaceRequest) => {
      asked.push(request);
      return answerOf([EVERYWHERE])(request);
    };
    const { stderr } = await trails({ roles: ROLES, answer }, roleOptions());
    expect(new Set(asked.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AuditTwo', 'AuditThree']));
    expect(stderr).toContain('trails=2 places=4 findings=0');
  });

  it('names the Regions that do not answer, prints the others and ends with status 2', async () => {
    const answer = (request: PlaceRequest) =>
      request.region === 'us-east-1' ? { code: 'AccessDeniedException' } : answerOf([EVERYWHERE])(request);
    const { status, stdout, stderr } = await trails({ answer }, []);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(
      'trailwatch: us-east-1: access was denied; this requires cloudtrail:DescribeTrails (AccessDeniedException)\n',
    );
    expect(status).toBe(2);
  });

  it('names a trail whose status it may not see, prints the others, and says nothing of the Region', async () => {
    const { status, stdout, stderr } = await trails(
      {
        answer: (request) =>
          request.body.includes('/secret"') ? { code: 'AccessDenied' } : answerOf(HERE)(request),
      },
      ['--region', 'eu-west-1'],
    );
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).trail.name),
    ).toEqual(['stopped']);
    expect(stderr).toContain(
      'trailwatch: trail arn:aws:cloudtrail:eu-west-1:111122223333:trail/secret: eu-west-1: access was denied; this requires cloudtrail:GetTrailStatus',
    );
    expect(status).toBe(2);
  });

  it('asks again where it is throttled', async () => {
    let tries = 0;
    const answer = (request: PlaceRequest) => {
      const isThrottled = request.operation === 'GetTrailStatus' && tries++ === 0;
      return isThrottled ? { code: 'ThrottlingException' } : answerOf([EVERYWHERE])(request);
    };
    const { status } = await trails({ answer }, ['--region', 'eu-west-1']);
    expect({ status, tries }).toEqual({ status: 0, tries: 2 });
  });

  it('fails if --json meets another format', async () => {
    const { status, stderr } = await runTrailwatch(['trails', '--json', '--format', 'csv']);
    expect(stderr).toBe('trailwatch: --json and --format csv cannot be combined; leave one out\n');
    expect(status).toBe(2);
  });

  it('fails if the Regions are not known', async () => {
    const { status, stderr } = await trails({ regionsFault: 'AccessDeniedException' }, []);
    expect(stderr).toContain('name them with --region, or allow account:ListRegions');
    expect(status).toBe(2);
  });
});

describe('trailwatch trails --organization', () => {
  const ACCOUNTS = [
    { Id: '333333333333', Name: 'payments', State: 'ACTIVE', Status: 'ACTIVE' },
    { Id: '111122223333', Name: 'management', Status: 'ACTIVE' },
    { Id: '444444444444', Name: 'left', State: 'SUSPENDED', Status: 'ACTIVE' },
    { Id: '222222222222', Name: 'logs', State: 'ACTIVE' },
  ];
  const MEMBERS = ['222222222222', '333333333333'];

  /** The organization's accounts on two pages, with a trail everywhere. */
  function organization(onRequest: (request: PlaceRequest) => void = () => {}): ServedPlaces['answer'] {
    return (request) => {
      onRequest(request);
      if (request.operation !== 'ListAccounts') return answerOf([EVERYWHERE])(request);
      const { NextToken } = JSON.parse(request.body) as { readonly NextToken?: string };
      return NextToken === undefined
        ? { body: { Accounts: ACCOUNTS.slice(0, 2), NextToken: 'next' } }
        : { body: { Accounts: ACCOUNTS.slice(2) } };
    };
  }

  it('asks every active account by the role of the organization, and the own account without one', async () => {
    const asked: PlaceRequest[] = [];
    const roles = MEMBERS.map((id) => `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`);
    const { status, stdout, stderr } = await trails(
      { roles, answer: organization((request) => asked.push(request)) },
      ['--organization', '--region', 'eu-west-1', '--json'],
    );
    expect(stderr).toContain('trails=3 places=3 findings=0');
    expect(
      JSON.parse(stdout).map(({ account, roleArn }: { account: object; roleArn?: string }) => [
        account,
        roleArn,
      ]),
    ).toEqual([
      [{ id: '111122223333', name: 'management' }, undefined],
      [{ id: '222222222222', name: 'logs' }, roles[0]],
      [{ id: '333333333333', name: 'payments' }, roles[1]],
    ]);
    const keys = asked.flatMap(({ operation, accessKeyId }) =>
      operation === 'DescribeTrails' ? accessKeyId : [],
    );
    expect(keys.sort()).toEqual([
      'AKIAEXAMPLE',
      'OrganizationAccountAccessRole',
      'OrganizationAccountAccessRole',
    ]);
    expect(status).toBe(0);
  });

  it('names each account whose role cannot be assumed once, and asks the others', async () => {
    const { status, stdout, stderr } = await trails(
      { roles: ['arn:aws:iam::333333333333:role/audit/Reader'], answer: organization() },
      ['--organization', '--role-name', 'audit/Reader', '--format', 'csv'],
    );
    expect(stderr.match(/^trailwatch: account 222222222222: .*sts:AssumeRole/gm)).toHaveLength(1);
    expect(stdout.match(/333333333333,payments/g)).toHaveLength(2);
    expect(stderr).toContain('trails=2 places=4');
    expect(status).toBe(2);
  });

  it('names the accounts in a table', async () => {
    const roles = MEMBERS.map((id) => `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`);
    const { stdout } = await trails({ roles, answer: organization() }, ['--organization'], {
      terminalColumns: 110,
    });
    expect(stdout).toContain('everywhere (333333333333 payments)');
  });

  it.each([
    [
      ['--organization', '--role-arn', ROLES[0] as string],
      '--organization and --role-arn cannot be combined',
    ],
    [['--role-name', 'Audit'], '--role-name requires --organization'],
  ])('refuses %j in a sentence', async (options, sentence) => {
    const { status, stderr } = await trails({}, options);
    expect(stderr).toContain(sentence);
    expect(status).toBe(2);
  });

  it('says who may list the accounts', async () => {
    const answer = () => ({ code: 'AccessDeniedException' });
    const { status, stderr } = await trails({ answer }, ['--organization']);
    expect(stderr).toMatch(
      /the accounts of the organization are not known: .*; run in its management account/,
    );
    expect(status).toBe(2);
  });
});

const HERE: readonly ServedTrail[] = [
  { name: 'secret' },
  { name: 'stopped', status: () => ({ IsLogging: false }) },
];

function roleOptions(): readonly string[] {
  return ROLES.flatMap((role) => ['--role-arn', role]);
}
