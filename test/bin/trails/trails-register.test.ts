import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalServer } from '../../local-server';
import { awsEnvironment } from '../aws-environment';
import { type ServedPlaces, servePlaces } from '../places/serve-places';
import { runTrailwatch } from '../run-trailwatch';

const [OWN, OTHER] = ['111122223333', '222222222222'];
const ROLE = `arn:aws:iam::${OTHER}:role/OrganizationAccountAccessRole`;
const ARN = `arn:aws:cloudtrail:eu-west-1:${OWN}:trail/audit`;
const LOGS = { IsLogging: true, LatestDeliveryTime: 1, LatestDigestDeliveryTime: 1 };

let server: LocalServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

interface Organization {
  readonly active?: readonly string[];
  readonly status?: object;
  readonly isSilent?: boolean;
}

/** Accounts that all have one trail everywhere. */
function answerOf({
  active = [OWN, OTHER],
  status = LOGS,
  isSilent = false,
}: Organization): ServedPlaces['answer'] {
  return ({ operation, region, accessKeyId }) => {
    switch (operation) {
      case 'ListAccounts': {
        const member = { Id: OTHER, Name: 'b', JoinedTimestamp: Date.parse('2026-11-18T12:00:00Z') / 1000 };
        const Accounts = [
          { Id: OWN, Name: 'a', State: 'ACTIVE' },
          { ...member, State: 'ACTIVE' },
        ];
        const closed = (Id: string) => (active.includes(Id) ? {} : { State: 'CLOSED' });
        return { body: { Accounts: Accounts.map((one) => ({ ...one, ...closed(one.Id) })) } };
      }
      case 'DescribeTrails':
        if (isSilent && accessKeyId !== 'AKIAEXAMPLE' && region === 'us-east-1')
          return { code: 'AccessDeniedException' };
        return {
          body: {
            trailList: [
              { Name: 'audit', TrailARN: ARN, HomeRegion: 'eu-west-1', LogFileValidationEnabled: true },
            ],
          },
        };
      default:
        return { body: status };
    }
  };
}

interface Run extends Organization {
  readonly day: number;
  readonly options?: readonly string[];
  readonly served?: Partial<ServedPlaces>;
}

const newFile = () => join(mkdtempSync(join(tmpdir(), 'register-')), 'register');

async function register(file: string, { day, options = ['--organization'], served, ...organization }: Run) {
  await server?.stop();
  server = await servePlaces({
    ...{ regions: ['eu-west-1', 'us-east-1'], roles: [ROLE], answer: answerOf(organization) },
    ...served,
  });
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(['trails', '--register', file, ...options], {
    currentTime: `2026-11-${day}T12:00:00Z`,
  });
}

const without = (text: string) => text.split('\n').slice(1, -1);

test('a register follows the organization: it begins, an account closes, and a reason stays', async () => {
  const file = newFile();
  const first = await register(file, { day: 20 });
  expect([first.status, without(readFileSync(file, 'utf8'))]).toEqual([
    0,
    [
      ...[OWN, `${OWN} eu-west-1`, `${OWN} trail=audit`, `${OWN} us-east-1`],
      `${OTHER} from=2026-11-19T12:00:00Z`,
      ...[`${OTHER} eu-west-1`, `${OTHER} trail=audit`, `${OTHER} us-east-1`],
    ],
  ]);
  expect(first.stdout.trim().split('\n')).toEqual(without(readFileSync(file, 'utf8')));
  writeFileSync(file, readFileSync(file, 'utf8').replace('12:00:00Z\n', '12:00:00Z # payments\n'));
  const next = await register(file, { day: 22, active: [OWN] });
  const closed = `${OTHER} from=2026-11-19T12:00:00Z until=2026-11-20T12:00:00Z # payments; closed, or left the organization`;
  expect([next.status, next.stdout]).toEqual([0, `${closed}\n`]);
  expect(readFileSync(file, 'utf8')).toContain(`\n${closed}\n`);
  expect(readdirSync(join(file, '..'))).toEqual(['register']);
});

test('a trail that stopped is told with status 1, and stays due', async () => {
  const file = newFile();
  await register(file, { day: 20 });
  const before = without(readFileSync(file, 'utf8'));
  const { status, stderr } = await register(file, { day: 21, status: { ...LOGS, IsLogging: false } });
  expect([status, without(readFileSync(file, 'utf8'))]).toEqual([1, before]);
  expect(stderr).toContain(
    `${OWN} eu-west-1: no trail that writes digest files was found, and ${file} has no end`,
  );
});

test('an account of which a Region does not respond stays as it is, with status 2', async () => {
  const file = newFile();
  const { status } = await register(file, { day: 20, isSilent: true });
  expect([status, without(readFileSync(file, 'utf8')).at(-1)]).toEqual([
    2,
    `${OTHER} from=2026-11-19T12:00:00Z`,
  ]);
});

test('without the organization, the register follows the accounts that were asked', async () => {
  const file = newFile();
  writeFileSync(file, `${OTHER}\n`);
  expect((await register(file, { day: 20, options: [] })).status).toBe(0);
  expect(without(readFileSync(file, 'utf8'))).toEqual([
    ...[OTHER, OWN, `${OWN} eu-west-1`, `${OWN} trail=audit`, `${OWN} us-east-1`],
  ]);
});

test.each<[string, string, Partial<Run>, string]>([
  [
    'an edit',
    `${OWN}\n${OWN} until=2026-1-1\n`,
    {},
    'register:2:1: "111122223333 until=2026-1-1" has no time in until',
  ],
  ['JSON', '[{}]', {}, 'is JSON, and a register that is kept has lines; name another file'],
  [
    'an empty organization',
    `${OWN}\n`,
    { active: [] },
    'lacks that of the credentials, 111122223333; the register stays',
  ],
  ['another organization', '999988887777\n', {}, 'has no account of this organization'],
  ['some Regions', '', { options: ['--region', 'eu-west-1'] }, 'leave out --region'],
  ['a check', '', { options: ['--check'] }, '--register cannot be combined with --check or --adopt'],
  ['a format', '', { options: ['--json'] }, '--register writes a register; leave out --format'],
])('fails on %s with a sentence, and leaves the file as it was', async (_, text, run, sentence) => {
  const file = newFile();
  if (text !== '') writeFileSync(file, text);
  const { status, stderr } = await register(file, { day: 20, ...run });
  expect([status, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  expect(readdirSync(join(file, '..')).map((name) => readFileSync(join(file, '..', name), 'utf8'))).toEqual(
    text === '' ? [] : [text],
  );
});
