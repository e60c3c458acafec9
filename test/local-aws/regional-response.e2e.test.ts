import { join } from 'node:path';
import type { JsonObject } from '../../lib/core/json/json-value';
import { REGIONAL_RESPONSE_ENVIRONMENT } from '../../lib/core/settings/responder-settings';
import { AccountServer } from './account-server';
import { FunctionContainer } from './function-container';

const OWN = '111122223333';
const MEMBER = '444455556666';
const HOME = 'us-east-1';
/** Not enabled in the account of the function, perhaps. */
const REGION = 'ap-east-1';

const roleArnOf = (action: string, account = MEMBER) =>
  `arn:aws:iam::${account}:role/TrailwatchResponse-${action}`;

/** What each action is called with, and the call that it makes. */
const ACTIONS: readonly (readonly [action: string, request: JsonObject, operation: string, made: object])[] =
  [
    [
      'start-logging',
      { Name: `arn:aws:cloudtrail:${REGION}:${MEMBER}:trail/main` },
      'StartLogging',
      { Name: `arn:aws:cloudtrail:${REGION}:${MEMBER}:trail/main` },
    ],
    [
      'block-public-bucket',
      {
        ...{ Bucket: 'payments-reports', ExpectedBucketOwner: MEMBER },
        PublicAccessBlockConfiguration: { BlockPublicPolicy: false },
      },
      'publicAccessBlock',
      {
        ...{ Bucket: 'payments-reports', ExpectedBucketOwner: MEMBER },
        ...{ BlockPublicAcls: 'true', BlockPublicPolicy: 'true' },
        ...{ IgnorePublicAcls: 'true', RestrictPublicBuckets: 'true' },
      },
    ],
    [
      'revoke-ingress',
      { GroupId: 'sg-0123456789abcdef0', SecurityGroupRuleIds: ['sgr-0123456789abcdef0'] },
      'RevokeSecurityGroupIngress',
      { GroupId: 'sg-0123456789abcdef0', 'SecurityGroupRuleId.1': 'sgr-0123456789abcdef0' },
    ],
  ];
const [START, BLOCK] = ACTIONS;
if (START === undefined || BLOCK === undefined) throw new Error('no action is tried');

let server: AccountServer;
let endpoint: string;
const containers = new Map<string, FunctionContainer>();

beforeAll(async () => {
  server = new AccountServer(
    OWN,
    ACTIONS.map(([action]) => roleArnOf(action)),
  );
  endpoint = await server.start();
});

afterEach(() => {
  server.calls.length = 0;
});

afterAll(async () => {
  for (const container of containers.values()) container.stop();
  await server.stop();
});

/** The shipped bundle of an action, in a process that serves all tests. */
async function functionOf(action: string): Promise<FunctionContainer> {
  const known = containers.get(action);
  if (known !== undefined) return known;
  const environment = {
    ...{ AWS_REGION: HOME, AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  };
  const started = await FunctionContainer.start({
    aws: { environment },
    source: {
      ...{ functionId: action, handler: 'index.handler', timeoutSeconds: 50 },
      codeFolder: join(__dirname, '../../dist/lambda/regional-response'),
      environment: REGIONAL_RESPONSE_ENVIRONMENT.encode({ action, partition: 'aws' }),
    },
  });
  containers.set(action, started);
  return started;
}

/** Calls the function as its state machine does, with members replaced. */
async function act([action, request]: (typeof ACTIONS)[number], members: JsonObject = {}): Promise<unknown> {
  const event = { region: REGION, roleArn: roleArnOf(action), request, ...members };
  return (await functionOf(action)).call(event);
}

const operations = () => server.calls.map(({ operation }) => operation);

test.each(ACTIONS)(
  '%s acts with the role of the other account, in the Region of the record, and asks for the role in its own',
  async (...action) => {
    const [name, , operation, made] = action;
    // Settings of Block Public Access are read first, and what they were is restored.
    const isBlock = name === 'block-public-bucket';
    expect(await act(action)).toEqual({
      undo: isBlock
        ? [expect.stringContaining('aws s3api put-public-access-block --bucket payments-reports ')]
        : [],
    });
    const read = isBlock ? server.calls.splice(1, 1) : [];
    expect(read).toEqual(isBlock ? [expect.objectContaining({ account: MEMBER, region: REGION })] : []);
    expect(server.calls).toEqual([
      {
        ...{ operation: 'AssumeRole', account: OWN, region: HOME },
        parameters: expect.objectContaining({
          RoleArn: roleArnOf(name),
          RoleSessionName: 'trailwatch-response',
        }),
      },
      { operation, account: MEMBER, region: REGION, parameters: made },
    ]);
    const [, first] = server.calls.splice(0);
    await act(action);
    expect(server.calls.at(-1)).toEqual(first);
  },
);

test('without an account the role of the function acts', async () => {
  await act(START, { roleArn: undefined as never });
  expect(server.calls).toMatchObject([{ operation: 'StartLogging', account: OWN, region: REGION }]);
});

test('services that fail or do not answer at first are asked again', async () => {
  server.faults.AssumeRole = [{ error: 'InternalFailure', status: 500 }, 'hangs'];
  server.faults.StartLogging = [{ error: 'ThrottlingException', status: 400 }];
  await act(START);
  expect(operations()).toEqual(['AssumeRole', 'StartLogging']);
});

test.each([
  ['AssumeRole', 'AccessDenied', []],
  ['StartLogging', 'TrailNotFoundException', ['AssumeRole']],
])(
  'fails with the error of %s, for the state machine to try again, and the next call acts',
  async (operation, error, before) => {
    server.faults[operation] = [{ error, status: 400 }];
    await expect(act(START)).rejects.toThrow(error);
    expect(operations()).toEqual(before);
    await act(START);
    expect(operations()).toEqual([...before, 'AssumeRole', 'StartLogging']);
  },
);

test.each<[string, JsonObject, string]>([
  [
    'an account where the role is missing',
    { roleArn: roleArnOf('start-logging', '777788889999') },
    'AccessDenied',
  ],
  ['a Region of another partition', { region: 'cn-north-1' }, '"cn-north-1" is no Region of partition aws'],
  ['an address in place of a Region', { region: 'x.example.com/#' }, 'is no Region of partition aws'],
  [
    'a role of another partition',
    { roleArn: roleArnOf('start-logging').replace('aws', 'aws-cn') },
    'is no role',
  ],
  ['a trail that is none', { request: { Name: 'main --all' } }, 'request.Name "main --all" is not'],
  ['no request', { request: null }, 'request is null; expected an object'],
])('fails on %s, and nothing is called', async (_name, members, message) => {
  await expect(act(START, members)).rejects.toThrow(message);
  expect(server.calls).toEqual([]);
});

test('a bucket of another account than the record names is refused by S3', async () => {
  const [name, request] = BLOCK;
  await expect(act([name, { ...request, ExpectedBucketOwner: OWN }, '', {}])).rejects.toThrow('AccessDenied');
  expect(operations()).toEqual(['AssumeRole']);
});
