import type { JsonObject } from '../../lib/core/json/json-value';
import { keyUser, OFFICE, type Principal, person, session } from '../noise/principals';

/** The account of every sequence, and one that is not its owner's. */
export const OWN = '111122223333';
export const FOREIGN = '444455556666';

/** Who makes a call. */
export type Who = keyof typeof PRINCIPALS;

/** A call as `service Name`, its parameters, and other members of its record. */
export type Call = readonly [call: string, parameters?: object | null, members?: JsonObject];

/** What an attacker does in a session, what says so, and what looks like it and is benign. */
export interface Sequence {
  readonly name: string;
  readonly by: Who;
  readonly calls: readonly Call[];
  /** A rule or correlation of medium or higher that the calls raise. */
  readonly raises: string;
  /** The same calls by someone else, or other calls, which raise nothing of medium or higher. */
  readonly twin: { readonly by?: Who; readonly calls?: readonly Call[] };
}

const CLI = 'aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0-1041-aws lang/python#3.13.7';
const SERVER = '10.0.12.7';

const ROOT: Principal = {
  userIdentity: {
    ...{ type: 'Root', principalId: OWN, arn: `arn:aws:iam::${OWN}:root`, accountId: OWN },
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  },
  sourceIPAddress: OFFICE,
  userAgent: CLI,
};

const FUNCTION = session(OWN, 'reports', 'reports', {
  ip: SERVER,
  agent: 'Boto3/1.40.60 md/Botocore#1.40.60',
});

const PRINCIPALS = {
  user: keyUser(OWN, 'alice', '203.0.113.77'),
  person: { ...person(OWN, 'carol', 'PlatformTeam'), userAgent: CLI },
  console: person(OWN, 'carol', 'PlatformTeam'),
  root: ROOT,
  role: session(OWN, 'shop-web', 'botocore-session-1763', { ip: SERVER, agent: 'Boto3/1.40.60' }),
  federated: {
    ...keyUser(OWN, 'alice', '203.0.113.77'),
    userIdentity: {
      ...{ type: 'FederatedUser', principalId: `${OWN}:visitor`, accountId: OWN },
      ...{ arn: `arn:aws:sts::${OWN}:federated-user/visitor`, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
    },
  },
  instance: session(OWN, 'web-server', 'i-0123456789abcdef0', { ip: SERVER, agent: 'Boto3/1.40.60' }),
  function: {
    ...FUNCTION,
    userIdentity: {
      ...FUNCTION.userIdentity,
      inScopeOf: {
        issuerType: 'AWS::Lambda::Function',
        credentialsIssuedTo: `arn:aws:lambda:eu-west-1:${OWN}:function:reports`,
      },
    },
  },
  pipeline: session(OWN, 'github-deploy', 'GitHubActions', { ip: '198.51.100.20', agent: CLI }),
  stack: session(OWN, 'cdk-hnb659fds-cfn-exec-role', 'AWSCloudFormation', {
    ...{ ip: 'cloudformation.amazonaws.com', agent: 'cloudformation.amazonaws.com' },
    invokedBy: 'cloudformation.amazonaws.com',
  }),
} as const satisfies Record<string, Principal>;

/** As many calls, each with parameters made from its number. */
export function times(
  count: number,
  call: string,
  parameters: (at: number) => object | null,
): readonly Call[] {
  return Array.from({ length: count }, (_, at) => [call, parameters(at)] as const);
}

/** What anyone does first and last in a session. */
const BEFORE: readonly Call[] = [
  ['sts GetCallerIdentity', null, { readOnly: true }],
  ['ec2 DescribeRegions', {}, { readOnly: true }],
];
const AFTER: readonly Call[] = [['cloudformation DescribeStacks', {}, { readOnly: true }]];

/** The records of a session of calls, some seconds apart. */
export function recordsBy(by: Who, calls: readonly Call[]): readonly JsonObject[] {
  return [...BEFORE, ...calls, ...AFTER].map((call, at) => recordOf(by, call, at));
}

function recordOf(by: Who, [call, parameters = {}, members = {}]: Call, at: number): JsonObject {
  const { userIdentity, sourceIPAddress, userAgent } = PRINCIPALS[by];
  const [source = '', eventName = ''] = call.split(' ');
  const isSignedIn = by === 'console' ? { sessionCredentialFromConsole: 'true' } : {};
  const record = {
    ...{ eventVersion: '1.11', userIdentity, eventSource: `${source}.amazonaws.com`, eventName },
    eventTime: `${new Date(Date.UTC(2026, 10, 20, 3) + at * 5000).toISOString().slice(0, 19)}Z`,
    ...{ awsRegion: source === 'iam' ? 'us-east-1' : 'eu-west-1', sourceIPAddress, userAgent },
    ...{ requestParameters: parameters, responseElements: null, readOnly: false },
    ...{ requestID: `request-${at}`, eventID: `event-${at}`, eventType: 'AwsApiCall' },
    ...{ managementEvent: true, recipientAccountId: OWN, eventCategory: 'Management' },
    ...isSignedIn,
    ...members,
  };
  return record as unknown as JsonObject;
}
