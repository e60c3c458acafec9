import { writeFileSync } from 'node:fs';
import { awsEnvironment } from './aws-environment';
import { type HistoryServer, serveHistory } from './history/serve-history';
import { type PlacesServer, servePlaces } from './places/serve-places';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, useScanFolder } from './scan-folder';

useScanFolder();

const ROLE = 'arn:aws:iam::111122223333:role/Deploy';
let server: HistoryServer | PlacesServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  process.env = { ...environment };
});

function call(eventName: string, more: object = {}) {
  return {
    ...{ eventVersion: '1.11', eventID: eventName, eventSource: 'iam.amazonaws.com', eventName },
    ...{ eventTime: '2026-11-19T14:00:00Z', awsRegion: 'us-east-1', recipientAccountId: '111122223333' },
    ...{
      eventType: 'AwsApiCall',
      userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: ROLE } } },
    },
    ...more,
  };
}

const event = (record: ReturnType<typeof call>) => ({
  ...{ EventId: record.eventID, EventTime: Date.parse(record.eventTime) / 1000 },
  CloudTrailEvent: JSON.stringify(record),
});

function run(...argv: readonly string[]) {
  Object.assign(process.env, awsEnvironment(server?.url ?? ''));
  return runTrailwatch(['permissions', ...argv]);
}

interface Used {
  readonly [member: string]: unknown;
}

describe('trailwatch permissions --history', () => {
  it('reads Event history in each Region, each event once, and of the accounts that are asked for', async () => {
    const other = call('GetRole', { recipientAccountId: '444455556666' });
    server = await serveHistory({
      events: { 'eu-west-1': [event(call('GetUser'))], 'us-east-1': [event(call('GetUser')), event(other)] },
    });
    const { stdout, stderr, status } = await run('--all', '--history', '--account', '111122223333');
    const { principals } = JSON.parse(stdout);
    expect(principals.map(({ principal, used }: Used) => [principal, used])).toEqual([
      [ROLE, [expect.objectContaining({ action: 'iam:GetUser', calls: 1 })]],
    ]);
    expect(stderr).toBe('places=2 requests=2 records=2 calls=1 seconds=0.00\n');
    expect(status).toBe(0);
  });

  it('reports a place that does not answer, and an event without a record, and reads the others', async () => {
    server = await serveHistory({
      events: {
        'eu-west-1': [event(call('GetUser'))],
        'us-east-1': [{ EventId: 'e', EventTime: Date.parse('2026-11-19') / 1000 }],
        'eu-west-2': [],
      },
      fault: ({ region }) => (region === 'eu-west-2' ? { code: 'AccessDeniedException' } : undefined),
    });
    const { stdout, stderr, status } = await run(ROLE, '--history', '--format', 'policy');
    expect(JSON.parse(stdout).Statement).toMatchObject([{ Action: ['iam:GetUser'] }]);
    expect(stderr).toContain('trailwatch: us-east-1: the event e holds no record\n');
    expect(stderr).toContain('trailwatch: eu-west-2: access was denied; it takes cloudtrail:LookupEvents');
    expect(status).toBe(2);
  });
});

describe('trailwatch permissions --live', () => {
  const document = (action: string) =>
    encodeURIComponent(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: action, Resource: '*' },
      }),
    );
  const role = (name: string, action: string) =>
    `<member><RoleName>${name}</RoleName><Arn>arn:aws:iam::111122223333:role/${name}</Arn><RolePolicyList><member><PolicyName>own</PolicyName><PolicyDocument>${document(action)}</PolicyDocument></member></RolePolicyList></member>`;
  const page = (roles: string, next = '') =>
    `<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><RoleDetailList>${roles}</RoleDetailList>${next}</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`;

  it('compares with all pages of the policies that IAM has, of the account of a role', async () => {
    const asked: (string | null)[] = [];
    server = await servePlaces({
      ...{ regions: [], answer: () => ({ body: {} }), roles: ['arn:aws:iam::111122223333:role/Audit'] },
      answerQuery: (parameters, accessKeyId) => {
        asked.push(accessKeyId, parameters.get('Marker'));
        return parameters.get('Marker') === null
          ? page(role('Deploy', 'iam:GetUser'), '<IsTruncated>true</IsTruncated><Marker>2</Marker>')
          : page(role('Idle', 'iam:GetRole'));
      },
    });
    put('a.json', logFile(call('GetUser') as never));
    const argv = ['--all', at('a.json'), '--live', '--role-arn', 'arn:aws:iam::111122223333:role/Audit'];
    const { stdout, status } = await run(...argv);
    expect(JSON.parse(stdout).principals.map(({ principal, verdict }: Used) => [principal, verdict])).toEqual(
      [
        [ROLE, 'used'],
        ['arn:aws:iam::111122223333:role/Idle', 'unused'],
      ],
    );
    expect(asked).toEqual(['Audit', null, 'Audit', '2']);
    expect(status).toBe(1);
  });

  it('fails where IAM refuses, and says which permission it takes', async () => {
    server = await servePlaces({
      regions: [],
      answer: () => ({ body: {} }),
      answerQuery: () => ({ code: 'AccessDenied' }),
    });
    writeFileSync(at('a.json'), logFile(call('GetUser') as never));
    const { stderr, status } = await run(ROLE, at('a.json'), '--live');
    expect(stderr).toBe(
      'trailwatch: IAM: access was denied; it takes iam:GetAccountAuthorizationDetails (AccessDenied)\n',
    );
    expect(status).toBe(2);
  });
});
